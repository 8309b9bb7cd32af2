"""Relations: entering, confirming and removing them; finding what a number means once it is held; suggestions."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload
from ulid import ULID

from registry import changes, effects
from registry.accounts import Viewer, require
from registry.errors import N_, FieldProblem, Invalid, NotFound, RelationTaken
from registry.law import numbers
from registry.law import relations as law
from registry.law.relations import ACTING, OF_CITATIONS, Kind
from registry.store.database import constraint_errors
from registry.store.tables import (
    Change,
    ChangeAudience,
    CitationFound,
    Document,
    File,
    FileVersion,
    Rank,
    Relation,
    State,
    now,
)
from registry.visibility import known_to, visible_to

LONGEST_NUMBER = 200
LONGEST_PLACE = 500
SHOWN = 200  # relations of one side that a page shows; the rest are counted
LOOKED_BACK = 50  # replacements followed when looking for a loop
LEFT_DRAFT = (State.PUBLISHED, State.WITHDRAWN, State.CONSULTATION, State.SCHEDULED)

UNKNOWN_KIND = N_("Choose one of: %(known)s.")
ITSELF = N_("A document cannot act on itself.")
NO_TARGET = N_("Give the number of the document that it acts on.")
BEFORE_DOCUMENT = N_("This is before the day of issue of the document that acts.")
BEFORE_TARGET = N_("This is before the day of issue of the document that is acted on.")
NO_PROVISION = N_("No provision is recognised here; write such as: khoản 2 Điều 5.")
NO_SOURCE = N_("Say where this is read: only a stated source may declare it.")
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
class Made:
    """An edge that was stored, and what a clerk should know of it though it is allowed."""

    relation: Relation
    warnings: Sequence[str] = ()


def relate(session: Session, by: Viewer, source: Document, said: Draft, *, confirmed: bool = True) -> Made:
    """Store an edge; a confirmed one changes validity at once. Raises Invalid naming every field, RelationTaken."""
    require(by, Rank.CLERK, "write")
    row = _checked(source, said)
    row.source_id, row.public_id = source.id, str(ULID())
    with constraint_errors(session, {_TAKEN: lambda: RelationTaken(row.target_number)}):
        session.add(row)
        session.flush()
    if not row.chosen:
        _resolve(session, row.target_key)
        session.refresh(row)
    _never_itself(row)
    if confirmed:
        _confirm(session, by, source, row)
    return Made(row, tuple(_warnings(session, row)))


_TAKEN = "uq_relations_source_id_kind_target_key_target_type_provisions"


def _checked(source: Document, said: Draft) -> Relation:
    problems: list[FieldProblem] = []
    if said.kind not in set(Kind):
        problems.append(FieldProblem("kind", UNKNOWN_KIND, (("known", ", ".join(Kind)),)))
    number = numbers.parse(
        " ".join(((said.target.number if said.target else said.number) or "").split())[:LONGEST_NUMBER]
    )
    if not number.key:
        problems.append(FieldProblem("number", NO_TARGET))
    problems += _wrong_days(source, said)
    provisions = " ".join(said.provisions.split())
    if law.provisions(provisions) is None:
        problems.append(FieldProblem("provisions", NO_PROVISION))
    if said.kind == Kind.LISTS_UNFIT and not said.read_from.strip():
        problems.append(FieldProblem("read_from", NO_SOURCE))
    if said.target is not None and said.target.id == source.id:
        problems.append(FieldProblem("number", ITSELF))
    if problems:
        raise Invalid(tuple(problems))
    kind = said.target.type.code if said.target and said.target.type else said.target_type
    return Relation(
        kind=Kind(said.kind), target_id=said.target.id if said.target else None, chosen=said.target is not None,
        target_number=number.canonical or said.number, target_key=number.key, target_type=kind, provisions=provisions,
        part=said.part or bool(provisions), effective_on=said.effective_on, ends_on=said.ends_on,
        read_from=said.read_from.strip()[:LONGEST_PLACE],
    )  # fmt: skip


def _wrong_days(source: Document, said: Draft) -> list[FieldProblem]:
    problems = []
    day = said.effective_on
    lists = said.kind in {Kind.LISTS_ENDED, Kind.LISTS_UNFIT}  # these tell of what was before them
    if day and not lists and source.issued_on and day < source.issued_on:
        problems.append(FieldProblem("effective_on", BEFORE_DOCUMENT))
    elif day and said.target and said.target.issued_on and day < said.target.issued_on:
        problems.append(FieldProblem("effective_on", BEFORE_TARGET))
    if said.ends_on and day and said.ends_on <= day:
        problems.append(FieldProblem("ends_on", TURNED_ROUND))
    return problems


def _never_itself(row: Relation) -> None:
    """Also where the number led back to the document. The error undoes the transaction."""
    if row.target_id == row.source_id:
        raise Invalid.field("number", ITSELF)


def _warnings(session: Session, row: Relation) -> list[str]:
    if row.kind == Kind.REPLACES and row.target_id and _replaces(session, row.target_id, row.source_id):
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


def _confirm(session: Session, by: Viewer, source: Document, row: Relation) -> None:
    row.confirmed_at, row.confirmed_by = now(), by.user_id
    changes.record(session, "relation.confirmed", by, source, relation=row.kind.value, target=row.target_number)
    _touch(session, row)


def unrelate(session: Session, by: Viewer, source: Document, public_id: str) -> None:
    """Remove an edge or a suggestion; validity is what it was before. Raises NotFound."""
    require(by, Rank.CLERK, "write")
    row = _of(session, source, public_id)
    changes.record(session, "relation.removed", by, source, relation=row.kind.value, target=row.target_number)
    target_id, kind = row.target_id, row.kind
    session.delete(row)
    session.flush()
    if kind in ACTING and target_id:
        effects.refresh(session, {row.source_id if kind == Kind.DETAILS else target_id})


def choose(session: Session, by: Viewer, source: Document, public_id: str, target: Document) -> Relation:
    """Which document is meant, where several bear the number. Raises NotFound, Invalid."""
    require(by, Rank.CLERK, "write")
    row = _of(session, source, public_id)
    if target.number_key != row.target_key:
        raise Invalid.field("target", N_("This document has another number."))
    before, row.target_id, row.chosen = row.target_id, target.id, True
    _never_itself(row)
    session.flush()
    _touch(session, row, before)
    return row


def _of(session: Session, source: Document, public_id: str) -> Relation:
    row = session.scalar(sa.select(Relation).where(Relation.public_id == public_id, Relation.source_id == source.id))
    if row is None:
        raise NotFound(public_id)
    return row


def _touch(session: Session, row: Relation, before: int | None = None) -> None:
    if row.kind not in ACTING or row.confirmed_at is None:
        return
    if row.kind == Kind.DETAILS:
        effects.refresh(session, {row.source_id})
        return
    reached = {key for key in (row.target_id, before) if key is not None}
    if reached:
        effects.refresh(session, reached)


# What a number means


def _resolve(session: Session, key: str) -> set[int]:
    """Link the edges onto this number to the one document that bears it; with several they wait for a clerk. Returns the
    documents whose validity may differ for it. The outcome does not depend on what came first.
    """
    of_number = sa.select(Document).where(Document.number_key == key, Document.state.in_(LEFT_DRAFT))
    held = session.scalars(of_number.order_by(Document.id)).all()
    reached: set[int | None] = set()
    for row in session.scalars(sa.select(Relation).where(Relation.target_key == key, ~Relation.chosen)):
        fits = [one.id for one in held if one.id != row.source_id and row.target_type in {"", _code(one)}]
        meant = fits[0] if len(fits) == 1 else None
        if row.target_id != meant and row.kind in ACTING:
            reached |= {row.source_id} if row.kind == Kind.DETAILS else {row.target_id, meant}
        row.target_id = meant
    session.flush()
    return {found for found in reached if found is not None}


def _code(document: Document) -> str:
    return document.type.code if document.type else ""


def arrive(session: Session, document: Document) -> None:
    """A document has left draft, or its number, type or days have changed: edges that mean it link themselves, and what
    follows is computed anew.
    """
    former = sa.select(Relation.target_key).where(Relation.target_id == document.id, ~Relation.chosen).distinct()
    keys = {key for key in (document.number_key, *session.scalars(former)) if key}
    reached = {found for key in sorted(keys) for found in _resolve(session, key)}
    effects.refresh_around(session, document.id)
    if reached:
        effects.refresh(session, reached)


# Showing


@dataclass(frozen=True, slots=True)
class Side:
    """Edges that lead out of a document, or into it, as a viewer may see them. `waits`: several documents bear the number."""

    relation: Relation
    other: Document | None
    number: str
    candidates: Sequence[Document] = ()


def out_of(session: Session, viewer: Viewer, document: Document, *, suggested: bool = False) -> Sequence[Side]:
    """What it acts on. A target that is held but may not be known to the viewer is left out, whatever its number."""
    rows = (
        _whole().where(Relation.source_id == document.id, _is(suggested=suggested)).order_by(Relation.kind, Relation.id)
    )
    found = session.scalars(rows.limit(SHOWN)).all()
    names = _known(session, viewer, {row.target_id for row in found if row.target_id})
    hidden = _hidden_keys(session, viewer, {row.target_key for row in found if not row.target_id})
    return [
        Side(row, names.get(row.target_id or 0), row.target_number)
        for row in found
        if (row.target_id in names if row.target_id else row.target_key not in hidden)
    ]


def into(session: Session, viewer: Viewer, document: Document) -> Sequence[Side]:
    """What acts on it: confirmed edges whose source the viewer may see."""
    rows = (
        _whole()
        .join(Document, Relation.source_id == Document.id)
        .where(Relation.target_id == document.id, _is(suggested=False), visible_to(viewer))
    )
    found = session.scalars(rows.order_by(Relation.kind, Document.issued_on.desc(), Relation.id).limit(SHOWN)).all()
    names = _known(session, viewer, {row.source_id for row in found})
    return [Side(row, names[row.source_id], names[row.source_id].canonical or "") for row in found]


def _whole() -> sa.Select[Relation]:
    return sa.select(Relation)


def _is(*, suggested: bool) -> sa.ColumnElement[bool]:
    return Relation.confirmed_at.is_(None) if suggested else Relation.confirmed_at.is_not(None)


def named(session: Session, viewer: Viewer, keys: Collection[int | None]) -> Mapping[int, Document]:
    """Those of these documents that may be named to the viewer."""
    return _known(session, viewer, {key for key in keys if key is not None})


def _known(session: Session, viewer: Viewer, keys: Collection[int]) -> Mapping[int, Document]:
    rows = sa.select(Document).options(joinedload(Document.type)).where(Document.id.in_(keys), known_to(viewer))
    return {row.id: row for row in session.scalars(rows)} if keys else {}


def _hidden_keys(session: Session, viewer: Viewer, keys: Collection[str]) -> set[str]:
    """Numbers that belong to a document that this viewer may not know of."""
    if not keys:
        return set()
    hidden = sa.select(Document.number_key).where(Document.number_key.in_(keys), ~known_to(viewer))
    return {key for key in session.scalars(hidden) if key}


def replaced_by(session: Session, viewer: Viewer, document: Document) -> Sequence[Document]:
    """Visible documents that replaced all of it."""
    newer = aliased(Relation)
    rows = sa.select(Document).options(joinedload(Document.type)).join(newer, newer.source_id == Document.id).where(
        newer.target_id == document.id, newer.kind == Kind.REPLACES, ~newer.part, newer.worked_on.is_not(None),
        newer.confirmed_at.is_not(None), visible_to(viewer),
    )  # fmt: skip
    return session.scalars(rows.order_by(Document.issued_on, Document.id)).unique().all()


# Suggestions


def suggest(session: Session, version_id: int) -> int:
    """Unconfirmed edges from what a version's text says that its document does; returns how many are new."""
    source_id = session.scalar(
        sa.select(File.document_id)
        .join(FileVersion, FileVersion.file_id == File.id)
        .where(FileVersion.id == version_id)
    )
    said = sa.select(CitationFound.relation, CitationFound.canonical, CitationFound.number_key, CitationFound.scope,
                     sa.func.min(CitationFound.page).label("page")).where(
        CitationFound.version_id == version_id, CitationFound.direction == "this_acts", CitationFound.relation.in_(OF_CITATIONS)
    )  # fmt: skip
    grouped = said.group_by(*said.selected_columns[:4]).order_by(sa.text("page"))
    known = {
        (row.kind, row.target_key)
        for row in session.execute(sa.select(Relation.kind, Relation.target_key).where(Relation.source_id == source_id))
    }
    own = session.scalar(sa.select(Document.number_key).where(Document.id == source_id))
    fresh = {}
    for row in session.execute(grouped):
        kind = OF_CITATIONS[row.relation]
        if row.number_key == own or (kind, row.number_key) in known or (kind, row.number_key) in fresh:
            continue
        fresh[kind, row.number_key] = Relation(
            public_id=str(ULID()), source_id=source_id, kind=kind, target_number=row.canonical, target_key=row.number_key,
            part=row.scope == "part", read_from=f"trang {row.page}",
        )  # fmt: skip
    session.add_all(fresh.values())
    session.flush()
    for key in sorted({row.target_key for row in fresh.values()}):
        _resolve(session, key)
    return len(fresh)


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
