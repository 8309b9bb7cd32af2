"""Signing in and out."""

from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request

from registry import accounts
from registry.errors import WrongPassword
from registry.jobs import Instance
from registry.site import addresses
from registry.store.tables import Rank, User
from registry.web.access import COOKIE, instance, needs, public, viewer
from registry.web.problems import detail


@public
def sign_in() -> Response:
    if viewer().rank is not None:
        return _onward()
    return make_response(render_template("sign_in.html", login="", wrong=""))


@public
def start_session() -> Response:
    home, login = instance(), request.form.get("login", "")
    try:
        with home.reading() as session:  # hashing takes some 50 ms, so it is not done while holding the write lock
            user = accounts.check_password(session, login, request.form.get("password", ""))
    except WrongPassword as error:
        page = render_template("sign_in.html", login=login, wrong=detail(error))
        return make_response(page, HTTPStatus.UNAUTHORIZED)
    with home.unit_of_work() as session:
        token = accounts.start_session(session, user)
    return _with_cookie(home, _onward(user), token)


def _with_cookie(home: Instance, response: Response, token: str) -> Response:
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=home.settings.secure_cookies)
    return response


def _onward(user: User | None = None) -> Response:
    """To where the visitor was going, on this site; else clerks to the desk, readers to the front page."""
    rank = user.rank if user else viewer().rank
    place = addresses.page("home" if rank == Rank.READER else "desk")
    return make_response(redirect(addresses.safe(request.args.get("next", ""), place), HTTPStatus.SEE_OTHER))


@needs(Rank.READER, "read")
def end_session() -> Response:
    with instance().unit_of_work() as session:
        accounts.end_session(session, request.cookies.get(COOKIE, ""))
    response = make_response(redirect(addresses.page("home"), HTTPStatus.SEE_OTHER))
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=instance().settings.secure_cookies)
    return response
