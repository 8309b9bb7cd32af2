"""The authorities as they are given out: bodies with all their names, and signers of what the viewer may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.errors import NotFound
from registry.store.tables import Document, DocumentSigner, IssuerName, Signer
from registry.visibility import visible_to


def issuer_names(session: Session, kind: str) -> Mapping[int, Sequence[str]]:
    """Names of one kind ("alias" or "code") by the body's id, in one query."""
    rows = sa.select(IssuerName.issuer_id, IssuerName.name).where(IssuerName.kind == kind).order_by(IssuerName.id)
    found: dict[int, list[str]] = defaultdict(list)
    for issuer_id, name in session.execute(rows):
        found[issuer_id].append(name)
    return found


def signers(session: Session, viewer: Viewer, limit: int, after: str | None = None) -> Sequence[Signer]:
    """Signers by code; only those of a document that `viewer` may see, since a draft's signer would tell of the draft."""
    rows = sa.select(Signer).where(_has_signed(viewer)).order_by(Signer.code).limit(limit)
    return session.scalars(rows.where(Signer.code > after) if after is not None else rows).all()


def signer(session: Session, viewer: Viewer, code: str) -> Signer:
    """Raises NotFound, also for who signed nothing that `viewer` may see."""
    found = session.scalar(sa.select(Signer).where(Signer.code == code, _has_signed(viewer)))
    if found is None:
        raise NotFound(code)
    return found


def _has_signed(viewer: Viewer) -> sa.ColumnElement[bool]:
    signed = sa.select(DocumentSigner.document_id).join(Document, Document.id == DocumentSigner.document_id)
    return signed.where(DocumentSigner.signer_id == Signer.id, visible_to(viewer)).exists()
