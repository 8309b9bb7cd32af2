"""Signing in and out."""

from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request

from registry import accounts
from registry.errors import TooOften, WrongPassword
from registry.jobs import Instance
from registry.site import addresses
from registry.store.tables import Rank, User
from registry.web.access import COOKIE, instance, needs, public, viewer
from registry.web.problems import detail, headers, status_of


@public
def sign_in() -> Response:
    if viewer().rank is not None:
        return _onward()
    return make_response(render_template("sign_in.html", login="", wrong=""))


@public
def start_session() -> Response:
    """A wrong password comes back to the form; after too many of them even the right one has to wait."""
    home, login, address = instance(), request.form.get("login", ""), request.remote_addr or ""
    try:
        with home.reading() as session:  # hashing takes some 50 ms, so it is not done while holding the write lock
            accounts.refuse_guessing(session, login, address)
            user = accounts.check_password(session, login, request.form.get("password", ""))
    except WrongPassword as error:
        with home.unit_of_work() as session:
            accounts.note_failure(session, login, address)
        return _again(login, error)
    except TooOften as error:
        return _again(login, error)
    with home.unit_of_work() as session:
        token = accounts.start_session(session, user)
    return _with_cookie(home, _onward(user), token)


def _again(login: str, error: WrongPassword | TooOften) -> Response:
    page = make_response(render_template("sign_in.html", login=login, wrong=detail(error)), status_of(error)[0])
    if isinstance(error, TooOften):
        page.headers.update(headers(error))
    return page


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
