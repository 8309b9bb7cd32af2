"""Finding documents by words, numbers and filters: one question, the same answer on both databases.

A document matches when title and pages together hold all words. Results come in tiers (what matched), newest first in
each: engines' own scores never agree between databases, and say little where all syllables are common.
"""

import datetime as dt
import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import changes, effects, narrowing, tiers
from registry.accounts import ANONYMOUS, Viewer
from registry.documents import EARLIEST, whole
from registry.law import terms
from registry.law.terms import Wanted
from registry.law.types import Family
from registry.narrowing import Quality, StatusOn
from registry.store.database import Database, Prepared
from registry.store.tables import (
    Document,
    DocumentField,
    DocumentIssuer,
    DocumentSigner,
    Field,
    Issuer,
    Signer,
    State,
    Type,
    UsageStanding,
)
from registry.tiers import Tier
from registry.visibility import published_to, visible_to

LONGEST = 300  # characters of a query that count
COUNTED = (
    10_000  # results are counted, and facets taken, up to here; beyond, `estimating` tells about how many there are
)
FEW = 5_000  # documents that are looked at one by one; of what more have, the newest are soon found among all
A_PAGE = 25
Place = tuple[int, str, int]  # tier, day or moment, and id of the last result that was shown
LONG_AGO = dt.date(1, 1, 1)  # sorts what has no day of issue last


class Sort(enum.StrEnum):
    RELEVANCE = "relevance"
    ISSUED = "issued_on"
    PUBLISHED = "published_at"
    VIEWS = "views"
    DOWNLOADS = "downloads"


# These change while one reads, so that pages are not stable.
USED = {Sort.VIEWS: UsageStanding.views, Sort.DOWNLOADS: UsageStanding.downloads}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything given must hold. Codes for type, issuer, field (with its subtree), signer."""

    words: str = ""
    type: str | None = None
    issuer: str | None = None
    field: str | None = None
    signer: str | None = None
    family: Family | None = None
    year: int | None = None
    issued_from: dt.date | None = None
    issued_to: dt.date | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    issuer_line: str | None = None
    has_file: bool | None = None
    modified_since: dt.datetime | None = None
    text_quality: Quality | None = None
    status: StatusOn | None = None
    sort: Sort = Sort.RELEVANCE
    drafts: bool = False
    few: frozenset[str] = frozenset()  # filters that FEW documents or less have; found out here, not asked

    @property
    def wanted(self) -> Wanted:
        return terms.wanted(self.looked_for)

    @property
    def looked_for(self) -> str:
        return shortened(self.words)

    @property
    def cut(self) -> bool:
        """The words were longer than those that count."""
        return self.looked_for != self.words


def shortened(words: str) -> str:
    """What of a query counts: its first LONGEST characters, and no half word at their end."""
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST + 1].rpartition(" ")[0].strip() or words[:LONGEST]


@dataclass(frozen=True, slots=True)
class Found:
    """`tiers`: document id → what matched. `after`: where the next page begins, None on the last. `changed`: when
    anything was changed last in the registry, None where nothing is found.
    """

    documents: Sequence[Document] = ()
    tiers: Mapping[int, Tier] = field(default_factory=dict)
    after: Place | None = None
    changed: dt.datetime | None = None


def find(session: Session, viewer: Viewer, query: Query, limit: int, after: Place | None = None) -> Found:
    """A page of results. `after` is that of the page before."""
    found = places(session, viewer, query, limit, after)
    rows = session.scalars(whole().where(Document.id.in_(found.tiers)))
    loaded = {one.id: one for one in rows}
    return replace(found, documents=[loaded[id_] for id_ in found.tiers])


def load(session: Session, viewer: Viewer, ids: Collection[int]) -> Sequence[Document]:
    """Those of the documents that are still to be seen, in the order of their ids here."""
    rows = whole().where(Document.id.in_(ids), Document.state == State.PUBLISHED, visible_to(viewer))
    loaded = {one.id: one for one in session.scalars(rows)}
    return [loaded[id_] for id_ in ids if id_ in loaded]


def places(session: Session, viewer: Viewer, query: Query, limit: int, after: Place | None = None) -> Found:
    """As `find`, with the documents' ids alone, in the order of `tiers`."""
    found = rows(session, viewer, query, limit, after)
    shown = found[:limit]
    return Found(
        tiers={row.id: Tier(row.tier) for row in shown},
        after=end(found, limit),
        changed=shown[0].changed if shown else None,
    )


def rows(
    session: Session, viewer: Viewer, query: Query, limit: int, after: Place | None = None,
    more: Callable[[sa.Select[Any]], sa.Select[Any]] = lambda page: page, **values: Any,
) -> Sequence[Any]:  # fmt: skip
    """The rows (id, tier, key, changed) of a page in their order, and one more where there are more.

    `more`: what is asked beside the page, with `values`.
    """
    query = with_few(query, _few_to_find(session))
    last = after and [sa.literal(one, kind) for one, kind in zip(_last(query, after), _kinds(query), strict=True)]
    found: Sequence[Any] = ()
    for matches in _nearest_first(session, query, after):
        page = _page(viewer, query, matches, sa.literal(limit + 1), last)
        found = session.connection().execute(more(page), values).all()
        if len(found) > limit:
            break
    return found


def prepared_page(
    database: Database, query: Query, *, after: bool, more: Callable[[sa.Select[Any]], sa.Select[Any]]
) -> Prepared:
    """The page for readers without an account, where no words are asked for: one for all queries alike but for their values.

    `more`: what is asked beside the page. See `values` for what the rows are asked with.
    """
    query = with_few(query, lambda name, value: _are_few(_number_prepared(database, name, value)))
    open_ = tuple(name for name in PLAIN if getattr(query, name) is not None)
    fixed = tuple(getattr(query, name) for name in FIXED)
    return database.prepared((more, open_, fixed, after), lambda: more(_alike(query, open_, after=after)))


def _number_prepared(database: Database, name: str, value: Any) -> Any:
    """As `having` has it, by one query for all values that can be a bind parameter."""
    if name in PLAIN:
        return database.prepared(("few", name), lambda: having(name)).raw(code=value)[0]
    return database.prepared(("few", name, value), lambda: having(name, value)).raw()[0]


def _alike(query: Query, open_: Sequence[str], *, after: bool) -> sa.Select[Any]:
    """The page with bind parameters for values, which dataclasses hold as well as anything."""
    values: dict[str, Any] = {name: sa.bindparam(name, type_=PLAIN[name]) for name in open_}
    last = [sa.bindparam(f"last_{place}", type_=kind) for place, kind in enumerate(_kinds(query))] if after else None
    return _page(ANONYMOUS, replace(query, **values), None, sa.bindparam("rows", type_=sa.Integer()), last)


def values(query: Query, limit: int, after: Place | None) -> Mapping[str, Any]:
    """What a prepared page is asked with."""
    open_ = {name: value for name in PLAIN if (value := getattr(query, name)) is not None}
    last = {f"last_{place}": one for place, one in enumerate(_last(query, after))} if after else {}
    return {"rows": limit + 1, **open_, **last}


def _page(
    viewer: Viewer, query: Query, matches: sa.Subquery | None, rows: Any, last: Sequence[Any] | None
) -> sa.Select[Any]:
    tier = matches.c.tier if matches is not None else sa.literal(0)
    key = _key(query)
    if query.sort in USED and matches is None and not query.few:
        return _most_used(viewer, query, rows, last)
    order = [-tier, key, Document.id] if matches is not None and query.sort == Sort.RELEVANCE else [key, Document.id]
    columns = (Document.id, tier.label("tier"), key.label("key"), changes.latest().label("changed"))
    found = filtered(sa.select(*columns), viewer, query, matches)
    if query.sort in USED:
        found = found.join(UsageStanding, UsageStanding.document_id == Document.id)
    if matches is None and query.words.strip():
        found = found.where(sa.false())  # only signs, no words: nothing holds them
    return _in_order(found, order, rows, last)


def _most_used(viewer: Viewer, query: Query, rows: Any, last: Sequence[Any] | None) -> sa.Select[Any]:
    """Standings are read in the order of their index until enough of them fit; joined, SQLite would read and sort all."""
    key, id_ = _key(query), UsageStanding.document_id
    fits = filtered(sa.select(Document.id), viewer, query, None).where(Document.id == id_).correlate(UsageStanding)
    columns = (id_.label("id"), sa.literal(0).label("tier"), key.label("key"), changes.latest().label("changed"))
    return _in_order(sa.select(*columns).where(fits.exists()), [key, id_], rows, last)


def _in_order(found: sa.Select[Any], order: Sequence[Any], rows: Any, last: Sequence[Any] | None) -> sa.Select[Any]:
    if last is not None:
        found = found.where(sa.tuple_(*order) < sa.tuple_(*last[-len(order) :]))
    return found.order_by(*(one.desc() for one in order)).limit(rows)


def _last(query: Query, after: Place) -> tuple[Any, ...]:
    """The last row seen, as its order has it; every element of its kind."""
    return -after[0], _moment(query, after[1]), after[2]


def _kinds(query: Query) -> tuple[Any, ...]:
    return sa.Integer(), _key(query).type, sa.BigInteger()


def end(rows: Sequence[Any], limit: int, read: Callable[[Any], Any] = lambda key: key) -> Place | None:
    """Where the page after these rows begins; None where there is none. `read`: for keys as the driver gave them."""
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return last.tier, _text(read(last.key)), last.id


def _key(query: Query) -> sa.ColumnElement[Any]:
    """What is sorted by after the tier; indexes hold these columns, so they are not wrapped where no null can be."""
    if query.sort in USED:
        return sa.type_coerce(USED[query.sort], sa.BigInteger())
    if query.sort == Sort.PUBLISHED:
        return sa.type_coerce(Document.updated_at if query.drafts else Document.published_at, Document.created_at.type)
    if not query.drafts:
        return sa.type_coerce(Document.issued_on, sa.Date())
    return sa.func.coalesce(Document.issued_on, sa.literal(LONG_AGO, sa.Date()), type_=sa.Date())


def _text(key: dt.date | dt.datetime | int) -> str:
    return str(key) if isinstance(key, int) else key.isoformat()


def is_place(text: str) -> bool:
    """Whether it is the key of a row under some sort: a count, a day, or a moment."""
    if text.isascii() and text.isdigit():
        return len(text) < 19  # BIGINT
    try:
        return EARLIEST.year <= dt.datetime.fromisoformat(text).year < 3000
    except ValueError:
        return False


def _moment(query: Query, text: str) -> dt.date | dt.datetime | int:
    """The key of the last row seen, whichever sort it was made under: a cursor of another question starts near its day."""
    if query.sort in USED:
        return int(text) if text.isdigit() else 0
    moment = dt.datetime.combine(EARLIEST, dt.time()) if text.isdigit() else dt.datetime.fromisoformat(text)
    if query.sort == Sort.PUBLISHED:
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.date()


def _nearest_first(session: Session, query: Query, after: Place | None) -> Iterator[sa.Subquery | None]:
    """What may fill the page: its nearest tier alone, where it begins there, then all that match; None where no words are
    asked for.

    Of a million documents 80,000 may have two common words in their title: to sort out who is in which tier takes as long
    again as to find the newest of those.
    """
    matching = tiers.of(session, query.wanted)
    nearest = min(matching, default=None)
    if nearest is not None and query.sort == Sort.RELEVANCE and (after is None or after[0] == nearest):
        yield matching[nearest].subquery()
    yield tiers.nearest(matching) if matching else None


def filtered(
    rows: sa.Select[Any], viewer: Viewer, query: Query, matches: sa.Subquery | None, but: str = ""
) -> sa.Select[Any]:
    """The rows that match; `but` names a filter that is left out, so that a facet shows its other choices."""
    if matches is not None:
        rows = rows.join(matches, matches.c.document_id == Document.id)
    for name in query.few - {but}:
        # The limit, which is above what few are, makes SQLite read these first.
        linked = LINKED[name](getattr(query, name))
        few = (linked if name in SINGLE else linked.distinct()).limit(COUNTED).subquery()
        rows = rows.join(few, few.c.document_id == Document.id)
    seen = visible_to(viewer) if query.drafts else published_to(viewer)
    return rows.where(seen, *_filters(query, but))


def _filters(query: Query, but: str) -> Iterable[sa.ColumnElement[bool]]:
    for name, clause in FILTERS.items():
        value = getattr(query, name)
        if value is not None and name != but and name not in query.few:
            yield clause(value)


def _subtree(code: str) -> sa.Select[Any]:
    top = sa.select(Field.id).where(Field.code == code).cte("subtree", recursive=True)
    return sa.select(top.union(sa.select(Field.id).join(top, Field.parent_id == top.c.id)).c.id)


def _in_year(year: int) -> sa.ColumnElement[bool]:
    return Document.issued_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31))


# The documents of an issuer, a field or a signer, by its code; and those that have a status.
LINKED: Mapping[str, Callable[[Any], sa.Select[Any]]] = {
    "issuer": lambda code: sa.select(DocumentIssuer.document_id).join(Issuer).where(Issuer.code == code),
    "field": lambda code: sa.select(DocumentField.document_id).where(DocumentField.field_id.in_(_subtree(code))),
    "signer": lambda code: sa.select(DocumentSigner.document_id).join(Signer).where(Signer.code == code),
    "status": lambda asked: effects.having_status(asked.status, asked.day),
}
SINGLE = frozenset({"status"})  # a document has one; DISTINCT would lead SQLite to read all in the order of documents


def with_few(query: Query, is_few: Callable[[str, Any], bool]) -> Query:
    """The query, knowing which of its filters few documents have: those are found by them, not among all."""
    asked = [(name, value) for name in LINKED if (value := getattr(query, name)) is not None]
    asked = [(name, value) for name, value in asked if name != "status" or value.status]
    return replace(query, few=frozenset(name for name, value in asked if is_few(name, value))) if asked else query


def having(name: str, code: Any = None, most: int = FEW) -> sa.Select[Any]:
    """How many documents have it, up to one more than `most`, and how many there are at all."""
    of_code = LINKED[name](sa.bindparam("code", type_=sa.Text()) if code is None else code).limit(most + 1).subquery()
    number = sa.select(sa.func.count()).select_from(of_code).scalar_subquery()
    return sa.select(number.label("number"), sa.select(sa.func.max(Document.id)).scalar_subquery().label("among"))


def _are_few(having: Any) -> bool:
    """Whether to look at all that have it takes less than to look for a page of them, from the newest document on."""
    return bool(having.number <= FEW and having.number**2 <= A_PAGE * (having.among or 0))


def _few_to_find(session: Session) -> Callable[[str, Any], bool]:
    return lambda name, code: _are_few(session.execute(having(name, code)).one())


# Filters whose clause takes a bind parameter for a value as well.
PLAIN: Mapping[str, Any] = {
    **dict.fromkeys(("type", "issuer", "field", "signer", "issuer_line"), sa.Text()),
    **dict.fromkeys(("issued_from", "issued_to", "effective_from", "effective_to"), sa.Date()),
    "modified_since": Document.updated_at.type,
}
FILTERS: Mapping[str, Callable[[Any], sa.ColumnElement[bool]]] = {
    "type": lambda code: Document.type_id == sa.select(Type.id).where(Type.code == code).scalar_subquery(),
    "issuer": lambda code: Document.issuing.any(DocumentIssuer.issuer.has(code=code)),
    "field": lambda code: Document.fields.any(Field.id.in_(_subtree(code))),
    "signer": lambda code: Document.signing.any(DocumentSigner.signer.has(code=code)),
    "family": lambda family: Document.family == family,
    "year": _in_year,
    "issued_from": lambda day: Document.issued_on >= day,
    "issued_to": lambda day: Document.issued_on <= day,
    "effective_from": lambda day: Document.effective_on >= day,
    "effective_to": lambda day: Document.effective_on <= day,
    "issuer_line": narrowing.in_line,
    "has_file": narrowing.has_file,
    "modified_since": narrowing.modified_since,
    "text_quality": narrowing.text_quality,
    "status": narrowing.has_status,
}
FIXED = (*(name for name in FILTERS if name not in PLAIN), "sort", "drafts", "few")
