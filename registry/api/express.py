"""Records and lists of documents for everybody, in the registry's own language, from what is kept ready-made.

The views' own functions find and tag them; here stand together the headers that the hooks add to their answers.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import cast

from werkzeug.http import http_date
from werkzeug.wrappers import Request

from registry.api import answers, checking, crossing, documents, listing, ready
from registry.api.documents import tally
from registry.api.ready import Record
from registry.api.requests import DocumentsQuery
from registry.api.spec import PREFIX
from registry.web import limits, squeezing
from registry.web.access import instance
from registry.web.conditions import Answer
from registry.web.express import Lane
from registry.web.language import of_program
from registry.web.securing import SECURITY
from registry.web.sending import Ready

HEADERS = {
    **SECURITY, **crossing.ALLOWED, "Cache-Control": answers.PUBLIC, "Vary": ", ".join(answers.DEPENDS_ON),
}  # fmt: skip


def for_everybody(find: Callable[..., Record | None]) -> Callable[..., Ready | None]:
    """The answer with what `find` finds, for clients who may ask still and are content with the registry's language."""

    def answer(asked: Request, *parts: str) -> Ready | None:
        if of_program(asked) != instance().settings.language:
            return None
        standing = limits.counted(asked)
        if standing is not None and standing.left < 0:
            return None
        record = find(asked, *parts)
        return record and _ready(asked, *record, limits.told(standing))

    return answer


def _ready(asked: Request, body: bytes, tag: str, changed: dt.datetime | None, more: Mapping[str, str]) -> Ready:
    headers = {**HEADERS, **more, "ETag": f'"{tag}"'}
    if answers.is_known(asked, tag, changed):
        return Ready(Answer(304, 0, 0), headers)
    if changed is not None:
        headers["Last-Modified"] = http_date(changed)
    if squeezing.is_wanted(asked, body):
        body = squeezing.squeezed(body)
        headers |= {"Content-Encoding": "gzip", "ETag": f'W/"{tag}"'}
    headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return Ready(Answer(200, 0, len(body)), headers, [body])


@for_everybody
def _one(asked: Request, document_id: str) -> Record | None:
    if asked.query_string:
        return None
    record = ready.kept(document_id)
    tally(asked, document_id)
    return record


@for_everybody
def _many(asked: Request) -> Record | None:
    query = cast(DocumentsQuery, checking.query(DocumentsQuery, asked))
    return listing.listed(asked, query, ready.kept_page) if query.format == "json" else None


ONE = f"{documents.blueprint.name}.{documents.get_document.__name__}"
MANY = f"{listing.blueprint.name}.{listing.list_documents.__name__}"
LANES = (
    Lane(re.compile(f"{PREFIX}/documents/([0-9A-Z]{{26}})"), ONE, _one),
    Lane(re.compile(f"{PREFIX}/documents"), MANY, _many),
)
