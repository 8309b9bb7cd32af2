"""Finding documents by words of their titles.

Titles are compared without case and marks, in Python, among the newest documents only: a registry that holds more
than that needs an index, which this module is the place for.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.documents import whole
from registry.law.vietnamese import fold
from registry.store.tables import Document, State
from registry.visibility import visible_to

AMONG = 5_000  # titles folded and compared in one search, some 15 ms
LONGEST = 300  # characters of a query that count


def titled(session: Session, viewer: Viewer, words: str, limit: int, *, drafts: bool = False) -> Sequence[Document]:
    """Documents whose title or number holds all the words, newest first; `drafts`: also those not published."""
    wanted = fold(words[:LONGEST]).split()
    if not wanted:
        return ()
    rows = sa.select(Document.id, Document.title, Document.canonical).where(visible_to(viewer))
    if not drafts:
        rows = rows.where(Document.state == State.PUBLISHED)
    rows = rows.order_by(Document.published_at.desc(), Document.id.desc()).limit(AMONG)
    ids = [id_ for id_, title, number in session.execute(rows) if _holds(f"{number or ''} {title}", wanted)][:limit]
    found = {document.id: document for document in session.scalars(whole().where(Document.id.in_(ids)))}
    return [found[id_] for id_ in ids]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
