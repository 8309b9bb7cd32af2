"""How much the registry holds, as everybody may know it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.store.tables import Document, DocumentIssuer, Issuer, Kind, OpeningBalance, State, Type, UsageTotal
from registry.visibility import visible_to

MOST = 12  # issuers that are listed


@dataclass(frozen=True, slots=True)
class Holding:
    """A type or an issuer that has documents, and how many."""

    code: str
    name: str
    name_en: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    documents: int
    views: int
    downloads: int
    types: Sequence[Holding]
    issuers: Sequence[Holding]


def figures(session: Session, viewer: Viewer) -> Figures:
    """Counts of what the viewer may see, opening balances included. Costs a scan: keep the answer for a while."""
    seen = sa.and_(Document.state == State.PUBLISHED, visible_to(viewer))
    by_type = (
        sa.select(Type.code, Type.name, Type.name_en, sa.func.count())
        .join(Document, Document.type_id == Type.id).where(seen).group_by(Type.id).order_by(Type.position)
    )  # fmt: skip
    by_issuer = (
        sa.select(Issuer.code, Issuer.name, Issuer.name_en, sa.func.count())
        .join(DocumentIssuer, DocumentIssuer.issuer_id == Issuer.id)
        .join(Document, Document.id == DocumentIssuer.document_id)
        .where(seen).group_by(Issuer.id).order_by(sa.func.count().desc(), Issuer.position).limit(MOST)
    )  # fmt: skip
    types = [Holding(*row) for row in session.execute(by_type)]
    return Figures(
        documents=sum(one.count for one in types),  # every published document has a type
        views=_used(session, Kind.VIEW, seen),
        downloads=_used(session, Kind.DOWNLOAD, seen),
        types=types,
        issuers=[Holding(*row) for row in session.execute(by_issuer)],
    )


def _used(session: Session, kind: Kind, seen: sa.ColumnElement[bool]) -> int:
    total = 0
    for table in (UsageTotal, OpeningBalance):
        counted = sa.select(sa.func.coalesce(sa.func.sum(table.count), 0)).join(
            Document, Document.id == table.document_id
        )
        total += int(session.scalar(counted.where(table.kind == kind, seen)) or 0)
    return total
