"""Hits in a row that are one, and visits: the sums that the fold makes, on plain values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.counting.rules import Channel, Kind

DOUBLE_CLICK = dt.timedelta(seconds=30)
IDLE = dt.timedelta(minutes=30)  # a visit ends after so long without a hit


@dataclass(frozen=True, slots=True)
class Event:
    """A hit as it was written. `document_id` is None for a page that shows no document, `visitor` "" where nobody knows."""

    id: int
    at: dt.datetime
    day: dt.date
    kind: Kind
    channel: Channel
    document_id: int | None
    file_id: int | None
    visitor: str


def repeats(events: Iterable[Event]) -> set[int]:
    """Ids of events that have an earlier one of the same visitor on the same thing within 30 s before them.

    `events` come in the order of time, and begin 30 s before the first that anybody wants to know of.
    """
    last: dict[tuple[object, ...], dt.datetime] = {}
    found = set()
    for one in events:
        if one.visitor and one.document_id is not None:
            key = (one.visitor, one.channel, one.kind, one.document_id, one.file_id)
            if key in last and one.at - last[key] <= DOUBLE_CLICK:
                found.add(one.id)
            last[key] = one.at
    return found


def visits(events: Iterable[Event], seen: Mapping[str, dt.datetime]) -> tuple[set[int], dict[str, dt.datetime]]:
    """Ids of events that begin a visit of a person, and when each visitor of theirs was seen last.

    `seen`: when visitors were seen last before these events, which come in the order of time.
    """
    last: dict[str, dt.datetime] = {}
    begun = set()
    for one in events:
        if one.visitor and one.channel == Channel.PERSON:
            before = last.get(one.visitor) or seen.get(one.visitor)
            if before is None or one.at - before > IDLE:
                begun.add(one.id)
            last[one.visitor] = max(one.at, before or one.at)
    return begun, last
