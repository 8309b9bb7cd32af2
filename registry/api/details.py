"""What belongs to a document and may be long: its text page by page, and its counts over time."""

import calendar
import datetime as dt

from flask import Blueprint, Response

from registry import contents, reports, usage
from registry.api import answers, shapes
from registry.api.documents import TAG, find
from registry.api.files import file_of
from registry.api.requests import DAYS, MONTHS, TextQuery, UsageQuery
from registry.api.schemas import TextShown, UsageShown
from registry.api.spec import described
from registry.errors import N_, Invalid
from registry.reports import Period
from registry.store.tables import Channel, File, Kind, OpeningBalance, Page
from registry.web.access import instance, public

blueprint = Blueprint("api_details", __name__)

TURNED_ROUND = N_("This is before `from`.")
TOO_MANY = N_("Ask for at most %(count)d periods at once.")
THIRTY_DAYS, TWELVE_MONTHS = dt.timedelta(days=29), dt.timedelta(days=334)


@blueprint.get("/documents/<document_id>/text")
@public
@described(TextShown, 404, 410, tag=TAG)
def get_text(document_id: str, query: TextQuery) -> Response:
    """The text by page, each with a verdict on what it is worth.

    Pages of the current version of every file that is a PDF, in the order of the files. Empty until a file has been read.
    """
    with instance().reading() as session:
        document = find(session, document_id)
        files = [file_of(document, query.file)] if query.file else document.files
        by_version = {file.current.id: file for file in files}
        after = _after(query.cursor, by_version)
        rows = contents.pages(session, list(by_version), query.limit + 1, after, query.page)
    more = rows[query.limit - 1] if len(rows) > query.limit else None
    going_on = (by_version[more.version_id].public_id, more.version_id, more.number) if more else None
    shown = [_page(row, by_version[row.version_id]) for row in rows[: query.limit]]
    return answers.answer({"items": shown, "next": answers.next_url(going_on)})


def _after(cursor: str | None, by_version: dict[int, File]) -> tuple[int, int] | None:
    """Raises Invalid; also when the file has a new version since, whose pages are other pages."""
    if cursor is None:
        return None
    file_id, version, number = answers.read_cursor(cursor, tuple[str, int, int])
    if version not in by_version or by_version[version].public_id != file_id or not 0 < number < 1 << 31:
        raise answers.malformed_cursor()
    return version, number


def _page(row: Page, file: File) -> shapes.Json:
    return {
        "file": file.public_id,
        "page": row.number,
        "text": row.text,
        "source": row.source,
        "verdict": row.verdict,
        "letters": row.letters,
        "reason": shapes.reason(row.reason),
    }


@blueprint.get("/documents/<document_id>/usage")
@public
@described(UsageShown, 404, 410, tag=TAG)
def get_usage(document_id: str, query: UsageQuery) -> Response:
    """Views and downloads: per day or month, and in all.

    People, robots and programs are told apart; what was brought over from another system stands by itself. Events take
    part once they are summed up, within minutes. Days are days in the registry's time zone.
    """
    first, last = _span(query)
    with instance().reading() as session:
        document = find(session, document_id)
        rows = reports.periods(session, document.id, first, last, query.by)
        counted = usage.counts(session, [document.id])[document.id]
        openings = {row.kind: row for row in reports.openings(session, document.id)}
    response = answers.answer(
        {
            "from": first,
            "to": last,
            "by": query.by,
            "items": [_period(row) for row in rows],
            "totals": {
                "views": _total(counted.views, counted.opening_views, openings.get(Kind.VIEW)),
                "downloads": _total(counted.downloads, counted.opening_downloads, openings.get(Kind.DOWNLOAD)),
            },
        }
    )
    response.headers["Cache-Control"] = "private, no-store"  # no count ever comes out of a cache
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
    return {"period": row.name, "views": _by_channel(row, Kind.VIEW), "downloads": _by_channel(row, Kind.DOWNLOAD)}


def _by_channel(row: Period, kind: Kind) -> dict[str, int]:
    return {channel.value: row.counts.get((kind, channel), 0) for channel in Channel}


def _total(shown: int, opening: int, balance: OpeningBalance | None) -> shapes.Json:
    told = {"count": balance.count, "source": balance.source, "as_of": balance.as_of} if balance else None
    return {"total": shown, "counted": shown - opening, "opening": told}
