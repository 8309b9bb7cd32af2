"""Views and downloads as they happen: facts of the request go to the rules, and what those say is written down."""

import datetime as dt
import logging
import threading

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request

from registry import usage
from registry.accounts import Viewer
from registry.counting import rules
from registry.counting.rules import Asked, Given, Kind, LeftOut, Tallied
from registry.jobs import Instance
from registry.store.counting import NotWritten
from registry.store.database import Session
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


def count(
    home: Instance, request: Request, hit: Asked, kind: Kind, document_id: int | None,
    file_id: int | None = None, given: Given | None = None,
) -> None:  # fmt: skip
    """Commit one event, or tally why it is none. An event that cannot be written never keeps the answer from being given.

    `document_id` is None for a page that shows no document: such a hit only takes part in visits.
    """
    outcome, at = rules.verdict(hit, given), now()
    day = usage.day_of(at, home.settings.timezone)
    if not isinstance(outcome, LeftOut):
        try:
            visitor = _visitor(home, request, day)
            home.database.counting.write(usage.event(Hit(kind, outcome, document_id, file_id, visitor), at, day))
        except (NotWritten, SQLAlchemyError) as error:
            log.warning("a %s was missed: %s", kind, error)
            outcome = LeftOut.MISSED
    if isinstance(outcome, LeftOut) and document_id is not None:
        _tallies().add(Tally(document_id, day, Tallied(kind.value), outcome))


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
