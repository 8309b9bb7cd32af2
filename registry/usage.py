"""Views and downloads: events and tallies as they are written, and the counts as they are shown."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.counting.rules import LeftOut
from registry.store.database import upsert
from registry.store.tables import (
    Channel,
    Document,
    Kind,
    OpeningBalance,
    Tallied,
    UsageEvent,
    UsageTally,
    UsageTotal,
    VisitorSalt,
    now,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One view or download by a visitor, who is a salted hash and never an address; "" where nobody knows who it was.

    Without a document: a page of the site that shows none.
    """

    kind: Kind
    channel: Channel
    document_id: int | None
    file_id: int | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted without an event of its own."""

    document_id: int
    day: dt.date
    kind: Tallied
    outcome: Channel | LeftOut


def today(zone: zoneinfo.ZoneInfo) -> dt.date:
    """The registry's day."""
    return now().astimezone(zone).date()


def record(connection: Session | sa.Connection, hit: Hit, at: dt.datetime, day: dt.date) -> None:
    """One row, committed before the first byte of the answer. Core, since this stands in the way of every download."""
    connection.execute(
        _EVENT,
        {"at": at, "day": day, "kind": hit.kind, "channel": hit.channel, "document_id": hit.document_id,
         "file_id": hit.file_id, "visitor": hit.visitor, "folded": False},
    )  # fmt: skip


_EVENT = sa.insert(UsageEvent)


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


def add_tallies(session: Session, counts: Mapping[Tally, int]) -> None:
    """Add what a process has tallied since it did so last, in one statement. Documents deleted since are left out."""
    there = set(session.scalars(sa.select(Document.id).where(Document.id.in_({one.document_id for one in counts}))))
    rows = [{**asdict(one), "count": count} for one, count in counts.items() if one.document_id in there]
    if rows:
        row = upsert(session, UsageTally)
        keys = ["document_id", "day", "kind", "outcome"]
        session.execute(
            row.on_conflict_do_update(index_elements=keys, set_={"count": UsageTally.count + row.excluded.count}),
            sorted(rows, key=lambda one: [str(one[key]) for key in keys]),  # in one order: no two wait for each other
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
