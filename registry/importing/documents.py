"""One row of a table of documents: a new document, or what is missing in the one that it tells of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from registry import authorities, documents, publishing, sheets
from registry.accounts import Viewer
from registry.errors import N_, FieldProblem, Invalid
from registry.importing.rows import Row
from registry.law import numbers
from registry.store.tables import Document, State


class Outcome(StrEnum):
    ADDED = "added"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Taken:
    """`left_out`: cells that could not be accepted. `lacks`: what keeps the document a draft."""

    outcome: Outcome
    left_out: tuple[FieldProblem, ...] = ()
    lacks: tuple[FieldProblem, ...] = ()


def take_in(session: Session, by: Viewer, row: Row, *, publish: bool) -> Taken:
    """What the registry says already stays, and a cell that cannot be accepted is left out. With `publish` a document that
    lacks nothing is published; one that a person has entered stays in that person's hands. Raises Invalid, NumberTaken.
    """
    facts, left_out = _facts(session, row)
    held = _held(session, facts)
    try:
        with session.begin_nested():
            document, outcome = _stored(session, by, held, facts)
    except Invalid as error:
        left_out += error.problems
        document, outcome = _stored(session, by, held, _without(facts, error.problems))
    if document.state != State.DRAFT or _of_a_person(document):
        return Taken(outcome, left_out)
    lacks = documents.missing_in(document)
    if publish and not lacks:
        publishing.publish(session, by, document)
    return Taken(outcome, left_out, lacks if publish else ())


def _stored(session: Session, by: Viewer, held: Document | None, facts: Mapping[str, Any]) -> tuple[Document, Outcome]:
    if held is None:
        return documents.register(session, by, facts), Outcome.ADDED
    return held, _complete(session, by, held, facts)


def _without(facts: Mapping[str, Any], problems: Sequence[FieldProblem]) -> Mapping[str, Any]:
    """Raises Invalid where the number itself is at fault."""
    wrong = {one.field for one in problems}
    if "number" in wrong:
        raise Invalid(tuple(problems))
    return {name: value for name, value in facts.items() if name not in wrong}


def _of_a_person(document: Document) -> bool:
    return document.created_by is not None and document.state == State.DRAFT


def _facts(session: Session, row: Row) -> tuple[dict[str, Any], tuple[FieldProblem, ...]]:
    """What the cells say, completed from the number, and what is wrong with the others."""
    read = sheets.read(row.line, "", row.cells)
    if not numbers.parse(row.cells.get("number", "")).key:
        raise Invalid.field("number", N_("The number (số, ký hiệu) is missing."))
    facts, left_out = dict(read.facts), read.problems
    named = facts.pop("issuers", [])
    try:
        if "type" in facts:
            authorities.type_called(session, facts["type"])
    except Invalid as error:
        del facts["type"]
        left_out += error.problems
    facts = sheets.complete(session, sheets.Row("", facts, ()))
    problems = _unknown(session, named, facts)
    if named and not problems:
        facts["issuers"] = [_trimmed(name) for name in named]
    return facts, left_out if "issuers" in facts else left_out + problems


def _trimmed(name: str) -> str:
    return name.rstrip(" .")


def _unknown(session: Session, named: Sequence[str], facts: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """Bodies that nobody knows by these names; the number may tell them all the same."""
    problems: tuple[FieldProblem, ...] = ()
    for name in named:
        try:
            authorities.issuer_called(session, _trimmed(name), facts.get("issued_on"))
        except Invalid as error:
            problems += error.problems
    return problems


def _held(session: Session, facts: Mapping[str, Any]) -> Document | None:
    """The document that the facts tell of: of this number, type and body, and this day as far as both say one. Raises
    Invalid where several may be meant.
    """
    of_number = documents.whole().where(Document.number_key == numbers.parse(facts["number"]).key)
    found = [one for one in session.scalars(of_number.order_by(Document.id)) if _may_be(session, one, facts)]
    of_day = [one for one in found if one.issued_on == facts.get("issued_on")]
    if "issued_on" in facts:
        undated = [one for one in found if one.issued_on is None and one.state == State.DRAFT]
        return next(iter(of_day or undated), None)
    if len(of_day or found) > 1:
        raise Invalid.field("number", N_("Several documents have this number; give the day of issue."))
    return next(iter(of_day or found), None)


def _may_be(session: Session, document: Document, facts: Mapping[str, Any]) -> bool:
    if document.type and "type" in facts and document.type != authorities.type_called(session, facts["type"]):
        return False
    here = {row.issuer for row in document.issuing}
    on = facts.get("issued_on")
    named = {authorities.issuer_called(session, name, on) for name in facts.get("issuers", ())}
    return not here or not named or here == named


def _complete(session: Session, by: Viewer, held: Document, facts: Mapping[str, Any]) -> Outcome:
    here = {
        "type": held.type, "issuers": held.issuing, "signers": held.signing, "fields": held.fields, "number": held.number,
    }  # fmt: skip
    fresh = {name: value for name, value in facts.items() if not here.get(name, getattr(held, name, None))}
    if held.created_by is None and _is_better(facts["number"], held.number or ""):
        fresh["number"] = facts["number"]
    if not fresh or held.state == State.WITHDRAWN or _of_a_person(held):
        return Outcome.UNCHANGED
    documents.change(session, by, held, fresh, held.version)
    return Outcome.COMPLETED


def _is_better(number: str, other: str) -> bool:
    """Of two spellings of one number the canonical one stands, else the first by its letters, whichever line comes first."""
    return (number != numbers.parse(number).canonical, number) < (other != numbers.parse(other).canonical, other)
