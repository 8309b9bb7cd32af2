"""Style sheets, scripts and pictures of the site, under addresses that change with their content."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound

from registry.web.access import public

FOLDER = Path(__file__).parent / "static"
SERVED = {".css", ".js", ".svg"}
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"  # an address of another release: right for now, not to be kept


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    squeezed: bytes
    media_type: str
    digest: str


def _load() -> Mapping[str, Asset]:
    """Everything is read once: some 100 kB, which spares each request the disk."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in SERVED)
    return {path.relative_to(FOLDER).as_posix(): _asset(path) for path in files}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, gzip.compress(body, mtime=0), media_type, hashlib.sha256(body).hexdigest()[:12])


ASSETS = _load()


def address(name: str) -> str:
    return f"/tinh/{ASSETS[name].digest}/{name}"


@public
def asset(digest: str, name: str) -> Response:
    found = ASSETS.get(name)
    if found is None:
        raise NotFound
    return _answer(found, FOREVER if digest == found.digest else SHORTLY)


@public
def icon() -> Response:
    return _answer(ASSETS["icon.svg"], "public, max-age=86400")


def _answer(found: Asset, cache_control: str) -> Response:
    squeezed = request.accept_encodings.quality("gzip") > 0 and len(found.squeezed) < len(found.body)
    response = Response(found.squeezed if squeezed else found.body, mimetype=found.media_type)
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache_control
    response.set_etag(found.digest, weak=True)
    response.make_conditional(request)
    return response
