"""What was read from a document's file beside what a clerk typed: to fill in, and to notice where the two differ."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from registry import authorities, contents
from registry.errors import Invalid
from registry.law import numbers
from registry.law.vietnamese import fold
from registry.store.tables import Document, Role

Json = Mapping[str, Any]

SURE = 0.9  # from this confidence on at most one value in a hundred is wrong
LIKELY = 0.5  # below it a value is shown, and nothing is filled in with it


@dataclass(frozen=True, slots=True)
class Suggested:
    """One field as read.

    values       as a form takes them: several for issuers; name and office in turn for signers
    shown        the same for people
    page         where it stands; None: in the file's name
    differs      something else was typed
    known        the registry has it: a type or body of that name
    """

    field: str
    values: tuple[str, ...]
    shown: str
    page: int | None
    snippet: str
    confidence: float
    differs: bool = False
    known: bool = True

    @property
    def fills(self) -> bool:
        return self.known and self.confidence >= LIKELY


def facts(session: Session, read: Json, have: Mapping[str, Any], least: float = LIKELY) -> dict[str, Any]:
    """What `documents.register` takes, of the fields that `have` lacks and that were read with this confidence."""
    found: dict[str, Any] = {}
    for field, value in _values(read):
        if field in have or value["confidence"] < least or not _known(session, field, value["value"], read):
            continue
        found[field] = _READ[field](value["value"])
    return _without_contradiction(found, have)


def _without_contradiction(found: dict[str, Any], have: Mapping[str, Any]) -> dict[str, Any]:
    """A day of effect before the day of issue was read wrongly, or is one that a clerk must look at."""
    issued, effective = (have.get(name) or found.get(name) for name in ("issued_on", "effective_on"))
    if issued and effective and effective < issued:
        found.pop("effective_on", None)
    return found


def of(session: Session, document: Document, read: Json) -> Mapping[str, Suggested]:
    """Every field that was read, by its name in forms."""
    return {field: _suggested(session, document, field, value, read) for field, value in _values(read)}


def of_document(session: Session, document: Document) -> Mapping[str, Suggested]:
    """Every field that was read from the first file in which a number was, or anything at all."""
    versions = [file.current.id for file in document.files if file.role == Role.MAIN]
    read = contents.facts(session, versions)
    told = [read[one].suggestions for one in versions if one in read and read[one].suggestions]
    best = next((one for one in told if one.get("number")), told[0] if told else {})
    return of(session, document, best)


def _values(read: Json) -> Sequence[tuple[str, Json]]:
    """(field, suggestion) in the form's names; the gazette is two fields there."""
    found = [(name, read[name]) for name in _FACTS if read.get(name) and read[name]["value"]]
    gazette = read.get("gazette")
    for name, part in (("gazette_number", "number"), ("gazette_date", "date")):
        if gazette and gazette["value"][part]:
            found.append((name, {**gazette, "value": gazette["value"][part]}))
    return found


def _suggested(session: Session, document: Document, field: str, value: Json, read: Json) -> Suggested:
    known = _known(session, field, value["value"], read)
    return Suggested(
        field=field,
        values=_typed(field, value["value"]) if field != "type" or not known else (_code(session, value["value"]),),
        shown=_shown(field, value["value"]),
        page=value["page"],
        snippet=value["snippet"],
        confidence=value["confidence"],
        differs=known and _differs(session, document, field, value["value"], read),
        known=known,
    )


def _known(session: Session, field: str, value: Any, read: Json) -> bool:
    try:
        if field == "type":
            authorities.type_called(session, value, field)
        if field == "issuers":
            _issuers(session, value, read)
    except Invalid:
        return False
    return True


def _issuers(session: Session, names: Sequence[str], read: Json) -> set[int]:
    """Raises Invalid."""
    issued = read.get("issued_on")
    on = dt.date.fromisoformat(issued["value"]) if issued and issued["value"] else None
    return {authorities.issuer_called(session, name, on).id for name in names}


def _differs(session: Session, document: Document, field: str, value: Any, read: Json) -> bool:
    """Whether something is stored that says something else; spelling, case and spaces do not count."""
    match field:
        case "number":
            return bool(document.number_key) and numbers.parse(value).key != document.number_key
        case "type":
            return bool(document.type) and authorities.type_called(session, value, field) is not document.type
        case "issuers":
            stored = {row.issuer.id for row in document.issuing}
            return bool(stored) and stored != _issuers(session, value, read)
        case "signers":
            stored_names = {_plain(row.signer.name) for row in document.signing}
            return bool(stored_names) and stored_names != {_plain(one["name"]) for one in value}
        case "title" | "gazette_number":
            text = getattr(document, field) or ""
            return bool(text) and _plain(text) != _plain(value)
        case _:
            day = getattr(document, field)
            return day is not None and day.isoformat() != value


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _typed(field: str, value: Any) -> tuple[str, ...]:
    if field == "signers":
        return tuple(part for one in value for part in (one["name"], one["position"]))
    if field in DAYS:
        return (f"{dt.date.fromisoformat(value):%d/%m/%Y}",)
    return tuple(value) if isinstance(value, list) else (str(value),)


def _code(session: Session, name: str) -> str:
    """Types are chosen from a list, by their codes."""
    return authorities.type_called(session, name).code


def _shown(field: str, value: Any) -> str:
    if field == "signers":
        return "; ".join(", ".join(filter(None, (one["name"], one["position"]))) for one in value)
    return "; ".join(_typed(field, value))


DAYS = ("issued_on", "effective_on", "gazette_date")
_FACTS: Mapping[str, Callable[[Any], Any]] = {
    "number": str,
    "type": str,
    "title": str,
    "issuers": list,
    "issued_on": dt.date.fromisoformat,
    "effective_on": dt.date.fromisoformat,
    "signers": lambda signers: [(one["name"], one["position"]) for one in signers],
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    **_FACTS,
    "gazette_number": str,
    "gazette_date": dt.date.fromisoformat,
}
