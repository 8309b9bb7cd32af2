"""Which documents hold the words that are looked for, and how nearly: the lower the tier, the nearer."""

import enum
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.law.terms import Wanted
from registry.store import matching


class Tier(enum.IntEnum):
    """What of a document matched."""

    NUMBER = 0
    TITLE_EXACT = 1
    TITLE = 2
    TEXT_EXACT = 3
    TEXT = 4


Matching = Mapping[Tier, "sa.Select[tuple[int, int]]"]


def of(session: Session, wanted: Wanted) -> Matching:
    """By tier, (document_id, tier) of what matches that nearly or nearer: who is in TITLE_EXACT is in TITLE and TEXT, too.
    Empty where no words are asked for.
    """
    if not wanted:
        return {}
    asked = [
        (Tier.NUMBER, matching.TITLE, wanted.number),
        (Tier.TITLE_EXACT, matching.TITLE, wanted.exact),
        (Tier.TITLE, matching.TITLE, wanted.bare),
        (Tier.TEXT_EXACT, matching.WHOLE, wanted.exact),
        (Tier.TEXT, matching.WHOLE, wanted.bare),
    ]
    unmarked = wanted.exact == wanted.bare
    found = {}
    for tier, column, these in asked:
        if not these or (unmarked and tier in {Tier.TITLE_EXACT, Tier.TEXT_EXACT}):
            continue
        phrases = wanted.lines if tier is not Tier.NUMBER else ()
        part = matching.having(session, column, these, phrases=phrases).subquery()
        found[tier] = sa.select(part.c.document_id, sa.literal(int(tier)).label("tier"))
    return found


def nearest(found: Matching) -> sa.Subquery:
    """(document_id, tier) of all that match (at least one tier is asked for), each in its nearest."""
    every = sa.union_all(*found.values()).subquery()
    least = sa.select(every.c.document_id, sa.func.min(every.c.tier).label("tier"))
    return least.group_by(every.c.document_id).subquery()


def holding(session: Session, wanted: Wanted) -> sa.Subquery:
    """(document_id) of all that match, however nearly: the farthest tiers hold the others."""
    found = of(session, wanted)
    parts = [sa.select(found[tier].selected_columns.document_id) for tier in (Tier.NUMBER, Tier.TEXT) if tier in found]
    return (sa.union(*parts) if len(parts) > 1 else parts[0]).subquery()
