"""What people view and download most, and how much in all, over a time that the reader chooses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from registry.accounts import Viewer
from registry.store.tables import (
    Channel,
    Document,
    DocumentIssuer,
    Kind,
    OpeningBalance,
    SiteDay,
    State,
    UsageDay,
    UsageTotal,
)
from registry.visibility import visible_to

MOST = 10  # documents of a ranking


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document, and what people did with it in the time."""

    document: Document
    count: int


def most(session: Session, viewer: Viewer, kind: Kind, first: dt.date | None = None) -> Sequence[Ranked]:
    """Published documents that the viewer may see, by their own count of `kind` since `first`, the highest first.

    Without a day: since ever, opening balances included.
    """
    sums = (_since(kind, first) if first else _ever(kind)).subquery()
    count = sa.func.sum(sums.c.count)
    rows = (
        sa.select(Document, count).join(sums, sums.c.document_id == Document.id)
        .where(Document.state == State.PUBLISHED, visible_to(viewer))
        .group_by(Document.id).having(count > 0).order_by(count.desc(), Document.id.desc()).limit(MOST)
        .options(selectinload(Document.type), selectinload(Document.issuing).selectinload(DocumentIssuer.issuer))
    )  # fmt: skip
    return [Ranked(document, int(found)) for document, found in session.execute(rows)]


def _since(kind: Kind, first: dt.date) -> sa.Select[int, int]:
    rows = sa.select(UsageDay.document_id, UsageDay.count)
    return rows.where(UsageDay.kind == kind, UsageDay.channel == Channel.PERSON, UsageDay.day >= first)


def _ever(kind: Kind) -> sa.CompoundSelect[int, int]:
    here, before = (
        sa.select(table.document_id, table.count).where(table.kind == kind) for table in (UsageTotal, OpeningBalance)
    )
    return sa.union_all(here, before)


def beginning(session: Session) -> dt.date | None:
    """The first day on which anything was counted here."""
    first = (sa.select(sa.func.min(table.day)).scalar_subquery() for table in (UsageDay, SiteDay))
    days = [day for day in session.execute(sa.select(*first)).one() if day is not None]
    return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """What happened in a day or a month, which is named by its first day."""

    first: dt.date
    visits: int
    views: int
    downloads: int


def lines(session: Session, viewer: Viewer, first: dt.date, last: dt.date, by: str) -> Sequence[Line]:
    """Every day or month (`by`) from `first` to `last`, also those in which nothing happened: visits of the site, views
    and downloads of published documents that the viewer may see.
    """
    used = (
        sa.select(UsageDay.day, UsageDay.kind, sa.func.sum(UsageDay.count))
        .join(Document, Document.id == UsageDay.document_id)
        .where(UsageDay.day.between(first, last), UsageDay.channel == Channel.PERSON)
        .where(Document.state == State.PUBLISHED, visible_to(viewer))
        .group_by(UsageDay.day, UsageDay.kind)
    )
    counts = {(day, kind): int(count) for day, kind, count in session.execute(used)}
    visited = sa.select(SiteDay.day, SiteDay.visits).where(SiteDay.day.between(first, last))
    came = {day: count for day, count in session.execute(visited)}
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return _by_month(days, came, counts) if by == "month" else [_line(day, [day], came, counts) for day in days]


def _by_month(
    days: Sequence[dt.date], came: Mapping[dt.date, int], counts: Mapping[tuple[dt.date, Kind], int]
) -> Sequence[Line]:
    months: dict[dt.date, list[dt.date]] = {}
    for day in days:
        months.setdefault(day.replace(day=1), []).append(day)
    return [_line(month, inside, came, counts) for month, inside in months.items()]


def _line(
    first: dt.date, days: Sequence[dt.date], came: Mapping[dt.date, int], counts: Mapping[tuple[dt.date, Kind], int]
) -> Line:
    views, downloads = (sum(counts.get((day, kind), 0) for day in days) for kind in (Kind.VIEW, Kind.DOWNLOAD))
    return Line(first, sum(came.get(day, 0) for day in days), views, downloads)
