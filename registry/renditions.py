"""What everybody is shown of a document, kept as JSON: looked up in one query, where making it takes a dozen.

Kept is what a reader without an account sees, in the registry's own language. It holds nothing that changes with the
day or with being counted, and only documents without work under way. A rendition is as good as its stamp: see
store.stamps. It is made when somebody asks, and never has to be thrown away by whoever changes a document.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from registry import search
from registry.accounts import ANONYMOUS
from registry.errors import StorageFull
from registry.search import Place, Query
from registry.store.database import Database
from registry.store.tables import Document, Rendition
from registry.visibility import visible_to

AT_ONCE = 2_000  # documents whose renditions are forgotten in one transaction
_MADE = ("tag", "moment", "listed", "whole")
_FRESH = (Rendition.made == Rendition.stamp) & (Rendition.recipe == sa.bindparam("recipe"))


@dataclass(frozen=True, slots=True)
class Made:
    """A new rendition, of a document as it was when its stamp was `stamp` or later."""

    document_id: int
    stamp: int
    tag: str
    moment: dt.datetime | None
    listed: bytes
    whole: bytes


def one(database: Database, public_id: str, recipe: str) -> Any | None:
    """(document_id, stamp, fresh, tag, moment, whole) of a document that everybody may see, None where there is none such.

    `whole` may be used where `fresh` is true. Ask before reading what a new one is made of: it must not be older than
    its stamp.
    """
    return next(iter(database.prepared("one rendition", _one).rows(public_id=public_id, recipe=recipe)), None)


def _one() -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Rendition.document_id, Rendition.stamp, _FRESH.label("fresh"), Rendition.tag, Rendition.moment, Rendition.whole,
    )  # fmt: skip
    rows = sa.select(*columns).join(Document, Document.id == Rendition.document_id)
    return rows.where(Document.public_id == sa.bindparam("public_id"), visible_to(ANONYMOUS))


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: rows with (id, stamp, fresh, tag, listed); where the next begins; when what is kept of it was changed, and
    the registry. `listed` may be used where `fresh` is true.
    """

    rows: Sequence[Any]
    after: Place | None
    moments: Sequence[dt.datetime | None]


def of_page(database: Database, query: Query, limit: int, after: Place | None, recipe: str) -> Shown:
    """A page of results, for readers without an account."""
    if query.words:
        with database.reading() as session:
            rows = search.rows(session, ANONYMOUS, query, limit, after, _with_renditions, recipe=recipe)
            return _shown(rows, limit, lambda _name, value: value)
    prepared = search.prepared_page(database, query, after=after is not None, more=_with_renditions)
    return _shown(prepared.raw(recipe=recipe, **search.values(query, limit, after)), limit, prepared.read)


def _shown(rows: Sequence[Any], limit: int, read: Callable[[str, Any], Any]) -> Shown:
    """`read` is applied to the few values that are needed: dates of all rows would take as long as the query."""
    rows = sorted(rows, key=lambda row: (-row.tier, row.key, row.id), reverse=True)
    kept = [row.moment for row in rows[:limit] if row.fresh]
    moments = [read("changed", row.changed) for row in rows[:1]]
    if kept:
        moments.append(None if None in kept else read("moment", max(kept)))
    return Shown(rows[:limit], search.end(rows, limit, lambda key: read("key", key)), moments)


def _with_renditions(page: sa.Select[Any]) -> sa.Select[Any]:
    """In no order: SQLite would copy all JSON to sort it."""
    rows = page.subquery()
    columns = (
        *rows.c, Rendition.stamp, _FRESH.label("fresh"), Rendition.tag, Rendition.moment, Rendition.listed,
    )  # fmt: skip
    return sa.select(*columns).outerjoin(Rendition, Rendition.document_id == rows.c.id)


def keep(database: Database, made: Iterable[Made], recipe: str) -> None:
    """Keeps what was made, unless the database is busy: then somebody else who asks makes it again."""
    rows = [
        {"key": one.document_id, "made": one.stamp, "recipe": recipe} | {name: getattr(one, name) for name in _MADE}
        for one in sorted(made, key=lambda one: one.document_id)
    ]
    if not rows:
        return
    table: Any = Rendition.__table__
    names: dict[str, Any] = {name: sa.bindparam(name) for name in ("made", "recipe", *_MADE)}
    kept = sa.update(table).where(table.c.document_id == sa.bindparam("key")).values(**names)
    try:
        with database.writing(durable=False, patient=False) as session:
            session.connection().execute(kept, rows)
    except (OperationalError, StorageFull):  # whoever writes goes first, and nothing is lost
        return


def forget(session: Session, after: int = 0) -> int | None:
    """What is kept of the next some thousand documents after that id: made again when somebody asks. None at the end."""
    keys = sa.select(Rendition.document_id).where(Rendition.document_id > after).order_by(Rendition.document_id)
    found = session.scalars(keys.limit(AT_ONCE)).all()
    nothing: dict[str, None] = dict.fromkeys(("made", "recipe", *_MADE))
    last = found[-1] if found else None
    if last is not None:
        session.execute(sa.update(Rendition).where(Rendition.document_id.between(after + 1, last)).values(**nothing))
    return last
