"""Answers that go out piece by piece: each holds a thread, so it takes a place among the transfers first."""

from collections.abc import Callable, Iterator

from flask import Request, Response, current_app

from registry.web.transfers import Transfers


def place(request: Request) -> Callable[[], None]:
    """A place for this answer, given back by calling what is returned. Raises Busy."""
    transfers: Transfers = current_app.extensions["transfers"]
    return transfers.take(request.remote_addr or "")


def stream(response: Response, chunks: Iterator[bytes], give_back: Callable[[], None]) -> None:
    """Send the chunks; the place is free when the answer is over, however it ends."""
    response.call_on_close(give_back)
    response.response = _giving_back(chunks, give_back)
    response.direct_passthrough = True


def _giving_back(chunks: Iterator[bytes], give_back: Callable[[], None]) -> Iterator[bytes]:
    """Also when the server drops the answer of a client that is gone without closing it."""
    try:
        yield from chunks
    finally:
        give_back()
