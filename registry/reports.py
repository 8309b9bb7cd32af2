"""What became of a document, told over time, and how those numbers were made."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.counting.rules import LeftOut
from registry.store.tables import (
    Channel,
    File,
    Kind,
    OpeningBalance,
    SealedDay,
    Tallied,
    UsageDay,
    UsageEvent,
    UsageTally,
)

Counts = Mapping[tuple[Tallied, Channel], int]


@dataclass(frozen=True, slots=True)
class Period:
    """`name` is "2024-05-01" for a day and "2024-05" for a month; `counts` has an entry for what happened at all."""

    name: str
    counts: Counts


def periods(session: Session, document_id: int, first: dt.date, last: dt.date, by: str) -> Sequence[Period]:
    """Periods from `first` to `last` in which something happened, oldest first. `by`: "day" or "month"."""
    days = sa.select(UsageDay.day, UsageDay.kind, UsageDay.channel, sa.func.sum(UsageDay.count))
    days = days.where(UsageDay.document_id == document_id, UsageDay.day.between(first, last))
    tallies = sa.select(UsageTally.day, UsageTally.kind, UsageTally.outcome, sa.func.sum(UsageTally.count))
    tallies = tallies.where(UsageTally.document_id == document_id, UsageTally.day.between(first, last))
    rows: list[tuple[dt.date, str, str, int]] = [
        *session.execute(days.group_by(UsageDay.day, UsageDay.kind, UsageDay.channel)),
        *session.execute(
            tallies.where(UsageTally.outcome.in_(list(Channel)))
            .group_by(UsageTally.day, UsageTally.kind, UsageTally.outcome)
        ),
    ]  # fmt: skip
    found: dict[str, dict[tuple[Tallied, Channel], int]] = {}
    for day, kind, outcome, count in sorted(rows):
        counts = found.setdefault(day.isoformat()[: 7 if by == "month" else 10], defaultdict(int))
        counts[Tallied(kind), Channel(outcome)] += int(count)
    return [Period(name, dict(counts)) for name, counts in found.items()]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the numbers of some days were made.

    `repeats`: hits that were one with an earlier one. `left_out`: by kind and reason. `files`: public id of each file, and
    its downloads by who asked. `waiting`: hits of any day that are not summed up yet. `sealed_to`: last day whose single
    hits are no longer kept.
    """

    counts: Counts
    repeats: Counts
    left_out: Mapping[tuple[Tallied, LeftOut], int]
    files: Sequence[tuple[str, Mapping[Channel, int]]]
    waiting: int
    sealed_to: dt.date | None


def explanation(session: Session, document_id: int, first: dt.date, last: dt.date) -> Explanation:
    counts: dict[tuple[Tallied, Channel], int] = defaultdict(int)
    for period in periods(session, document_id, first, last, "month"):
        for key, count in period.counts.items():
            counts[key] += count
    waiting = sa.select(sa.func.count()).where(
        UsageEvent.document_id == document_id, UsageEvent.visitor.is_not(None), ~UsageEvent.folded
    )
    return Explanation(
        counts=dict(counts),
        repeats=_repeats(session, document_id, first, last),
        left_out=_left_out(session, document_id, first, last),
        files=_files(session, document_id, first, last),
        waiting=session.scalar(waiting) or 0,
        sealed_to=session.scalar(sa.select(sa.func.max(SealedDay.day))),
    )


def _repeats(session: Session, document_id: int, first: dt.date, last: dt.date) -> Counts:
    rows = sa.select(UsageDay.kind, UsageDay.channel, sa.func.sum(UsageDay.repeats)).where(
        UsageDay.document_id == document_id, UsageDay.day.between(first, last)
    )
    found = session.execute(rows.group_by(UsageDay.kind, UsageDay.channel))
    return {(Tallied(kind.value), channel): int(count) for kind, channel, count in found}


def _left_out(
    session: Session, document_id: int, first: dt.date, last: dt.date
) -> Mapping[tuple[Tallied, LeftOut], int]:
    rows = sa.select(UsageTally.kind, UsageTally.outcome, sa.func.sum(UsageTally.count)).where(
        UsageTally.document_id == document_id,
        UsageTally.day.between(first, last),
        UsageTally.outcome.in_(list(LeftOut)),
    )
    found = session.execute(rows.group_by(UsageTally.kind, UsageTally.outcome))
    return {(kind, LeftOut(outcome)): int(count) for kind, outcome, count in found}


def _files(
    session: Session, document_id: int, first: dt.date, last: dt.date
) -> Sequence[tuple[str, Mapping[Channel, int]]]:
    """Every file of the document in its order, also those that nobody downloaded."""
    own = sa.select(File.id, File.public_id).where(File.document_id == document_id).order_by(File.position)
    rows = sa.select(UsageDay.file_id, UsageDay.channel, sa.func.sum(UsageDay.count)).where(
        UsageDay.document_id == document_id, UsageDay.day.between(first, last), UsageDay.kind == Kind.DOWNLOAD
    )
    found: dict[int, dict[Channel, int]] = defaultdict(dict)
    for file_id, channel, count in session.execute(rows.group_by(UsageDay.file_id, UsageDay.channel)):
        found[file_id][channel] = int(count)
    return [(public_id, found[key]) for key, public_id in session.execute(own)]


def openings(session: Session, document_id: int) -> Sequence[OpeningBalance]:
    """Balances brought over from another system, each with its source and day."""
    rows = sa.select(OpeningBalance).where(OpeningBalance.document_id == document_id)
    return session.scalars(rows.order_by(OpeningBalance.kind)).all()
