"""One row of a table of relations: one document, known by its number, acts on another."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import authorities, effects, relations, sheets
from registry.accounts import Viewer
from registry.errors import N_, FieldProblem, Invalid, RelationTaken
from registry.importing.documents import Outcome
from registry.importing.rows import Row
from registry.law import labels, numbers
from registry.law.labels import Mark
from registry.law.relations import ACTING, Kind
from registry.relations import Draft, Numbered
from registry.store.tables import Relation

NOT_KNOWN = N_("“%(text)s” is no relation that is known.")
OTHERWISE = N_("The registry says otherwise of this relation: %(said)s.")
_YES, _NO = frozenset({"1", "x", "có", "yes", "true", "một phần"}), frozenset({"", "0", "không", "no", "false"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says, read but not looked up. `type` and `source.type` are codes, or "" where nobody says."""

    number: str
    type: str
    source: Numbered
    said: tuple[Draft, ...]


def read(session: Session, row: Row) -> Told:
    """Raises Invalid naming every cell at fault."""
    problems: list[FieldProblem] = []
    marks = labels.read(row.cells.get("relation", ""))
    if marks is None:
        problems.append(FieldProblem("relation", NOT_KNOWN, (("text", row.cells.get("relation", "")[:100]),)))
    part = _is_part(row.cells, problems)
    facts = sheets.read(row.line, "", row.cells)
    ends = sheets.read(row.line, "", {"effective_on": row.cells.get("ends_on", "")})
    problems += [one for one in facts.problems if one.field == "effective_on"]
    problems += [FieldProblem("ends_on", one.message, one.facts) for one in ends.problems]
    number, source = row.cells.get("number", ""), row.cells.get("source_number", "")
    kind, source_kind = _type(session, row, "type", problems), _type(session, row, "source_type", problems)
    if problems or marks is None:
        raise Invalid(tuple(problems))
    said = tuple(
        Draft(
            mark.kind, number, target_type=kind, provisions=row.cells.get("provisions", ""), part=part or mark.part,
            effective_on=facts.facts.get("effective_on"), ends_on=ends.facts.get("effective_on"),
            read_from=row.cells.get("read_from", ""),
        )
        for mark in _united(marks)
    )  # fmt: skip
    return Told(number, kind, Numbered(source, source_kind), said)


def _united(marks: tuple[Mark, ...]) -> list[Mark]:
    """One mark of each kind: the whole goes before a part."""
    return [Mark(kind, (kind, False) not in marks) for kind in dict.fromkeys(mark.kind for mark in marks)]


def _is_part(cells: Mapping[str, str], problems: list[FieldProblem]) -> bool:
    """A table that counts the articles that are touched, or names provisions, speaks of a part."""
    word, articles = cells.get("part", "").lower(), cells.get("articles", "")
    if word not in _YES | _NO:
        problems.append(FieldProblem("part", N_("Write 1 for a part, and nothing or 0 for the whole.")))
    if articles and not articles.isdecimal():
        problems.append(FieldProblem("articles", N_("Give the count of articles.")))
    return word in _YES or articles.strip("0") != ""


def _type(session: Session, row: Row, column: str, problems: list[FieldProblem]) -> str:
    """The code of the type that the cell names, "" where it is empty: then the number alone says which document is meant."""
    text = row.cells.get(column, "")
    try:
        return authorities.type_called(session, text, column).code if text else ""
    except Invalid as error:
        problems += error.problems
        return ""


def take_in(session: Session, by: Viewer, source: Numbered, said: Draft) -> Outcome:
    """Idempotent, whatever the order: of the whole and a part the whole stands, and what was missing is filled in. Raises
    Invalid, also where the registry has other days.
    """
    held = _held(session, source, said)
    if held is not None:
        return _complete(session, held, said)
    try:
        with session.begin_nested():
            relations.relate(session, by, source, said)
    except RelationTaken:  # on the document itself, where a person has entered it
        return Outcome.UNCHANGED
    return Outcome.ADDED


def _held(session: Session, source: Numbered, said: Draft) -> Relation | None:
    same = sa.select(Relation).where(
        Relation.source_key == numbers.parse(source.number).key, Relation.source_type == source.type,
        Relation.kind == Kind(said.kind), Relation.target_key == numbers.parse(said.number).key,
        Relation.target_type == said.target_type, Relation.provisions == " ".join(said.provisions.split()),
    )  # fmt: skip
    return session.scalar(same)


def _complete(session: Session, held: Relation, said: Draft) -> Outcome:
    fresh = {
        name: getattr(said, name)
        for name in ("effective_on", "ends_on", "read_from")
        if getattr(said, name) and not getattr(held, name)
    }
    for name in ("effective_on", "ends_on"):
        if getattr(said, name) and getattr(held, name) not in {None, getattr(said, name)}:
            raise Invalid.field(name, OTHERWISE, said=str(getattr(held, name)))
    if held.part and not said.part and not held.provisions:
        fresh["part"] = False
    if not fresh:
        return Outcome.UNCHANGED
    for name, value in fresh.items():
        setattr(held, name, value)
    session.flush()
    reached = held.source_id if held.kind == Kind.DETAILS else held.target_id
    if held.kind in ACTING and reached:
        effects.refresh(session, {reached})
    return Outcome.COMPLETED
