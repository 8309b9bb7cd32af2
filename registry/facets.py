"""What a search can be narrowed by further: for each facet its commonest values, with how many documents have them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import effects, search
from registry.accounts import Viewer
from registry.narrowing import StatusOn
from registry.search import Query
from registry.store.tables import (
    Document,
    DocumentField,
    DocumentIssuer,
    DocumentSigner,
    EffectPeriod,
    Field,
    Issuer,
    Signer,
    Type,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: `row` is the type, issuer, field or signer (None for a year or a family), `chosen` that it is filtered by."""

    code: str
    row: Any
    count: int
    chosen: bool


FACETS = ("status", "type", "issuer", "field", "signer", "family", "year")
CHOICES = 12  # values shown of one facet


def facets(session: Session, viewer: Viewer, query: Query, today: dt.date) -> Mapping[str, Sequence[Choice]]:
    """For each facet its commonest values among the documents that match all other filters (the first COUNTED of them).
    Statuses are those of the day that the query names, else of `today`.
    """
    if query.words.strip() and not query.wanted:
        return {}
    matches, on = search.matching_words(session, query), query.status or StatusOn(today)
    return {name: choices for name in FACETS if (choices := _choices(session, viewer, query, matches, name, on))}


def _choices(
    session: Session, viewer: Viewer, query: Query, matches: sa.Subquery | None, name: str, on: StatusOn
) -> Sequence[Choice]:
    among = search.filtered(sa.select(Document.id), viewer, query, matches, but=name).limit(search.COUNTED).subquery()
    value, rows = _FACET_ROWS[name] if name != "status" else _statuses(on.day)
    number = sa.func.count().label("number")
    counted = session.execute(
        rows(sa.select(value.label("value"), number)).where(Document.id.in_(sa.select(among.c.id)), value.is_not(None))
        .group_by(value).order_by(number.desc(), value.desc()).limit(CHOICES)
    ).all()  # fmt: skip
    chosen = getattr(query, name) if name != "status" else on.status
    table = _FACET_TABLES.get(name)
    if table is None:
        return [Choice(str(row.value), None, row.number, str(chosen) == str(row.value)) for row in counted]
    known = {
        one.id: one for one in session.scalars(sa.select(table).where(table.id.in_([row.value for row in counted])))
    }
    return [
        Choice(known[row.value].code, known[row.value], row.number, chosen == known[row.value].code) for row in counted
    ]


def _statuses(day: dt.date) -> tuple[Any, Callable[[sa.Select[Any]], sa.Select[Any]]]:
    of_day = (EffectPeriod.document_id == Document.id) & effects.on_day(day)
    return EffectPeriod.status, lambda rows: rows.select_from(Document).join(EffectPeriod, of_day)


def _of_documents(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.select_from(Document)


_FACET_TABLES: Mapping[str, Any] = {"type": Type, "issuer": Issuer, "field": Field, "signer": Signer}
_FACET_ROWS: Mapping[str, Any] = {
    "type": (Document.type_id, _of_documents),
    "issuer": (DocumentIssuer.issuer_id, lambda rows: rows.select_from(Document).join(DocumentIssuer)),
    "field": (DocumentField.field_id, lambda rows: rows.select_from(Document).join(DocumentField)),
    "signer": (DocumentSigner.signer_id, lambda rows: rows.select_from(Document).join(DocumentSigner)),
    "family": (Document.family, _of_documents),
    "year": (sa.extract("year", Document.issued_on), _of_documents),
}
