"""Giving out bytes: headers, names by RFC 6266 and RFC 8187, and a place among the transfers before anything is counted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from flask import Response
from werkzeug.http import http_date
from werkzeug.wrappers import Request

from registry.jobs import Instance
from registry.serving import Served, ascii_name
from registry.web import handing_over, streaming
from registry.web.conditions import Answer, plan
from registry.web.securing import SECURITY

SMALL = 256 * 1024  # what is smaller goes out in one piece, which holds no thread however slow the client is
PUBLIC_SECONDS = 300  # a cache may keep a public file this long, so a withdrawal reaches everybody within it
# What is saved can do nothing where it is opened all the same; browsers' PDF viewers need their own style and object.
SAVED_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"

OF_CONTENT = ("Content-Type", "Last-Modified")


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer that can be sent: what is likely to fail has failed by now. It is counted before its first byte goes out.

    `small`: goes out in one piece, which must be `read` first.
    """

    answer: Answer
    headers: dict[str, str]
    body: Iterable[bytes] = ()
    small: bool = False

    def read(self) -> "Ready":
        """The same with its bytes in memory where it is small. Raises EOFError when the store has lost some of them."""
        return Ready(self.answer, self.headers, [b"".join(self.body)]) if self.small else self

    def drop(self) -> None:
        """It will not be sent: the place that it has among the transfers is free again."""
        if isinstance(self.body, streaming.Stream):
            self.body.close()

    def response(self) -> Response:
        return Response(self.body, self.answer.status, self.headers, direct_passthrough=True)


def ready(request: Request, home: Instance, served: Served, *, inline: bool) -> Ready:
    """The answer with the file's bytes.

    Raises RangeNotSatisfiable, FileChanged, Busy (no place left), NotFound (the blob is missing).
    """
    modified = _told(served.modified)
    answer = plan(request, served.size, served.sha256, modified)
    headers = _headers(served, answer, modified, inline=inline and served.inline)
    length = answer.end - answer.start
    if answer.status == 304:
        # These are of content, of which there is none; the ETag stands for it.
        return Ready(answer, {name: value for name, value in headers.items() if name not in OF_CONTENT})
    if request.method == "HEAD":
        return Ready(answer, headers | {"Content-Length": str(length)})
    if handing_over.is_for_nginx(request, home):
        return Ready(answer, headers | handing_over.headers(home, served.sha256, answer) | {"Content-Length": "0"})
    headers |= {"Content-Length": str(length)}
    chunks = home.blobs.stream(served.sha256, answer.start, answer.end)
    if length <= SMALL:
        return Ready(answer, headers, chunks, small=True)
    # The place among the transfers is taken last, so that none is lost.
    return Ready(answer, headers, streaming.Stream(chunks, streaming.place(request)))


def _headers(served: Served, answer: Answer, modified: str, *, inline: bool) -> dict[str, str]:
    headers = {
        **SECURITY,
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


@lru_cache(maxsize=4_096)
def _told(moment: dt.datetime) -> str:
    return http_date(moment)


def kept(public: bool) -> dict[str, str]:
    """Who may keep what is sent, and for how long; and that it can do nothing where it is opened all the same."""
    return {
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}, must-revalidate" if public else "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SAVED_CSP,
    }


@lru_cache(maxsize=4_096)
def disposition(name: str, *, inline: bool) -> str:
    """Both forms of the name: readable ASCII for old clients, the Vietnamese one for all others."""
    plain = ascii_name(name).replace("\\", "-").replace('"', "'")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
