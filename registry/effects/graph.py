"""What a fold of some documents needs: all that acts on them, and of the rest no more than may move them.

What is above a document (the acts it details), and a source whose own fate matters on the way (it pauses, or was paused)
is folded with it. Of these only the edges count that bear on their force. Every other source is taken as settled: its edge
remembers the day on which it worked. A source of which only the number is known works on the day that the edge says.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import identity_key

from registry.effects.periods import batched
from registry.law import effect
from registry.law.effect import Act, Edge, Outcome, Standing
from registry.law.relations import ACTING, Kind
from registry.store.tables import LEFT_DRAFT, Document, EffectFate, Relation, Settled, State, Type

Row = sa.Row[*tuple[Any, ...]]
Known = tuple[dt.date | None, Settled]  # of an edge: the day on which it worked, and how far that holds
VOID: Known = (None, Settled.OPEN)

EDGES = (
    Relation.id, Relation.source_id, Relation.target_id, Relation.kind, Relation.effective_on, Relation.ends_on,
    Relation.part, Relation.worked_on, Relation.settled, Relation.source_key, Relation.source_type,
)  # fmt: skip
OTHERS = ACTING - {Kind.DETAILS}  # kinds that act on their target; what details an act depends on its target instead


ACTS = (
    Document.id, Document.issued_on, Document.effective_on, Document.expires_on, Document.standing, Document.canonical,
)  # fmt: skip
# Some document here bears the number that acts; where several do, a clerk says first which of them is meant.
_BEARER = aliased(Document)
_TYPE = sa.select(Type.id).where(Type.code == Relation.source_type).correlate(Relation).scalar_subquery()
_BORNE = sa.exists().where(
    _BEARER.number_key == Relation.source_key, _BEARER.state.in_(LEFT_DRAFT),
    (Relation.source_type == "") | (_BEARER.type_id == _TYPE),
)  # fmt: skip
# Of edges with their source: confirmed, onto a document that is held, by a published one that may be seen at all, or by
# one of which the number and the day are known.
COUNTS = sa.and_(
    Relation.confirmed_at.is_not(None), Relation.target_id.is_not(None),
    sa.and_(Document.state == State.PUBLISHED, ~Document.refused)
    | sa.and_(Relation.source_id.is_(None), Relation.effective_on.is_not(None), ~_BORNE),
)  # fmt: skip
# Statements are built once: that takes longer than running them. Whether an edge counts is asked of the answers: as a
# condition it leads SQLite to go through all published documents.
_KEYS: sa.BindParameter[int] = sa.bindparam("keys", expanding=True)
_FOLDED = sa.select(*ACTS).where(Document.id.in_(_KEYS))
_WITH_SOURCE = (
    sa.select(*EDGES, *ACTS, COUNTS)
    .outerjoin(Document, Relation.source_id == Document.id)
    .where(Relation.confirmed_at.is_not(None))
)
_ABOVE = _WITH_SOURCE.where(Relation.source_id.in_(_KEYS), Relation.kind == Kind.DETAILS)
_INTO = _WITH_SOURCE.where(Relation.target_id.in_(_KEYS), Relation.kind.in_(OTHERS))
_BEARING = _WITH_SOURCE.where(
    Relation.target_id.in_(_KEYS), Relation.kind.in_(effect.ON_FORCE),
    ~Relation.part | (Relation.kind == Kind.CONTINUES),
)  # fmt: skip
_KNOWN = sa.update(Relation.metadata.tables[Relation.__tablename__]).where(Relation.id == sa.bindparam("key"))
_KNOWN = _KNOWN.values(worked_on=sa.bindparam("day"), settled=sa.bindparam("how_far"))
_FATES = sa.select(EffectFate.document_id, EffectFate.fate).where(EffectFate.document_id.in_(_KEYS))
_FRESH_FATES = sa.insert(EffectFate.metadata.tables[EffectFate.__tablename__])


def act_of(row: Iterable[Any]) -> Act:
    key, issued_on, effective_on, expires_on, standing, canonical = row
    return Act(
        key, issued_on, effective_on, expires_on,
        normative=standing == Standing.NORMATIVE, consolidated=standing == Standing.CONSOLIDATED, order=canonical or "",
    )  # fmt: skip


@dataclass(slots=True)
class Graph:
    """What is folded for the sake of `inside` (`acts`), the sources `outside`, and the edges between; `stored` is what each
    edge remembers, of those that count no more, too.
    """

    inside: Collection[int]
    acts: dict[int, Act] = field(default_factory=dict)
    outside: dict[int, Act] = field(default_factory=dict)
    edges: dict[int, Edge] = field(default_factory=dict)
    stored: dict[int, Known] = field(default_factory=dict)

    def fold(self) -> Outcome:
        settled = {key: day for key, (day, _) in self.stored.items() if day is not None}
        return effect.fold(self.acts.values(), self.edges.values(), self.outside.values(), settled)

    def otherwise(self, outcome: Outcome) -> Mapping[int, Known]:
        """What edges onto `inside` must remember now, where that differs: those that were asked, and those void by now."""
        now = dict.fromkeys(self.stored.keys() - self.edges.keys(), VOID)
        for key, edge in self.edges.items():
            asked = edge.source in self.acts or edge.source not in self.outside
            if asked and key in self.stored and edge.target in self.inside:
                now[key] = told(outcome, key)
        return {key: known for key, known in now.items() if known != self.stored[key]}


def told(outcome: Outcome, edge: int) -> Known:
    return outcome.worked.get(edge), Settled.WAITED if edge in outcome.waited else Settled.PLAIN


def load(session: Session, inside: Collection[int], asking: Collection[int] = (), *, thorough: bool = False) -> Graph:
    """`asking`: sources whose edges are asked anew. `thorough`: also those that tell why an edge does not work."""
    graph, fresh, into = Graph(inside), set(inside), _INTO
    while fresh:
        graph.acts.update((row[0], act_of(row)) for row in _rows(session, _FOLDED, fresh))
        needed = {_take(graph, row).target for row in _rows(session, _ABOVE, fresh) if row[-1]}
        for row in _rows(session, into, fresh):
            edge = _take_acting(graph, row)
            if edge is None or edge.source not in graph.outside:
                continue
            if edge.source in asking or _is_asked(graph, edge, thorough=thorough):
                needed.add(edge.source)
        fresh, into = needed - graph.acts.keys(), _BEARING
    return graph


def _rows(session: Session, statement: sa.Select[*tuple[Any, ...]], keys: Collection[int]) -> Iterator[Row]:
    for some in batched(keys):
        yield from session.execute(statement, {"keys": some})


def edge_of(row: Row) -> Edge:
    """From a row that begins with EDGES. A source of which only the number is known is called by it."""
    key, source, *rest = row[:7]
    return Edge(key, source or f"{row[9]} {row[10]}", *rest)


def _take(graph: Graph, row: Row) -> Edge:
    edge = graph.edges[row[0]] = edge_of(row)
    return edge


def _take_acting(graph: Graph, row: Row) -> Edge | None:
    """With its source, and what it remembers. None when it counts no more."""
    graph.stored[row[0]] = row[7], row[8]
    if not row[-1]:
        return None
    edge = _take(graph, row)
    if row[1] and edge.source not in graph.outside:
        graph.outside[edge.source] = act_of(row[len(EDGES) : -1])
    return edge


def _is_asked(graph: Graph, edge: Edge, *, thorough: bool) -> bool:
    worked_on, settled = graph.stored[edge.key]
    if thorough and (worked_on is None or effect.bears_on_force(edge)):
        return True
    waited = settled == Settled.WAITED
    return settled == Settled.OPEN or effect.looks_up(edge, graph.outside[edge.source], waited=waited)


def keep_known(session: Session, known: Mapping[int, Known]) -> None:
    """What edges remember. Rows that the session holds are read again when they are looked at."""
    if not known:
        return
    days = [{"key": key, "day": day, "how_far": settled} for key, (day, settled) in known.items()]
    session.execute(_KNOWN, days)
    for key in known:
        held = session.identity_map.get(identity_key(Relation, key))
        if held is not None:
            session.expire(held, ["worked_on", "settled"])


def fates(session: Session, keys: Collection[int]) -> Mapping[int, str | None]:
    """As they are stored, of each of the documents."""
    return dict.fromkeys(keys, "") | {key: fate for key, fate in _rows(session, _FATES, keys)}


def keep_fates(session: Session, fates: Mapping[int, str]) -> None:
    for some in batched(fates):
        session.execute(sa.delete(EffectFate).where(EffectFate.document_id.in_(some)))
    if rows := [{"document_id": key, "fate": fate} for key, fate in fates.items() if fate]:
        session.execute(_FRESH_FATES, rows)
