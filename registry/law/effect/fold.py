"""Days on which something happens, in order, and what each does to the acts. See the package for the rules."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import IntEnum
from heapq import heappop, heappush

from registry.law.effect.edges import due, is_early
from registry.law.effect.facts import Act, Cause, Doubt, Edge, Key, Outcome, Trouble, Why
from registry.law.effect.rules import rules_on
from registry.law.effect.state import State, periods
from registry.law.relations import NEED_FORCE, VERBS, Does, Kind


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
    """Timelines of `acts`. A part of a registry can be folded with the rest as it stands: `outside` are the acts that edges
    touch and that are not folded, and `settled` the day on which each edge of theirs worked (those that are missing never
    did). Exact when `acts` holds what is detailed, and the sources that `looks_up` names. A source that is neither here nor
    there is known by its name alone: what is said of it works on its own day, or never.
    """
    return _Fold(acts, edges, outside, settled or {}).outcome()


class _Fold:
    def __init__(
        self, acts: Iterable[Act], edges: Iterable[Edge], outside: Iterable[Act], settled: Mapping[Key, dt.date]
    ) -> None:
        self._states = {act.key: State(act) for act in acts}
        self._outside = {act.key: act for act in outside}
        self._settled = settled
        self._worked: dict[Key, dt.date] = {}
        self._waited: set[Key] = set()
        self._doubts: set[Doubt] = set()
        self._due: list[_Due] = []
        self._what: list[tuple[State | Edge, object]] = []
        self._turn: object = None
        self._details: dict[Key, list[Edge]] = {}
        self._saves: dict[tuple[Key | None, Key], Edge] = {}
        for state in self._states.values():
            self._dates(state)
        for edge in sorted(edges, key=self._rank):
            self._enter(edge)

    # Before the first day

    def _dates(self, state: State) -> None:
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
            return self._settled.get(edge.key) if edge.source in self._outside else edge.since
        source = self._states[edge.source].act
        day = due(edge, source)
        if day is None:
            self._doubt(Trouble.UNDATED_EDGE, edge.target, edge)
        elif is_early(edge, source):
            self._contradict(edge)
        return day

    def _contradict(self, edge: Edge) -> None:
        """It is said to work before its source is in force. It works then; whether it did before, nobody guesses."""
        self._doubt(Trouble.EDGE_BEFORE_SOURCE, edge.target, edge)
        if VERBS[edge.kind].does == Does.ENDS and not edge.part and edge.target in self._states and edge.since:
            self._push(edge.since, _Step.DOUBT, edge)

    def _push(self, day: dt.date, step: _Step, what: State | Edge, after: object = None) -> None:
        """`after`: the turn of this very day that it follows from."""
        rank = self._rank(what) if isinstance(what, Edge) else _rank_of(what.act)
        heappush(self._due, (day, step, rank, len(self._what)))
        self._what.append((what, after))

    def _rank(self, edge: Edge) -> tuple[int, str, str, str, str]:
        """The latest act's edges first; all of it is known before anything is stored, so that keys decide last."""
        source, target = self._act(edge.source), self._act(edge.target)
        day, order, *_ = _rank_of(source) if source else (0, str(edge.source))
        return day, order, target.order if target else "", str(edge.kind), str(edge.key)

    def _act(self, key: Key) -> Act | None:
        return self._states[key].act if key in self._states else self._outside.get(key)

    def _why(self, cause: Cause, edge: Edge) -> Why:
        return Why(cause, edge.key, edge.source if self._act(edge.source) else None)

    def _doubt(self, trouble: Trouble, act: Key, edge: Edge | None = None) -> None:
        self._doubts.add(Doubt(trouble, act, edge.key if edge else None))

    # Day by day

    def outcome(self) -> Outcome:
        while self._due:
            day, step, rank, at = heappop(self._due)
            what, after = self._what[at]
            self._turn = (int(step), rank, after)
            if isinstance(what, State):
                self._pass(what, day, step)
            else:
                _TURNS[step](self, what, day)
        doubts = sorted(self._doubts, key=lambda one: (str(one.act), one.trouble, str(one.edge)))
        timelines = {key: periods(one) for key, one in self._states.items()}
        fates = {key: one.fate for key, one in self._states.items()}
        return Outcome(timelines, self._worked, self._waited, fates, tuple(doubts))

    def _pass(self, state: State, day: dt.date, step: _Step) -> None:
        if step == _Step.TERM:
            self._end(state, day, Why(Cause.TERM), None)
        else:
            state.begun = True
            state.mark(day, Why(Cause.BEGAN))

    def _become_unsure(self, edge: Edge, day: dt.date) -> None:
        state = self._states[edge.target]
        if not state.ended and not state.unsure:
            state.unsure, state.unsure_by = True, edge.key
            state.mark(day, self._why(Cause.DATES_CONTRADICT, edge))

    def _come_up(self, edge: Edge, day: dt.date) -> None:
        source, target = self._states.get(edge.source), self._states.get(edge.target)
        if source is not None and edge.kind in NEED_FORCE and (source.ended or source.paused):
            self._hold_back(edge, source, target, day)
            return
        self._worked[edge.key] = day
        if target is not None:
            self._work(edge, target, day)

    def _hold_back(self, edge: Edge, source: State, target: State | None, day: dt.date) -> None:
        """An act that ended before has no effect; one that is paused has it once it goes on."""
        if not source.ended:
            source.waiting.append(edge)
            self._waited.add(edge.key)
            return
        self._doubt(
            Trouble.LOOP if self._ended_through(source, edge.target) else Trouble.SOURCE_ENDED, edge.target, edge
        )
        if target is not None and target.unsure and target.unsure_by == edge.key:
            target.unsure = False
            target.mark(day, Why(Cause.BEGAN))

    def _ended_through(self, state: State, other: Key) -> bool:
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

    def _work(self, edge: Edge, target: State, day: dt.date) -> None:
        why, does = self._why(Cause.EDGE, edge), VERBS[edge.kind].does
        if does in {Does.ENDS, Does.DECLARES_ENDED} and not edge.part:
            self._end(target, day, why, edge)
        elif does in {Does.ENDS, Does.DECLARES_ENDED, Does.CHANGES}:
            target.parts += 1
            target.mark(day, why)
        elif does == Does.PAUSES:
            self._pause(edge, target, day, why)
        elif does == Does.CONTINUES:
            for pause in sorted(target.pauses.values(), key=self._rank):
                self._resume(pause, day, why, narrowed=edge.part and not pause.part)
        elif not edge.part:  # of a part the law knows no such status
            target.unfit = True
            target.mark(day, why)

    def _pause(self, edge: Edge, target: State, day: dt.date, why: Why) -> None:
        if edge.until and edge.until <= day:
            self._doubt(Trouble.ENDS_BEFORE_IT_BEGINS, edge.target, edge)
            return
        target.pauses[edge.key] = edge
        target.turns.append((day, ("paused", edge.key, self._turn)))
        if edge.source in self._states:
            self._states[edge.source].pausing.add(edge.target)
        target.mark(day, why)
        if edge.until:
            self._push(edge.until, _Step.RESUME, edge)

    def _resume(self, pause: Edge, day: dt.date, why: Why | None = None, *, narrowed: bool = False) -> None:
        """`narrowed`: a part goes on; the rest stays paused."""
        state = self._states[pause.target]
        if state.pauses.pop(pause.key, None) is None:
            return
        if narrowed:
            state.pauses[pause.key] = replace(pause, part=True)
        state.turns.append((day, ("resumed", pause.key, self._turn)))
        state.mark(day, why or self._why(Cause.RESUMED, pause))
        if not state.paused:
            for edge in state.waiting:
                self._push(day, _Step.EDGE, edge, self._turn)
            state.waiting.clear()

    def _end(self, state: State, day: dt.date, why: Why, by: Edge | None) -> None:
        """`by`: the edge that ended it, or ended what it lapses with."""
        if state.ended:
            return
        state.ended = why
        state.turns.append((day, ("ended", by and by.key, self._turn)))
        state.mark(day, why)
        self._let_go(state, day)
        for edge in self._details.get(state.act.key, ()):
            self._come_loose(self._states[edge.source], edge, day, by)

    def _let_go(self, state: State, day: dt.date) -> None:
        """What this act had paused goes on."""
        own = state.act.key
        for key in sorted(state.pausing, key=lambda key: (self._states[key].act.order, str(key))):
            for pause in [pause for pause in self._states[key].pauses.values() if pause.source == own]:
                self._resume(pause, day)

    def _come_loose(self, child: State, edge: Edge, day: dt.date, by: Edge | None) -> None:
        """What it details has ended: it is saved, it stays, or it lapses."""
        parent = edge.target
        if child.ended or parent in child.loose:
            return
        child.loose.add(parent)
        save = self._saves.get((by.source, child.act.key)) if by else None
        if save is not None:
            if not rules_on(day).states_exception:
                self._doubt(Trouble.NO_EXCEPTION, child.act.key, save)
            child.parts += save.part
            child.mark(day, self._why(Cause.SAVED, save))
        elif by and by.kind == Kind.REPLACES and not rules_on(day).replaced_lapses:
            self._doubt(Trouble.DETAILED_REPLACED, child.act.key, edge)
            child.mark(day, Why(Cause.STAYS, edge.key, parent))
        else:
            self._lapse(child, edge, day, by)

    def _lapse(self, child: State, edge: Edge, day: dt.date, by: Edge | None) -> None:
        why = Why(Cause.LAPSED, edge.key, edge.target)
        if len(child.parents) == 1:
            self._end(child, day, why, by)
            return
        child.parts += 1
        child.mark(day, why)
        if child.loose == child.parents:
            self._doubt(Trouble.ALL_DETAILED_ENDED, child.act.key, edge)


_TURNS: Mapping[_Step, Callable[[_Fold, Edge, dt.date], None]] = {
    _Step.DOUBT: _Fold._become_unsure,  # noqa: SLF001  its own table of turns
    _Step.RESUME: _Fold._resume,  # noqa: SLF001
    _Step.EDGE: _Fold._come_up,  # noqa: SLF001
}


def _rank_of(act: Act | None) -> tuple[int, str, str, str, str]:
    if act is None:
        return 0, "", "", "", ""
    return -act.issued_on.toordinal() if act.issued_on else 0, act.order, "", "", str(act.key)
