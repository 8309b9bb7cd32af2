"""How many documents match, and which ones facets look at: all of them, or where they are many a sample that is spread
over them. What is told by a sample says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import search, tiers
from registry.accounts import Viewer
from registry.search import COUNTED, Query
from registry.store import matching
from registry.store.tables import Document

CERTAINLY_MORE = 2 * COUNTED  # what a sample says beyond which nobody counts
SAMPLED = 5_000  # documents in a sample: what a tenth of all have is told within 4 %
SPREAD = 1_000_003  # a prime, so that keys times another number, divided by it, leave what looks like chance


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents there are; `estimated`: about so many."""

    number: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """Which documents match: all of them, or a sample of which each stands for `each`."""

    ids: Sequence[int]
    each: float = 1

    @property
    def is_sample(self) -> bool:
        return self.each > 1

    @property
    def count(self) -> Count:
        return Count(self.about(len(self.ids)), estimated=self.is_sample)

    def about(self, found: int) -> int:
        """How many documents so many of `ids` stand for; what is estimated has two digits that say something."""
        number = round(found * self.each)
        return round(number, 2 - len(str(number))) if self.is_sample else number


def count(session: Session, viewer: Viewer, query: Query) -> Count:
    """How many documents match: exactly up to COUNTED, beyond that as a sample has it."""
    return matching_documents(session, viewer, query).count


def matching_documents(session: Session, viewer: Viewer, query: Query, but: str = "") -> Matching:
    """All that match, up to COUNTED, else a sample. `but` names a filter that is left out.

    The sample is asked first, since looking for the 10,000th of what is rare takes all of the table.
    """
    if query.words.strip() and not query.wanted:
        return Matching(())
    query = search.with_few(query, lambda name, code: _is_counted(session, name, code))
    found = tiers.holding(session, query.wanted) if query.wanted else None
    drawn = Matching(())
    if not query.few - {but}:
        drawn = _drawn(session, search.filtered(sa.select(Document.id), viewer, query, None, but), found)
        if drawn.about(len(drawn.ids)) > CERTAINLY_MORE:
            return drawn
    rows = search.filtered(sa.select(Document.id), viewer, query, found, but)
    ids = session.scalars(rows.limit(COUNTED + 1)).all()
    return drawn if len(ids) > COUNTED else Matching(ids)


def _is_counted(session: Session, name: str, code: str) -> bool:
    number: int = session.execute(search.having(name, code, COUNTED)).one().number
    return number <= COUNTED


def _drawn(session: Session, rows: sa.Select[Any], found: sa.Subquery | None) -> Matching:
    """Which of some thousand documents are among the rows: documents that are spread over all, or over those that hold
    the words. Nothing where there are no more than are counted.

    They are the same at every request. Keys are not taken at even distances, since documents may come in a rhythm.
    """
    last = session.scalar(sa.select(sa.func.max(Document.id))) or 0
    if last <= COUNTED:
        return Matching(())
    ids, each = _over_all(last) if found is None else _over(session, found, last)
    these = matching.listed(session, ids)
    return Matching(session.scalars(rows.join(these, these.c.id == Document.id)).all(), each) if ids else Matching(())


def _over_all(last: int) -> tuple[Sequence[int], float]:
    """Some SAMPLED documents, and how many each of them stands for."""
    step = last // SAMPLED + 1
    return [at + at * 7_919 % SPREAD % step for at in range(1, last + 1, step)], step


def _over(session: Session, found: sa.Subquery, last: int) -> tuple[Sequence[int], float]:
    """Up to SAMPLED of the documents that are found among `last`, and how many each of them stands for."""
    place = found.c.document_id * 7_919 % SPREAD
    before = SPREAD * min(1, 20 * SAMPLED / last)
    drawn = sa.select(found.c.document_id, place).where(place < before).order_by(place).limit(SAMPLED)
    rows = session.execute(drawn).all()
    return [row[0] for row in rows], SPREAD / (rows[-1][1] + 1 if len(rows) == SAMPLED else before)
