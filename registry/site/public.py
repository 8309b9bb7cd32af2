"""Pages that everybody reads: home and lists."""

import time

from flask import Response, current_app, render_template, request

from registry import authorities, documents, figures, usage
from registry.accounts import ANONYMOUS
from registry.documents import Slice
from registry.figures import Figures
from registry.site import addresses, lists
from registry.store.database import Session
from registry.web.access import instance, public, viewer

NEWEST = 10  # in the block "Văn bản mới"
FIGURES_SECONDS = 60.0  # figures are counted no more often than this


@public
def home() -> Response:
    with instance().reading() as session:
        newest = documents.newest(session, viewer(), NEWEST)
        html = render_template(
            "home.html",
            documents=newest.items,
            counts=usage.counts(session, lists.ids(newest)),
            figures=_figures(session),
        )
    return addresses.kept_a_minute(html)


def _figures(session: Session) -> Figures:
    """What everybody may know of the whole registry, counted once a minute in each process."""
    kept = current_app.extensions.setdefault("site.figures", {})
    moment, found = kept.get("figures", (0.0, None))
    if found is None or time.monotonic() - moment > FIGURES_SECONDS:
        found = figures.figures(session, ANONYMOUS)
        kept["figures"] = (time.monotonic(), found)
    return found  # type: ignore[no-any-return]


@public
def document_list() -> Response:
    with instance().reading() as session:
        found = documents.newest(session, viewer(), lists.ROWS, lists.after())
        return _list(session, found, lists.next_page("document_list", found), "")


@public
def of_type(code: str) -> Response:
    with instance().reading() as session:
        kind = authorities.type_of(session, code)
        found = documents.newest(session, viewer(), lists.ROWS, lists.after(), kind=code)
        return _list(session, found, lists.next_page("of_type", found, code=code), kind)


@public
def of_issuer(code: str) -> Response:
    with instance().reading() as session:
        body = authorities.issuer_of(session, code)
        found = documents.newest(session, viewer(), lists.ROWS, lists.after(), issuer=code)
        return _list(session, found, lists.next_page("of_issuer", found, code=code), body)


def _list(session: Session, found: Slice, following: str | None, about: object) -> Response:
    counts = usage.counts(session, lists.ids(found))
    html = render_template(
        "list.html", documents=found.items, counts=counts, following=following, about=about,
        first=lists.AFTER not in request.args,
    )  # fmt: skip
    return addresses.kept_a_minute(html)
