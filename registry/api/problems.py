"""Errors as `application/problem+json` (RFC 9457), in the reader's language; every one has a type that is described."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, current_app, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from registry import documents, errors
from registry.config import MIB
from registry.errors import N_, RegistryError
from registry.web import problems
from registry.web.access import API, instance, viewer

MEDIA_TYPE = "application/problem+json"
PATH = "/api/problems"

# What HTTP itself refuses: type and sentence. For a bad request its own sentence stands, since it is one of ours.
OF_HTTP: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("malformed", N_("The request cannot be read.")),
    HTTPStatus.NOT_FOUND: ("not-found", N_("There is no such address.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", N_("This address does not take %(method)s.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", N_("The request is over the limit of %(limit)s.")),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "unsupported-media-type",
        N_("Send JSON with Content-Type: application/json, or a file with multipart/form-data, as the address asks."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "internal",
        N_("The registry made a mistake. Nothing of this request was kept; tell the operator when it happened."),
    ),
}


def domain(error: RegistryError) -> Response:
    body = problems.problem(error, type_url())
    if isinstance(error, errors.Gone):
        body["reason"] = error.reason
        if not _may_be_named(error.successor):
            body.pop("successor", None)
    return _answer(body, problems.headers(error))


def _may_be_named(public_id: str | None) -> bool:
    if public_id is None:
        return False
    with instance().reading() as session:
        return public_id in documents.visible(session, viewer(), [public_id])


def http(error: HTTPException) -> Response:
    """Also for what nobody foresaw: Flask hands that on as an InternalServerError, once it is in the log."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # Flask's own redirects
    status = HTTPStatus(error.code or 500)
    name, sentence = OF_HTTP.get(status, ("", ""))
    if status == HTTPStatus.BAD_REQUEST and error.description != type(error).description:
        sentence = error.description or sentence
    body = {
        "type": f"{type_url()}#{name}" if name else "about:blank",
        "title": gettext(status.phrase),
        "status": int(status),
        "detail": problems.sentence(sentence, _facts(status)) if sentence else gettext(status.description),
    }
    kept = {key: value for key, value in error.get_headers(request.environ) if key.lower() != "content-type"}
    return _answer(body, kept)


def _facts(status: HTTPStatus) -> dict[str, str]:
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return {"method": request.method}
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return {"limit": _limit()}
    return {}


def _limit() -> str:
    """Either the whole body is too large, or the fields of a form beside its file are."""
    whole, fields = request.max_content_length or 0, request.max_form_memory_size or 0
    return f"{whole // MIB} MB" if (request.content_length or 0) > whole else f"{fields // 1000} kB"


def unrouted() -> Response | None:
    """Runs before every request: where no route of the API fits, the answer is a problem, too, and not a page."""
    if request.routing_exception is None or not request.path.startswith(API):
        return None
    return http(request.routing_exception)


def type_url() -> str:
    return f"{instance().settings.public_url}{PATH}"


def _answer(body: dict[str, Any], headers: Mapping[str, str]) -> Response:
    response = current_app.response_class(msgspec.json.encode(body), body["status"], mimetype=MEDIA_TYPE)
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response
