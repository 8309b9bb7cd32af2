"""What a request for a file is answered with: all of it, a part, nothing new, or a refusal.

RFC 9110, 13 (conditions) and 14 (ranges). Only GET has ranges. One range is given as a part; several, and what is no
range at all, are answered with the whole file, which the RFC allows and every client copes with.
"""

import re
from dataclasses import dataclass

from werkzeug.http import http_date, parse_date, parse_etags
from werkzeug.wrappers import Request

from registry.errors import FileChanged, RangeNotSatisfiable

# What every server reads alike. Longer numbers, signs and lists are left to the whole file.
RANGE = re.compile(r"bytes= *(?:([0-9]{1,18}) *- *([0-9]{0,18})|- *([0-9]{1,18})) *", re.ASCII | re.IGNORECASE)

# What makes an answer depend on more than the file. Nearly all requests have none of these.
CONDITIONS = frozenset(
    ("HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
     "HTTP_IF_UNMODIFIED_SINCE")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent: the status, and bytes `start` up to but not including `end`."""

    status: int
    start: int
    end: int


def plan(request: Request, size: int, etag: str, modified: str) -> Answer:
    """`etag` without quotes, `modified` as it stands in Last-Modified. Raises RangeNotSatisfiable, FileChanged."""
    if request.environ.keys().isdisjoint(CONDITIONS):
        return Answer(200, 0, size)
    _check_preconditions(request, etag, modified)
    if _is_known(request, etag, modified):
        return Answer(304, 0, 0)
    wanted = RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    part = _part(wanted, size) if wanted else None
    if part is None or not _is_same(request, etag, modified):
        return Answer(200, 0, size)
    if part.start >= part.end:
        raise RangeNotSatisfiable(size)
    return part


def _part(wanted: re.Match[str], size: int) -> Answer | None:
    """None where the last byte stands before the first, which is no range; an empty part where no byte is in it."""
    first, last, suffix = wanted.groups()
    if suffix is not None:
        return Answer(206, max(0, size - int(suffix)), size)
    if last and int(last) < int(first):
        return None
    return Answer(206, int(first), min(int(last) + 1, size) if last else size)


def _check_preconditions(request: Request, etag: str, modified: str) -> None:
    """If-Match and, where that is not sent, If-Unmodified-Since."""
    if "If-Match" in request.headers:
        wanted = parse_etags(request.headers["If-Match"])
        if not wanted.star_tag and not wanted.is_strong(etag):
            raise FileChanged
    elif (limit := request.if_unmodified_since) is not None and _newer(modified, http_date(limit)):
        raise FileChanged


def _is_known(request: Request, etag: str, modified: str) -> bool:
    """If-None-Match and, where that is not sent, If-Modified-Since."""
    if "If-None-Match" in request.headers:
        known = parse_etags(request.headers["If-None-Match"])
        return known.star_tag or known.contains_weak(etag)
    since = request.if_modified_since
    return since is not None and not _newer(modified, http_date(since))


def _newer(one: str, other: str) -> bool:
    first, second = parse_date(one), parse_date(other)
    return first is not None and second is not None and first > second


def _is_same(request: Request, etag: str, modified: str) -> bool:
    """RFC 9110, 13.1.5: with If-Range a part is given only of the very same bytes."""
    sent = request.headers.get("If-Range")
    if sent is None:
        return True
    if sent.endswith('"'):
        return sent == f'"{etag}"'
    date = parse_date(sent)
    return date is not None and http_date(date) == modified
