"""Whether a document is in force, as its page shows it: the warning on top, the timeline, and what relates to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from registry import effects, related, usage
from registry.law import effect
from registry.law.effect import Cause, Period, Status
from registry.law.relations import ORDER, Kind
from registry.related import Side
from registry.store.database import Session
from registry.store.tables import Document
from registry.web.access import instance, viewer

BARRED = frozenset({Status.ENDED, Status.PAUSED, Status.UNFIT})  # what nobody may rely on
WIDTH = 320  # of the drawn timeline, in its own units
LABEL = 34  # what a year under it takes


@dataclass(frozen=True, slots=True)
class Bar:
    """A period as drawn, and who brought it about: a document, or a number that is not held. `label`: the year of its
    beginning, where there is room for it, and where that stands.
    """

    period: Period
    by: Document | None
    by_number: str
    x: float
    width: float
    label: str = ""
    label_x: float = 0
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Validity:
    """`now` is that of the day that is looked at, `coming` the next one that changes something. `mark`: where that day is on the timeline.
    `not_held`: numbers that are said to act on the document and are not held. `shortened`: there are more relations.
    """

    day: dt.date
    now: Bar | None
    coming: Bar | None
    bars: Sequence[Bar]
    mark: float | None
    replaced_by: Sequence[Document]
    not_held: Sequence[str]
    pending: bool
    acts_on: Sequence[tuple[Kind, Sequence[Side]]]
    acted_on_by: Sequence[tuple[Kind, Sequence[Side]]]
    shortened: bool

    @property
    def is_barred(self) -> bool:
        return self.now is not None and self.now.period.status in BARRED


def of(session: Session, document: Document, day: dt.date | None = None) -> Validity:
    """As of that day, or today."""
    day = day or usage.today(instance().settings.timezone)
    periods = effects.timelines(session, [document.id]).get(document.id, ())
    scale = _Scale.of(periods, day)
    bars = _bars(session, periods, scale, effect.at(periods, day) if periods else None)
    out, into = related.out_of(session, viewer(), document), related.into(session, viewer(), document)
    return Validity(
        day, next((bar for bar in bars if bar.is_now), None),
        next((bar for bar in bars if _is_news(bar.period, day, effect.at(periods, day))), None),
        bars, scale.at(day) if scale else None,
        related.replaced_by(session, viewer(), document), related.not_held(session, viewer(), document),
        effects.is_pending(session, document.id),
        grouped(out), grouped(into), max(len(out), len(into)) >= related.SHOWN,
    )  # fmt: skip


def _is_news(period: Period, day: dt.date, now: Period) -> bool:
    """To come, and not merely another reason for what holds already."""
    is_other = period.status != now.status or period.why.cause == Cause.EDGE
    return period.since is not None and period.since > day and is_other


def grouped(sides: Sequence[Side]) -> Sequence[tuple[Kind, Sequence[Side]]]:
    """By kind, in their ORDER."""
    ranked = sorted(sides, key=lambda side: ORDER.index(side.relation.kind))
    return [(kind, list(some)) for kind, some in groupby(ranked, key=lambda side: side.relation.kind)]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days → places on the timeline, by the length of time; before the first and after the last day an eighth is shown."""

    start: int
    days: int

    @classmethod
    def of(cls, periods: Sequence[Period], day: dt.date) -> "_Scale | None":
        dated = [one.since for one in periods if one.since]
        if not dated:
            return None
        first, last = min(*dated, day), max(*dated, day)
        margin = max((last - first).days // 8, 30)
        return cls(first.toordinal() - margin, (last - first).days + 2 * margin)

    def at(self, day: dt.date) -> float:
        return round((day.toordinal() - self.start) / self.days * WIDTH, 1)


def _bars(session: Session, periods: Sequence[Period], scale: _Scale | None, now: Period | None) -> Sequence[Bar]:
    known = related.named(session, viewer(), [one.why.act for one in periods])
    numbers = related.acting_numbers(session, viewer(), [one.why.edge for one in periods])
    bars, free = [], 0.0
    for one in periods:
        x = scale.at(one.since) if scale and one.since else 0.0
        width = (scale.at(one.until) if scale and one.until else WIDTH) - x
        label_x = min(x, WIDTH - LABEL)
        label = str(one.since.year) if one.since and free <= label_x else ""
        free = label_x + LABEL if label else free
        by, number = known.get(one.why.act or 0), numbers.get(one.why.edge or 0, "")
        bars.append(Bar(one, by, number, x, round(width, 1), label, label_x, one is now))
    return bars
