"""What a reader sees when something cannot be done: a page in their language, with the status it deserves."""

import logging
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from registry import documents
from registry.accounts import ANONYMOUS
from registry.errors import N_, Gone, NotSignedIn, RegistryError
from registry.site import addresses
from registry.web import problems
from registry.web.access import API, instance, viewer

log = logging.getLogger(__name__)

# Headline and advice for a status; 500 is what all others are told.
TOLD = {
    400: (N_("The request cannot be understood"), N_("Go back and try again.")),
    401: (N_("You are not signed in"), N_("Sign in in another tab, then come back to this one and send it again.")),
    403: (N_("You may not do this"), N_("Sign in with an account that may, or ask the administrator.")),
    404: (N_("There is nothing here"), N_("Check the address, or look for the number or the title of the document.")),
    405: (N_("This address does not work that way"), N_("Go back and try again.")),
    409: (N_("This contradicts what is here"), N_("Go back, look at what is there now, then try again.")),
    410: (N_("This document was withdrawn"), ""),
    412: (N_("This is not what it was any more"), N_("Load the page again, then repeat what you did.")),
    413: (N_("The file is too large"), N_("Choose a smaller file, or split it.")),
    416: (N_("There is no such part of the file"), N_("Download the whole file.")),
    422: (N_("Something does not fit"), N_("Go back and correct it.")),
    429: (N_("Too many requests"), N_("Wait a little, then try again.")),
    500: (
        N_("Something went wrong here"),
        N_("It is not your fault. Try again in a while; the operator can read the log."),
    ),
    503: (N_("Very busy at the moment"), N_("Wait a little, then load the page again.")),
    507: (N_("There is no room left"), N_("Tell the operator that the disk is full.")),
}
STALE_FORM = N_(
    "This form is out of date, since the browser was closed or cookies are off. Load the page again, then send it."
)


def register(app: Flask) -> None:
    """Errors of the API keep the handlers that it has registered before; all others are pages."""
    handlers = cast(dict[Any, Any], app.error_handler_spec[None][None])
    for kind, show in ((RegistryError, _refused), (HTTPException, _failed)):
        app.register_error_handler(kind, _by_place(handlers.get(kind), show))


def _by_place(of_api: Any, of_site: Any) -> Any:
    def answer(error: Any) -> Any:
        return of_api(error) if of_api and request.path.startswith(API) else of_site(error)

    return answer


def _refused(error: RegistryError) -> Response:
    if isinstance(error, NotSignedIn) and request.method in {"GET", "HEAD"} and "Authorization" not in request.headers:
        return _to_sign_in()
    if isinstance(error, Gone):
        return _gone(error)
    status, _ = problems.status_of(error)
    response = _page(status, problems.detail(error), [one["message"] for one in problems.fields(error)])
    response.headers.update(problems.headers(error))
    return response


def _to_sign_in() -> Response:
    if "HX-Request" in request.headers:  # a part of a page asks; the page itself will say so when it is sent
        return Response(status=HTTPStatus.NO_CONTENT)
    wanted = request.full_path.rstrip("?")
    return cast(Response, redirect(addresses.page("sign_in", next=wanted), HTTPStatus.SEE_OTHER))


def _gone(error: Gone) -> Response:
    """The successor is named only to someone who may see it."""
    with instance().reading() as session:
        try:
            successor = documents.get(session, viewer(), error.successor) if error.successor else None
        except RegistryError:
            successor = None
        return _answer(HTTPStatus.GONE, "gone.html", error=error, successor=successor)


def _failed(error: HTTPException) -> Response:
    if isinstance(error, CSRFError):
        return _page(HTTPStatus.BAD_REQUEST, STALE_FORM)
    if error.code is None or error.code < 400:  # a redirect of the router
        return cast(Response, error.get_response())
    response = _page(error.code)
    response.headers.update({name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}})
    return response


def _page(status: int, detail: str = "", details: list[str] | None = None) -> Response:
    headline, advice = TOLD.get(status, TOLD[500])
    return _answer(status, "error.html", headline=headline, advice=advice, detail=detail, details=details or [])


def _answer(status: int, template: str, **shown: Any) -> Response:
    """Also works where the database does not: who asks is not looked up any more."""
    g.setdefault("viewer", ANONYMOUS)
    html = render_template(template, status=int(status), **shown)
    response = make_response(html, int(status))
    response.headers["Cache-Control"] = "no-store"
    return response
