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
            return _refuse(busy, start_response)
        try:
            # The body is read by the time the view returns; what streams then has taken a place of its own.
            return self.app(environ, start_response)
        finally:
            give_back()


def _refuse(busy: Busy, start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = json.dumps({"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": str(busy)})
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Retry-After", str(busy.seconds)),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body.encode()]
