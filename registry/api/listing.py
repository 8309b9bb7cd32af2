"""The list of documents over HTTP: what narrows it, in which order, as JSON or as a sheet."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Request

from registry import authorities, documents, effects, estimating, search, spelling, usage
from registry.api import answers, moments, ready, shapes, sheet
from registry.api.documents import TAG
from registry.api.ready import Page, Record
from registry.api.requests import DocumentsQuery, ReadHeaders
from registry.api.schemas.documents import DocumentsShown, Listed
from registry.api.spec import described
from registry.errors import N_, Invalid
from registry.narrowing import StatusOn
from registry.web import cells
from registry.web.access import instance, public, viewer

blueprint = Blueprint("api_listing", __name__)

UNKNOWN_FIELDS = N_("Documents have no such fields: %(names)s.")


@blueprint.get("/documents")
@public
@described(DocumentsShown, 503, tag=TAG, headers=ReadHeaders, also=cells.MEDIA_TYPE)
def list_documents(query: DocumentsQuery) -> Response:
    """Published documents that you may see: without a token the public ones.

    All parameters combine. With `q` the ones that match nearest come first, otherwise the one published last; `next`
    goes on where this page ends, however far, and shows none twice while others are published. With `format=csv` the
    same documents come as a sheet.
    """
    if query.format == "csv":
        return _sheet(_query(query), _names(query.fields), _after(query.cursor))
    return answers.known(*listed(request, query, ready.page if ready.for_everybody() else _page))


def listed(asked: Request, sent: DocumentsQuery, page: Callable[..., Page]) -> Record:
    """What `sent` asks for, in a page that `page` looks up. Raises Invalid, and what that raises."""
    names, after, query = _names(sent.fields), _after(sent.cursor), _query(sent)
    shown = page(query, sent.limit, after)
    told = _told(query, count=sent.count, nothing=not (shown.items or after))
    if query.status:
        told |= _statuses([shapes.id_of(one) for one in shown.items], query.status.day)
    told["next"] = answers.next_url(shown.after, asked)
    items = [shapes.selected(one, names) for one in shown.items] if names else shown.items
    unsettled = sent.q or sent.text_quality or query.status or query.sort in search.USED
    changed = None if unsettled else moments.settled(shown.moments)
    return _listed(items, told), shown.tag(names, told), changed


def _page(asked: search.Query, limit: int, after: search.Place | None) -> Page:
    """For whoever may see more than everybody, or reads in another language."""
    with instance().reading() as session:
        found = search.find(session, viewer(), asked, limit, after)
        extra = shapes.extras(session, instance().settings, viewer(), found.documents, "cover")
        items = [answers.rendered(shapes.listed(document, extra)) for document in found.documents]
        when = [moments.of_document(document, extra) for document in found.documents]
    return Page(items, [answers.hash_of(item) for item in items], [*when, found.changed], found.after)


def _sheet(asked: search.Query, names: frozenset[str], after: search.Place | None) -> Response:
    with instance().reading() as session:
        found = search.places(session, viewer(), asked, sheet.ROWS, after)
    return sheet.answer(list(found.tiers), names, answers.next_url(found.after))


def _told(asked: search.Query, *, count: bool, nothing: bool) -> dict[str, object]:
    """What is told of a list beside its documents: how many there are, what is near to words that find nothing."""
    told: dict[str, object] = {}
    if count or (asked.words and nothing):
        with instance().reading() as session:
            if count:
                told["count"] = shapes.count(estimating.count(session, viewer(), asked))
            if asked.words and nothing and (near := spelling.nearest(session, viewer(), asked)):
                told["nearest"] = near
    if asked.cut:
        told["looked_for"] = asked.looked_for
    return told


def _listed(items: Sequence[bytes], told: object) -> bytes:
    """The list as JSON, with what is `told` of it; its items are JSON already."""
    return b'{"items":[%b],%b' % (b",".join(items), answers.rendered(told)[1:])


def _names(asked: str | None) -> frozenset[str]:
    """The fields that are asked for; none where all are. Raises Invalid naming those that there are not."""
    names = frozenset(name.strip() for name in (asked or "").split(",") if name.strip())
    unknown = names - Listed.model_fields.keys()
    if unknown:
        raise Invalid.field("fields", UNKNOWN_FIELDS, names=", ".join(sorted(unknown)))
    return names


def _query(asked: DocumentsQuery) -> search.Query:
    """Raises Invalid for a type that nobody knows; other codes that nobody has find nothing."""
    kind = authorities.code_of_type(instance().database, asked.type) if asked.type else None
    apart = {"type", "status"}
    named: dict[str, Any] = {name: getattr(asked, name, None) for name in search.FILTERS if name not in apart}
    if asked.related_issuers:
        named["issuer_line"] = named.pop("issuer")
    sort = asked.sort or (search.Sort.RELEVANCE if asked.q else search.Sort.PUBLISHED)
    status = StatusOn(_day(asked), asked.status) if asked.status or asked.as_of else None
    return search.Query(words=documents.plain(asked.q or ""), type=kind, sort=sort, status=status, **named)


def _day(asked: DocumentsQuery) -> dt.date:
    return asked.as_of or usage.today(instance().settings.timezone)


def _statuses(public_ids: Sequence[str], day: dt.date) -> dict[str, object]:
    with instance().reading() as session:
        return {"as_of": day, "statuses": effects.statuses_of(session, public_ids, day)}


def _after(cursor: str | None) -> tuple[int, str, int] | None:
    """Raises Invalid."""
    if cursor is None:
        return None
    tier, key, last = answers.read_cursor(cursor, tuple[int, str, int])
    if not (0 <= tier < 100 and 0 <= last < 2**63 and search.is_place(key)):
        raise answers.malformed_cursor()
    return tier, key, last
