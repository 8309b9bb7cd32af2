"""Downloads of those who show nothing of themselves, which are nearly all: answered without Flask's request, hooks and
response, which take two thirds of the time.

Nothing is decided here: the view's own function is called, for a viewer who is nobody, and whatever is not simply sent
is left to Flask, which decides anew and tells why not.
"""

import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.wrappers import Request

from registry.accounts import ANONYMOUS
from registry.site import downloads
from registry.site.addresses import FILES
from registry.web import metrics
from registry.web.access import shows_nothing

# The plain form of `/tai-ve/<file>/<path:filename>`, with a file's public id; all other forms are left to Flask's router.
ADDRESS = re.compile(r"/tai-ve/([0-9A-Z]{26})/([^/]+)")
ROUTE = f"{FILES}.{downloads.download.__name__}"


class Express:
    """WSGI middleware around a Flask application."""

    def __init__(self, app: Flask) -> None:
        self._app, self._flask = app, app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        asked = ADDRESS.fullmatch(environ["PATH_INFO"])
        plain = environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING") and shows_nothing(environ)
        if asked is None or not plain:
            return self._flask(environ, start_response)
        file, filename = asked.groups()
        try:
            with self._app.app_context():
                request = Request(environ, populate_request=False)
                ready = downloads.given(request, ANONYMOUS, file, filename.encode("latin-1").decode(errors="replace"))
        except Exception:
            # Nothing was counted. Flask meets the same, and knows what to tell or to log.
            return self._flask(environ, start_response)
        status = ready.answer.status
        metrics.observe(ROUTE, "GET", status, began)
        start_response(f"{status} {HTTPStatus(status).phrase}", list(ready.headers.items()))
        return ready.body
