"""What may be meant, while somebody still types: numbers, titles and issuers that go on like that."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry.accounts import Viewer
from registry.documents import heading
from registry.law import terms, vietnamese
from registry.store import matching
from registry.store.tables import Document, Issuer, IssuerName, State
from registry.visibility import visible_to

SHORTEST = 2  # letters or digits, from which on something is offered
WHOLE_WORD = 3  # letters, from which on the last word may go on; with fewer, half of all words begin so
EACH = 5  # of a kind
LOOKED_AT = 100  # documents that match, the newest, of which some may not be seen


class Kind(enum.StrEnum):
    NUMBER = "number"
    TITLE = "title"
    ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`key`: a document's public id, or an issuer's code. `text`: what it is called; `more`: what else tells it apart."""

    kind: Kind
    key: str
    text: str
    more: str = ""


def suggest(session: Session, viewer: Viewer, typed: str) -> Sequence[Suggestion]:
    """Up to EACH of every kind, the newest documents first. Everything typed must hold, the last word as a beginning."""
    if len(vietnamese.fold(typed).strip()) < SHORTEST:
        return ()
    numbered = _documents(session, viewer, Kind.NUMBER, terms.in_number(typed), 1)
    titled = _documents(session, viewer, Kind.TITLE, [terms.bare(word) for word in terms.words(typed)], WHOLE_WORD)
    known = {one.key for one in numbered}
    return [*numbered, *_issuers(session, typed), *(one for one in titled if one.key not in known)]


def _documents(session: Session, viewer: Viewer, kind: Kind, asked: Sequence[str], open_from: int) -> list[Suggestion]:
    """`open_from`: how long the last term must be to be taken for a beginning."""
    if not asked or (kind is Kind.NUMBER and not any(char.isdigit() for char in "".join(asked))):
        return []
    begun = len(asked[-1].lstrip(terms.NUMBER)) >= open_from
    found = matching.having(session, matching.TITLE, asked, begun=begun).subquery()
    newest = sa.select(found.c.document_id).order_by(found.c.document_id.desc()).limit(LOOKED_AT)
    rows = sa.select(Document).options(joinedload(Document.type))
    rows = rows.where(Document.id.in_(newest), Document.state == State.PUBLISHED, visible_to(viewer))
    shown = session.scalars(rows.order_by(Document.id.desc()).limit(EACH))
    return [_of(document, kind) for document in shown]


def _of(document: Document, kind: Kind) -> Suggestion:
    named = heading(document), document.title
    text, more = named if kind is Kind.NUMBER else named[::-1]
    return Suggestion(kind, document.public_id, text or more, more)


def _issuers(session: Session, typed: str) -> list[Suggestion]:
    """Bodies in one of whose names every word typed begins a word, first those whose name begins so.

    There are hundreds, which are looked through.
    """
    words = vietnamese.fold(typed).split()
    begun = [(sa.literal(" ") + IssuerName.folded).contains(f" {word}", autoescape=True) for word in words]
    named = sa.select(IssuerName.issuer_id).where(*begun)
    first = Issuer.id.in_(
        sa.select(IssuerName.issuer_id).where(IssuerName.folded.startswith(" ".join(words), autoescape=True))
    )
    rows = sa.select(Issuer).where(Issuer.id.in_(named)).order_by(first.desc(), Issuer.position, Issuer.id).limit(EACH)
    return [Suggestion(Kind.ISSUER, row.code, row.name) for row in session.scalars(rows)]
