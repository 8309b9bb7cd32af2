"""Relations: entering, confirming and removing them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from ulid import ULID

from registry import changes, effects, linking
from registry.accounts import Viewer, require
from registry.errors import N_, FieldProblem, Invalid, NotFound, RelationTaken
from registry.law import numbers
from registry.law import relations as law
from registry.law.relations import ACTING, PAUSING, Kind
from registry.store.database import constraint_errors
from registry.store.tables import (
    Change,
    ChangeAudience,
    Document,
    Rank,
    Relation,
    now,
)

REMOVED = "relation.removed"  # in the log
LONGEST_NUMBER = 200
LONGEST_PLACE = 500
LOOKED_BACK = 50  # replacements followed when looking for a loop

UNKNOWN_KIND = N_("Choose one of: %(known)s.")
ITSELF = N_("A document cannot act on itself.")
NO_TARGET = N_("Give the number of the document that it acts on.")
BEFORE_DOCUMENT = N_("This is before the day of issue of the document that acts.")
BEFORE_TARGET = N_("This is before the day of issue of the document that is acted on.")
NO_SOURCE_NUMBER = N_("Give the number of the document that acts.")
NO_PROVISION = N_("No provision is recognised here; write such as: khoản 2 Điều 5.")
NO_SOURCE = N_("Say where this is read: only a stated source may declare it.")
NOT_IN_PART = N_("Only a whole document is declared as no longer fitting.")
NO_PAUSE = N_("Only a suspension has a day on which it ends.")
NO_SUGGESTION = N_("Only what a document here does can be a suggestion.")
TURNED_ROUND = N_("This is not after its beginning.")
LOOP = N_("The documents replace each other in a loop; the later one of them has no effect.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is said of an edge. `target`: the public id of a held document, else its number alone is known."""

    kind: str
    number: str = ""
    target: Document | None = None
    target_type: str = ""
    provisions: str = ""
    part: bool = False
    effective_on: dt.date | None = None
    ends_on: dt.date | None = None
    read_from: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An acting document that need not be held: its number, and the code of its type where that is known."""

    number: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An edge that was stored, and what a clerk should know of it though it is allowed."""

    relation: Relation
    warnings: Sequence[str] = ()


def relate(session: Session, by: Viewer, source: Document | Numbered, said: Draft, *, confirmed: bool = True) -> Made:
    """Store an edge; a confirmed one changes validity at once, or when the documents that it names by number are held.

    Raises Invalid naming every field, RelationTaken.
    """
    require(by, Rank.CLERK, "write")
    if not (confirmed or isinstance(source, Document)):
        raise Invalid.field("confirmed", NO_SUGGESTION)
    row = _checked(source, said)
    row.public_id = str(ULID())
    with constraint_errors(session, dict.fromkeys(_TAKEN, lambda: RelationTaken(row.target_number))):
        session.add(row)
        session.flush()
    if not linking.link(session, row):
        raise RelationTaken(row.target_number)
    _never_itself(row)
    if isinstance(source, Document) or said.target is not None:
        _not_before(row)
    if confirmed:
        _confirm(session, by, row.source, row)
    return Made(row, tuple(_warnings(session, row)))


_TAKEN = (
    "uq_relations_source_id_kind_target_key_target_type_provisions",
    "uq_relations_by_number",
    "uq_relations_source_key_source_type_kind_target_key_target_type_provisions",  # as SQLite names the one before
)


def _checked(source: Document | Numbered, said: Draft) -> Relation:
    number = numbers.parse(_short(said.target.number if said.target else said.number))
    provisions = " ".join(said.provisions.split())
    kind = said.target.type.code if said.target and said.target.type else said.target_type
    row = Relation(
        kind=said.kind, target_id=said.target.id if said.target else None, chosen=said.target is not None,
        target_number=number.canonical or said.number, target_key=number.key, target_type=kind, provisions=provisions,
        part=said.part or bool(provisions), effective_on=said.effective_on, ends_on=said.ends_on,
        read_from=said.read_from.strip()[:LONGEST_PLACE],
    )  # fmt: skip
    problems = _wrong_words(said, row) + _wrong_source(source, said, row)
    if problems:
        raise Invalid(tuple(problems))
    row.kind = Kind(said.kind)
    return row


def _short(number: str | None) -> str:
    return " ".join((number or "").split())[:LONGEST_NUMBER]


def _wrong_words(said: Draft, row: Relation) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    if said.kind not in set(Kind):
        problems.append(FieldProblem("kind", UNKNOWN_KIND, (("known", ", ".join(Kind)),)))
    if not row.target_key:
        problems.append(FieldProblem("number", NO_TARGET))
    if law.provisions(row.provisions) is None:
        problems.append(FieldProblem("provisions", NO_PROVISION))
    if said.kind == Kind.LISTS_UNFIT and not row.read_from:
        problems.append(FieldProblem("read_from", NO_SOURCE))
    if said.kind == Kind.LISTS_UNFIT and row.part:
        problems.append(FieldProblem("provisions" if row.provisions else "part", NOT_IN_PART))
    if said.ends_on and said.kind not in PAUSING:
        problems.append(FieldProblem("ends_on", NO_PAUSE))
    elif said.ends_on and said.effective_on and said.ends_on <= said.effective_on:
        problems.append(FieldProblem("ends_on", TURNED_ROUND))
    return problems


def _wrong_source(source: Document | Numbered, said: Draft, row: Relation) -> list[FieldProblem]:
    """Sets the acting side of the row, and says what of the rest does not go with it."""
    if isinstance(source, Document):
        row.source = source
        own = source.type.code if source.type else ""
        by_number = row.target_key == source.number_key and row.target_type in {"", own}
        itself = said.target.id == source.id if said.target else by_number
        return [*_wrong_days(source, said), *([FieldProblem("number", ITSELF)] if itself else [])]
    number = numbers.parse(_short(source.number))
    row.source_number, row.source_key, row.source_type = number.canonical or source.number, number.key, source.type
    if not number.key:
        return [FieldProblem("number" if said.target else "source_number", NO_SOURCE_NUMBER)]
    same_type = source.type == row.target_type or not (source.type and row.target_type)
    return [FieldProblem("number", ITSELF)] if number.key == row.target_key and same_type else []


def _wrong_days(source: Document, said: Draft) -> list[FieldProblem]:
    problems = []
    day = said.effective_on
    lists = said.kind in {Kind.LISTS_ENDED, Kind.LISTS_UNFIT}  # these tell of what was before them
    if day and not lists and source.issued_on and day < source.issued_on:
        problems.append(FieldProblem("effective_on", BEFORE_DOCUMENT))
    return problems


def _never_itself(row: Relation) -> None:
    """Also where the number led back to the document. The error undoes the transaction."""
    if row.target_id is not None and row.target_id == row.source_id:
        raise Invalid.field("number", ITSELF)


def _not_before(row: Relation, field: str = "effective_on") -> None:
    """What a table says by number is not refused for it: the day of issue may be known only later."""
    lists = row.kind in {Kind.LISTS_ENDED, Kind.LISTS_UNFIT}
    issued_on = row.target.issued_on if row.target else None
    if not lists and row.effective_on and issued_on and row.effective_on < issued_on:
        raise Invalid.field(field, BEFORE_TARGET)


def _warnings(session: Session, row: Relation) -> list[str]:
    if (
        row.kind == Kind.REPLACES
        and row.target_id
        and row.source_id
        and _replaces(session, row.target_id, row.source_id)
    ):
        return [LOOP]
    return []


def _replaces(session: Session, start: int, sought: int) -> bool:
    """Whether replacements lead from one document to the other."""
    seen, edge = {start}, {start}
    for _ in range(LOOKED_BACK):
        rows = sa.select(Relation.target_id).where(Relation.source_id.in_(edge), Relation.kind == Kind.REPLACES)
        edge = {key for key in session.scalars(rows) if key is not None} - seen
        if sought in edge or not edge:
            return bool(edge)
        seen |= edge
    return False


def confirm(session: Session, by: Viewer, source: Document, public_id: str) -> Relation:
    """A clerk has looked at a suggestion and found it right. Raises NotFound."""
    require(by, Rank.CLERK, "write")
    row = _of(session, source, public_id)
    if row.confirmed_at is None:
        _confirm(session, by, source, row)
    return row


def _confirm(session: Session, by: Viewer, source: Document | None, row: Relation) -> None:
    _drop_suggestions(session, row)
    row.confirmed_at, row.confirmed_by = now(), by.user_id
    changes.record(session, "relation.confirmed", by, source, relation=row.kind.value, target=row.target_number)
    _touch(session, row)


def _drop_suggestions(session: Session, row: Relation) -> None:
    """Those that say the same in fewer words have done their work."""
    if row.source_id is not None:
        same = (Relation.source_id == row.source_id, Relation.kind == row.kind, Relation.target_key == row.target_key)
        session.execute(sa.delete(Relation).where(*same, Relation.confirmed_at.is_(None), Relation.id != row.id))


def unrelate(session: Session, by: Viewer, document: Document, public_id: str) -> None:
    """Remove an edge or a suggestion of this document, or one onto it of a document that is not held; validity is what it
    was before. Raises NotFound.
    """
    require(by, Rank.CLERK, "write")
    row = _of(session, document, public_id, also_onto=True)
    changes.record(session, REMOVED, by, document, relation=row.kind.value, target=row.target_number)
    reached = row.source_id if row.kind == Kind.DETAILS else row.target_id
    session.delete(row)
    session.flush()
    if row.kind in ACTING and reached:
        effects.refresh(session, {reached})


def choose(session: Session, by: Viewer, document: Document, public_id: str, meant: Document) -> Relation:
    """Which document is meant at the other end of an edge, where several bear the number; of an edge of which neither end is
    known yet, that this document is meant. Raises NotFound, Invalid, RelationTaken.
    """
    require(by, Rank.CLERK, "write")
    row = _of(session, document, public_id, also_onto=True)
    before = row.target_id
    if row.target_id == document.id:
        _choose_source(session, row, meant)
    else:
        _of_number(meant, row.target_key)
        row.target_id, row.chosen = meant.id, True
    _never_itself(row)
    session.flush()
    changes.record(session, "relation.chosen", by, document, relation=row.kind.value, meant=meant.number)
    _touch(session, row, before)
    return row


def give_day(session: Session, by: Viewer, document: Document, public_id: str, day: dt.date) -> Relation:
    """From which day a document acts on this one that is not held: then it changes validity. Raises NotFound, Invalid."""
    require(by, Rank.CLERK, "write")
    row = _of(session, document, public_id, also_onto=True)
    row.effective_on = day
    _not_before(row, "day")
    session.flush()
    changes.record(session, "relation.dated", by, document, relation=row.kind.value, day=str(day))
    _touch(session, row)
    return row


def _choose_source(session: Session, row: Relation, meant: Document) -> None:
    _of_number(meant, row.source_key)
    if linking.said_already(session, row, meant.id):
        raise RelationTaken(row.target_number)
    row.source_id, row.source_chosen = meant.id, True


def _of_number(meant: Document, key: str | None) -> None:
    if meant.number_key != key:
        raise Invalid.field("target", N_("This document has another number."))


def _of(session: Session, document: Document, public_id: str, *, also_onto: bool = False) -> Relation:
    """`also_onto`: also one that acts on it, or may, and of which no acting document is held."""
    belongs = Relation.source_id == document.id
    if also_onto:
        onto = (Relation.target_id == document.id) | linking.may_mean(document)
        belongs |= Relation.source_id.is_(None) & onto
    row = session.scalar(sa.select(Relation).where(Relation.public_id == public_id, belongs))
    if row is None:
        raise NotFound(public_id)
    return row


def _touch(session: Session, row: Relation, before: int | None = None) -> None:
    works = row.source_id is not None or row.effective_on is not None
    if row.kind not in ACTING or row.confirmed_at is None or not works:
        return
    ends = {row.source_id} if row.kind == Kind.DETAILS else {row.target_id, before}
    reached = {key for key in ends if key is not None}
    if reached:
        effects.refresh(session, reached)


NOTED, NOTED_AT_ONCE = "statuses.noted", 500


def note_statuses(session: Session, by: Viewer, today: dt.date) -> bool:
    """Note for the change feed, once, the periods that have begun since this was last done, up to today; NOTED_AT_ONCE of
    them. True: there are more. Only published documents that anybody may see are told of.
    """
    last = session.scalar(sa.select(Change.payload).where(Change.kind == NOTED).order_by(Change.id.desc()).limit(1))
    since, after = (dt.date.fromisoformat(last["since"]), last["after"]) if last else (today, 0)
    found = effects.beginning(session, since, today, after, NOTED_AT_ONCE)
    for period, is_public in found:
        if is_public:
            changes.record(
                session, "document.status_changed", by, session.get(Document, period.document_id),
                ChangeAudience.PUBLIC, status=period.status.value, since=str(period.since),
            )  # fmt: skip
    if found or last is None:
        newest = found[-1][0] if found else None
        place: dict[str, Any] = {
            "since": str(newest.since if newest else today),
            "after": newest.document_id if newest else 0,
        }
        changes.record(session, NOTED, by, None, ChangeAudience.AUDIT, **place)
    return len(found) == NOTED_AT_ONCE
