"""Who is at the door, and which doors are open: a route is shut until it says for whom it is.

A view is marked `@public` or `@needs(rank, scope)`; one without a mark answers nobody. Programs send a bearer token,
browsers a session cookie; the API takes no cookies, so that it needs no protection against forged requests.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from registry import accounts
from registry.accounts import ANONYMOUS, Viewer, require
from registry.errors import N_, Forbidden, NotSignedIn
from registry.jobs import Instance
from registry.store.tables import Rank

View = TypeVar("View", bound=Callable[..., Any])

COOKIE = "registry_session"
API = "/api/"
_SHUT: Any = object()


class PageSessions(SecureCookieSessionInterface):
    """Flask's signed cookie holds the secret of the forms on pages; the API takes no cookie, so none is looked at."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith(API) else super().open_session(app, request)


def instance() -> Instance:
    return cast(Instance, current_app.extensions["registry"])


def public(view: View) -> View:
    """Anybody may ask; what they see is decided by `visible_to`."""
    view.access = None  # type: ignore[attr-defined]
    return view


def needs(rank: Rank, scope: str) -> Callable[[View], View]:
    """Only accounts of that rank or above, and tokens that have the scope."""

    def mark(view: View) -> View:
        view.access = (rank, scope)  # type: ignore[attr-defined]
        return view

    return mark


def check_access() -> None:
    """Runs before every view, and before any form is read. Raises NotSignedIn or Forbidden."""
    endpoint = request.endpoint
    view: Any = current_app.view_functions.get(endpoint or "")
    if view is None or endpoint == "static":
        return
    access = getattr(view, "access", _SHUT)
    if access is _SHUT:
        raise Forbidden(N_("a route that is open"))
    if access is not None:
        require(viewer(), *access)


def viewer() -> Viewer:
    """Who asks; looked up once per request, and only when somebody wants to know."""
    known: Viewer | None = g.get("viewer")
    if known is None:
        known = g.viewer = ANONYMOUS if shows_nothing(request.environ) else _of_headers()
    return known


def sends_token() -> bool:
    """Asked of the environment, where a header that is missing costs no exception; so do all who look at every request."""
    return "HTTP_AUTHORIZATION" in request.environ


def shows_nothing(environ: Mapping[str, Any]) -> bool:
    """A request without anything that could tell who asks."""
    return "HTTP_COOKIE" not in environ and "HTTP_AUTHORIZATION" not in environ


def _of_headers() -> Viewer:
    return _of_token() if sends_token() else _of_cookie()


def _of_token() -> Viewer:
    kind, _, token = request.headers["Authorization"].partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    with instance().reading() as session:
        return accounts.bearer(session, token.strip())


def _of_cookie() -> Viewer:
    token = None if request.path.startswith(API) else request.cookies.get(COOKIE)
    if not token:
        return ANONYMOUS
    with instance().reading() as session:
        seen = accounts.seen(session, token)
    if seen is None:
        return ANONYMOUS
    if seen.touch:
        with instance().unit_of_work() as session:
            accounts.touch(session, token)
    return seen.viewer
