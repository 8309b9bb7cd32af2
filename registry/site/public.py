"""Pages that everybody reads: home and lists."""

import time

from flask import Response, current_app, render_template, request

from registry import authorities, documents, figures, usage
from registry.accounts import ANONYMOUS
from registry.figures import Figures
from registry.site import addresses, by_validity, lists
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
            statuses=by_validity.shown(session, newest.items),
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
        return _list(session, "document_list", "")


@public
def of_type(code: str) -> Response:
    with instance().reading() as session:
        return _list(session, "of_type", authorities.type_of(session, code), kind=code)


@public
def of_issuer(code: str) -> Response:
    with instance().reading() as session:
        return _list(session, "of_issuer", authorities.issuer_of(session, code), issuer=code)


def _list(session: Session, name: str, about: object, **of: str) -> Response:
    asked = by_validity.asked()
    found = documents.newest(session, viewer(), lists.ROWS, lists.after(), **of, status=asked)
    code = dict(zip(("code",), of.values(), strict=False))
    html = render_template(
        "list.html",
        documents=found.items,
        counts=usage.counts(session, lists.ids(found)),
        statuses=by_validity.shown(session, found.items),
        following=lists.next_page(name, found, **code, **by_validity.kept()),
        about=about,
        validity=asked,
        first=lists.AFTER not in request.args,
        beginning=addresses.page(name, **code, **by_validity.kept()),
    )
    return addresses.kept_a_minute(html)
