"""The whole registry folded at once, and compared with what is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.effects.graph import (
    ACTS,
    COUNTS,
    EDGES,
    OTHERS,
    VOID,
    Known,
    act_of,
    edge_of,
    keep_fates,
    keep_known,
    told,
)
from registry.effects.periods import COLUMNS, batched, keep_periods, period_of
from registry.law import effect
from registry.law.effect import Period
from registry.law.relations import ACTING
from registry.store.tables import Document, EffectFate, EffectPeriod, Relation


@dataclass(frozen=True, slots=True)
class Differences:
    """What follows from the facts and is stored otherwise: timelines and fates by document, what edges remember by edge."""

    periods: Mapping[int, tuple[Period, ...]] = field(default_factory=dict)
    fates: Mapping[int, str] = field(default_factory=dict)
    known: Mapping[int, Known] = field(default_factory=dict)


_DOCUMENTS = sa.select(*ACTS)
_RELATIONS = (
    sa.select(*EDGES, COUNTS).outerjoin(Document, Relation.source_id == Document.id).where(Relation.kind.in_(ACTING))
)
_PERIODS = sa.select(*COLUMNS).order_by(EffectPeriod.document_id, EffectPeriod.position)
_FATES = sa.select(EffectFate.document_id, EffectFate.fate)
READ = (_DOCUMENTS, _RELATIONS, _PERIODS, _FATES)  # all that a rebuild reads


def differences(session: Session) -> Differences:
    acts = [act_of(row) for row in session.execute(_DOCUMENTS)]
    rows = session.execute(_RELATIONS).all()
    outcome = effect.fold(acts, [edge_of(row) for row in rows if row[-1]])
    wanted = {row[0]: told(outcome, row[0]) if row[-1] else VOID for row in rows if row.kind in OTHERS}
    known = {row[0]: wanted[row[0]] for row in rows if row[0] in wanted and wanted[row[0]] != tuple(row[7:9])}
    stored: dict[int, list[Period]] = {}
    for row in session.execute(_PERIODS):
        stored.setdefault(row[0], []).append(period_of(row))
    periods = {key: new for key, new in outcome.periods.items() if tuple(stored.get(key, ())) != new}
    before = {key: fate for key, fate in session.execute(_FATES)}
    fates = {key: fate for key, fate in outcome.fates.items() if before.get(key, "") != fate}
    return Differences(periods, fates, known)


def batches(found: Differences) -> Iterator[Differences]:
    """For short transactions."""
    for some in batched(found.periods):
        yield Differences(periods={key: found.periods[key] for key in some})
    for some in batched(found.fates):
        yield Differences(fates={key: found.fates[key] for key in some})
    for some in batched(found.known):
        yield Differences(known={key: found.known[key] for key in some})


def keep(session: Session, found: Differences) -> None:
    keep_periods(session, found.periods)
    keep_fates(session, found.fates)
    keep_known(session, found.known)


def canonicals(session: Session, keys: Iterable[int]) -> Mapping[int, str]:
    """Numbers of documents, for a report."""
    found: dict[int, str] = {}
    for some in batched(keys):
        rows = session.execute(sa.select(Document.id, Document.canonical).where(Document.id.in_(some)))
        found.update((key, canonical or "") for key, canonical in rows)
    return found
