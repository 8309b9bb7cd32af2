"""One act while the fold goes through the days, and the periods that come of it."""

import datetime as dt
from dataclasses import dataclass, field
from hashlib import blake2b

from registry.law.effect.facts import Act, Cause, Edge, Key, Period, Status, Why


@dataclass(slots=True)
class State:
    """An act on the day that the fold has come to. `pausing`: the acts it has paused, as far as they are looked at; `turns`:
    what bore on its force, and when.
    """

    act: Act
    begun: bool = False
    ended: Why | None = None
    parts: int = 0
    unfit: bool = False
    unsure: bool = False
    unsure_by: Key | None = None
    pauses: dict[Key, Edge] = field(default_factory=dict)
    pausing: set[Key] = field(default_factory=set)
    waiting: list[Edge] = field(default_factory=list)
    parents: set[Key] = field(default_factory=set)
    loose: set[Key] = field(default_factory=set)
    turns: list[tuple[dt.date, object]] = field(default_factory=list)
    marks: list[tuple[dt.date | None, Status, Why]] = field(default_factory=list)

    @property
    def fate(self) -> str:
        if not self.turns:
            return ""
        return f"{self.turns[0][0]} {blake2b(repr(self.turns).encode(), digest_size=8).hexdigest()}"

    @property
    def paused(self) -> bool:
        return any(not edge.part for edge in self.pauses.values())

    @property
    def status(self) -> Status:
        if self.ended:
            return Status.ENDED
        if self.unsure:
            return Status.UNKNOWN
        if not self.begun:
            return Status.NOT_YET if self.act.effective_on else Status.UNKNOWN
        return self._in_force()

    def _in_force(self) -> Status:
        if self.paused:
            return Status.PAUSED
        if self.unfit:
            return Status.UNFIT
        if self.pauses:
            return Status.PARTLY_PAUSED
        return Status.PARTLY_ENDED if self.parts else Status.IN_FORCE

    def mark(self, day: dt.date | None, why: Why) -> None:
        """From this day on the status is what it is now. Of one day's causes the last one stands; what ended it remains."""
        status = self.status
        if status == Status.ENDED and self.marks and self.marks[-1][1] == Status.ENDED:
            return
        if self.marks and self.marks[-1][0] == day:
            self.marks.pop()
        self.marks.append((day, status, why))


def periods(state: State) -> tuple[Period, ...]:
    if state.act.consolidated or not state.act.normative:
        cause = Cause.CONSOLIDATED if state.act.consolidated else Cause.NOT_NORMATIVE
        return (Period(Status.NOT_APPLICABLE, None, None, Why(cause)),)
    ends = [since for since, _, _ in state.marks[1:]] + [None]
    return tuple(
        Period(status, since, until, why) for (since, status, why), until in zip(state.marks, ends, strict=True)
    )
