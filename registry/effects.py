"""Timelines of validity as they are kept: refreshed with the facts they rest on, asked for by day, rebuilt by a command.

A refresh folds the documents that change together with what they depend on, and goes on to what depends on them while
anything changes there. Beyond FOLDED_AT_ONCE documents the rest is owed as work on the document it spreads from.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from registry import work
from registry.accounts import ANONYMOUS
from registry.law import effect, numbers
from registry.law.effect import Act, Doubt, Edge, Outcome, Period, Standing, Status, Why
from registry.law.relations import ACTING, VERBS, Does, Kind
from registry.store.tables import Document, EffectPeriod, Progress, Relation, State, Work
from registry.visibility import visible_to

FOLDED_AT_ONCE = 200  # documents whose timelines one transaction makes anew; some 20 ms
ASKED_AT_ONCE = 500  # keys in one statement
Item = TypeVar("Item")
_PAUSING = [kind for kind in ACTING if VERBS[kind].does == Does.PAUSES]


def batched(items: Iterable[Item], count: int) -> Iterator[list[Item]]:
    """Runs of at most `count` items."""
    rest = iter(items)
    while run := list(islice(rest, count)):
        yield run


def in_status(status: Status, day: dt.date) -> sa.ColumnElement[bool]:
    """A clause on documents: those that have this status on this day."""
    of_day = sa.select(EffectPeriod.document_id).where(
        EffectPeriod.document_id == Document.id, EffectPeriod.status == status, on_day(day)
    )
    return of_day.exists()


def on_day(day: dt.date) -> sa.ColumnElement[bool]:
    """A clause on periods: those that the day lies in; of each document there is one."""
    return sa.and_(
        EffectPeriod.since.is_(None) | (EffectPeriod.since <= day),
        EffectPeriod.until.is_(None) | (day < EffectPeriod.until),
    )


def statuses(session: Session, document_ids: Collection[int], day: dt.date) -> Mapping[int, Status]:
    """The status on that day of each document; of one that has not been looked at yet none."""
    found: dict[int, Status] = {}
    for some in batched(document_ids, ASKED_AT_ONCE):
        rows = sa.select(EffectPeriod.document_id, EffectPeriod.status)
        rows = rows.where(EffectPeriod.document_id.in_(some), on_day(day))
        found.update((key, status) for key, status in session.execute(rows))
    return found


def statuses_of(session: Session, public_ids: Collection[str], day: dt.date) -> Mapping[str, Status]:
    """The same by the ids that documents are shown with."""
    rows = sa.select(Document.public_id, EffectPeriod.status).join(
        EffectPeriod, EffectPeriod.document_id == Document.id
    )
    rows = rows.where(Document.public_id.in_(public_ids), on_day(day))
    return {key: status for key, status in session.execute(rows)}


def timelines(session: Session, document_ids: Collection[int]) -> Mapping[int, tuple[Period, ...]]:
    """Periods in order. A document that is not among the answers has not been looked at yet."""
    found: dict[int, list[Period]] = defaultdict(list)
    for some in batched(document_ids, ASKED_AT_ONCE):
        rows = sa.select(EffectPeriod.__table__).where(EffectPeriod.document_id.in_(some))
        for row in session.execute(rows.order_by(EffectPeriod.document_id, EffectPeriod.position)):
            found[row.document_id].append(_period(row))
    return {key: tuple(periods) for key, periods in found.items()}


def _period(row: sa.Row[*tuple[Any, ...]]) -> Period:
    return Period(row.status, row.since, row.until, Why(row.cause, row.relation_id, row.by_id))


def is_pending(session: Session, document_id: int) -> bool:
    """Whether a change that this document's timeline may follow is still being worked out."""
    above = sa.select(Relation.target_id).where(Relation.source_id == document_id, Relation.kind == Kind.DETAILS)
    acting = sa.select(Relation.source_id).where(Relation.target_id == document_id, Relation.kind.in_(ACTING))
    owed = sa.select(Work.id).where(
        Work.kind == work.EFFECT,
        Work.progress.in_((Progress.OWED, Progress.RUNNING)),
        (Work.subject_id == document_id) | Work.subject_id.in_(above) | Work.subject_id.in_(acting),
    )
    return session.scalar(owed.limit(1)) is not None


def stand(document: Document) -> None:
    """Set what of the document's facts decides whether statuses are for it."""
    number = numbers.parse(document.number or "")
    issuer = number.issuers[0] if number.issuers else None
    kind = document.type.code if document.type else None
    document.standing = effect.standing(kind, number.family, issuer, document.issued_on)


# Which documents a change reaches


def refresh(session: Session, document_ids: Iterable[int]) -> None:
    """Make the timelines of these documents anew, and of those that follow from theirs."""
    _take_turns(session)
    session.flush()
    inside, fresh = set(document_ids), set(document_ids)
    while fresh:
        graph = _graph(session, inside)
        outcome = graph.fold()
        moved = _keep(session, graph, outcome, inside)
        reached = _reached(session, moved & inside) - inside
        if len(inside) + len(reached) > FOLDED_AT_ONCE:
            for key in sorted(moved & inside):
                work.owe(session, work.EFFECT, key)
            return
        fresh = reached
        inside |= reached


def refresh_around(session: Session, document_id: int) -> None:
    """After a change of the document's own facts: its timeline, and those that its edges act on."""
    refresh(session, {document_id})
    following = _following(session, document_id, 0, FOLDED_AT_ONCE + 1)
    if len(following) > FOLDED_AT_ONCE:
        work.owe(session, work.EFFECT, document_id)
    elif following:
        refresh(session, following)


def _take_turns(session: Session) -> None:
    """Only one transaction computes at a time: SQLite's writer lock sees to that, PostgreSQL takes an advisory lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(0x6566_6665)))


def spread(session: Session, document_id: int, after: int) -> int | None:
    """One batch of what follows from a document: the key to go on after, None when all is done."""
    following = _following(session, document_id, after, FOLDED_AT_ONCE)
    if not following:
        return None
    refresh(session, following)
    return following[-1]


def _following(session: Session, document_id: int, after: int, limit: int) -> Sequence[int]:
    acted = sa.select(Relation.target_id).where(
        Relation.source_id == document_id, Relation.kind.in_(ACTING - {Kind.DETAILS}), Relation.target_id > after
    )
    below = sa.select(Relation.source_id).where(
        Relation.target_id == document_id, Relation.kind == Kind.DETAILS, Relation.source_id > after
    )
    both = sa.union(acted.where(_counts()), below.where(_counts())).subquery()
    return session.scalars(sa.select(both.c[0]).order_by(both.c[0]).limit(limit)).all()


def _counts() -> sa.ColumnElement[bool]:
    return Relation.confirmed_at.is_not(None)


def _reached(session: Session, moved: Collection[int]) -> set[int]:
    """What follows from documents whose timeline has changed; one more than are folded at once is enough to know."""
    found: set[int] = set()
    for key in moved:
        found.update(_following(session, key, 0, FOLDED_AT_ONCE + 1))
        if len(found) > FOLDED_AT_ONCE:
            break
    return found


# Loading, folding, keeping


@dataclass(slots=True)
class _Graph:
    """What is folded (`acts`), the sources outside, and the edges between, with the day on which each is known to work."""

    acts: dict[int, Act] = field(default_factory=dict)
    outside: dict[int, Act] = field(default_factory=dict)
    edges: dict[int, Edge] = field(default_factory=dict)
    worked: dict[int, dt.date | None] = field(default_factory=dict)

    def fold(self) -> Outcome:
        settled = {key: day for key, day in self.worked.items() if day is not None}
        return effect.fold(self.acts.values(), self.edges.values(), self.outside.values(), settled)


_ACTS = (
    Document.id,
    Document.issued_on,
    Document.effective_on,
    Document.expires_on,
    Document.standing,
    Document.canonical,
)
_EDGES = (
    Relation.id, Relation.source_id, Relation.target_id, Relation.kind, Relation.effective_on, Relation.ends_on,
    Relation.part, Relation.worked_on,
)  # fmt: skip


def acting_edges() -> sa.Select[*tuple[Any, ...]]:
    """Edges that count: confirmed, of a published source that may be seen at all, onto a document that is held."""
    source = aliased(Document)
    return (
        sa.select(*_EDGES)
        .join(source, Relation.source_id == source.id)
        .where(
            Relation.confirmed_at.is_not(None), Relation.target_id.is_not(None), Relation.kind.in_(ACTING),
            source.state == State.PUBLISHED, ~source.refused,
        )
    )  # fmt: skip


def act_of(row: sa.Row[*tuple[Any, ...]]) -> Act:
    key, issued_on, effective_on, expires_on, standing, canonical = row
    return Act(
        key, issued_on, effective_on, expires_on,
        normative=standing == Standing.NORMATIVE, consolidated=standing == Standing.CONSOLIDATED, order=canonical or "",
    )  # fmt: skip


def _edge_of(row: sa.Row[*tuple[Any, ...]]) -> Edge:
    key, source, target, kind, since, until, part, _ = row
    return Edge(key, source, target, kind, since, until, part)


def _graph(session: Session, inside: Collection[int]) -> _Graph:
    """The documents `inside`, all that their timelines depend on, and the edges that they act by."""
    graph, fresh = _Graph(), set(inside)
    while fresh:
        graph.acts.update(_acts(session, fresh))
        into = acting_edges().where(Relation.target_id.in_(fresh), Relation.kind != Kind.DETAILS)
        above = acting_edges().where(Relation.source_id.in_(fresh), Relation.kind == Kind.DETAILS)
        edges = [*session.execute(into), *session.execute(above)]
        _add(graph, edges)
        fresh = _needed(session, graph, edges) - set(graph.acts)
    _add(graph, session.execute(acting_edges().where(Relation.source_id.in_(inside), Relation.kind != Kind.DETAILS)))
    return graph


def _acts(session: Session, keys: Collection[int]) -> Mapping[int, Act]:
    return {row[0]: act_of(row) for row in session.execute(sa.select(*_ACTS).where(Document.id.in_(keys)))}


def _add(graph: _Graph, rows: Iterable[sa.Row[*tuple[Any, ...]]]) -> None:
    for row in rows:
        graph.edges[row[0]] = _edge_of(row)
        graph.worked[row[0]] = row[-1]


def _needed(session: Session, graph: _Graph, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> set[int]:
    """What is folded, too: what is detailed, sources whose days matter, and those that never were asked before."""
    edges = [_edge_of(row) for row in rows]
    above = {edge.target for edge in edges if edge.kind == Kind.DETAILS}
    sources = {edge.source for edge in edges if edge.kind != Kind.DETAILS} - set(graph.acts) - set(graph.outside)
    graph.outside.update(_acts(session, sources))
    known = graph.outside | graph.acts
    unasked = {row[1] for row in rows if row[-1] is None}
    looked = {edge.source for edge in edges if edge.kind != Kind.DETAILS and effect.looks_up(edge, known[edge.source])}
    return above | looked | unasked


def _keep(session: Session, graph: _Graph, outcome: Outcome, inside: Collection[int]) -> set[int]:
    """Store what differs; the documents whose edges work otherwise than before, or whose end has changed."""
    moved = _keep_worked(session, graph, outcome)
    stored = timelines(session, inside)
    changed = {key: outcome.periods[key] for key in inside if stored.get(key) != outcome.periods[key]}
    keep_periods(session, changed)
    for key, periods in changed.items():
        if _ending(stored.get(key, ())) != _ending(periods) or periods[-1].status == Status.NOT_APPLICABLE:
            moved.add(key)
    return moved


def _keep_worked(session: Session, graph: _Graph, outcome: Outcome) -> set[int]:
    different = {
        key: outcome.worked.get(key)
        for key, edge in graph.edges.items()
        if edge.source in graph.acts and edge.kind != Kind.DETAILS and outcome.worked.get(key) != graph.worked[key]
    }
    keep_worked(session, different)
    pausing = {edge.source for edge in graph.edges.values() if edge.kind in _PAUSING}
    return {graph.edges[key].source for key in different} | pausing


def _ending(periods: Sequence[Period]) -> tuple[object, ...]:
    last = periods[-1] if periods else None
    return (last.since, last.why) if last and last.status == Status.ENDED else ()


def keep_worked(session: Session, days: Mapping[int, dt.date | None]) -> None:
    if days:
        session.execute(sa.update(Relation), [{"id": key, "worked_on": day} for key, day in days.items()])


def keep_periods(session: Session, timelines: Mapping[int, Sequence[Period]]) -> None:
    """Instead of those that are stored."""
    for some in batched(timelines, ASKED_AT_ONCE):
        session.execute(sa.delete(EffectPeriod).where(EffectPeriod.document_id.in_(some)))
    rows = [
        {"document_id": key, "position": position, "status": one.status, "since": one.since, "until": one.until,
         "cause": one.why.cause, "relation_id": one.why.edge, "by_id": one.why.act}
        for key, periods in timelines.items() for position, one in enumerate(periods)
    ]  # fmt: skip
    if rows:
        session.execute(sa.insert(EffectPeriod), rows)


def doubts(session: Session, document_id: int) -> Sequence[Doubt]:
    """What in the facts of this document, and of those that act on it, contradicts itself."""
    found = _graph(session, {document_id}).fold().doubts
    return [doubt for doubt in found if doubt.act == document_id]


# All of it


def everything(session: Session) -> Outcome:
    """The whole registry folded at once; see `differences`."""
    acts = [act_of(row) for row in session.execute(sa.select(*_ACTS))]
    return effect.fold(acts, [_edge_of(row) for row in session.execute(acting_edges())])


def differences(session: Session, outcome: Outcome) -> tuple[dict[int, tuple[Period, ...]], dict[int, dt.date | None]]:
    """What is stored otherwise than it follows from the facts: timelines by document, days by edge."""
    rows = session.execute(sa.select(EffectPeriod.__table__).order_by(EffectPeriod.document_id, EffectPeriod.position))
    stored: dict[int, list[Period]] = defaultdict(list)
    for row in rows:
        stored[row.document_id].append(_period(row))
    periods = {key: new for key, new in outcome.periods.items() if tuple(stored.get(key, ())) != new}
    known = session.execute(sa.select(Relation.id, Relation.worked_on))
    worked = {key: outcome.worked.get(key) for key, day in known if outcome.worked.get(key) != day}
    return periods, worked


def batches(found: Mapping[int, object]) -> Iterator[list[int]]:
    """Keys for short transactions."""
    return batched(found, ASKED_AT_ONCE)


def beginning(
    session: Session, since: dt.date, last: dt.date, after: int, limit: int
) -> Sequence[tuple[EffectPeriod, bool]]:
    """Periods that begin up to `last`, after (`since`, document `after`) in this order, and whether anybody may know."""
    rows = sa.select(EffectPeriod, (Document.state == State.PUBLISHED) & visible_to(ANONYMOUS)).join(
        Document, EffectPeriod.document_id == Document.id
    )
    begun = sa.tuple_(EffectPeriod.since, EffectPeriod.document_id) > sa.tuple_(sa.literal(since), sa.literal(after))
    rows = rows.where(begun, EffectPeriod.since <= last).order_by(EffectPeriod.since, EffectPeriod.document_id)
    return [(period, is_public) for period, is_public in session.execute(rows.limit(limit))]


def canonicals(session: Session, keys: Iterable[int]) -> Mapping[int, str]:
    """Numbers of documents, for a report."""
    found: dict[int, str] = {}
    for some in batched(keys, ASKED_AT_ONCE):
        rows = session.execute(sa.select(Document.id, Document.canonical).where(Document.id.in_(some)))
        found.update((key, canonical or "") for key, canonical in rows)
    return found
