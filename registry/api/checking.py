"""What a request says, checked against its schema; all that is wrong is told at once, in our own sentences.

pydantic finds the faults; its English never leaves the house. What cannot be read at all (no JSON, another content
type) is an HTTP error of its own.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Self

import msgspec
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.wrappers import Request

from registry.errors import N_, FieldProblem, Invalid

BODY = "body"  # the name of the field when the whole body is at fault
FORM = "multipart/form-data"

OTHER = N_("This value cannot be accepted.")
ONCE = N_("Send this only once.")
MESSAGES: Mapping[str, str] = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("There is no field of this name here."),
    "string_type": N_("Write this as text."),
    "string_unicode": N_("This text has characters that do not exist in Unicode."),
    "string_too_long": N_("This is longer than %(max_length)d characters."),
    "string_too_short": N_("This is shorter than %(min_length)d characters."),
    "too_long": N_("Give at most %(max_length)d of these."),
    "too_short": N_("Give at least %(min_length)d of these."),
    "int_parsing": N_("Write a whole number."),
    "int_parsing_size": N_("Write a whole number."),
    "int_type": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "greater_than_equal": N_("Write %(ge)s or more."),
    "less_than_equal": N_("Write %(le)s or less."),
    "list_type": N_("Write this as a list."),
    "model_type": N_("Write this as an object."),
    "model_attributes_type": N_("Write this as an object."),
    "literal_error": N_("Choose one of: %(known)s."),
    "enum": N_("Choose one of: %(known)s."),
    "day": N_("Write a day as YYYY-MM-DD, such as 2024-04-23."),
    "moment": N_("Write a moment as YYYY-MM-DDThh:mm:ssZ, such as 2024-04-23T08:00:00Z."),
    "repeated": ONCE,
}
MALFORMED = N_("The body is not valid JSON.")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(rf"{_DAY.pattern}T[0-9]{{2}}(:[0-9]{{2}}){{2}}(\.[0-9]{{1,6}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})")


def day(value: object) -> dt.date:
    """For BeforeValidator: a day as RFC 3339 writes it, and nothing else that pydantic would take for one."""
    if isinstance(value, dt.date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "no day")


def moment(value: object) -> dt.datetime:
    """For BeforeValidator: a moment as RFC 3339 writes it, with its distance from UTC; in UTC."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("moment", "no moment")


class Sent(BaseModel):
    """What every request's schema has in common: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class Sifted(Sent):
    """A body whose fields may all be left out. A field at fault is dropped and remembered, so that the others can be
    looked at further and everything that is wrong is told in one answer.
    """

    _problems: tuple[FieldProblem, ...] = PrivateAttr(())

    @property
    def problems(self) -> tuple[FieldProblem, ...]:
        return self._problems

    @classmethod
    def sift(cls, sent: object) -> Self:
        """Raises Invalid when what was sent is no object."""
        try:
            return cls.model_validate(sent)
        except ValidationError as error:
            problems = problems_of(error)
        if not isinstance(sent, dict):
            raise Invalid(problems)
        faulty = {problem.field.partition(".")[0] for problem in problems}
        sifted = cls.model_validate({name: value for name, value in sent.items() if name not in faulty})
        sifted._problems = problems  # noqa: SLF001  its own class
        return sifted


def checked(model: type[BaseModel], sent: object) -> BaseModel:
    """Raises Invalid naming every field at fault."""
    try:
        return model.sift(sent) if issubclass(model, Sifted) else model.model_validate(sent)
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None


def problems_of(error: ValidationError) -> tuple[FieldProblem, ...]:
    return tuple(_problem(one) for one in error.errors(include_url=False, include_input=False))


def _problem(error: ErrorDetails) -> FieldProblem:
    field = ".".join(str(part) for part in error["loc"]) or BODY
    facts = dict(error.get("ctx", {}))
    if "expected" in facts:
        facts = {"known": ", ".join(re.findall(r"'([^']*)'", str(facts["expected"])))}
    return FieldProblem(field, MESSAGES.get(error["type"], OTHER), tuple(facts.items()))


def query(model: type[BaseModel], request: Request) -> BaseModel:
    if not request.query_string:
        return _of_nothing(model)
    return checked(model, _single(request.args))


@cache
def _of_nothing(model: type[BaseModel]) -> BaseModel:
    """What was asked without any parameter, which most requests are; the same for all of them, so that views may not
    change it. Raises Invalid.
    """
    return checked(model, {})


def json(model: type[BaseModel], request: Request) -> BaseModel:
    """Raises BadRequest for what is no JSON, UnsupportedMediaType for what does not say it is, Invalid."""
    if not request.is_json:
        raise UnsupportedMediaType
    return checked(model, parsed(request.get_data()))


def parsed(body: bytes | str) -> Any:
    """Raises BadRequest. RecursionError: nested deeper than any body of ours."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadRequest(MALFORMED) from None


def form(model: type[BaseModel], request: Request) -> BaseModel:
    """The parts of a multipart form, files among them. Raises UnsupportedMediaType, Invalid."""
    if request.mimetype != FORM:
        raise UnsupportedMediaType
    return checked(model, _single(request.form) | _single(request.files))


def _single(sent: "MultiDict[str, Any]") -> dict[str, Any]:
    """Raises Invalid for names that were sent more than once."""
    repeated = [name for name, values in sent.lists() if len(values) > 1]
    if repeated:
        raise Invalid(tuple(FieldProblem(name, ONCE) for name in repeated))
    return sent.to_dict()
