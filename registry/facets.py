"""What a search can be narrowed by further: for each facet its commonest values, with how many documents have them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import effects, estimating
from registry.accounts import Viewer
from registry.estimating import Matching
from registry.narrowing import StatusOn
from registry.search import Query
from registry.store import matching
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
    """One value of a facet: `row` is the type, issuer, field or signer (None for a year or a family), `chosen` that it is
    filtered by, `estimated` that about so many documents have it.
    """

    code: str
    row: Any
    count: int
    chosen: bool
    estimated: bool = False


FACETS = ("status", "type", "issuer", "field", "signer", "family", "year")
CHOICES = 12  # values shown of one facet


def facets(
    session: Session, viewer: Viewer, query: Query, today: dt.date, found: Matching | None = None
) -> Mapping[str, Sequence[Choice]]:
    """For each facet its commonest values among the documents that match all other filters. Statuses are those of the day
    that the query names, else of `today`. `found`: what matches all filters, where it is known already.
    """
    found, on = found or estimating.matching_documents(session, viewer, query), query.status or StatusOn(today)
    shown = {}
    for name in FACETS:
        chosen = on.status if name == "status" else getattr(query, name)
        among = found if chosen is None else estimating.matching_documents(session, viewer, query, but=name)
        if choices := _choices(session, name, among, chosen, on.day):
            shown[name] = choices
    return shown


def _choices(session: Session, name: str, among: Matching, chosen: Any, day: dt.date) -> Sequence[Choice]:
    if not among.ids:
        return ()
    value, rows = _FACET_ROWS[name] if name != "status" else _statuses(day)
    number = sa.func.count().label("number")
    these = matching.listed(session, among.ids)
    counted = session.execute(
        rows(sa.select(value.label("value"), number)).join(these, these.c.id == Document.id).where(value.is_not(None))
        .group_by(value).order_by(number.desc(), value.desc()).limit(CHOICES)
    ).all()  # fmt: skip
    table = _FACET_TABLES.get(name)
    named = {}
    if table is not None:
        values = [row.value for row in counted]
        named = {one.id: one for one in session.scalars(sa.select(table).where(table.id.in_(values)))}
    return [_choice(row, named.get(row.value), among, chosen) for row in counted]


def _choice(counted: Any, row: Any, among: Matching, chosen: Any) -> Choice:
    code = row.code if row is not None else str(counted.value)
    return Choice(code, row, among.about(counted.number), str(chosen) == code, among.is_sample)


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
