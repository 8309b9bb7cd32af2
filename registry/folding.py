"""The fold: events become sums per day and totals, once each, and what they said of visitors is erased.

Everything here runs in the caller's transaction: being killed in the middle changes nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.counting import chains
from registry.counting.chains import Event
from registry.store.database import upsert
from registry.store.tables import Channel, Document, Kind, SealedDay, SiteDay, UsageDay, UsageEvent, UsageTotal, Visit

AT_ONCE = 300  # events folded in one transaction; takes some 10 ms
DROPPED_AT_ONCE = 2_000
LOCK = 0x666F_6C64  # PostgreSQL's advisory lock of the only fold

Sums = Counter[tuple[int, int, dt.date, Kind, Channel]]


def fold(session: Session, until: dt.datetime) -> int:
    """Sum up to AT_ONCE of the oldest events that are not, up to `until`, and mark them; returns how many.

    `until` is so long ago (a minute) that no earlier event is still on its way. Folding again changes nothing, and one
    fold at a time is at it: it must see what came just before its events.
    """
    _alone(session)
    events = _waiting(session, until)
    if events:
        repeats = chains.repeats([*_just_before(session, events), *events])
        begun, last = chains.visits(events, _seen(session, events))
        _add_days(session, events, repeats)
        _add_visits(session, [one.day for one in events if one.id in begun], last)
        _mark(session, {one.id for one in events}, repeats, begun)
    _forget_visitors(session, until)
    return len(events)


def _alone(session: Session) -> None:
    """SQLite's writer lock sees to it; PostgreSQL takes a lock until the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _waiting(session: Session, until: dt.datetime) -> Sequence[Event]:
    return _events(session, _waits(), UsageEvent.at <= until, limit=AT_ONCE)


def _waits() -> sa.ColumnElement[bool]:
    """What is not folded still has its visitor, and so stands in the one small index that there is."""
    return sa.and_(UsageEvent.visitor.is_not(None), ~UsageEvent.folded)


def _just_before(session: Session, events: Sequence[Event]) -> Sequence[Event]:
    """What was folded already, and may be the beginning of a chain that goes on in these events."""
    folded = sa.and_(UsageEvent.visitor.is_not(None), UsageEvent.folded)
    return _events(session, folded, UsageEvent.at.between(events[0].at - chains.DOUBLE_CLICK, events[-1].at))


def _events(session: Session, *which: sa.ColumnElement[bool], limit: int | None = None) -> Sequence[Event]:
    columns = (getattr(UsageEvent, field.name) for field in fields(Event))
    rows = sa.select(*columns).where(*which).order_by(UsageEvent.at, UsageEvent.id).limit(limit)
    return [Event(*row) for row in session.execute(rows)]


def _seen(session: Session, events: Sequence[Event]) -> dict[str, dt.datetime]:
    visitors = {one.visitor for one in events if one.channel == Channel.PERSON}
    rows = session.execute(sa.select(Visit.visitor, Visit.last_at).where(Visit.visitor.in_(visitors)))
    return {visitor: last_at for visitor, last_at in rows}


def _add_days(session: Session, events: Sequence[Event], repeats: set[int]) -> None:
    counts, repeated = Sums(), Sums()
    known = _known(session, {one.document_id for one in events if one.document_id is not None})
    for one in events:
        if one.document_id is not None and one.document_id in known:
            key = (one.document_id, one.file_id or 0, one.day, one.kind, one.channel)
            (repeated if one.id in repeats else counts)[key] += 1
    keys = sorted({*counts, *repeated})
    names = ("document_id", "file_id", "day", "kind", "channel")
    _add(session, UsageDay, names, [
        {**dict(zip(names, key, strict=True)), "count": counts[key], "repeats": repeated[key]} for key in keys
    ])  # fmt: skip
    totals: Counter[tuple[int, Kind]] = Counter()
    for (document_id, _, _, kind, channel), count in counts.items():
        if channel == Channel.PERSON:
            totals[document_id, kind] += count
    _add(session, UsageTotal, ("document_id", "kind"), [
        {"document_id": document_id, "kind": kind, "count": count} for (document_id, kind), count in sorted(totals.items())
    ])  # fmt: skip


def _known(session: Session, ids: Collection[int]) -> Collection[int]:
    """Those of documents that have not been erased since."""
    return set(session.scalars(sa.select(Document.id).where(Document.id.in_(ids))))


def _add_visits(session: Session, begun: Sequence[dt.date], last: dict[str, dt.datetime]) -> None:
    days = [{"day": day, "visits": count} for day, count in sorted(Counter(begun).items())]
    _add(session, SiteDay, ("day",), days)
    if last:
        row = upsert(session, Visit)
        row = row.on_conflict_do_update(index_elements=["visitor"], set_={"last_at": row.excluded.last_at})
        session.execute(row, [{"visitor": visitor, "last_at": at} for visitor, at in sorted(last.items())])


def _add(
    session: Session, table: type[UsageDay | UsageTotal | SiteDay], keys: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    """Insert rows, or add what is no key to the row that is there."""
    if rows:
        row = upsert(session, table)
        sums = {name: getattr(table, name) + row.excluded[name] for name in rows[0] if name not in keys}
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def _mark(session: Session, own: set[int], repeats: set[int], begun: set[int]) -> None:
    for found, changed in ((own, {"folded": True}), (repeats & own, {"repeat": True}), (begun, {"begins_visit": True})):
        if found:
            session.execute(sa.update(UsageEvent).where(UsageEvent.id.in_(found)).values(changed))


def _forget_visitors(session: Session, until: dt.datetime) -> None:
    """A hash is erased when no event that is still to be folded can follow it: in 30 s, or as a visit in 30 minutes."""
    oldest = session.scalar(sa.select(sa.func.min(UsageEvent.at)).where(_waits())) or until
    before = min(oldest, until)
    spent = sa.and_(UsageEvent.visitor.is_not(None), UsageEvent.folded, UsageEvent.at < before - chains.DOUBLE_CLICK)
    session.execute(sa.update(UsageEvent).where(spent).values(visitor=None))
    session.execute(sa.delete(Visit).where(Visit.last_at < before - chains.IDLE))


def unsealed_days(session: Session) -> Sequence[dt.date]:
    """Days whose events are all there, so that their sums can be made from them."""
    days = sa.select(UsageEvent.day).distinct().where(UsageEvent.day.not_in(sa.select(SealedDay.day)))
    return session.scalars(days.order_by(UsageEvent.day)).all()


def rebuild_day(session: Session, day: dt.date) -> None:
    """Make the sums of an unsealed day anew from its folded events."""
    _alone(session)
    for table in (UsageDay, SiteDay):
        session.execute(sa.delete(table).where(table.day == day))
    folded = sa.and_(UsageEvent.folded, UsageEvent.day == day)
    keys = (
        UsageEvent.document_id,
        sa.func.coalesce(UsageEvent.file_id, 0),
        UsageEvent.day,
        UsageEvent.kind,
        UsageEvent.channel,
    )
    repeats = sa.func.sum(sa.case((UsageEvent.repeat, 1), else_=0))
    sums = sa.select(*keys, sa.func.count() - repeats, repeats)
    sums = sums.where(folded, UsageEvent.document_id.in_(sa.select(Document.id))).group_by(*keys)
    columns = ["document_id", "file_id", "day", "kind", "channel", "count", "repeats"]
    session.execute(sa.insert(UsageDay).from_select(columns, sums))
    visits = sa.select(UsageEvent.day, sa.func.count()).where(folded, UsageEvent.begins_visit).group_by(UsageEvent.day)
    session.execute(sa.insert(SiteDay).from_select(["day", "visits"], visits))


def rebuild_totals(session: Session) -> None:
    """Make the totals anew from the per-day rows."""
    _alone(session)
    session.execute(sa.delete(UsageTotal))
    sums = sa.select(UsageDay.document_id, UsageDay.kind, sa.func.sum(UsageDay.count)).where(
        UsageDay.channel == Channel.PERSON
    )
    sums = sums.group_by(UsageDay.document_id, UsageDay.kind).having(sa.func.sum(UsageDay.count) > 0)
    session.execute(sa.insert(UsageTotal).from_select(["document_id", "kind", "count"], sums))


def drop_events(session: Session, before: dt.date) -> int:
    """Drop some of the oldest events of a day before `before`, which is sealed with that; returns how many.

    A day with an event that waits for the fold is left alone.
    """
    _alone(session)
    oldest = session.execute(sa.select(UsageEvent.day).order_by(UsageEvent.id).limit(1)).first()
    if oldest is None or oldest.day >= before or session.scalar(sa.select(_waits_on(oldest.day))):
        return 0
    session.execute(upsert(session, SealedDay).values(day=oldest.day).on_conflict_do_nothing())
    some = sa.select(UsageEvent.id).where(UsageEvent.day == oldest.day).order_by(UsageEvent.id).limit(DROPPED_AT_ONCE)
    ids = session.scalars(some).all()
    session.execute(sa.delete(UsageEvent).where(UsageEvent.id.in_(ids)))
    return len(ids)


def _waits_on(day: dt.date) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(UsageEvent.id).where(_waits(), UsageEvent.day == day))
