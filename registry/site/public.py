"""Pages that everybody reads: home and lists."""

from flask import Response, render_template, request

from registry import authorities, documents, usage
from registry.site import addresses, by_validity, lists, statistics
from registry.store.database import Session
from registry.web.access import instance, public, viewer

NEWEST = 10  # in the block "Văn bản mới"


@public
def home() -> Response:
    with instance().reading() as session:
        newest = documents.newest(session, viewer(), NEWEST)
        found, came = statistics.whole(session)
        html = render_template(
            "home.html",
            documents=newest.items,
            counts=usage.counts(session, lists.ids(newest)),
            statuses=by_validity.shown(session, newest.items),
            figures=found,
            visits=came,
        )
    return addresses.kept_a_minute(html)


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
