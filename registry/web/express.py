"""Answers for those who show nothing of themselves, which are nearly all: without Flask's request, hooks and response,
which take half of the time or more.

Nothing is decided here: a lane calls the functions that the view calls, too, for a viewer who is nobody, and whatever is
not simply answered is left to Flask, which decides anew and tells why not.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, g
from werkzeug.wrappers import Request

from registry.accounts import ANONYMOUS
from registry.web import metrics
from registry.web.access import shows_nothing
from registry.web.sending import Ready


@dataclass(frozen=True, slots=True)
class Lane:
    """`address`: the plain form of a view's path; all other forms are left to Flask's router. `answer` gets the request and
    the parts of the address, and declines by None, or by raising anything; nothing may have been counted by then.
    """

    address: re.Pattern[str]
    endpoint: str
    answer: Callable[..., Ready | None]


class Express:
    """WSGI middleware around a Flask application."""

    def __init__(self, app: Flask, lanes: Sequence[Lane]) -> None:
        self._app, self._flask, self._lanes = app, app.wsgi_app, lanes

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        if environ["REQUEST_METHOD"] == "GET" and shows_nothing(environ):
            for lane in self._lanes:
                asked = lane.address.fullmatch(environ["PATH_INFO"])
                if asked is not None and (ready := self._answered(lane, environ, asked.groups())) is not None:
                    status = ready.answer.status
                    metrics.observe(lane.endpoint, "GET", status, began)
                    start_response(f"{status} {HTTPStatus(status).phrase}", list(ready.headers.items()))
                    return ready.body
        return self._flask(environ, start_response)

    def _answered(self, lane: Lane, environ: dict[str, Any], parts: Sequence[str]) -> Ready | None:
        try:
            with self._app.app_context():
                g.viewer = ANONYMOUS
                return lane.answer(Request(environ, populate_request=False), *parts)
        except Exception:
            # Flask meets the same, and knows what to tell or to log.
            return None
