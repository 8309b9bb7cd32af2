"""Whether a document is in force, as its page shows it: the warning on top, the timeline, and what relates to it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from registry import effects, related, usage
from registry.law import effect
from registry.law.effect import Period, Status
from registry.law.relations import Kind
from registry.related import Side
from registry.store.database import Session
from registry.store.tables import Document
from registry.web.access import instance, viewer

BARRED = frozenset({Status.ENDED, Status.PAUSED, Status.UNFIT})  # what nobody may rely on
WIDTH = 600  # of the drawn timeline, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A period as drawn."""

    period: Period
    by: Document | None
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Validity:
    """`now` is the period of the day that is looked at, `coming` the next one."""

    now: Period | None
    by: Document | None
    coming: Bar | None
    bars: Sequence[Bar]
    replaced_by: Sequence[Document]
    pending: bool
    acts_on: Sequence[tuple[Kind, Sequence[Side]]]
    acted_on_by: Sequence[tuple[Kind, Sequence[Side]]]

    @property
    def is_barred(self) -> bool:
        return self.now is not None and self.now.status in BARRED


def of(session: Session, document: Document) -> Validity:
    day = usage.today(instance().settings.timezone)
    periods = effects.timelines(session, [document.id]).get(document.id, ())
    known = related.named(session, viewer(), [one.why.act for one in periods])
    now = effect.at(periods, day) if periods else None
    bars = _bars(periods, known, day)
    return Validity(
        now, known.get(now.why.act or 0) if now else None, next((bar for bar in bars if bar.period.since and bar.period.since > day), None),
        bars, related.replaced_by(session, viewer(), document), effects.is_pending(session, document.id),
        grouped(related.out_of(session, viewer(), document)), grouped(related.into(session, viewer(), document)),
    )  # fmt: skip


def grouped(sides: Sequence[Side]) -> Sequence[tuple[Kind, Sequence[Side]]]:
    """By kind, in the order of the kinds."""
    order = list(Kind)
    ranked = sorted(sides, key=lambda side: order.index(side.relation.kind))
    return [(kind, list(some)) for kind, some in groupby(ranked, key=lambda side: side.relation.kind)]


def _bars(periods: Sequence[Period], known: Mapping[int, Document], today: dt.date) -> Sequence[Bar]:
    """By the length of time; the first and the last, which have no end, are given a tenth of the whole."""
    days = [one.since for one in periods if one.since]
    if not days:
        return [Bar(one, None, 0, WIDTH) for one in periods]
    first, last = min(days), max(*days, today)
    margin = max((last - first).days / 8, 30)
    start, whole = first.toordinal() - margin, (last - first).days + 2 * margin
    bars = []
    for one in periods:
        left = one.since.toordinal() - start if one.since else 0
        right = one.until.toordinal() - start if one.until else whole
        x, width = left / whole * WIDTH, (right - left) / whole * WIDTH
        bars.append(Bar(one, known.get(one.why.act) if one.why.act else None, round(x, 1), round(width, 1)))
    return bars
