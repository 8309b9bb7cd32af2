"""Addresses of pages, in the language of the page that links to them."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, request, url_for

from registry.accounts import ANONYMOUS
from registry.documents import heading
from registry.serving import download_name
from registry.store.tables import Document, File, FileVersion, Preview, State, now
from registry.web import bundles, links
from registry.web.access import instance, viewer
from registry.web.language import is_english_path

VIETNAMESE, ENGLISH, FILES = "pages", "english", "files"  # names of the blueprints
PAGE_SECONDS = 60  # a cache may keep a public page this long; counts and withdrawals are late by no more


def is_english() -> bool:
    return is_english_path(request.path)


def page(name: str, **values: Any) -> str:
    """The address of the page `name` (a view function of the site) in the language of this request."""
    return url_for(f"{ENGLISH if is_english() else VIETNAMESE}.{name}", **values)


def slug_of(document: Document) -> str:
    return links.page(instance().settings, document).rpartition("/")[2]


def of_document(document: Document, **values: Any) -> str:
    """Without the slug for a withdrawn document: its title is nobody's business any more but the staff's."""
    if document.state == State.WITHDRAWN and not viewer().is_staff:
        return page("document_page", public_id=document.public_id, **values)
    return page("document_page", public_id=document.public_id, slug=slug_of(document), **values)


def of_download(document: Document, file: File) -> str:
    return url_for(f"{FILES}.download", file=file.public_id, filename=download_name(document, file, file.current))


def of_all(document: Document) -> str:
    """All files of the document in one ZIP."""
    name = bundles.name_of(heading(document))
    return url_for(f"{FILES}.download_all", document=document.public_id, filename=name)


def of_inline(document: Document, file: File) -> str:
    return url_for(f"{FILES}.inline", file=file.public_id, filename=download_name(document, file, file.current))


def of_picture(file: File, version: FileVersion, preview: Preview) -> str:
    return url_for(f"{FILES}.picture", file=file.public_id, number=version.number, page=preview.page, size=preview.size)


def whole(path: str) -> str:
    """With the registry's public address in front; the Host header is never believed."""
    return instance().settings.public_url + path


def other_language() -> str:
    """The address of this very page in the other language."""
    path = request.path
    other = path.removeprefix("/en") if is_english() else f"/en{path}"
    query = request.query_string.decode("ascii", "ignore")
    return (other or "/") + (f"?{query}" if query else "")


def safe(path: str, otherwise: str) -> str:
    """`path` when it leads to a page of this site, and nowhere else."""
    parts = urlsplit(path)
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if inside and path.isprintable() and "\\" not in path else otherwise


def _until_midnight() -> int:
    """Seconds that are left of the registry's day: then statuses of validity may be others."""
    clock = now().astimezone(instance().settings.timezone)
    midnight = dt.datetime.combine(clock.date() + dt.timedelta(days=1), dt.time(), clock.tzinfo)
    return max(1, int((midnight - clock).total_seconds()))


def kept_a_minute(answer: Any) -> Response:
    """The same for everybody who is not signed in, so that caches may keep it for a short while."""
    response = make_response(answer)
    response.vary.add("Cookie")
    if viewer() == ANONYMOUS:
        response.headers["Cache-Control"] = f"public, max-age={min(PAGE_SECONDS, _until_midnight())}"
    return response
