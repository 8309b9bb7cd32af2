"""Answers that go out piece by piece: each holds a thread, so it takes a place among the transfers first."""

from collections.abc import Callable, Iterator

from flask import Response, current_app
from werkzeug.wrappers import Request

from registry.web.transfers import Transfers


class Stream:
    """Chunks to be sent; the place is free when the answer is over, however it ends."""

    def __init__(self, chunks: Iterator[bytes], give_back: Callable[[], None]) -> None:
        self._chunks, self.close = chunks, give_back

    def __iter__(self) -> Iterator[bytes]:
        """Gives the place back itself, too, for when the server drops the answer of a client that is gone without closing it."""
        try:
            yield from self._chunks
        finally:
            self.close()


def place(request: Request) -> Callable[[], None]:
    """A place for this answer, given back by calling what is returned. Raises Busy."""
    transfers: Transfers = current_app.extensions["transfers"]
    return transfers.take(request.remote_addr or "")


def stream(response: Response, chunks: Iterator[bytes], give_back: Callable[[], None]) -> None:
    response.response = Stream(chunks, give_back)
    response.direct_passthrough = True
