"""Where in the pages of what was found the words stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.law import terms
from registry.law.excerpts import Piece, excerpt
from registry.law.terms import Wanted
from registry.search import Found
from registry.store.tables import Document, Page
from registry.tiers import Tier


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where in a document's pages the words stand: the page's number, and a line of it in pieces."""

    page: int
    pieces: Sequence[Piece]


PAGES_LOOKED_AT = 40  # of one document, for an excerpt


def excerpts(session: Session, found: Found, wanted: Wanted) -> Mapping[int, Excerpt]:
    """Document id → an excerpt of its text, for those whose title does not hold all the words."""
    shown = {}
    for document in found.documents:
        if wanted and found.tiers[document.id] >= Tier.TEXT_EXACT and (one := _excerpt(session, document, wanted)):
            shown[document.id] = one
    return shown


def _excerpt(session: Session, document: Document, wanted: Wanted) -> Excerpt | None:
    """From the page that holds most of the words, the first of those."""
    versions = [file.current.id for file in document.files]
    rows = sa.select(Page.number, Page.text).where(Page.version_id.in_(versions)).order_by(Page.version_id, Page.number)
    asked = {terms.bare(word) for word in wanted.words}
    best: tuple[int, int, str] = (0, 0, "")
    for number, text in session.execute(rows.limit(PAGES_LOOKED_AT)):
        held = len(asked.intersection(map(terms.bare, set(terms.words(text)))))
        if held > best[0]:
            best = (held, number, text)
        if held == len(asked):
            break
    pieces = excerpt(best[2], wanted) if best[0] else None
    return Excerpt(best[1], pieces) if pieces else None
