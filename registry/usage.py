"""Views and downloads: events and tallies as they are written, and the counts as they are shown."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
    """What is counted without an event of its own. `document`: its key, or its public id where nobody looked further."""

    document: int | str
    day: dt.date
    kind: Tallied
    outcome: Channel | LeftOut


def today(zone: zoneinfo.ZoneInfo) -> dt.date:
    """The registry's day."""
    return day_of(now(), zone)


def day_of(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.date:
    return moment.astimezone(zone).date()


def event(hit: Hit, at: dt.datetime, day: dt.date) -> Mapping[str, Any]:
    """The row of a hit."""
    return {
        "at": at, "day": day, "kind": hit.kind, "channel": hit.channel, "document_id": hit.document_id,
        "file_id": hit.file_id, "visitor": hit.visitor,
    }  # fmt: skip


def record(session: Session, hit: Hit, at: dt.datetime, day: dt.date) -> None:
    """One event in the caller's transaction. Requests commit theirs through `Database.counting`."""
    session.execute(sa.insert(UsageEvent), [event(hit, at, day)])


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
    """Add what a process has tallied since it did so last, in one statement. Documents deleted since are left out, and
    reads of those that were never published.
    """
    keys, public = _keys(session, {one.document for one in counts})
    sums: Counter[tuple[int, dt.date, Tallied, str]] = Counter()
    for one, count in counts.items():
        if one.document in keys and (one.document in public or one.kind != Tallied.METADATA):
            sums[keys[one.document], one.day, one.kind, one.outcome.value] += count
    if sums:
        names = ("document_id", "day", "kind", "outcome", "count")
        row = upsert(session, UsageTally)
        row = row.on_conflict_do_update(index_elements=names[:4], set_={"count": UsageTally.count + row.excluded.count})
        in_one_order = sorted(sums.items())  # so that no two processes wait for each other
        session.execute(row, [dict(zip(names, (*key, count), strict=True)) for key, count in in_one_order])


def _keys(session: Session, named: Collection[int | str]) -> tuple[Mapping[int | str, int], Collection[int | str]]:
    """The key of each document that is there, by either name, and the names of those that were ever published."""
    ids = [one for one in named if isinstance(one, int)]
    public_ids = [one for one in named if isinstance(one, str)]
    rows = sa.select(Document.id, Document.public_id, Document.published_at.is_not(None).label("public"))
    found = session.execute(rows.where(Document.id.in_(ids) | Document.public_id.in_(public_ids))).all()
    keys = {name: row.id for row in found for name in (row.id, row.public_id)}
    return keys, {name for row in found if row.public for name in (row.id, row.public_id)}


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
