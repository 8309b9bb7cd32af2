"""Views and downloads: events first, then sums that can be made again from them."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.store.database import upsert
from registry.store.tables import (
    Channel,
    Kind,
    OpeningBalance,
    UsageDay,
    UsageEvent,
    UsageTotal,
    VisitorSalt,
    now,
)

FOLD_AT_ONCE = 2_000  # events folded in one transaction; takes some 30 ms


@dataclass(frozen=True, slots=True)
class Hit:
    """One view or download of a document by a visitor, who is a salted hash and never an address."""

    kind: Kind
    channel: Channel
    document_id: int
    file_id: int | None = None
    visitor: str | None = None


def today(zone: zoneinfo.ZoneInfo) -> dt.date:
    """The registry's day."""
    return now().astimezone(zone).date()


def record(session: Session, hit: Hit, day: dt.date) -> None:
    """One row, committed before the first byte of the answer. Core, since this stands in the way of every download."""
    session.execute(
        sa.insert(UsageEvent).values(
            at=now(), day=day, kind=hit.kind, channel=hit.channel, document_id=hit.document_id,
            file_id=hit.file_id, visitor=hit.visitor, folded=False,
        )
    )  # fmt: skip


def salt_of(session: Session, day: dt.date) -> bytes:
    """The day's salt, made by whoever comes first (needs a writing session then)."""
    found = sa.select(VisitorSalt.salt).where(VisitorSalt.day == day)
    salt = session.scalar(found)
    if salt is None:
        fresh = upsert(session, VisitorSalt).values(day=day, salt=secrets.token_bytes(16))
        session.execute(fresh.on_conflict_do_nothing())
        salt = session.scalar(found)
    assert salt is not None
    return salt


def visitor(salt: bytes, address: str, agent: str) -> str:
    """A salted hash of address and agent, 32 hex digits; cannot be undone once the salt is destroyed."""
    return hashlib.blake2b(f"{address}\0{agent}".encode(), key=salt, digest_size=16).hexdigest()


def fold(session: Session) -> int:
    """Sum up to FOLD_AT_ONCE events into days and totals and mark them, all in this transaction; returns how many.

    Being killed in the middle, or two at it at once, changes nothing: whoever holds the rows' lock sums them, once.
    """
    waiting = sa.select(UsageEvent.id).where(~UsageEvent.folded).order_by(UsageEvent.id).limit(FOLD_AT_ONCE)
    ids = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    if not ids:
        return 0
    mine = UsageEvent.id.in_(ids)
    keys = (UsageEvent.document_id, UsageEvent.file_id, UsageEvent.day, UsageEvent.kind, UsageEvent.channel)
    sums = sa.select(*keys, sa.func.count()).where(mine).group_by(*keys).order_by(UsageEvent.document_id)
    for document_id, file_id, day, kind, channel, count in session.execute(sums).all():
        _add_day(session, document_id, file_id or 0, day, kind, channel, count)
        if channel == Channel.PERSON:
            _add_total(session, document_id, kind, count)
    session.execute(sa.update(UsageEvent).where(mine).values(folded=True, visitor=None))
    return len(ids)


def _add_day(
    session: Session, document_id: int, file_id: int, day: dt.date, kind: Kind, channel: Channel, count: int
) -> None:
    row = upsert(session, UsageDay).values(
        document_id=document_id, file_id=file_id, day=day, kind=kind, channel=channel, count=count
    )
    keys = ["document_id", "file_id", "day", "kind", "channel"]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_={"count": UsageDay.count + count}))


def _add_total(session: Session, document_id: int, kind: Kind, count: int) -> None:
    row = upsert(session, UsageTotal).values(document_id=document_id, kind=kind, count=count)
    keys = ["document_id", "kind"]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_={"count": UsageTotal.count + count}))


def rebuild_totals(session: Session) -> None:
    """Make the totals anew from the per-day rows."""
    session.execute(sa.delete(UsageTotal))
    sums = sa.select(UsageDay.document_id, UsageDay.kind, sa.func.sum(UsageDay.count)).where(
        UsageDay.channel == Channel.PERSON
    )
    session.execute(
        sa.insert(UsageTotal).from_select(
            ["document_id", "kind", "count"], sums.group_by(UsageDay.document_id, UsageDay.kind)
        )
    )


def destroy_salts(session: Session, before: dt.date) -> None:
    """Salts of past days: from then on nobody can tell whom a hash stood for."""
    session.execute(sa.delete(VisitorSalt).where(VisitorSalt.day < before))


def open_balance(session: Session, document_id: int, kind: Kind, count: int, source: str, as_of: dt.date) -> None:
    """Bring over a count from another system, under its own label."""
    session.merge(OpeningBalance(document_id=document_id, kind=kind, count=count, source=source, as_of=as_of))


@dataclass(frozen=True, slots=True)
class Counts:
    """Lượt xem and lượt tải as shown: what persons did here, plus opening balances (which are also told apart)."""

    views: int = 0
    downloads: int = 0
    opening_views: int = 0
    opening_downloads: int = 0


def counts(session: Session, document_ids: Iterable[int]) -> Mapping[int, Counts]:
    """Counts of several documents in two queries; every id asked for has an entry."""
    ids = list(document_ids)
    here = _by_document(session, UsageTotal, ids)
    before = _by_document(session, OpeningBalance, ids)
    return {
        id_: Counts(
            views=here.get((id_, Kind.VIEW), 0) + before.get((id_, Kind.VIEW), 0),
            downloads=here.get((id_, Kind.DOWNLOAD), 0) + before.get((id_, Kind.DOWNLOAD), 0),
            opening_views=before.get((id_, Kind.VIEW), 0),
            opening_downloads=before.get((id_, Kind.DOWNLOAD), 0),
        )
        for id_ in ids
    }


def _by_document(
    session: Session, table: type[UsageTotal] | type[OpeningBalance], ids: list[int]
) -> Mapping[tuple[int, Kind], int]:
    rows = session.execute(sa.select(table.document_id, table.kind, table.count).where(table.document_id.in_(ids)))
    return {(document_id, kind): count for document_id, kind, count in rows}
