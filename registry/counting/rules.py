"""What counts as what, and why something does not: every rule in one place, on plain facts.

`docs/counting.md` has the reason of each rule and its place in the COUNTER Code of Practice.
"""

import enum
from dataclasses import dataclass

from registry.counting.robots import is_robot

PROBE = 2  # bytes: players and download managers ask for so much to see whether ranges are understood
OK, PARTIAL, NOT_MODIFIED = 200, 206, 304


class Kind(enum.StrEnum):
    """What becomes an event."""

    VIEW = "view"
    DOWNLOAD = "download"


class Tallied(enum.StrEnum):
    """What a tally is about: beside what becomes an event, looks at pictures and files in the page, and reads by API."""

    VIEW = "view"
    DOWNLOAD = "download"
    PREVIEW = "preview"
    METADATA = "metadata"


class Channel(enum.StrEnum):
    """Who asked: a person, a robot, a program with a token. Only persons are shown as lượt xem and lượt tải."""

    PERSON = "person"
    ROBOT = "robot"
    API = "api"


class LeftOut(enum.StrEnum):
    """Why a request is no hit. The first that fits is told; `missed` is one that could not be written in time."""

    HEAD = "head"
    NOT_MODIFIED = "not_modified"
    PART = "part"
    PROBE = "probe"
    AHEAD = "ahead"
    UNPUBLISHED = "unpublished"
    STAFF = "staff"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `purpose`: what browsers say in Sec-Purpose, Purpose and X-Moz when they fetch ahead of their reader."""

    agent: str
    method: str = "GET"
    purpose: str = ""
    by_token: bool = False
    by_staff: bool = False
    published: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """The answer with a file's bytes: the status, and bytes `start` up to but not including `end`."""

    status: int
    start: int
    end: int


def verdict(asked: Asked, given: Given | None = None) -> Channel | LeftOut:
    """Who made this hit, or why it is none. `given` is None where no file is given out."""
    return _no_hit(asked, given) or _who(asked)


def _no_hit(asked: Asked, given: Given | None) -> LeftOut | None:
    if asked.method == "HEAD":
        return LeftOut.HEAD
    if given is not None and given.status == NOT_MODIFIED:
        return LeftOut.NOT_MODIFIED
    if given is not None and given.status == PARTIAL and given.start > 0:
        return LeftOut.PART
    if given is not None and given.status == PARTIAL and given.end <= PROBE:
        return LeftOut.PROBE
    if "prefetch" in asked.purpose or "prerender" in asked.purpose:
        return LeftOut.AHEAD
    return None if asked.published else LeftOut.UNPUBLISHED


def _who(asked: Asked) -> Channel | LeftOut:
    """A token makes it a program's access before anything else is asked: programs call themselves what robots do."""
    if asked.by_token:
        return Channel.API
    if asked.by_staff:
        return LeftOut.STAFF
    return Channel.ROBOT if is_robot(asked.agent) else Channel.PERSON
