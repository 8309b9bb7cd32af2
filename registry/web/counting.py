"""Views and downloads as they happen: who counts as what, and one event per hit.

Nothing is counted for staff, for what is not published, and for requests that browsers make ahead of their reader.
"""

import logging
from functools import lru_cache

import counter_robots
import crawleruseragents
from flask import Request
from sqlalchemy.exc import SQLAlchemyError

from registry import usage
from registry.accounts import Viewer
from registry.jobs import Instance
from registry.store.tables import Channel, Kind
from registry.usage import Hit

log = logging.getLogger(__name__)
LONGEST_AGENT = 500  # characters; what is longer is nobody's honest name


@lru_cache(maxsize=4_096)  # the lists are hundreds of patterns, half a millisecond for one agent
def is_robot(agent: str) -> bool:
    """By COUNTER's own list and by crawler-user-agents together: each misses some. Who does not say who it is, is one."""
    return counter_robots.is_robot_or_machine(agent) or crawleruseragents.is_crawler(agent) or not agent.strip()


def channel_of(request: Request, viewer: Viewer) -> Channel | None:
    """None: not counted. A token makes it a program's access before anything else is asked."""
    if viewer.is_program:
        return Channel.API
    if viewer.is_staff or request.method == "HEAD" or _is_ahead(request):
        return None
    agent = request.headers.get("User-Agent", "")
    return Channel.ROBOT if is_robot(agent[:LONGEST_AGENT]) else Channel.PERSON


def _is_ahead(request: Request) -> bool:
    """Browsers say so when they fetch what nobody has asked for yet (prefetch, prerender)."""
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return "prefetch" in purpose or "prerender" in purpose


def count(
    home: Instance, request: Request, viewer: Viewer, kind: Kind, document_id: int, file_id: int | None = None
) -> None:
    """Commit one event. An event that cannot be written never keeps the answer from being given."""
    channel = channel_of(request, viewer)
    if channel is None:
        return
    day = usage.today(home.settings.timezone)
    try:
        with home.database.writing(durable=False) as session:
            salt = usage.salt_of(session, day)
            visitor = usage.visitor(salt, request.remote_addr or "", request.headers.get("User-Agent", ""))
            usage.record(session, Hit(kind, channel, document_id, file_id, visitor), day)
    except SQLAlchemyError:
        log.exception("a %s of document %d was not counted", kind, document_id)
