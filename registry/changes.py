"""What happened to what: one log, rows inserted unnumbered, numbered and chained once they are committed."""

import datetime as dt
import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.store.tables import Change, ChangeAudience, Document

AT_ONCE = 500  # rows numbered in one transaction, well under 50 ms
LAST = 20


def record(
    session: Session,
    kind: str,
    by: Viewer,
    document: Document | None = None,
    audience: ChangeAudience = ChangeAudience.AUDIT,
    **payload: Any,
) -> None:
    """Note a change. Whoever passes `audience=PUBLIC` vouches that the payload holds nothing but published facts."""
    session.add(
        Change(
            kind=kind,
            audience=audience,
            document_id=document.id if document else None,
            actor_id=by.user_id,
            payload=payload,
        )
    )


def forget(session: Session, document: Document) -> None:
    """Keep the log of a document that is about to be deleted, without the link to it."""
    session.execute(sa.update(Change).where(Change.document_id == document.id).values(document_id=None))


def latest() -> sa.ScalarSelect[dt.datetime | None]:
    """When the last change happened, to be asked together with something else.

    Of the last few rows, since they are not always committed in the order of their moments.
    """
    last = sa.select(Change.at).order_by(Change.id.desc()).limit(LAST).subquery()
    return sa.select(sa.func.max(last.c.at, type_=last.c.at.type)).scalar_subquery()


def number(session: Session) -> int:
    """Give the next sequence numbers to committed rows and chain their hashes; returns how many.

    Only one caller may be at it: SQLite's writer lock sees to that, PostgreSQL takes an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(0x7265_6769)))
    last = session.execute(
        sa.select(Change.sequence, Change.hash).where(Change.sequence.is_not(None)).order_by(Change.sequence.desc())
    ).first()
    sequence, previous = (last.sequence, last.hash) if last else (0, "")
    fresh = session.scalars(sa.select(Change).where(Change.sequence.is_(None)).order_by(Change.id).limit(AT_ONCE)).all()
    for row in fresh:
        sequence += 1
        row.sequence, row.previous_hash = sequence, previous
        row.hash = previous = _link(row, previous)
    return len(fresh)


def _link(row: Change, previous: str) -> str:
    """SHA-256 over the previous row's hash and this row's facts as sorted JSON."""
    facts = {
        "sequence": row.sequence, "at": row.at.isoformat(), "kind": row.kind, "audience": row.audience,
        "actor": row.actor_id, "payload": row.payload,
    }  # fmt: skip
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((previous + text).encode()).hexdigest()
