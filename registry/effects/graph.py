"""What a fold of some documents needs: all that acts on them, and of the rest no more than may move them.

What is above a document (the acts it details), and a source whose own fate matters on the way (it pauses, or was paused)
is folded with it. Of these only the edges count that bear on their force. Every other source is taken as settled: its edge
remembers the day on which it worked.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from registry.effects.periods import batched
from registry.law import effect
from registry.law.effect import Act, Edge, Outcome, Standing
from registry.law.relations import ACTING, Kind
from registry.store.tables import Document, EffectFate, Relation, Settled, State

Row = sa.Row[*tuple[Any, ...]]
Known = tuple[dt.date | None, Settled]  # of an edge: the day on which it worked, and how far that holds
VOID: Known = (None, Settled.OPEN)

EDGES = (
    Relation.id, Relation.source_id, Relation.target_id, Relation.kind, Relation.effective_on, Relation.ends_on,
    Relation.part, Relation.worked_on, Relation.settled,
)  # fmt: skip
OTHERS = ACTING - {Kind.DETAILS}  # kinds that act on their target; what details an act depends on its target instead


ACTS = (
    Document.id, Document.issued_on, Document.effective_on, Document.expires_on, Document.standing, Document.canonical,
)  # fmt: skip
# Of edges with their source: confirmed, by a published document that may be seen at all, onto one that is held.
COUNTS = sa.and_(
    Relation.confirmed_at.is_not(None), Relation.target_id.is_not(None), Document.state == State.PUBLISHED,
    ~Document.refused,
)  # fmt: skip
# Statements are built once: that takes longer than running them. Whether an edge counts is asked of the answers: as a
# condition it leads SQLite to go through all published documents.
_KEYS: sa.BindParameter[int] = sa.bindparam("keys", expanding=True)
_FOLDED = sa.select(*ACTS).where(Document.id.in_(_KEYS))
_WITH_SOURCE = (
    sa.select(*EDGES, *ACTS, COUNTS)
    .join(Document, Relation.source_id == Document.id)
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
            if key in self.stored and edge.target in self.inside and edge.source in self.acts:
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
            if edge is not None and (edge.source in asking or _is_asked(graph, edge, thorough=thorough)):
                needed.add(edge.source)
        fresh, into = needed - graph.acts.keys(), _BEARING
    return graph


def _rows(session: Session, statement: sa.Select[*tuple[Any, ...]], keys: Collection[int]) -> Iterator[Row]:
    for some in batched(keys):
        yield from session.execute(statement, {"keys": some})


def edge_of(row: Row) -> Edge:
    """From a row that begins with EDGES."""
    return Edge(*row[:7])


def _take(graph: Graph, row: Row) -> Edge:
    edge = graph.edges[row[0]] = edge_of(row)
    return edge


def _take_acting(graph: Graph, row: Row) -> Edge | None:
    """With its source, and what it remembers. None when it counts no more."""
    graph.stored[row[0]] = row[7], row[8]
    if not row[-1]:
        return None
    edge = _take(graph, row)
    if edge.source not in graph.outside:
        graph.outside[edge.source] = act_of(row[9:15])
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
