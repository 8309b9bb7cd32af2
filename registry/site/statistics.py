"""`/thong-ke`: who came, what was viewed and downloaded, as charts, tables and sheets."""

import datetime as dt
import enum
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Response, current_app, render_template, request

from registry import figures, rankings, usage, visits
from registry.accounts import ANONYMOUS
from registry.counting.told import RULES
from registry.errors import N_
from registry.figures import Figures
from registry.rankings import Line, Ranked
from registry.site import addresses
from registry.store.database import Session
from registry.store.tables import Kind, now
from registry.visits import Visits
from registry.web import cells, sending
from registry.web.access import instance, public

SECONDS = 60.0  # figures are counted no more often than this
TIME = "khoang"  # the parameter that names the time
Found = TypeVar("Found")


class Span(enum.StrEnum):
    """A time that readers choose."""

    WEEK = "7-ngay"
    MONTH = "30-ngay"
    YEAR = "12-thang"
    EVER = "tat-ca"


SPANS = {
    Span.WEEK: N_("7 days"), Span.MONTH: N_("30 days"), Span.YEAR: N_("12 months"), Span.EVER: N_("all the time"),
}  # fmt: skip
YEARS = 10  # that a chart of all the time goes back
ELEVEN_MONTHS = dt.timedelta(days=334)  # from the first of a month back to the first or second of one


@dataclass(frozen=True, slots=True)
class Statistics:
    lines: Sequence[Line]
    viewed: Sequence[Ranked]
    downloaded: Sequence[Ranked]


def whole(session: Session) -> tuple[Figures, Visits]:
    """What everybody may know of the whole registry."""

    def count() -> tuple[Figures, Visits]:
        day = usage.today(instance().settings.timezone)
        return figures.figures(session, ANONYMOUS), visits.visits(session, now(), day)

    return _kept("figures", count)


def _kept(name: str, count: Callable[[], Found]) -> Found:
    """Counted once a minute in each process."""
    kept = current_app.extensions.setdefault("site.figures", {})
    moment, found = kept.get(name, (0.0, None))
    if found is None or time.monotonic() - moment > SECONDS:
        found = count()
        kept[name] = (time.monotonic(), found)
    return cast(Found, found)


@public
def statistics() -> Response:
    span = _span()
    with instance().reading() as session:
        found, came = whole(session)
        html = render_template(
            "statistics.html", figures=found, visits=came, shown=_statistics(session, span), span=span, spans=SPANS,
            by=_by(span), rules=RULES.values(),
        )  # fmt: skip
    return addresses.kept_a_minute(html)


@public
def statistics_sheet() -> Response:
    """The numbers of the chart, one line for each day or month."""
    span = _span()
    with instance().reading() as session:
        lines = _statistics(session, span).lines
    rows = [(_named(line.first, span), line.visits, line.views, line.downloads) for line in lines]
    text = cells.MARK + cells.written([("period", "visits", "views", "downloads"), *rows])
    response = Response(text, content_type=cells.MEDIA_TYPE)
    response.headers["Content-Disposition"] = sending.disposition(f"thong-ke-{span}.csv", inline=False)
    return addresses.kept_a_minute(response)


def _span() -> Span:
    """The time in the address; a month where it names none that there is."""
    asked = request.args.get(TIME, "")
    return Span(asked) if asked in set(Span) else Span.MONTH


def _by(span: Span) -> str:
    return "day" if span in {Span.WEEK, Span.MONTH} else "month"


def _named(first: dt.date, span: Span) -> str:
    return first.isoformat()[: 10 if _by(span) == "day" else 7]


def _statistics(session: Session, span: Span) -> Statistics:
    """For everybody: what only some may see is in no ranking, whoever asks."""

    def count() -> Statistics:
        last = usage.today(instance().settings.timezone)
        first = _first(session, last, span)
        since = None if span == Span.EVER else first
        viewed, downloaded = (rankings.most(session, ANONYMOUS, kind, since) for kind in (Kind.VIEW, Kind.DOWNLOAD))
        lines = rankings.lines(session, ANONYMOUS, first, last, _by(span))
        return Statistics(lines, viewed, downloaded)

    return _kept(span, count)


def _first(session: Session, last: dt.date, span: Span) -> dt.date:
    if span == Span.EVER:
        return max(rankings.beginning(session) or last, last - dt.timedelta(days=366 * YEARS)).replace(day=1)
    if span == Span.YEAR:
        return (last.replace(day=1) - ELEVEN_MONTHS).replace(day=1)
    return last - dt.timedelta(days=6 if span == Span.WEEK else 29)
