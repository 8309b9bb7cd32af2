"""Slow clients get a limited number of places, so that a thread is always left for everybody else.

A request with a body, and an answer that streams, hold a thread for as long as the client takes. Each process gives
out `transfers` places for these, fewer than it has threads; half of them to uploads, a quarter to any one address.
Whoever comes when all are taken is told to come back (503, Retry-After). In production the proxy in front takes the
slow part over, and the places are hardly ever all taken.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from registry.errors import Busy

BUSY_SECONDS = 5
PAGE = """<!doctype html><html lang="vi"><meta name="viewport" content="width=device-width"><title>503</title>
<h1>Hệ thống đang rất bận</h1>
<p>Những gì bạn gửi chưa được nhận. Hãy quay lại trang trước và gửi lại sau %(seconds)d giây.</p>
<p lang="en">The service is very busy. What you sent was not taken in: go back and send it again in %(seconds)d seconds.</p>
"""
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Transfers:
    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._uploads = 0
        self._taken: Counter[str] = Counter()
        self.places = places
        self.for_uploads = max(1, places // 2)
        self.for_one = max(1, places // 4)

    def take(self, address: str, *, upload: bool = False) -> Callable[[], None]:
        """A place, given back by calling what is returned (once or more often). Raises Busy when there is none."""
        with self._lock:
            full = self._taken.total() >= self.places or (upload and self._uploads >= self.for_uploads)
            if full or self._taken[address] >= self.for_one:
                raise Busy(BUSY_SECONDS)
            self._taken[address] += 1
            self._uploads += upload
        return _once(lambda: self._give_back(address, upload=upload))

    def _give_back(self, address: str, *, upload: bool) -> None:
        with self._lock:
            self._uploads -= upload
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


def _once(call: Callable[[], None]) -> Callable[[], None]:
    todo = [call]

    def give_back() -> None:
        while todo:
            todo.pop()()

    return give_back


class UploadPlaces:
    """WSGI middleware: a request with a body takes a place before anything of it is read."""

    def __init__(self, app: Wsgi, transfers: Transfers) -> None:
        self.app = app
        self.transfers = transfers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") in (None, "", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return self.app(environ, start_response)
        try:
            give_back = self.transfers.take(environ.get("REMOTE_ADDR", ""), upload=True)
        except Busy as busy:
            return _refuse(busy, environ.get("PATH_INFO", ""), start_response)
        try:
            # The body is read by the time the view returns; what streams then has taken a place of its own.
            return self.app(environ, start_response)
        finally:
            give_back()


def _refuse(busy: Busy, path: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Said before the application is asked: a problem to programs, a plain page in both languages to people."""
    kind, body = _problem(busy) if path.startswith("/api/") else _page(busy)
    headers = [
        ("Content-Type", kind),
        ("Retry-After", str(busy.seconds)),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]


def _problem(busy: Busy) -> tuple[str, bytes]:
    body = json.dumps({"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": str(busy)})
    return "application/problem+json", body.encode()


def _page(busy: Busy) -> tuple[str, bytes]:
    return "text/html; charset=utf-8", (PAGE % busy.facts).encode()
