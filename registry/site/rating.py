"""The page on which readers rate a document. It is one of its own, since its form is for one reader and the document's
page is the same for all.
"""

import secrets
from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer

from registry import documents, ratings
from registry.errors import Invalid, NotFound
from registry.site import addresses
from registry.store.tables import State
from registry.web.access import instance, public, viewer
from registry.web.problems import fields

COOKIE = "registry_rater"
YEAR = 365 * 24 * 3600  # seconds


@public
def rating_page(public_id: str) -> Response:
    return _page(public_id, "")


@public
def rate_document(public_id: str) -> Response:
    """Without stars it comes back to the form. Whoever has no cookie yet gets one with their first rating."""
    token = _token() or secrets.token_urlsafe(12)
    home, stars = instance(), request.form.get("stars", 0, type=int)
    try:
        with home.unit_of_work() as session:
            ratings.rate(session, viewer(), public_id, _rater(token, public_id), stars)
    except Invalid as error:
        return _page(public_id, fields(error)[0]["message"], HTTPStatus.UNPROCESSABLE_ENTITY)
    response = make_response(redirect(addresses.page("rating_page", public_id=public_id), HTTPStatus.SEE_OTHER))
    response.set_cookie(
        COOKIE, _signer().dumps(token), max_age=YEAR, httponly=True, samesite="Lax", secure=home.settings.secure_cookies
    )
    return response


def _page(public_id: str, wrong: str, status: int = HTTPStatus.OK) -> Response:
    with instance().reading() as session:
        document = documents.get(session, viewer(), public_id)
        if document.state != State.PUBLISHED:
            raise NotFound(public_id)
        token = _token()
        html = render_template(
            "rating.html", document=document, rated=ratings.of(session, [document.id])[document.id], wrong=wrong,
            own=ratings.own(session, document.id, _rater(token, public_id)) if token else None, stars=ratings.STARS,
        )  # fmt: skip
    response = make_response(html, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _token() -> str:
    """Of this reader's cookie; "" without one, or with one that was not given out here."""
    try:
        token = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return ""
    return token if isinstance(token, str) else ""


def _rater(token: str, public_id: str) -> str:
    return ratings.rater_of(instance().settings.secret_key, token, public_id)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(instance().settings.secret_key, salt="rater")
