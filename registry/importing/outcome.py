"""What a table of relations marks as ended or changed, and which of it does not read so in the registry, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry import effects
from registry.importing.relations import Told
from registry.law import effect, numbers
from registry.law.effect import Status
from registry.law.relations import VERBS, Does, Kind
from registry.store.tables import LEFT_DRAFT, Document, Relation, State

SAID_AT_MOST = 3  # reasons of one document
_TOUCHES = frozenset({Does.ENDS, Does.CHANGES, Does.DECLARES_ENDED})  # what takes something out of force
_READ_SO: Mapping[str, frozenset[Status]] = {
    "ended": frozenset({Status.ENDED}),
    "changed": frozenset({Status.PARTLY_ENDED, Status.ENDED, Status.PAUSED, Status.PARTLY_PAUSED, Status.UNFIT}),
}


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A document that a table marks as `marked` ("ended", "changed"), what it reads today ("" where it is not held), and why."""

    number: str
    type: str
    marked: str
    status: str
    why: str


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
        return Otherwise(one.number, one.type, one.as_, "", _not_held(found, held))
    document = held[0]
    periods = effects.timelines(session, [document.id]).get(document.id, ())
    status = effect.at(periods, day).status if periods else None
    if status in _READ_SO[one.as_]:
        return None
    why = _why(session, document, one, status, day)
    return Otherwise(one.number, one.type, one.as_, status.value if status else "", why)


def _not_held(found: Sequence[Document], held: Sequence[Document]) -> str:
    if held:
        return "several documents have this number"
    return "it is a draft: " + _lacking(found[0]) if found else "it is not held"


def _lacking(draft: Document) -> str:
    lacks = {"number": draft.number, "type": draft.type, "issuers": draft.issuing, "issued_on": draft.issued_on}
    missing = ", ".join(name for name, value in lacks.items() if not value)
    return f"it lacks {missing}" if missing else "it is not published yet"


def _why(session: Session, document: Document, one: _Marked, status: Status | None, day: dt.date) -> str:
    if status == Status.NOT_APPLICABLE:
        return "statuses are for normative documents, which it is not"
    if not any(VERBS[kind].does in _TOUCHES for kind, _ in one.kinds):
        return "it is only supplemented, which takes nothing out of force"
    touching = [kind for kind in Kind if VERBS[kind].does in _TOUCHES]
    edges = session.scalars(
        sa.select(Relation)
        .where(Relation.target_id == document.id, Relation.kind.in_(touching), Relation.confirmed_at.is_not(None))
        .options(joinedload(Relation.source))
        .order_by(Relation.id)
    )
    reasons = list(dict.fromkeys(_why_not(session, edge, day) for edge in edges))
    more = len(reasons) - SAID_AT_MOST
    return (
        "; ".join(reasons[:SAID_AT_MOST] + ([f"and {more} more"] if more > 0 else [])) or "its relations were removed"
    )


def _why_not(session: Session, edge: Relation, day: dt.date) -> str:
    """Why an edge takes nothing out of force on that day."""
    source = edge.source
    if source is None:
        return _no_source(session, edge)
    if source.state != State.PUBLISHED:
        return f"{source.canonical} is {source.state}"
    return f"{source.canonical} {_no_day(edge, source, day)}"


def _no_day(edge: Relation, source: Document, day: dt.date) -> str:
    begins = edge.worked_on or edge.effective_on or source.effective_on
    if begins is None:
        return "has no day on which it takes effect"
    if begins > day:
        return f"takes effect on {begins}"
    return "has no effect: it was out of force" if edge.worked_on is None else "acts on a part of it only"


def _no_source(session: Session, edge: Relation) -> str:
    drafts = sa.select(Document).where(Document.number_key == edge.source_key).order_by(Document.id)
    found = list(session.scalars(drafts.options(joinedload(Document.type))))
    fits = [one for one in found if not edge.source_type or not one.type or one.type.code == edge.source_type]
    if any(one.state in LEFT_DRAFT for one in fits):
        return f"several documents have the number {edge.source_number}"
    return f"{edge.source_number} is a draft: {_lacking(fits[0])}" if fits else f"{edge.source_number} is not held"


def waiting(session: Session) -> Iterator[tuple[str, int]]:
    """Numbers of acting documents that are not held, and how many relations wait for each, the most first."""
    count = sa.func.count(Relation.id)
    rows = sa.select(sa.func.min(Relation.source_number), count).where(Relation.source_id.is_(None))
    for number, waits in session.execute(rows.group_by(Relation.source_key, Relation.source_type).order_by(-count)):
        yield number or "", waits
