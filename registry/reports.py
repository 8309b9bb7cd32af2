"""What became of a document, told over time: views and downloads by day or month, and what was brought over."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.store.tables import Channel, Kind, OpeningBalance, UsageDay


@dataclass(frozen=True, slots=True)
class Period:
    """`name` is "2024-05-01" for a day and "2024-05" for a month; `counts` has an entry for what happened at all."""

    name: str
    counts: dict[tuple[Kind, Channel], int]


def periods(session: Session, document_id: int, first: dt.date, last: dt.date, by: str) -> Sequence[Period]:
    """Periods from `first` to `last` in which something happened, oldest first. `by`: "day" or "month"."""
    rows = (
        sa.select(UsageDay.day, UsageDay.kind, UsageDay.channel, sa.func.sum(UsageDay.count))
        .where(UsageDay.document_id == document_id, UsageDay.day.between(first, last))
        .group_by(UsageDay.day, UsageDay.kind, UsageDay.channel)
        .order_by(UsageDay.day)
    )
    found: dict[str, dict[tuple[Kind, Channel], int]] = {}
    for day, kind, channel, count in session.execute(rows):
        counts = found.setdefault(day.isoformat()[: 7 if by == "month" else 10], defaultdict(int))
        counts[kind, channel] += int(count)
    return [Period(name, dict(counts)) for name, counts in found.items()]


def openings(session: Session, document_id: int) -> Sequence[OpeningBalance]:
    """Balances brought over from another system, each with its source and day."""
    rows = sa.select(OpeningBalance).where(OpeningBalance.document_id == document_id)
    return session.scalars(rows.order_by(OpeningBalance.kind)).all()
