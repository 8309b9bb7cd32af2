"""What the fold takes and gives: acts and edges in, periods with their causes out, and what is doubtful."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.law.relations import Kind

Key = Any  # whatever the caller tells documents and edges apart by


class Status(StrEnum):
    NOT_APPLICABLE = "not_applicable"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PARTLY_ENDED = "partly_ended"
    ENDED = "ended"
    PAUSED = "paused"
    PARTLY_PAUSED = "partly_paused"
    UNFIT = "unfit"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    NOT_NORMATIVE = "not_normative"
    CONSOLIDATED = "consolidated"
    NO_DATE = "no_date"
    DATES_CONTRADICT = "dates_contradict"
    AWAITED = "awaited"
    BEGAN = "began"
    TERM = "term"
    EDGE = "edge"
    LAPSED = "lapsed"
    SAVED = "saved"
    STAYS = "stays"  # what it details was replaced, and the law lets it stand
    RESUMED = "resumed"


class Trouble(StrEnum):
    """What a clerk should look at: nothing of it is guessed away."""

    SELF = "self"
    UNDATED_EDGE = "undated_edge"
    EDGE_BEFORE_SOURCE = "edge_before_source"
    BEFORE_ISSUE = "before_issue"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    NO_DATE = "no_date"
    SOURCE_ENDED = "source_ended"
    LOOP = "loop"
    NO_EXCEPTION = "no_exception"
    DETAILED_REPLACED = "detailed_replaced"  # stays, unless it is contrary to the new act or announced as ended
    ALL_DETAILED_ENDED = "all_detailed_ended"


@dataclass(frozen=True, slots=True)
class Act:
    """A document as validity sees it. `order` breaks ties between acts of one day, the same wherever it is stored."""

    key: Key
    issued_on: dt.date | None = None
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None
    normative: bool = True
    consolidated: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A confirmed edge. `since`: its own effective day; without one the day on which its source takes effect. `until`: the
    day on which a pause ends.
    """

    key: Key
    source: Key
    target: Key
    kind: Kind
    since: dt.date | None = None
    until: dt.date | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """`act`: the act that did it, or that it follows from; None where only its name is known."""

    cause: Cause
    edge: Key | None = None
    act: Key | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on, up to the eve of `until`; None: from ever, for good."""

    status: Status
    since: dt.date | None
    until: dt.date | None
    why: Why


@dataclass(frozen=True, slots=True)
class Doubt:
    trouble: Trouble
    act: Key
    edge: Key | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Timelines by act; the day on which each edge worked (edges that never do are left out); the edges that came up while
    their source was paused; doubts, sorted.

    `fates`: by act the first day on which it is paused or ends, and a digest of all such days and of whose turn it was then;
    "" where nothing of that happens. What follows from an act can be another only when its fate is.
    """

    periods: Mapping[Key, tuple[Period, ...]]
    worked: Mapping[Key, dt.date]
    waited: Collection[Key]
    fates: Mapping[Key, str]
    doubts: tuple[Doubt, ...]


def parted_on(before: str | None, after: str) -> dt.date:
    """Two fates of an act are surely the same before this day. None: not known."""
    if before is None:
        return dt.date.min
    return min(dt.date.fromisoformat(fate[:10]) for fate in (before, after) if fate)


def at(periods: Iterable[Period], day: dt.date) -> Period:
    """The period that the day lies in; there is always one."""
    return next(
        one for one in periods if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    )
