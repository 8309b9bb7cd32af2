"""Giving out bytes: headers, names by RFC 6266 and RFC 8187, and a place among the transfers before anything is counted."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Request, Response
from werkzeug.http import http_date

from registry.jobs import Instance
from registry.serving import Served, ascii_name
from registry.web import streaming
from registry.web.conditions import Answer, plan
from registry.web.handing_over import hand_over, is_for_nginx

SMALL = 256 * 1024  # what is smaller goes out in one piece, which holds no thread however slow the client is
PUBLIC_SECONDS = 300  # a cache may keep a public file this long, so a withdrawal reaches everybody within it
# What is saved can do nothing where it is opened all the same; browsers' PDF viewers need their own style and object.
SAVED_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def send(
    request: Request, home: Instance, served: Served, *, inline: bool, count: Callable[[Answer], None]
) -> Response:
    """The answer with the file's bytes. `count` is called with it when it is sure to be sent, before the first byte.

    Raises RangeNotSatisfiable, FileChanged, Busy (no place left; nothing counted), NotFound (the blob is missing).
    """
    modified = http_date(served.modified)
    answer = plan(request, served.size, served.sha256, modified)
    response = Response(None, answer.status, _headers(served, answer, modified, inline=inline and served.inline))
    if answer.status == 304:
        count(answer)
        del response.headers["Content-Type"]
        return response
    if request.method == "HEAD":
        response.content_length = answer.end - answer.start
        count(answer)
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
    """First what may fail, so that no place is lost and nothing counted that is not sent."""
    length = answer.end - answer.start
    chunks = home.blobs.stream(served.sha256, answer.start, answer.end)
    give_back = streaming.place(request) if length > SMALL else None
    count(answer)
    if give_back is None:
        response.set_data(b"".join(chunks))
    else:
        streaming.stream(response, chunks, give_back)
    response.content_length = length


def _headers(served: Served, answer: Answer, modified: str, *, inline: bool) -> dict[str, str]:
    headers = {
        **kept(served.public),
        "Content-Type": served.media_type,
        "ETag": f'"{served.sha256}"',
        "Last-Modified": modified,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(served.name, inline=inline),
    }
    if inline:
        headers["Content-Security-Policy"] = SHOWN_CSP
    if answer.status == 206:
        headers["Content-Range"] = f"bytes {answer.start}-{answer.end - 1}/{served.size}"
    return headers


def kept(public: bool) -> dict[str, str]:
    """Who may keep what is sent, and for how long; and that it can do nothing where it is opened all the same."""
    return {
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}, must-revalidate" if public else "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SAVED_CSP,
    }


def disposition(name: str, *, inline: bool) -> str:
    """Both forms of the name: readable ASCII for old clients, the Vietnamese one for all others."""
    plain = ascii_name(name).replace("\\", "-").replace('"', "'")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
