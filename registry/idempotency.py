"""A request that is sent twice is done once: what was answered to a principal's key is kept for 24 hours.

IETF draft-ietf-httpapi-idempotency-key-header. The key is inserted in the transaction that does the work, so that a
second request waits for the first, then finds its answer.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.errors import N_, IdempotencyMismatch, Invalid
from registry.store.database import upsert
from registry.store.tables import IdempotencyKey, now

KEPT = dt.timedelta(hours=24)
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: str
    location: str | None


def recall(session: Session, principal: str, key: str, request_hash: str) -> Answered | None:
    """What was answered to this key, or None for a new one, which is reserved by this transaction.

    Raises IdempotencyMismatch when the key was used for another request, Invalid for a key that is no key.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid.field("Idempotency-Key", N_("Give a key of 1 to 255 characters."))
    fresh = upsert(session, IdempotencyKey).values(
        principal=principal, key=key, request_hash=request_hash, created_at=now()
    )
    if session.execute(fresh.on_conflict_do_nothing().returning(IdempotencyKey.id)).first():
        return None
    row = session.scalars(_row(principal, key)).one()
    if row.created_at < now() - KEPT:
        row.request_hash, row.created_at, row.status = request_hash, now(), None
        return None
    if row.request_hash != request_hash or row.status is None:
        raise IdempotencyMismatch(key)
    return Answered(row.status, row.body or "", row.location)


def remember(session: Session, principal: str, key: str, answered: Answered) -> None:
    row = session.scalars(_row(principal, key)).one()
    row.status, row.body, row.location = answered.status, answered.body, answered.location


def expire(session: Session) -> None:
    session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - KEPT))


def _row(principal: str, key: str) -> sa.Select[IdempotencyKey]:
    return sa.select(IdempotencyKey).where(IdempotencyKey.principal == principal, IdempotencyKey.key == key)
