"""Giving out bytes: conditions, ranges, names, and a place among the transfers before anything is counted.

RFC 9110 (conditions and ranges), RFC 6266 and RFC 8187 (names).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Request, Response, current_app
from werkzeug.http import http_date, is_resource_modified, parse_if_range_header, parse_range_header

from registry.errors import RangeNotSatisfiable
from registry.files import Served, ascii_name
from registry.jobs import Instance
from registry.web.transfers import Transfers

SMALL = 256 * 1024  # what is smaller goes out in one piece, which holds no thread however slow the client is
PUBLIC_SECONDS = 300  # a cache may keep a public file this long, so a withdrawal reaches everybody within it
CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent: the status, and bytes `start` up to but not including `end`."""

    status: int
    start: int
    end: int


def plan(request: Request, size: int, etag: str, modified: str) -> Answer:
    """What a request for a file is answered with. Raises RangeNotSatisfiable."""
    if not is_resource_modified(request.environ, etag, last_modified=modified, ignore_if_range=True):
        return Answer(304, 0, 0)
    wanted = parse_range_header(request.headers.get("Range"))
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or not _same(request, etag, modified):
        return Answer(200, 0, size)
    found = wanted.range_for_length(size)
    if found is None:
        raise RangeNotSatisfiable(size)
    return Answer(206, found[0], found[1] or size)


def _same(request: Request, etag: str, modified: str) -> bool:
    """RFC 9110, 13.1.5: with If-Range a range is given only of the very same bytes."""
    condition = parse_if_range_header(request.headers.get("If-Range"))
    if condition.etag is not None:
        return condition.etag == etag and not (request.headers["If-Range"].startswith("W/"))
    return condition.date is None or http_date(condition.date) == modified


def send(
    request: Request, home: Instance, served: Served, *, inline: bool, count: Callable[[Answer], None] | None = None
) -> Response:
    """The answer with the file's bytes. `count` is called when it is sure to be sent, before the first byte.

    Raises RangeNotSatisfiable, Busy (no place left; nothing counted), NotFound (the blob is missing).
    """
    modified = http_date(served.modified)
    answer = plan(request, served.size, served.sha256, modified)
    response = Response(status=answer.status)
    response.headers.update(_headers(served, answer, modified, inline=inline and served.inline))
    if answer.status == 304:
        del response.headers["Content-Type"]
        return response
    if request.method != "HEAD":
        _fill(response, request, home, served, answer, count)
    response.content_length = answer.end - answer.start
    return response


def _fill(
    response: Response,
    request: Request,
    home: Instance,
    served: Served,
    answer: Answer,
    count: Callable[[Answer], None] | None,
) -> None:
    length = answer.end - answer.start
    if length > SMALL:
        transfers: Transfers = current_app.extensions["transfers"]
        give_back = transfers.take(request.remote_addr or "")
        response.call_on_close(give_back)
    chunks = home.blobs.stream(served.sha256, answer.start, answer.end)
    if count is not None:
        count(answer)
    if length > SMALL:
        response.response = _giving_back(chunks, give_back)
        response.direct_passthrough = True
    else:
        response.set_data(b"".join(chunks))


def _giving_back(chunks: Iterator[bytes], give_back: Callable[[], None]) -> Iterator[bytes]:
    """The place is free again when the last chunk is out, and also when the server drops the answer of a client that
    is gone without closing it."""
    try:
        yield from chunks
    finally:
        give_back()


def _headers(served: Served, answer: Answer, modified: str, *, inline: bool) -> dict[str, str]:
    headers = {
        "Content-Type": served.media_type,
        "ETag": f'"{served.sha256}"',
        "Last-Modified": modified,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(served.name, inline=inline),
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}, must-revalidate" if served.public else "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": CSP,
    }
    if answer.status == 206:
        headers["Content-Range"] = f"bytes {answer.start}-{answer.end - 1}/{served.size}"
    return headers


def disposition(name: str, *, inline: bool) -> str:
    """Both forms of the name: readable ASCII for old clients, the Vietnamese one for all others."""
    plain = ascii_name(name).replace("\\", "-").replace('"', "'")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
