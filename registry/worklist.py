"""What lies on a clerk's desk: documents in every state, the ones changed last first."""

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer, require
from registry.documents import Slice, whole
from registry.store.tables import Document, Rank, State
from registry.visibility import visible_to


def recent(
    session: Session, by: Viewer, limit: int, after: tuple[str, str] | None = None, state: State | None = None
) -> Slice:
    """Documents, latest change first. Raises NotSignedIn, Forbidden."""
    require(by, Rank.CLERK, "read")
    rows = whole().where(visible_to(by))
    if state is not None:
        rows = rows.where(Document.state == state)
    if after is not None:
        moment = sa.literal(dt.datetime.fromisoformat(after[0]), Document.updated_at.type)
        rows = rows.where(sa.tuple_(Document.updated_at, Document.public_id) < sa.tuple_(moment, after[1]))
    rows = rows.order_by(Document.updated_at.desc(), Document.public_id.desc()).limit(limit + 1)
    found = session.scalars(rows).all()
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return Slice(shown, (last.updated_at.isoformat(), last.public_id) if last else None)


def by_state(session: Session, by: Viewer) -> Mapping[State, int]:
    """How many documents there are in each state."""
    require(by, Rank.CLERK, "read")
    counts = sa.select(Document.state, sa.func.count()).group_by(Document.state)
    counted = session.execute(counts.where(visible_to(by)))
    return {state: count for state, count in counted}
