"""Giving out bytes: headers, names by RFC 6266 and RFC 8187, and a place among the transfers before anything is counted."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Request, Response, current_app
from werkzeug.http import http_date

from registry.files import Served, ascii_name
from registry.jobs import Instance
from registry.web.conditions import Answer, plan
from registry.web.handing_over import hand_over, is_for_nginx
from registry.web.transfers import Transfers

SMALL = 256 * 1024  # what is smaller goes out in one piece, which holds no thread however slow the client is
PUBLIC_SECONDS = 300  # a cache may keep a public file this long, so a withdrawal reaches everybody within it
# What is saved can do nothing where it is opened all the same; browsers' PDF viewers need their own style and object.
SAVED_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def send(
    request: Request, home: Instance, served: Served, *, inline: bool, count: Callable[[Answer], None]
) -> Response:
    """The answer with the file's bytes. `count` is called when it is sure to be sent, before the first byte.

    Raises RangeNotSatisfiable, FileChanged, Busy (no place left; nothing counted), NotFound (the blob is missing).
    """
    modified = http_date(served.modified)
    answer = plan(request, served.size, served.sha256, modified)
    response = Response(status=answer.status)
    response.headers.update(_headers(served, answer, modified, inline=inline and served.inline))
    if answer.status == 304:
        del response.headers["Content-Type"]
        return response
    if request.method == "HEAD":
        response.content_length = answer.end - answer.start
    elif is_for_nginx(request, home):
        hand_over(response, home, served.sha256, answer)
        count(answer)
    else:
        _fill(response, request, home, served, answer, count)
    return response


def _fill(
    response: Response,
    request: Request,
    home: Instance,
    served: Served,
    answer: Answer,
    count: Callable[[Answer], None],
) -> None:
    length = answer.end - answer.start
    if length > SMALL:
        transfers: Transfers = current_app.extensions["transfers"]
        give_back = transfers.take(request.remote_addr or "")
        response.call_on_close(give_back)
    chunks = home.blobs.stream(served.sha256, answer.start, answer.end)
    count(answer)
    if length > SMALL:
        response.response = giving_back(chunks, give_back)
        response.direct_passthrough = True
    else:
        response.set_data(b"".join(chunks))
    response.content_length = length


def giving_back(chunks: Iterator[bytes], give_back: Callable[[], None]) -> Iterator[bytes]:
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
        "Content-Security-Policy": SHOWN_CSP if inline else SAVED_CSP,
    }
    if answer.status == 206:
        headers["Content-Range"] = f"bytes {answer.start}-{answer.end - 1}/{served.size}"
    return headers


def disposition(name: str, *, inline: bool) -> str:
    """Both forms of the name: readable ASCII for old clients, the Vietnamese one for all others."""
    plain = ascii_name(name).replace("\\", "-").replace('"', "'")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
