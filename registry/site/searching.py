"""The search page: words and filters in the address, results with the place where the words stand, and what to narrow by."""

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import Response, redirect, render_template, request, url_for

from registry import documents, estimating, excerpting, facets, search, spelling, usage
from registry.law import excerpts, numbers
from registry.law.effect import Status
from registry.law.types import Family
from registry.search import Query, Sort
from registry.site import addresses, by_validity, lists
from registry.site.explained import explain
from registry.site.forms import day_typed
from registry.store.database import Session
from registry.store.tables import Document, State
from registry.web.access import instance, public, viewer

# Names in addresses → names of registry.search.
FILTERS: Mapping[str, str] = {
    "loai": "type",
    "co-quan": "issuer",
    "linh-vuc": "field",
    "nguoi-ky": "signer",
    "he-so": "family",
    "nam": "year",
}
DAYS: Mapping[str, str] = {
    "tu": "issued_from",
    "den": "issued_to",
    "hieu-luc-tu": "effective_from",
    "hieu-luc-den": "effective_to",
}
SORT = "xep"
SORTS: Mapping[str, Sort] = {
    "": Sort.RELEVANCE,
    "ban-hanh": Sort.ISSUED,
    "cong-bo": Sort.PUBLISHED,
    "luot-xem": Sort.VIEWS,
    "luot-tai": Sort.DOWNLOADS,
}


@public
def search_page() -> Response:
    """A number alone goes straight to its document; anything else is looked for in titles and texts."""
    query = _asked()
    with instance().reading() as session:
        numbered = _numbered(session, query)
        if len(numbered) == 1 and numbered[0].state != State.WITHDRAWN:
            return addresses.kept_a_minute(redirect(addresses.of_document(numbered[0])))
        if numbered:
            shown = by_validity.shown(session, numbered)
            return _page(query, documents=numbered, numbered=True, counts=_counts(session, numbered), statuses=shown)
        if not _is_anything(query):
            return _page(query)
        found = search.find(session, viewer(), query, lists.ROWS, lists.place())
        matching = estimating.matching_documents(session, viewer(), query)
        return _page(
            query,
            documents=found.documents,
            counts=_counts(session, found.documents),
            excerpts=excerpting.excerpts(session, found, query.wanted),
            total=matching.count,
            statuses=by_validity.shown(session, found.documents),
            facets=facets.facets(session, viewer(), query, by_validity.today(), matching),
            following=lists.following(found.after),
            nearest=None if found.documents or lists.place() else spelling.nearest(session, viewer(), query),
        )


def _page(query: Query, **shown: object) -> Response:
    known = {
        "documents": (),
        "numbered": False,
        "facets": {},
        "excerpts": {},
        "following": None,
        "total": None,
        "nearest": None,
    }
    html = render_template(
        "search.html",
        query=query.looked_for,
        asked=query,
        marked=lambda text: excerpts.marked(text, query.wanted),
        explained=explain(query.looked_for),
        narrowed=_narrowed,
        sheet=_sheet(query),
        sorts=SORTS,
        chosen=[(key, value) for key, name in FILTERS.items() if (value := getattr(query, name))],
        **(known | shown),
    )
    return addresses.kept_a_minute(html)


def _asked() -> Query:
    """Raises Invalid for a day that is none; codes that nobody has find nothing."""
    given = {name: request.args[key].strip() or None for key, name in FILTERS.items() if key in request.args}
    year, family = given.pop("year", None), given.pop("family", None)
    return Query(
        words=documents.plain(request.args.get("q", "")),
        year=int(year) if year and year.isdecimal() and 1 <= int(year) <= dt.MAXYEAR else None,
        status=by_validity.asked(),
        family=Family(family) if family in set(Family) else None,
        sort=SORTS.get(request.args.get(SORT, ""), Sort.RELEVANCE),
        **{name: day_typed(name, request.args.get(key, "")) for key, name in DAYS.items()},  # type: ignore[arg-type]
        **given,  # type: ignore[arg-type]
    )


def _is_anything(query: Query) -> bool:
    return query != Query(sort=query.sort)


def _narrowed(name: str, code: str | None) -> str:
    """The address of this search with one filter set, or taken off where `code` is None; from the first page on."""
    if name == "status":
        key, code = by_validity.STATUS, by_validity.CODES[Status(code)] if code else None
    else:
        key = next((key for key, one in FILTERS.items() if one == name), name)
    kept = {key: value for key, value in request.args.items() if value and key != lists.AFTER}
    kept.pop(key, None)
    return addresses.page("search_page", **(kept | ({key: code} if code else {})))


def _sheet(query: Query) -> str:
    """The address of the same results as a sheet, for what everybody may see."""
    days = {name: day.isoformat() for name in DAYS.values() if (day := getattr(query, name))}
    named = {name: value for name in FILTERS.values() if (value := getattr(query, name))}
    if query.status:
        named |= {"status": query.status.status, "as_of": query.status.day.isoformat()}
    asked = {"q": query.words, **named, **days, "sort": query.sort.value, "format": "csv"}
    return url_for("api_listing.list_documents", **{name: value for name, value in asked.items() if value})


def _numbered(session: Session, query: Query) -> Sequence[Document]:
    if query != Query(words=query.words) or not numbers.parse(query.looked_for).ordinal:
        return ()
    return documents.numbered(session, viewer(), query.looked_for)


def _counts(session: Session, found: Sequence[Document]) -> Mapping[int, usage.Counts]:
    return usage.counts(session, [document.id for document in found])
