"""Views and downloads as they happen: facts of the request go to the rules, and what those say is written down."""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request

from registry import usage
from registry.accounts import Viewer
from registry.counting import rules
from registry.counting.rules import Asked, Given, Kind, LeftOut, Tallied
from registry.jobs import Instance
from registry.store.counting import Announced, Changed, NotWritten
from registry.store.database import Session
from registry.store.stamped import Stamp
from registry.store.tables import now
from registry.usage import Hit, Tally
from registry.web.tallies import Tallies

log = logging.getLogger(__name__)
_PURPOSE = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


class Salts:
    """The day's salt in this process, asked of the database once a day. Yesterday's is forgotten with that."""

    def __init__(self) -> None:
        self._known: tuple[dt.date, bytes] | None = None
        self._lock = threading.Lock()

    def of(self, home: Instance, day: dt.date) -> bytes:
        known = self._known
        if known is None or known[0] != day:
            with self._lock, home.database.counting.connection() as connection, Session(connection) as session:
                known = self._known = (day, usage.salt_of(session, day))
        return known[1]


def asked(request: Request, viewer: Viewer, *, published: bool = True) -> Asked:
    return Asked(
        agent=_agent(request),
        method=request.method,
        purpose=" ".join(request.environ.get(name, "") for name in _PURPOSE),
        by_token=viewer.is_program,
        by_staff=viewer.is_staff,
        published=published,
    )


def _agent(request: Request) -> str:
    agent: str = request.environ.get("HTTP_USER_AGENT", "")
    return agent


@contextmanager
def counted(
    home: Instance, request: Request, hit: Asked, kind: Kind, document_id: int | None,
    file_id: int | None = None, given: Given | None = None, under: Stamp | None = None,
) -> Iterator[None]:  # fmt: skip
    """Commits one event by the end of the block, while that goes on, or tallies why it is none. An event that cannot be
    written never keeps the answer from being given. Where the block fails there was no hit. Raises Changed where the answer
    is as good as the stamp `under`, and the document has another by now.

    `document_id` is None for a page that shows no document: such a hit only takes part in visits.
    """
    outcome, at = rules.verdict(hit, given), now()
    day = usage.day_of(at, home.settings.timezone)
    event: Announced | None = None
    try:
        if not isinstance(outcome, LeftOut):
            visitor = _visitor(home, request, day)
            row = usage.event(Hit(kind, outcome, document_id, file_id, visitor), at, day)
            event = home.database.counting.announce(row, under)
    except SQLAlchemyError as error:
        outcome = _missed(kind, error)
    try:
        yield
    except BaseException:
        if event:
            event.withdraw()
        raise
    try:
        if event:
            event.wait()
    except Changed:
        raise
    except NotWritten as error:
        outcome = _missed(kind, error)
    if isinstance(outcome, LeftOut) and under and not home.database.stamped.holds(under):
        raise Changed
    if isinstance(outcome, LeftOut) and document_id is not None:
        _tallies().add(Tally(document_id, day, Tallied(kind.value), outcome))


def count(
    home: Instance, request: Request, hit: Asked, kind: Kind, document_id: int | None,
    file_id: int | None = None, given: Given | None = None,
) -> None:  # fmt: skip
    """As `counted`, with nothing to be done meanwhile."""
    with counted(home, request, hit, kind, document_id, file_id, given):
        pass


def _missed(kind: Kind, error: Exception) -> LeftOut:
    log.warning("a %s was missed: %s", kind, error)
    return LeftOut.MISSED


def _visitor(home: Instance, request: Request, day: dt.date) -> str:
    salts: Salts = current_app.extensions["salts"]
    return usage.visitor(salts.of(home, day), request.remote_addr or "", _agent(request))


def tally(home: Instance, hit: Asked, kind: Tallied, document: int | str, given: Given | None = None) -> None:
    """Count what needs no event: a look at a picture or a file in the page, a read by API. What is no hit is not told."""
    outcome = rules.verdict(hit, given)
    if not isinstance(outcome, LeftOut):
        _tallies().add(Tally(document, usage.today(home.settings.timezone), kind, outcome))


def _tallies() -> Tallies:
    tallies: Tallies = current_app.extensions["tallies"]
    return tallies
