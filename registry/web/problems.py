"""Domain errors as answers: which status and which problem type (RFC 9457) each has."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask_babel import gettext

from registry import errors
from registry.errors import RegistryError

STATUS: Mapping[type[RegistryError], tuple[HTTPStatus, str]] = {
    errors.WrongSetting: (HTTPStatus.INTERNAL_SERVER_ERROR, "wrong-setting"),
    errors.NotReadyToPublish: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-ready-to-publish"),
    errors.Invalid: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"),
    errors.TooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"),
    errors.NotFound: (HTTPStatus.NOT_FOUND, "not-found"),
    errors.Gone: (HTTPStatus.GONE, "withdrawn"),
    errors.RangeNotSatisfiable: (HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range-not-satisfiable"),
    errors.FileChanged: (HTTPStatus.PRECONDITION_FAILED, "file-changed"),
    errors.NumberTaken: (HTTPStatus.CONFLICT, "number-taken"),
    errors.NameTaken: (HTTPStatus.CONFLICT, "name-taken"),
    errors.IdempotencyMismatch: (HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-mismatch"),
    errors.WrongState: (HTTPStatus.CONFLICT, "wrong-state"),
    errors.Conflict: (HTTPStatus.CONFLICT, "conflict"),
    errors.LostRace: (HTTPStatus.PRECONDITION_FAILED, "lost-race"),
    errors.VersionRequired: (HTTPStatus.PRECONDITION_REQUIRED, "version-required"),
    errors.WrongPassword: (HTTPStatus.UNAUTHORIZED, "wrong-password"),
    errors.NotSignedIn: (HTTPStatus.UNAUTHORIZED, "not-signed-in"),
    errors.Forbidden: (HTTPStatus.FORBIDDEN, "forbidden"),
    errors.LinkEnded: (HTTPStatus.FORBIDDEN, "link-ended"),
    errors.LinkInvalid: (HTTPStatus.FORBIDDEN, "link-invalid"),
    errors.Busy: (HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    errors.TooOften: (HTTPStatus.TOO_MANY_REQUESTS, "too-often"),
    errors.StorageFull: (HTTPStatus.INSUFFICIENT_STORAGE, "storage-full"),
}


def status_of(error: RegistryError) -> tuple[HTTPStatus, str]:
    """Status and problem type of an error, its own or its nearest parent's."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def sentence(message: str, facts: Mapping[str, Any]) -> str:
    """A catalog sentence in the reader's language, with its places filled; facts that are catalog words are translated."""
    told = {name: gettext(value) if name == "needed" else value for name, value in facts.items()}
    translated: str = gettext(message)
    return translated % told if told else translated


def detail(error: RegistryError) -> str:
    return sentence(type(error).message, {} if isinstance(error, errors.Invalid) else error.facts)


def fields(error: RegistryError) -> list[dict[str, str]]:
    """Every field that is at fault, with its sentence."""
    if not isinstance(error, errors.Invalid):
        return []
    return [{"field": one.field, "message": sentence(one.message, dict(one.facts))} for one in error.problems]


def headers(error: RegistryError) -> dict[str, str]:
    if isinstance(error, errors.Busy | errors.TooOften):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, errors.NotSignedIn):
        return {"WWW-Authenticate": 'Bearer realm="registry"'}
    if isinstance(error, errors.RangeNotSatisfiable):
        return {"Content-Range": f"bytes */{error.size}"}
    return {}


def problem(error: RegistryError, type_url: str) -> dict[str, Any]:
    """The RFC 9457 object; `type_url` is where problem types are described, and the type is a fragment of it."""
    status, name = status_of(error)
    body: dict[str, Any] = {
        "type": f"{type_url}#{name}",
        "title": gettext(status.phrase),
        "status": int(status),
        "detail": detail(error),
    }
    if isinstance(error, errors.Invalid):
        body["errors"] = fields(error)
    if isinstance(error, errors.NumberTaken) and error.document:
        body["document"] = error.document
    if isinstance(error, errors.Gone) and error.successor:
        body["successor"] = error.successor
    if isinstance(error, errors.LostRace):
        body["version"] = error.current
    return body
