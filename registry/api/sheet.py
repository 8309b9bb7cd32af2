"""Documents as rows of a sheet."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from flask import Response, current_app, request

from registry import search
from registry.accounts import Viewer
from registry.config import Settings
from registry.jobs import Instance
from registry.store.tables import Document
from registry.web import links, sending, streaming
from registry.web.access import instance, viewer
from registry.web.cells import MARK, MEDIA_TYPE, Cell, written

ROWS = 10_000  # in one answer; the rest is at the address in the header Link
AT_ONCE = 200  # documents loaded at a time; what is no more than this goes out in one piece

COLUMNS: Mapping[str, Callable[[Document, Settings], Cell]] = {
    "id": lambda document, _: document.public_id,
    "number": lambda document, _: document.number,
    "canonical_number": lambda document, _: document.canonical,
    "type": lambda document, _: document.type.name if document.type else None,
    "title": lambda document, _: document.title,
    "issuers": lambda document, _: _joined(row.issuer.name for row in document.issuing),
    "signers": lambda document, _: _joined(row.signer.name for row in document.signing),
    "fields": lambda document, _: _joined(field.name for field in document.fields),
    "issued_on": lambda document, _: document.issued_on,
    "effective_on": lambda document, _: document.effective_on,
    "expires_on": lambda document, _: document.expires_on,
    "gazette": lambda document, _: document.gazette_number,
    "language": lambda document, _: document.language,
    "published_at": lambda document, _: document.published_at,
    "updated_at": lambda document, _: document.updated_at,
    "links": lambda document, settings: links.page(settings, document),
}


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)


def answer(ids: Sequence[int], names: Collection[str], following: str | None) -> Response:
    """Those documents, of which the viewer may see all. Raises Busy when too many answers stream already."""
    columns = [name for name in COLUMNS if not names or name == "id" or name in names]
    home, who = instance(), viewer()
    lines = _lines(home, who, ids, columns)
    response = current_app.response_class(mimetype="text/csv")
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = sending.disposition("van-ban.csv", inline=False)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    if len(ids) <= AT_ONCE:
        response.set_data("".join(lines))
        return response
    streaming.stream(response, (line.encode() for line in lines), streaming.place(request))
    return response


def _lines(home: Instance, who: Viewer, ids: Sequence[int], columns: Sequence[str]) -> Iterator[str]:
    """Some hundred kilobytes at a time. No connection is held while they go out, so what is withdrawn meanwhile is
    not in those that follow."""
    yield MARK + written([columns])
    for start in range(0, len(ids), AT_ONCE):
        with home.reading() as session:
            shown = search.load(session, who, ids[start : start + AT_ONCE])
            rows = [[COLUMNS[name](one, home.settings) for name in columns] for one in shown]
        yield written(rows)
