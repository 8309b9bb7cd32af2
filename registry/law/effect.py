"""In force or not, on any day: one pure fold of dates and confirmed edges into timelines. No clock: the day is asked for.

The fold goes through the days on which something happens, in order. On each day acts begin, terms and pauses end, and then
edges work, those of the act issued last first: whoever is ended on that very day by a later act does not act any more.
An edge works only while its source is in force: one whose source was ended before has no effect at all, one whose
source is paused works on the day on which the pause ends. What has worked stays so (a repeal does not come undone when
the repealing act ends), except for a pause, which lasts no longer than the act that orders it.

Sources: Luật 80/2015/QH13 Art. 151-154; NĐ 34/2016/NĐ-CP Art. 38; Luật 64/2025/QH15 Art. 53-57 (read second hand).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from heapq import heappop, heappush
from typing import Any

from registry.law.relations import NEED_FORCE, VERBS, Does, Kind
from registry.law.types import Family

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


class Standing(StrEnum):
    """Whether statuses are for a document at all."""

    NORMATIVE = "normative"
    CONSOLIDATED = "consolidated"
    OTHER = "other"


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
    """Timelines by act; the day on which each edge worked (edges that never do are left out); doubts, sorted."""

    periods: Mapping[Key, tuple[Period, ...]]
    worked: Mapping[Key, dt.date]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The law on making law, from a day on: whether what details an ended act lapses, and whether it states the exception
    that the ending act may save it.
    """

    since: dt.date
    act: str
    lapses: bool
    states_exception: bool
    source: str


RULES = (
    Rules(dt.date.min, "52-L/CTN", True, True, "Luật 1996 Art. 78, general knowledge°"),
    Rules(dt.date(2009, 1, 1), "17/2008/QH12", True, True, "Luật 17/2008/QH12 Art. 81, general knowledge°"),
    Rules(dt.date(2016, 7, 1), "80/2015/QH13", True, False, "Luật 80/2015/QH13 Art. 154 (4); NĐ 34/2016/NĐ-CP Art. 38 (2)"),
    Rules(dt.date(2025, 4, 1), "64/2025/QH15", True, True, "Luật 64/2025/QH15 Art. 57, second hand°"),
)  # fmt: skip


def rules_on(day: dt.date) -> Rules:
    return next(rules for rules in reversed(RULES) if rules.since <= day)


@dataclass(frozen=True, slots=True)
class Normative:
    """A type is normative when issued within these days, in these systems of numbering."""

    type: str
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max
    source: str = "Luật 80/2015/QH13 Art. 4; Luật 64/2025/QH15 Art. 4"


_NUMBERED = frozenset({Family.NORMATIVE, Family.NATIONAL_ASSEMBLY, Family.OLD})
NORMATIVE = (
    *(Normative(code) for code in ("hien-phap", "bo-luat", "luat", "phap-lenh", "lenh", "nghi-dinh", "quyet-dinh", "thong-tu",
      "thong-tu-lien-tich", "nghi-quyet-lien-tich", "sac-lenh", "sac-luat")),
    Normative("nghi-quyet"),
    Normative("chi-thi", until=dt.date(2016, 7, 1), source="Luật 80/2015/QH13 Art. 4, 172 (2): no directive is one any more"),
)  # fmt: skip
# Of the Government's resolutions those with a year in their number were normative until 2009, and are again since 2025.
GOVERNMENT_RESOLUTIONS = (
    Normative("nghi-quyet", until=dt.date(2009, 1, 1), source="Luật 17/2008/QH12 Art. 2, general knowledge°"),
    Normative("nghi-quyet", since=dt.date(2025, 4, 1), source="Luật 64/2025/QH15 Art. 4, second hand°"),
)
_NO_NUMBER = frozenset({"hien-phap", "bo-luat", "luat", "phap-lenh"})


def is_normative(type_code: str | None, family: Family, issuer: str | None, issued_on: dt.date | None) -> bool:
    """Whether statuses are for it at all. `issuer`: the code in its number, such as CP. Without a day, as of today's law."""
    if family not in _NUMBERED and type_code not in _NO_NUMBER:
        return False
    table = GOVERNMENT_RESOLUTIONS if (type_code, issuer) == ("nghi-quyet", "CP") else NORMATIVE
    day = issued_on or dt.date.max - dt.timedelta(days=1)
    return any(row.type == type_code and row.since <= day < row.until for row in table)


def standing(type_code: str | None, family: Family, issuer: str | None, issued_on: dt.date | None) -> Standing:
    """See `is_normative`. A consolidated text has no status of its own."""
    if type_code == "van-ban-hop-nhat":
        return Standing.CONSOLIDATED
    return Standing.NORMATIVE if is_normative(type_code, family, issuer, issued_on) else Standing.OTHER


@dataclass(slots=True)
class _State:
    """An act on the day that the fold has come to. `pausing`: the acts it has paused, as far as they are looked at."""

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
    lapsed: set[Key] = field(default_factory=set)
    marks: list[tuple[dt.date | None, Status, Why]] = field(default_factory=list)

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


class _Step(IntEnum):
    """What comes first on one day."""

    BEGIN = 0
    TERM = 1
    DOUBT = 2
    RESUME = 3
    EDGE = 4


_Due = tuple[dt.date, _Step, tuple[int, str, str, str, str], int]


def fold(
    acts: Iterable[Act],
    edges: Iterable[Edge],
    outside: Iterable[Act] = (),
    settled: Mapping[Key, dt.date] | None = None,
) -> Outcome:
    """Timelines of `acts`. A part of a registry can be folded with the rest as it stands: `outside` are the sources that are
    not folded, and `settled` the day on which each of their edges worked (edges of theirs that are missing never did).
    """
    return _Fold(acts, edges, outside, settled or {}).outcome()


class _Fold:
    def __init__(
        self, acts: Iterable[Act], edges: Iterable[Edge], outside: Iterable[Act], settled: Mapping[Key, dt.date]
    ) -> None:
        self._states = {act.key: _State(act) for act in acts}
        self._outside = {act.key: act for act in outside}
        self._settled = settled
        self._worked: dict[Key, dt.date] = {}
        self._doubts: set[Doubt] = set()
        self._due: list[_Due] = []
        self._what: list[_State | Edge] = []
        self._details: dict[Key, list[Edge]] = {}
        self._saves: dict[tuple[Key | None, Key], Edge] = {}
        for state in self._states.values():
            self._dates(state)
        for edge in sorted(edges, key=self._rank):
            self._enter(edge)

    # Before the first day

    def _dates(self, state: _State) -> None:
        act, why = state.act, Why(Cause.AWAITED)
        if act.effective_on and act.issued_on and act.effective_on < act.issued_on:
            self._doubt(Trouble.BEFORE_ISSUE, act.key)
        if act.effective_on and act.expires_on and act.expires_on < act.effective_on:
            self._doubt(Trouble.ENDS_BEFORE_IT_BEGINS, act.key)
            state.unsure, why = True, Why(Cause.DATES_CONTRADICT)
        elif act.effective_on is None:
            why = Why(Cause.NO_DATE)
            if act.normative and not act.consolidated:
                self._doubt(Trouble.NO_DATE, act.key)
        if act.effective_on and not state.unsure:
            self._push(act.effective_on, _Step.BEGIN, state)
        if act.expires_on and not state.unsure:
            self._push(act.expires_on, _Step.TERM, state)
        state.mark(None, why)

    def _enter(self, edge: Edge) -> None:
        does = VERBS[edge.kind].does
        if edge.source == edge.target:
            self._doubt(Trouble.SELF, edge.target, edge)
        elif does == Does.LAPSES:
            self._enter_detail(edge)
        elif does != Does.NOTHING:
            if does == Does.CONTINUES:
                self._saves.setdefault((edge.source, edge.target), edge)
            day = self._day(edge)
            if day is not None:
                self._push(day, _Step.EDGE, edge)

    def _enter_detail(self, edge: Edge) -> None:
        if edge.source in self._states:
            self._details.setdefault(edge.target, []).append(edge)
            self._states[edge.source].parents.add(edge.target)

    def _day(self, edge: Edge) -> dt.date | None:
        """When the edge comes up: as settled before, else on its own day, or on its source's."""
        if edge.source not in self._states:
            return self._settled.get(edge.key)
        begins = _begins(edge, self._states[edge.source].act)
        day = edge.since or begins
        if day is None:
            self._doubt(Trouble.UNDATED_EDGE, edge.target, edge)
        elif edge.kind in NEED_FORCE and begins and day < begins:
            self._contradict(edge, day)
            return begins
        return day

    def _contradict(self, edge: Edge, day: dt.date) -> None:
        """It is said to work before its source is in force. It works then; whether it did before, nobody guesses."""
        self._doubt(Trouble.EDGE_BEFORE_SOURCE, edge.target, edge)
        if VERBS[edge.kind].does == Does.ENDS and not edge.part and edge.target in self._states:
            self._push(day, _Step.DOUBT, edge)

    def _push(self, day: dt.date, step: _Step, what: _State | Edge) -> None:
        rank = self._rank(what) if isinstance(what, Edge) else _rank_of(what.act)
        heappush(self._due, (day, step, rank, len(self._what)))
        self._what.append(what)

    def _rank(self, edge: Edge) -> tuple[int, str, str, str, str]:
        """The latest act's edges first; all of it is known before anything is stored, so that keys decide last."""
        target = self._states[edge.target].act.order if edge.target in self._states else ""
        day, order, *_ = _rank_of(self._act(edge.source))
        return day, order, target, str(edge.kind), str(edge.key)

    def _act(self, key: Key) -> Act | None:
        return self._states[key].act if key in self._states else self._outside.get(key)

    def _doubt(self, trouble: Trouble, act: Key, edge: Edge | None = None) -> None:
        self._doubts.add(Doubt(trouble, act, edge.key if edge else None))

    # Day by day

    def outcome(self) -> Outcome:
        while self._due:
            day, step, _, at = heappop(self._due)
            what = self._what[at]
            if isinstance(what, _State):
                self._turn(what, day, step)
            else:
                _TURNS[step](self, what, day)
        doubts = sorted(self._doubts, key=lambda one: (str(one.act), one.trouble, str(one.edge)))
        return Outcome({key: _periods(one) for key, one in self._states.items()}, self._worked, tuple(doubts))

    def _turn(self, state: _State, day: dt.date, step: _Step) -> None:
        if step == _Step.TERM:
            self._end(state, day, Why(Cause.TERM), None)
        else:
            state.begun = True
            state.mark(day, Why(Cause.BEGAN))

    def _become_unsure(self, edge: Edge, day: dt.date) -> None:
        state = self._states[edge.target]
        if not state.ended and not state.unsure:
            state.unsure, state.unsure_by = True, edge.key
            state.mark(day, Why(Cause.DATES_CONTRADICT, edge.key, edge.source))

    def _come_up(self, edge: Edge, day: dt.date) -> None:
        source, target = self._states.get(edge.source), self._states.get(edge.target)
        if source is not None and edge.kind in NEED_FORCE and (source.ended or source.paused):
            self._hold_back(edge, source, target, day)
            return
        self._worked[edge.key] = day
        if target is not None:
            self._work(edge, target, day)

    def _hold_back(self, edge: Edge, source: _State, target: _State | None, day: dt.date) -> None:
        """An act that ended before has no effect; one that is paused has it once it goes on."""
        if not source.ended:
            source.waiting.append(edge)
            return
        self._doubt(
            Trouble.LOOP if self._ended_through(source, edge.target) else Trouble.SOURCE_ENDED, edge.target, edge
        )
        if target is not None and target.unsure and target.unsure_by == edge.key:
            target.unsure = False
            target.mark(day, Why(Cause.BEGAN))

    def _ended_through(self, state: _State, other: Key) -> bool:
        """Whether `other` ended it, or ended what ended it, and so on."""
        seen: set[Key] = set()
        ended = state.ended
        while ended is not None and ended.act is not None and ended.act not in seen:
            if ended.act == other:
                return True
            seen.add(ended.act)
            following = self._states.get(ended.act)
            ended = following.ended if following else None
        return False

    def _work(self, edge: Edge, target: _State, day: dt.date) -> None:
        why, does = Why(Cause.EDGE, edge.key, edge.source), VERBS[edge.kind].does
        if does in {Does.ENDS, Does.DECLARES_ENDED} and not edge.part:
            self._end(target, day, why, edge.source)
        elif does in {Does.ENDS, Does.DECLARES_ENDED, Does.CHANGES}:
            target.parts += 1
            target.mark(day, why)
        elif does == Does.PAUSES:
            self._pause(edge, target, day, why)
        elif does == Does.CONTINUES:
            for pause in sorted(target.pauses.values(), key=self._rank):
                self._resume(pause, day, why)
        else:
            target.unfit = True
            target.mark(day, why)

    def _pause(self, edge: Edge, target: _State, day: dt.date, why: Why) -> None:
        if edge.until and edge.until <= day:
            self._doubt(Trouble.ENDS_BEFORE_IT_BEGINS, edge.target, edge)
            return
        target.pauses[edge.key] = edge
        if edge.source in self._states:
            self._states[edge.source].pausing.add(edge.target)
        target.mark(day, why)
        if edge.until:
            self._push(edge.until, _Step.RESUME, edge)

    def _resume(self, pause: Edge, day: dt.date, why: Why | None = None) -> None:
        state = self._states[pause.target]
        if state.pauses.pop(pause.key, None) is None:
            return
        state.mark(day, why or Why(Cause.RESUMED, pause.key, pause.source))
        if not state.paused:
            for edge in state.waiting:
                self._push(day, _Step.EDGE, edge)
            state.waiting.clear()

    def _end(self, state: _State, day: dt.date, why: Why, by: Key | None) -> None:
        if state.ended:
            return
        state.ended = why
        state.mark(day, why)
        self._let_go(state, day)
        for edge in self._details.get(state.act.key, ()):
            self._lapse(self._states[edge.source], edge, day, by)

    def _let_go(self, state: _State, day: dt.date) -> None:
        """What this act had paused goes on."""
        own = state.act.key
        for key in sorted(state.pausing, key=lambda key: (self._states[key].act.order, str(key))):
            for pause in [pause for pause in self._states[key].pauses.values() if pause.source == own]:
                self._resume(pause, day)

    def _lapse(self, child: _State, edge: Edge, day: dt.date, by: Key | None) -> None:
        parent = edge.target
        if child.ended or not rules_on(day).lapses or parent in child.lapsed:
            return
        child.lapsed.add(parent)
        save = self._saves.get((by, child.act.key))
        if save is not None:
            if not rules_on(day).states_exception:
                self._doubt(Trouble.NO_EXCEPTION, child.act.key, save)
            child.mark(day, Why(Cause.SAVED, save.key, by))
        elif len(child.parents) > 1:
            child.parts += 1
            child.mark(day, Why(Cause.LAPSED, edge.key, parent))
            if child.lapsed == child.parents:
                self._doubt(Trouble.ALL_DETAILED_ENDED, child.act.key, edge)
        else:
            self._end(child, day, Why(Cause.LAPSED, edge.key, parent), by)


_TURNS: Mapping[_Step, Callable[[_Fold, Edge, dt.date], None]] = {
    _Step.DOUBT: _Fold._become_unsure,  # noqa: SLF001  its own table of turns
    _Step.RESUME: _Fold._resume,  # noqa: SLF001
    _Step.EDGE: _Fold._come_up,  # noqa: SLF001
}


def _begins(edge: Edge, source: Act) -> dt.date | None:
    """The first day on which the edge can work. What is no normative act takes effect when it is signed."""
    if edge.kind not in NEED_FORCE or not source.normative:
        return source.effective_on or source.issued_on
    return source.effective_on


def looks_up(edge: Edge, source: Act) -> bool:
    """Whether a fold of the edge's target must fold the source too, and not merely know when the edge worked: a pause ends
    with its act, and a day before its act is in force leaves the time between in doubt.
    """
    if VERBS[edge.kind].does == Does.PAUSES:
        return True
    begins = _begins(edge, source)
    return bool(edge.kind in NEED_FORCE and edge.since and begins and edge.since < begins)


def _rank_of(act: Act | None) -> tuple[int, str, str, str, str]:
    if act is None:
        return 0, "", "", "", ""
    return -act.issued_on.toordinal() if act.issued_on else 0, act.order, "", "", ""


def _periods(state: _State) -> tuple[Period, ...]:
    if state.act.consolidated or not state.act.normative:
        cause = Cause.CONSOLIDATED if state.act.consolidated else Cause.NOT_NORMATIVE
        return (Period(Status.NOT_APPLICABLE, None, None, Why(cause)),)
    ends = [since for since, _, _ in state.marks[1:]] + [None]
    return tuple(
        Period(status, since, until, why) for (since, status, why), until in zip(state.marks, ends, strict=True)
    )


def at(periods: Iterable[Period], day: dt.date) -> Period:
    """The period that the day lies in; there is always one."""
    return next(
        one for one in periods if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    )
