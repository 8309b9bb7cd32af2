"""Readers' ratings of documents, 1 to 5: one of each reader, who may change it."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import documents
from registry.accounts import Viewer
from registry.errors import N_, Invalid
from registry.store.database import upsert
from registry.store.tables import Rating, now

STARS = range(1, 6)
NO_STARS = N_("Choose one to five stars.")


@dataclass(frozen=True, slots=True)
class Rated:
    """The sum of a document's ratings, and how many there are."""

    sum: int = 0
    count: int = 0

    @property
    def mean(self) -> float:
        return self.sum / self.count if self.count else 0.0


def rater_of(secret_key: str, token: str, public_id: str) -> str:
    """Who rates a document, 32 hex digits: another one for each document, so that nobody's ratings can be put together."""
    key = hashlib.blake2b(secret_key.encode(), digest_size=32).digest()
    return hashlib.blake2b(f"{token}\0{public_id}".encode(), key=key, digest_size=16).hexdigest()


def rate(session: Session, viewer: Viewer, public_id: str, rater: str, stars: int) -> None:
    """Give a published document that the viewer may see its stars, in place of those that the rater gave before.

    Raises NotFound, Invalid.
    """
    if stars not in STARS:
        raise Invalid.field("stars", NO_STARS)
    document_id = documents.published_id(session, viewer, public_id)
    row = upsert(session, Rating).values(document_id=document_id, rater=rater, stars=stars, rated_at=now())
    changed = {"stars": row.excluded.stars, "rated_at": row.excluded.rated_at}
    session.execute(row.on_conflict_do_update(index_elements=["document_id", "rater"], set_=changed))


def own(session: Session, document_id: int, rater: str) -> int | None:
    """The stars that the rater gave."""
    row = sa.select(Rating.stars).where(Rating.document_id == document_id, Rating.rater == rater)
    return session.scalar(row)


def of(session: Session, document_ids: Collection[int]) -> Mapping[int, Rated]:
    """Ratings of several documents; every id asked for has an entry."""
    rows = sa.select(Rating.document_id, sa.func.sum(Rating.stars), sa.func.count())
    found = session.execute(rows.where(Rating.document_id.in_(document_ids)).group_by(Rating.document_id))
    known = {document_id: Rated(int(total), count) for document_id, total, count in found}
    return {id_: known.get(id_, Rated()) for id_ in document_ids}
