"""When an edge works by itself, and what must be known of its source for it."""

import datetime as dt

from registry.law.effect.facts import Act, Edge
from registry.law.relations import NEED_FORCE, VERBS, Does, Kind

# Kinds that may end a whole act, pause it, or let it go on.
ON_FORCE = frozenset(
    kind for kind, verb in VERBS.items() if verb.does in {Does.ENDS, Does.DECLARES_ENDED, Does.PAUSES, Does.CONTINUES}
)


def begins(edge: Edge, source: Act) -> dt.date | None:
    """The first day on which the edge can work. What is no normative act takes effect when it is signed."""
    if edge.kind not in NEED_FORCE or not source.normative:
        return source.effective_on or source.issued_on
    return source.effective_on


def is_early(edge: Edge, source: Act) -> bool:
    """Said to work before its act is in force."""
    first = begins(edge, source)
    return bool(edge.kind in NEED_FORCE and edge.since and first and edge.since < first)


def due(edge: Edge, source: Act) -> dt.date | None:
    """The day on which the edge works unless its source is ended or paused then."""
    return begins(edge, source) if edge.since is None or is_early(edge, source) else edge.since


def looks_up(edge: Edge, source: Act, *, waited: bool) -> bool:
    """Whether a fold of the edge's target must fold the source too, and not merely know the day on which the edge worked:
    a pause ends with its act, a day before its act is in force leaves the time between in doubt, and what `waited` for the
    end of a pause comes up in that one's turn.
    """
    return waited or VERBS[edge.kind].does == Does.PAUSES or is_early(edge, source)


def bears_on_force(edge: Edge) -> bool:
    """Whether the edge may decide if its target is in force at all: then it matters to what the target acts on itself."""
    return edge.kind in ON_FORCE and (not edge.part or edge.kind == Kind.CONTINUES)
