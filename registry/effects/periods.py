"""Periods of validity in the database: found by day, read and stored by document."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import ANONYMOUS
from registry.law import effect, numbers
from registry.law.effect import Period, Status, Why
from registry.store.tables import Document, EffectPeriod, State
from registry.visibility import visible_to

ASKED_AT_ONCE = 500  # keys in one statement
COLUMNS = (
    EffectPeriod.document_id, EffectPeriod.status, EffectPeriod.since, EffectPeriod.until, EffectPeriod.cause,
    EffectPeriod.relation_id, EffectPeriod.by_id,
)  # fmt: skip
_OF_DOCUMENTS = (
    sa.select(*COLUMNS)
    .where(EffectPeriod.document_id.in_(sa.bindparam("keys", expanding=True)))
    .order_by(EffectPeriod.document_id, EffectPeriod.position)
)
_FRESH = sa.insert(EffectPeriod.metadata.tables[EffectPeriod.__tablename__])
Item = TypeVar("Item")


def batched(items: Iterable[Item], count: int = ASKED_AT_ONCE) -> Iterator[list[Item]]:
    """Runs of at most `count` items."""
    rest = iter(items)
    while run := list(islice(rest, count)):
        yield run


def in_status(status: Status, day: dt.date) -> sa.ColumnElement[bool]:
    """A clause on documents: those that have this status on this day."""
    return having_status(status, day).where(EffectPeriod.document_id == Document.id).exists()


def having_status(status: Status, day: dt.date) -> sa.Select[int]:
    """The documents that have this status on this day."""
    return sa.select(EffectPeriod.document_id).where(EffectPeriod.status == status, on_day(day))


def on_day(day: dt.date) -> sa.ColumnElement[bool]:
    """A clause on periods: those that the day lies in; of each document there is one."""
    return sa.and_(
        EffectPeriod.since.is_(None) | (EffectPeriod.since <= day),
        EffectPeriod.until.is_(None) | (day < EffectPeriod.until),
    )


def statuses(session: Session, document_ids: Collection[int], day: dt.date) -> Mapping[int, Status]:
    """The status on that day of each document; of one that has not been looked at yet none."""
    found: dict[int, Status] = {}
    for some in batched(document_ids):
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
    for some in batched(document_ids):
        for row in session.execute(_OF_DOCUMENTS, {"keys": some}):
            found[row[0]].append(period_of(row))
    return {key: tuple(periods) for key, periods in found.items()}


def period_of(row: sa.Row[*tuple[Any, ...]]) -> Period:
    """From a row of COLUMNS."""
    _, status, since, until, cause, edge, act = row
    return Period(status, since, until, Why(cause, edge, act))


def keep_periods(session: Session, timelines: Mapping[int, Sequence[Period]]) -> None:
    """Instead of those that are stored."""
    for some in batched(timelines):
        session.execute(sa.delete(EffectPeriod).where(EffectPeriod.document_id.in_(some)))
    rows = [
        {"document_id": key, "position": position, "status": one.status, "since": one.since, "until": one.until,
         "cause": one.why.cause, "relation_id": one.why.edge, "by_id": one.why.act}
        for key, periods in timelines.items() for position, one in enumerate(periods)
    ]  # fmt: skip
    if rows:
        session.execute(_FRESH, rows)


def stand(document: Document) -> None:
    """Set what of the document's facts decides whether statuses are for it."""
    number = numbers.parse(document.number or "")
    issuer = number.issuers[0] if number.issuers else None
    kind = document.type.code if document.type else None
    document.standing = effect.standing(kind, number.family, issuer, document.issued_on)


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
