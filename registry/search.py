"""Finding documents by words, numbers and filters: one question, the same answer on both databases.

A document matches when title and pages together hold all words. Results come in tiers (what matched), newest first in
each: engines' own scores never agree between databases, and say little where all syllables are common.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.documents import whole
from registry.law import terms
from registry.law.terms import Wanted
from registry.store import matching
from registry.store.tables import Document, DocumentField, DocumentIssuer, DocumentSigner, Field, Issuer, Signer, Type
from registry.store.tables import State
from registry.visibility import visible_to

LONGEST = 300  # characters of a query that count
COUNTED = 10_000  # results are counted, and facets taken, up to here; beyond, "more than" is said
LONG_AGO = dt.date(1, 1, 1)  # sorts what has no day of issue last


class Tier(enum.IntEnum):
    """What of a document matched; the lower, the nearer."""

    NUMBER = 0
    TITLE_EXACT = 1
    TITLE = 2
    TEXT_EXACT = 3
    TEXT = 4


class Sort(enum.StrEnum):
    RELEVANCE = "relevance"
    ISSUED = "issued_on"
    PUBLISHED = "published_at"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything given must hold. Codes for type, issuer, field (with its subtree), signer."""

    words: str = ""
    type: str | None = None
    issuer: str | None = None
    field: str | None = None
    signer: str | None = None
    year: int | None = None
    issued_from: dt.date | None = None
    issued_to: dt.date | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    sort: Sort = Sort.RELEVANCE
    drafts: bool = False

    @property
    def wanted(self) -> Wanted:
        return terms.wanted(self.words[:LONGEST])


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `more` when there are more than were counted, so that the number is a floor."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`tiers`: document id → what matched. `after`: where the next page begins, None on the last."""

    documents: Sequence[Document] = ()
    tiers: Mapping[int, Tier] = field(default_factory=dict)
    after: tuple[int, str, int] | None = None


def find(
    session: Session, viewer: Viewer, query: Query, limit: int, after: tuple[int, str, int] | None = None
) -> Found:
    """A page of results. `after` is (tier, day or moment, id) of the last one seen."""
    if query.words.strip() and not query.wanted:
        return Found()  # only signs, no words: nothing holds them
    matches = _matches(session, query)
    tier = matches.c.tier if matches is not None else sa.literal(0)
    key = _key(query)
    rows = _filtered(sa.select(Document.id, tier.label("tier"), key.label("key")), viewer, query, matches)
    rank = -tier if query.sort == Sort.RELEVANCE else sa.literal(0)
    if after is not None:
        last = sa.literal(_moment(query, after[1]), key.type)
        rows = rows.where(sa.tuple_(rank, key, Document.id) < sa.tuple_(-after[0], last, after[2]))
    found = session.execute(rows.order_by(rank.desc(), key.desc(), Document.id.desc()).limit(limit + 1)).all()
    shown = found[:limit]
    loaded = {one.id: one for one in session.scalars(whole().where(Document.id.in_([row.id for row in shown])))}
    following = None
    if len(found) > limit:
        last_row = shown[-1]
        position = last_row.tier if query.sort == Sort.RELEVANCE else 0
        following = (position, last_row.key.isoformat(), last_row.id)
    return Found([loaded[row.id] for row in shown], {row.id: Tier(row.tier) for row in shown}, following)


def _key(query: Query) -> sa.ColumnElement[Any]:
    if query.sort == Sort.PUBLISHED:
        return sa.func.coalesce(Document.published_at, Document.updated_at, type_=Document.published_at.type)
    return sa.func.coalesce(Document.issued_on, sa.literal(LONG_AGO, sa.Date()), type_=sa.Date())


def _moment(query: Query, text: str) -> dt.date | dt.datetime:
    return dt.datetime.fromisoformat(text) if query.sort == Sort.PUBLISHED else dt.date.fromisoformat(text)


def _matches(session: Session, query: Query) -> sa.Subquery | None:
    """(document_id, tier) of all that hold the words; None where no words are asked for."""
    wanted = query.wanted
    if not wanted:
        return None
    asked = [
        (Tier.NUMBER, matching.TITLE, wanted.number),
        (Tier.TITLE_EXACT, matching.TITLE, wanted.exact),
        (Tier.TITLE, matching.TITLE, wanted.bare),
        (Tier.TEXT_EXACT, matching.WHOLE, wanted.exact),
        (Tier.TEXT, matching.WHOLE, wanted.bare),
    ]
    unmarked = wanted.exact == wanted.bare
    parts = []
    for tier, column, these in asked:
        if not these or (unmarked and tier in {Tier.TITLE_EXACT, Tier.TEXT_EXACT}):
            continue
        part = matching.having(session, column, these).subquery()
        parts.append(sa.select(part.c.document_id, sa.literal(int(tier)).label("tier")))
    every = sa.union_all(*parts).subquery()
    nearest = sa.select(every.c.document_id, sa.func.min(every.c.tier).label("tier"))
    return nearest.group_by(every.c.document_id).subquery()


def _filtered(
    rows: sa.Select[Any], viewer: Viewer, query: Query, matches: sa.Subquery | None, but: str = ""
) -> sa.Select[Any]:
    """The rows that match; `but` names a filter that is left out, so that a facet shows its other choices."""
    if matches is not None:
        rows = rows.join(matches, matches.c.document_id == Document.id)
    rows = rows.where(visible_to(viewer))
    if not query.drafts:
        rows = rows.where(Document.state == State.PUBLISHED)
    return rows.where(*_filters(query if not but else replace(query, **{but: None})))


def _filters(query: Query) -> Iterable[sa.ColumnElement[bool]]:
    if query.type:
        yield Document.type.has(code=query.type)
    if query.issuer:
        yield Document.issuing.any(DocumentIssuer.issuer.has(code=query.issuer))
    if query.signer:
        yield Document.signing.any(DocumentSigner.signer.has(code=query.signer))
    if query.field:
        yield Document.fields.any(Field.id.in_(_subtree(query.field)))
    if query.year:
        yield Document.issued_on.between(dt.date(query.year, 1, 1), dt.date(query.year, 12, 31))
    for column, first, last in (
        (Document.issued_on, query.issued_from, query.issued_to),
        (Document.effective_on, query.effective_from, query.effective_to),
    ):
        if first:
            yield column >= first
        if last:
            yield column <= last


def _subtree(code: str) -> sa.Select[Any]:
    top = sa.select(Field.id).where(Field.code == code).cte("subtree", recursive=True)
    return sa.select(top.union(sa.select(Field.id).join(top, Field.parent_id == top.c.id)).c.id)


def count(session: Session, viewer: Viewer, query: Query) -> Count:
    """How many documents match, exactly up to COUNTED."""
    if query.words.strip() and not query.wanted:
        return Count(0)
    rows = _filtered(sa.select(Document.id), viewer, query, _matches(session, query)).limit(COUNTED + 1)
    number = session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
    return Count(min(number, COUNTED), more=number > COUNTED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: `row` is the type, issuer, field or signer (None for a year), `chosen` that it is filtered by."""

    code: str
    row: Any
    count: int
    chosen: bool


FACETS = ("type", "issuer", "field", "signer", "year")
CHOICES = 12  # values shown of one facet


def facets(session: Session, viewer: Viewer, query: Query) -> Mapping[str, Sequence[Choice]]:
    """For each facet its commonest values among the documents that match all other filters (the first COUNTED of them)."""
    if query.words.strip() and not query.wanted:
        return {}
    matches = _matches(session, query)
    return {name: choices for name in FACETS if (choices := _choices(session, viewer, query, matches, name))}


def _choices(
    session: Session, viewer: Viewer, query: Query, matches: sa.Subquery | None, name: str
) -> Sequence[Choice]:
    among = _filtered(sa.select(Document.id), viewer, query, matches, but=name).limit(COUNTED).subquery()
    value, rows = _FACET_ROWS[name]
    number = sa.func.count().label("number")
    counted = session.execute(
        rows(sa.select(value.label("value"), number)).where(Document.id.in_(sa.select(among.c.id)), value.is_not(None))
        .group_by(value).order_by(number.desc(), value.desc()).limit(CHOICES)
    ).all()  # fmt: skip
    chosen = getattr(query, name)
    table = _FACET_TABLES.get(name)
    if table is None:
        return [Choice(str(row.value), None, row.number, str(chosen) == str(row.value)) for row in counted]
    known = {one.id: one for one in session.scalars(sa.select(table).where(table.id.in_([row.value for row in counted])))}
    return [
        Choice(known[row.value].code, known[row.value], row.number, chosen == known[row.value].code) for row in counted
    ]


def _of_documents(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.select_from(Document)


_FACET_TABLES: Mapping[str, Any] = {"type": Type, "issuer": Issuer, "field": Field, "signer": Signer}
_FACET_ROWS: Mapping[str, Any] = {
    "type": (Document.type_id, _of_documents),
    "issuer": (DocumentIssuer.issuer_id, lambda rows: rows.select_from(Document).join(DocumentIssuer)),
    "field": (DocumentField.field_id, lambda rows: rows.select_from(Document).join(DocumentField)),
    "signer": (DocumentSigner.signer_id, lambda rows: rows.select_from(Document).join(DocumentSigner)),
    "year": (sa.extract("year", Document.issued_on), _of_documents),
}
