"""Answers: bytes rendered once, entity tags, cursors, and how long a cache may keep what."""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
from flask import Response, current_app, request
from werkzeug.http import http_date
from werkzeug.wrappers import Request

from registry.errors import N_, Invalid, LostRace, VersionRequired
from registry.store.tables import Document
from registry.web import squeezing
from registry.web.access import instance, sends_token

# A cache in front may keep what is public for a minute, give it out a little longer while it fetches the next, and for
# as long as it may keep a file while the registry does not answer; a withdrawal reaches everybody within that time.
PUBLIC = "public, max-age=60, stale-while-revalidate=30, stale-if-error=300"
DEPENDS_ON = ("Accept-Encoding", "Accept-Language", "Authorization")
MALFORMED_CURSOR = N_("This cursor is not one that was given out here. Start again without it.")
Shape = TypeVar("Shape")
_PLAIN = re.compile(r"[A-Za-z0-9_.~=&+-]*")
_VERSION = re.compile(r'"v([0-9]{1,9})(?:-[0-9a-f]+)?"')


def rendered(value: object) -> bytes:
    """JSON. Days and moments as RFC 3339 writes them; moments in UTC."""
    return msgspec.json.encode(value)


def answer(value: object) -> Response:
    return plain(rendered(value))


def plain(body: bytes, status: int = 200) -> Response:
    return current_app.response_class(body, status, content_type="application/json")


def hashed(value: object, changed: dt.datetime | None = None) -> Response:
    """JSON of what has no version of its own, or 304 without a body for who has the same already."""
    body = rendered(value)
    return known(body, hash_of(body), changed)


def hash_of(*parts: bytes) -> str:
    return hashlib.blake2b(b"".join(parts), digest_size=9).hexdigest()


def known(body: bytes, tag: str, changed: dt.datetime | None = None) -> Response:
    """JSON with that entity tag, or 304 without a body for who has the same already."""
    return _unless_known(plain(body), tag, changed)


def tagged(body: bytes, version: int, status: int = 200, changed: dt.datetime | None = None) -> Response:
    """An answer with the ETag of a document, or 304 without a body for who has it already."""
    return _unless_known(plain(body, status), tag_of(body, version), changed)


def _unless_known(response: Response, tag: str, changed: dt.datetime | None) -> Response:
    response.headers.add("ETag", f'"{tag}"')
    if changed is not None:
        response.headers.add("Last-Modified", http_date(changed))
    if request.method in {"GET", "HEAD"} and is_known(request, tag, changed):
        response.status_code = 304
        response.set_data(b"")
        del response.headers["Content-Type"], response.headers["Content-Length"]
    return response


def is_known(asked: Request, tag: str, changed: dt.datetime | None) -> bool:
    """A date is asked about only where no tag is (RFC 9110, 13.1.3), and in whole seconds."""
    if "HTTP_IF_NONE_MATCH" in asked.environ:
        return asked.if_none_match.contains_weak(tag)
    since = asked.if_modified_since if "HTTP_IF_MODIFIED_SINCE" in asked.environ else None
    return since is not None and changed is not None and changed.replace(microsecond=0) <= since


def tag_of(body: bytes, version: int) -> str:
    """`v3-5be0…`: the row's version, which If-Match is compared with, and a hash of what is shown: that also changes
    with the reader's language and rank, with a name of an authority, and when a file has been read.
    """
    return f"v{version}-{hashlib.blake2b(body, digest_size=6).hexdigest()}"


def sent_version(document: Document) -> int:
    """The version that If-Match names, whatever hash follows it; `*` is whatever is there. Raises VersionRequired,
    LostRace when it names none that this registry gives out.
    """
    sent = request.headers.get("If-Match")
    if sent is None:
        raise VersionRequired
    if sent.strip() == "*":
        return document.version
    versions = [int(found) for found in _VERSION.findall(sent)]
    if not versions:
        raise LostRace(document.version)
    return document.version if document.version in versions else versions[0]


def check_version(document: Document) -> None:
    """For changes where If-Match may be left out. Raises LostRace."""
    if "If-Match" in request.headers and sent_version(document) != document.version:
        raise LostRace(document.version)


def cursor(parts: Sequence[str | int]) -> str:
    """Where to go on, as one word that is nobody's business to read."""
    return base64.urlsafe_b64encode(rendered(list(parts))).decode().rstrip("=")


def read_cursor(text: str, shape: type[Shape]) -> Shape:
    """What `cursor` was made of. Raises Invalid for anything else."""
    try:
        padded = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        parts = msgspec.json.decode(padded, type=shape)
    except (binascii.Error, UnicodeError, msgspec.DecodeError, RecursionError, ValueError):
        raise malformed_cursor() from None
    return parts


def malformed_cursor() -> Invalid:
    return Invalid.field("cursor", MALFORMED_CURSOR)


def next_url(after: Sequence[str | int] | None, asked: Request = request) -> str | None:
    """The address of the next page: the same question, with another cursor."""
    if after is None:
        return None
    sent = asked.environ.get("QUERY_STRING", "")
    # What most send stands as it came: reading it and writing it anew takes as long as the page's query.
    if _PLAIN.fullmatch(sent):
        kept = [part for part in sent.split("&") if part and not part.startswith("cursor=")]
        query = "&".join([*kept, f"cursor={cursor(after)}"])
    else:
        query = urlencode({**asked.args.to_dict(), "cursor": cursor(after)})
    return f"{instance().settings.public_url}{asked.path}?{query}"


def finish(response: Response) -> Response:
    """Runs after every request to the API: who may keep the answer, and for how long."""
    if request.method in {"GET", "HEAD"} and response.status_code in {200, 304}:
        if "Cache-Control" not in response.headers:
            response.headers.add("Cache-Control", "private, no-cache" if sends_token() else PUBLIC)
        squeezing.vary(response, DEPENDS_ON)
    return response
