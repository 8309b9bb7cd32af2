"""Which documents a change reaches, and making their timelines anew.

A refresh folds the documents that change, and goes on to what follows from them while their fate is another than it was.
Beyond FOLDED_AT_ONCE documents, or the steps that take as long, the rest is owed as work on the documents it spreads from.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import work
from registry.effects.graph import OTHERS, fates, keep_fates, keep_known, load
from registry.effects.periods import batched, keep_periods, timelines
from registry.law import effect
from registry.law.effect import Doubt
from registry.law.relations import PAUSING, Kind
from registry.store.tables import Document, Progress, Relation, Work

FOLDED_AT_ONCE = 40  # documents whose timelines one transaction makes anew; some 15 ms on SQLite, 30 on PostgreSQL
STEP = 12  # documents that a step from some to those that follow takes as long as: it is twelve statements more
SPREAD_AT_ONCE = 10  # documents that follow from one: it leaves room for what follows from them


# What an act did before the day on which its fate parts from what it was, stays; but what it paused then may go on.
_ACTS = sa.and_(
    Relation.kind.in_(OTHERS), Relation.confirmed_at.is_not(None),
    Relation.worked_on.is_(None) | (Relation.worked_on >= sa.bindparam("since")) | Relation.kind.in_(PAUSING),
)  # fmt: skip
_DETAILS = sa.and_(Relation.kind == Kind.DETAILS, Relation.confirmed_at.is_not(None))
_KEYS: sa.BindParameter[int] = sa.bindparam("keys", expanding=True)


def _ordered(key: Any, *clauses: sa.ColumnElement[bool]) -> sa.Select[int]:
    return (
        sa.select(key)
        .where(key > sa.bindparam("after"), *clauses)
        .distinct()
        .order_by(key)
        .limit(sa.bindparam("limit"))
    )


_ACTED_ON = _ordered(Relation.target_id, Relation.source_id.in_(_KEYS), _ACTS)
_BELOW = _ordered(Relation.source_id, Relation.target_id.in_(_KEYS), _DETAILS)
_LEADING = sa.select(Document.id).where(
    Document.id.in_(_KEYS),
    sa.exists().where(Relation.source_id == Document.id, Relation.target_id.is_not(None), _ACTS)
    | sa.exists().where(Relation.target_id == Document.id, _DETAILS),
)  # fmt: skip


_OWED = sa.select(Work.subject_id).where(Work.kind == work.EFFECT, Work.progress.in_((Progress.OWED, Progress.RUNNING)))
# What these follow: the acts that they detail, and those that act on them.
_UPWARD = sa.union_all(
    sa.select(Relation.target_id).where(
        Relation.source_id.in_(_KEYS), Relation.kind == Kind.DETAILS, Relation.target_id.is_not(None)
    ),
    sa.select(Relation.source_id).where(
        Relation.target_id.in_(_KEYS), Relation.kind.in_(OTHERS), Relation.source_id.is_not(None)
    ),
)


def is_pending(session: Session, document_id: int) -> bool:
    """Whether a change that this document's timeline may follow, through whatever others, is still being worked out."""
    if session.scalar(_OWED.limit(1)) is None:
        return False
    seen: set[int | None] = set()
    fresh: set[int | None] = {document_id}
    while fresh:
        if any(session.scalar(_OWED.where(Work.subject_id.in_(some)).limit(1)) for some in batched(fresh)):
            return True
        seen |= fresh
        fresh = {above for some in batched(fresh) for above in session.scalars(_UPWARD, {"keys": some})} - seen
    return False


def doubts(session: Session, document_id: int) -> Sequence[Doubt]:
    """What in the facts of this document, and of those that act on it, contradicts itself."""
    found = load(session, {document_id}, thorough=True).fold().doubts
    return [doubt for doubt in found if doubt.act == document_id]


def refresh(session: Session, document_ids: Iterable[int]) -> None:
    """Make the timelines of these documents anew, and of those that follow from theirs."""
    _refresh(session, frozenset(document_ids), {})


def refresh_around(session: Session, document_id: int) -> None:
    """After a change of the document's own facts: its timeline, and in any case those that follow from it."""
    _refresh(session, {document_id}, {document_id: dt.date.min})


def spread(session: Session, document_id: int, after: int) -> int | None:
    """One batch of what follows from a document: the key to go on after, None when all is done."""
    following = _following(session, {document_id: dt.date.min}, after, SPREAD_AT_ONCE)
    if not following:
        return None
    _refresh(session, following, {}, asking={document_id})
    return following[-1]


def _refresh(
    session: Session, inside: Collection[int], moved: Mapping[int, dt.date], asking: Collection[int] = frozenset()
) -> None:
    """`moved`: those inside of which what follows is looked at in any case, from that day on. `asking`: what has moved as
    well, and is followed elsewhere.
    """
    _take_turns(session)
    session.flush()
    folded = 0
    while inside:
        moved = {**_fold(session, inside, asking), **moved}
        folded += STEP + len(inside)
        reached = _following(session, moved, 0, FOLDED_AT_ONCE + 1)
        if reached and folded + STEP + len(reached) > FOLDED_AT_ONCE:
            for key in session.scalars(_LEADING, {"keys": list(moved), "since": min(moved.values())}).all():
                work.owe(session, work.EFFECT, key)
            return
        inside, asking, moved = reached, moved.keys(), {}


def _take_turns(session: Session) -> None:
    """Only one transaction computes at a time: SQLite's writer lock sees to that, PostgreSQL takes an advisory lock. To
    start processes that help with a look-up would take it 30 ms, ten times as long as all look-ups of most changes.
    """
    if session.get_bind().dialect.name == "postgresql":
        alone = sa.func.set_config("max_parallel_workers_per_gather", "0", True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(0x6566_6665), alone))


def _following(session: Session, moved: Mapping[int, dt.date], after: int, limit: int) -> Sequence[int]:
    """Documents that these act on from a day on, and those that detail them, in order: at most `limit`, after that key."""
    found: set[int] = set()
    if moved:
        given = {"keys": list(moved), "after": after, "limit": limit}
        found.update(session.scalars(_ACTED_ON, {**given, "since": min(moved.values())}))
        found.update(session.scalars(_BELOW, given))
    return sorted(found)[:limit]


def _fold(session: Session, inside: Collection[int], moved: Collection[int]) -> dict[int, dt.date]:
    """Store what differs now; returns the documents inside whose fate does, and since when. `moved`: sources whose edges are
    asked anew.
    """
    graph = load(session, inside, moved)
    outcome = graph.fold()
    keep_known(session, graph.otherwise(outcome))
    stored, before = timelines(session, inside), fates(session, inside)
    keep_periods(session, {key: outcome.periods[key] for key in inside if stored.get(key) != outcome.periods[key]})
    now = {key: outcome.fates[key] for key in inside if outcome.fates[key] != before[key]}
    keep_fates(session, now)
    return {key: effect.parted_on(before[key], fate) for key, fate in now.items()}
