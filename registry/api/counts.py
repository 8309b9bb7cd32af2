"""Views and downloads over time, and how these numbers were made."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, current_app
from flask_babel import gettext

from registry import ratings, reports, usage
from registry.api import answers, shapes
from registry.api.documents import TAG, find
from registry.api.requests import DAYS, MONTHS, ExplainQuery, UsageQuery
from registry.api.schemas.usage import UsageExplained, UsageShown
from registry.api.spec import described
from registry.counting.rules import LeftOut
from registry.counting.told import LEFT_OUT, MAY_BE_LOST, RULES
from registry.errors import N_, Invalid
from registry.reports import Counts, Explanation, Period
from registry.store.tables import Channel, Kind, OpeningBalance, Tallied
from registry.web import cells, sending
from registry.web.access import instance, public

blueprint = Blueprint("api_counts", __name__)

TURNED_ROUND = N_("This is before `from`.")
TOO_MANY = N_("Ask for at most %(count)d periods at once.")
THIRTY_DAYS, TWELVE_MONTHS = dt.timedelta(days=29), dt.timedelta(days=334)
NAMES = {
    Tallied.VIEW: "views", Tallied.DOWNLOAD: "downloads", Tallied.PREVIEW: "previews", Tallied.METADATA: "metadata_reads",
}  # fmt: skip


@blueprint.get("/documents/<document_id>/usage")
@public
@described(UsageShown, 404, 410, tag=TAG, also=cells.MEDIA_TYPE)
def get_usage(document_id: str, query: UsageQuery) -> Response:
    """Views and downloads: per day or month, and in all.

    People, robots and programs are told apart; what was brought over from another system stands by itself. Hits take
    part once they are summed up, a minute after they happened. Days are days in the registry's time zone. With
    `format=csv` the periods come as a sheet.
    """
    first, last = _span(query)
    with instance().reading() as session:
        document = find(session, document_id)
        rows = reports.periods(session, document.id, first, last, query.by)
        counted = usage.counts(session, [document.id])[document.id]
        openings = {row.kind: row for row in reports.openings(session, document.id)}
        rated = ratings.of(session, [document.id])[document.id]
    if query.format == "csv":
        return _sheet(rows)
    totals = {
        "views": _total(counted.views, counted.opening_views, openings.get(Kind.VIEW)),
        "downloads": _total(counted.downloads, counted.opening_downloads, openings.get(Kind.DOWNLOAD)),
    }
    return _uncached(
        {
            "from": first,
            "to": last,
            "by": query.by,
            "items": [_period(row) for row in rows],
            "totals": totals,
            "rating": {"sum": rated.sum, "count": rated.count},
        }
    )


@blueprint.get("/documents/<document_id>/usage/explain")
@public
@described(UsageExplained, 404, 410, tag=TAG)
def explain_usage(document_id: str, query: ExplainQuery) -> Response:
    """How the numbers of these days were made: the rules, what was left out and how often, what was missed.

    Sentences come in the language of `Accept-Language`.
    """
    first, last = _span(UsageQuery.model_validate({"from": query.from_, "to": query.to}))
    with instance().reading() as session:
        document = find(session, document_id)
        found = reports.explanation(session, document.id, first, last)
        openings = {row.kind: row for row in reports.openings(session, document.id)}
    return _uncached(
        {
            "from": first,
            "to": last,
            "rules": _told(RULES),
            "views": _explained(found, Tallied.VIEW, openings.get(Kind.VIEW)),
            "downloads": _explained(found, Tallied.DOWNLOAD, openings.get(Kind.DOWNLOAD)),
            "previews": _by_channel(found.counts, Tallied.PREVIEW),
            "metadata_reads": _by_channel(found.counts, Tallied.METADATA),
            "files": [{"file": name, "downloads": _of_file(counts)} for name, counts in found.files],
            "waiting": found.waiting,
            "sealed_to": found.sealed_to,
            "may_be_lost": _told(MAY_BE_LOST),
        }
    )


def _uncached(value: shapes.Json) -> Response:
    """No count ever comes out of a cache."""
    response = answers.answer(value)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sheet(rows: Sequence[Period]) -> Response:
    """One line for each period, one column for each kind and who asked."""
    columns = [(kind, channel) for kind in NAMES for channel in Channel]
    head: list[cells.Cell] = ["period", *(f"{NAMES[kind]}_{channel.value}" for kind, channel in columns)]
    lines: list[list[cells.Cell]] = [[row.name, *(row.counts.get(column, 0) for column in columns)] for row in rows]
    response = current_app.response_class(cells.MARK + cells.written([head, *lines]), content_type=cells.MEDIA_TYPE)
    response.headers["Content-Disposition"] = sending.disposition("luot-xem-luot-tai.csv", inline=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _span(query: UsageQuery) -> tuple[dt.date, dt.date]:
    """The days asked for; whole months when asked by month. Raises Invalid."""
    last = query.to or usage.today(instance().settings.timezone)
    back = THIRTY_DAYS if query.by == "day" else TWELVE_MONTHS
    first = query.from_ or (last - back if last - dt.date.min > back else dt.date.min)
    if last < first:
        raise Invalid.field("to", TURNED_ROUND)
    if query.by == "day":
        count, most = (last - first).days + 1, DAYS
    else:
        count, most = (last.year - first.year) * 12 + last.month - first.month + 1, MONTHS
        first, last = first.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])
    if count > most:
        raise Invalid.field("from", TOO_MANY, count=most)
    return first, last


def _period(row: Period) -> shapes.Json:
    return {"period": row.name, **{name: _by_channel(row.counts, kind) for kind, name in NAMES.items()}}


def _by_channel(counts: Counts, kind: Tallied) -> dict[str, int]:
    return {channel.value: counts.get((kind, channel), 0) for channel in Channel}


def _of_file(counts: Mapping[Channel, int]) -> dict[str, int]:
    return {channel.value: counts.get(channel, 0) for channel in Channel}


def _total(shown: int, opening: int, balance: OpeningBalance | None) -> shapes.Json:
    return {"total": shown, "counted": shown - opening, "opening": _opening(balance)}


def _opening(balance: OpeningBalance | None) -> shapes.Json | None:
    return {"count": balance.count, "source": balance.source, "as_of": balance.as_of} if balance else None


def _explained(found: Explanation, kind: Tallied, balance: OpeningBalance | None) -> shapes.Json:
    reasons = {reason: found.left_out.get((kind, reason), 0) for reason in LeftOut}
    return {
        "counted": _by_channel(found.counts, kind),
        "repeats": _by_channel(found.repeats, kind),
        "left_out": [
            {"reason": reason.value, "text": gettext(LEFT_OUT[reason]), "count": count}
            for reason, count in reasons.items()
            if reason != LeftOut.MISSED
        ],
        "missed": reasons[LeftOut.MISSED],
        "opening": _opening(balance),
    }


def _told(texts: Mapping[str, str]) -> Sequence[shapes.Json]:
    return [{"name": name, "text": gettext(text)} for name, text in texts.items()]
