"""What a table of relations marks as ended or changed, and which of it does not read so in the registry, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry import documents, effects
from registry.errors import N_, FieldProblem
from registry.importing.relations import Told
from registry.law import effect, numbers
from registry.law.effect import Status
from registry.law.relations import VERBS, Does, Kind
from registry.store.tables import LEFT_DRAFT, Document, Relation, State

SAID_AT_MOST = 3  # reasons of one document
NOT_HELD = N_("it is not held")
SEVERAL = N_("several documents have this number")
DRAFT = N_("it is a draft")
PENDING = N_("its validity is still being worked out")
NOT_NORMATIVE = N_("statuses are for normative documents, which it is not")
SUPPLEMENTED = N_("it is only supplemented, which takes nothing out of force")
NO_OWN_DAY = N_("its own days are not known, or contradict each other")
NOT_YET = N_("it is not in force itself yet")
REMOVED = N_("its relations were removed")
MORE = N_("and %(count)d more")
NO_SOURCE = N_("%(number)s is not held, and no day is given")
SOURCES = N_("several documents have the number %(number)s")
SOURCE_DRAFT = N_("%(number)s is a draft")
WITHDRAWN = N_("%(number)s was withdrawn")
UNPUBLISHED = N_("%(number)s is not published yet")
NO_DAY = N_("of %(number)s no effective day is known")
LATER = N_("%(number)s acts on it from %(day)s only")
NO_EFFECT = N_("%(number)s has no effect: it was out of force or suspended")
PART = N_("%(number)s acts on a part of it only")
_OF_ITSELF: Mapping[Status, str] = {Status.UNKNOWN: NO_OWN_DAY, Status.NOT_YET: NOT_YET}
_TOUCHES = frozenset({Does.ENDS, Does.CHANGES, Does.DECLARES_ENDED})  # what takes something out of force
_READ_SO: Mapping[str, frozenset[Status]] = {
    "ended": frozenset({Status.ENDED}),
    "changed": frozenset({Status.PARTLY_ENDED, Status.ENDED, Status.PAUSED, Status.PARTLY_PAUSED, Status.UNFIT}),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A catalog sentence with what fills its places, and those that say more."""

    message: str
    facts: tuple[tuple[str, Any], ...] = ()
    more: tuple[FieldProblem, ...] = ()

    @classmethod
    def of(cls, message: str, **facts: Any) -> "Reason":
        return cls(message, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A document that a table marks as `marked` ("ended", "changed"), what it reads today ("" where it is not held), and why."""

    number: str
    type: str
    marked: str
    status: str
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    number: str
    type: str
    kinds: frozenset[tuple[Kind, bool]]

    @property
    def as_(self) -> str:
        whole = {kind for kind, part in self.kinds if not part}
        return "ended" if any(VERBS[kind].does in {Does.ENDS, Does.DECLARES_ENDED} for kind in whole) else "changed"


def marked(told: Iterable[Told]) -> Sequence[_Marked]:
    """The documents that the rows say are acted on, each once, in the order of their numbers."""
    kinds: dict[tuple[str, str], set[tuple[Kind, bool]]] = defaultdict(set)
    for row in told:
        kinds[row.number, row.type].update((Kind(said.kind), said.part) for said in row.said)
    acted = {key: some for key, some in kinds.items() if _is_marked(some)}
    return [_Marked(*key, frozenset(some)) for key, some in sorted(acted.items())]


def _is_marked(kinds: Iterable[tuple[Kind, bool]]) -> bool:
    return any(VERBS[kind].does in _TOUCHES or kind == Kind.SUPPLEMENTS for kind, _ in kinds)


def otherwise(session: Session, one: _Marked, day: dt.date) -> Otherwise | None:
    """None where the document reads on that day as it is marked."""
    of_number = sa.select(Document).where(Document.number_key == numbers.parse(one.number).key)
    rows = session.scalars(of_number.options(joinedload(Document.type)).order_by(Document.id)).all()
    found = [row for row in rows if not one.type or not row.type or row.type.code == one.type]
    held = [row for row in found if row.state in LEFT_DRAFT]
    if len(held) != 1:
        return Otherwise(one.number, one.type, one.as_, "", (_not_held(found, held),))
    document = held[0]
    periods = effects.timelines(session, [document.id]).get(document.id, ())
    status = effect.at(periods, day).status if periods else None
    if status in _READ_SO[one.as_]:
        return None
    why = tuple(_why(session, document, one, status, day))
    return Otherwise(one.number, one.type, one.as_, status.value if status else "", why)


def _not_held(found: Sequence[Document], held: Sequence[Document]) -> Reason:
    if held:
        return Reason(SEVERAL)
    return Reason(DRAFT, more=documents.missing_in(found[0])) if found else Reason(NOT_HELD)


def _why(session: Session, document: Document, one: _Marked, status: Status | None, day: dt.date) -> Iterator[Reason]:
    if status == Status.NOT_APPLICABLE:
        yield Reason(NOT_NORMATIVE)
    elif status is None or effects.is_pending(session, document.id):
        yield Reason(PENDING)
    elif not any(VERBS[kind].does in _TOUCHES for kind, _ in one.kinds):
        yield Reason(SUPPLEMENTED)
    else:
        yield from _of_edges(session, document, status, day)


def _of_edges(session: Session, document: Document, status: Status, day: dt.date) -> Iterator[Reason]:
    touching = [kind for kind in Kind if VERBS[kind].does in _TOUCHES]
    edges = session.scalars(
        sa.select(Relation)
        .where(Relation.target_id == document.id, Relation.kind.in_(touching), Relation.confirmed_at.is_not(None))
        .options(joinedload(Relation.source))
        .order_by(Relation.id)
    ).all()
    if status in _OF_ITSELF and any(edge.worked_on and edge.worked_on <= day for edge in edges):
        yield Reason(_OF_ITSELF[status])
        return
    reasons = list(dict.fromkeys(_why_not(session, edge, day) for edge in edges))
    yield from reasons[:SAID_AT_MOST] or [Reason(REMOVED)]
    if len(reasons) > SAID_AT_MOST:
        yield Reason.of(MORE, count=len(reasons) - SAID_AT_MOST)


def _why_not(session: Session, edge: Relation, day: dt.date) -> Reason:
    """Why an edge does not take out of force on that day what it is said to."""
    source = edge.source
    if source is None and edge.worked_on is None:
        return _no_source(session, edge)
    number = source.canonical if source else edge.source_number
    if source and source.state != State.PUBLISHED:
        return Reason.of(WITHDRAWN if source.state == State.WITHDRAWN else UNPUBLISHED, number=number)
    begins = edge.worked_on or edge.effective_on or (source.effective_on if source else None)
    if begins is None:
        return Reason.of(NO_DAY, number=number)
    if begins > day:
        return Reason.of(LATER, number=number, day=str(begins))
    return Reason.of(PART if edge.worked_on else NO_EFFECT, number=number)


def _no_source(session: Session, edge: Relation) -> Reason:
    of_number = sa.select(Document).where(Document.number_key == edge.source_key).order_by(Document.id)
    found = list(session.scalars(of_number.options(joinedload(Document.type))))
    fits = [one for one in found if not edge.source_type or not one.type or one.type.code == edge.source_type]
    number = ("number", edge.source_number)
    if any(one.state in LEFT_DRAFT for one in fits):
        return Reason(SOURCES, (number,))
    return Reason(SOURCE_DRAFT, (number,), documents.missing_in(fits[0])) if fits else Reason(NO_SOURCE, (number,))


def waiting(session: Session) -> Iterator[tuple[str, int]]:
    """Numbers of acting documents that are not held, and how many relations wait for each, the most first."""
    count = sa.func.count(Relation.id)
    rows = sa.select(sa.func.min(Relation.source_number), count).where(Relation.source_id.is_(None))
    for number, waits in session.execute(rows.group_by(Relation.source_key, Relation.source_type).order_by(-count)):
        yield number or "", waits
