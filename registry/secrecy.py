"""Documents that must not be here, or not be published: what their first page says, and what is decided about it.

A state secret (MẬT, TỐI MẬT, TUYỆT MẬT: Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Art. 8) is hidden at once from all but
administrators, who erase it or say why the mark is none. What is for use inside is kept and never published.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from registry import changes, documents, effects, indexing, storage, work
from registry.accounts import SYSTEM, Viewer, require
from registry.circulating import is_overridden, standing
from registry.errors import N_, Invalid, WrongState
from registry.store.database import upsert
from registry.store.tables import (
    Audience,
    CitationFound,
    Document,
    File,
    FileVersion,
    IdempotencyKey,
    OpeningBalance,
    Outcome,
    Page,
    Preview,
    Rank,
    ReadingFacts,
    Refusal,
    RefusalKind,
    State,
    UsageDay,
    UsageEvent,
    UsageTally,
    UsageTotal,
    now,
)

REASON = "state_secret"  # the reason of a version that was refused; a code of registry.pdf.reasons
WHY = N_("Say why the mark is none; it stands in the audit.")


def refuse(session: Session, version_id: int, mark: str) -> None:
    """The version's first page bears a mark of secrecy: nobody sees the document any more, and nothing read from it stays."""
    version = session.get_one(FileVersion, version_id)
    document = version.file.document
    _note(session, version, RefusalKind.CLASSIFIED, mark)
    document.refused = True
    _raise_version(document)
    effects.refresh_around(session, document.id)
    version.outcome, version.reason = Outcome.FAILED, REASON
    for table in (Page, CitationFound, ReadingFacts):
        session.execute(sa.delete(table).where(table.version_id == version_id))
    indexing.forget(session, document.id)
    changes.record(session, "document.refused", SYSTEM, document, mark=mark)


def keep_inside(session: Session, version_id: int, mark: str) -> None:
    """The version is for use inside only: where its document is public already, it is for clerks alone from now on."""
    version = session.get_one(FileVersion, version_id)
    document = version.file.document
    if not _note(session, version, RefusalKind.INTERNAL, mark) or document.state == State.DRAFT:
        return
    document.view_audience = document.download_audience = Audience.STAFF
    _raise_version(document)
    changes.record(session, "document.kept_inside", SYSTEM, document, mark=mark)


def _note(session: Session, version: FileVersion, kind: RefusalKind, mark: str) -> bool:
    """True: the refusal stands; False: it was overridden before."""
    row = upsert(session, Refusal).values(
        document_id=version.file.document_id, version_id=version.id, kind=kind, mark=mark, noticed_at=now(), reason=""
    )
    session.execute(row.on_conflict_do_update(index_elements=["version_id", "kind"], set_={"mark": mark}))
    return not is_overridden(session, version.id, kind)


def _raise_version(document: Document) -> None:
    document.version += 1
    document.updated_at = now()


def refused(session: Session, by: Viewer) -> Sequence[Document]:
    """Refused documents, for administrators to decide on. Raises NotSignedIn, Forbidden."""
    require(by, Rank.ADMIN, "read")
    rows = sa.select(Document).where(Document.refused).order_by(Document.updated_at.desc()).limit(100)
    return session.scalars(rows.options(joinedload(Document.type))).all()


def refused_of(session: Session, by: Viewer) -> int:
    """How many documents that `by` brought in were refused: a clerk is told so much and no more."""
    rows = sa.select(sa.func.count()).select_from(Document).where(Document.refused, Document.created_by == by.user_id)
    return session.scalar(rows) or 0 if by.user_id is not None else 0


def override(session: Session, by: Viewer, document: Document, reason: str) -> None:
    """The marks are none: the document is what it was, and its files are read again. Raises Invalid without a reason."""
    require(by, Rank.ADMIN, "admin")
    why = documents.plain(reason)
    if not why:
        raise Invalid.field("override_reason", WHY)
    rows = standing(session, document)
    if not rows:
        raise WrongState(document.state)
    for row in rows:
        row.overridden_at, row.overridden_by, row.reason = now(), by.user_id, why
        work.owe(session, work.READING, row.version_id)
    document.refused = False
    indexing.retitle(session, document)
    _raise_version(document)
    effects.refresh_around(session, document.id)
    marks = sorted({row.mark for row in rows})
    changes.record(session, "document.refusal_overridden", by, document, reason=why, marks=marks)


def erase(session: Session, by: Viewer, document: Document) -> Sequence[str]:
    """Delete a refused document with all that hangs on it; the hashes of the bytes that the shell must delete next, once
    this is committed (what it does not get to, the sweep does within a day). Raises WrongState.
    """
    require(by, Rank.ADMIN, "admin")
    if not document.refused:
        raise WrongState(document.state)
    hashes = _hashes(session, document)
    for table in (UsageEvent, UsageDay, UsageTotal, UsageTally, OpeningBalance):
        session.execute(sa.delete(table).where(table.document_id == document.id))
    session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.location.contains(document.public_id)))
    session.execute(sa.update(Document).where(Document.successor_id == document.id).values(successor_id=None))
    changes.forget(session, document)
    changes.record(session, "document.erased", by, sha256=sorted(hashes))
    session.delete(document)
    session.flush()
    return sorted(hashes - storage.referenced(session, hashes))


def _hashes(session: Session, document: Document) -> set[str]:
    versions = sa.select(FileVersion).join(File).where(File.document_id == document.id)
    rows: Iterable[FileVersion] = session.scalars(versions.options(selectinload(FileVersion.file)))
    own = {row.id: row.sha256 for row in rows}
    drawn = session.scalars(sa.select(Preview.sha256).where(Preview.version_id.in_(own)))
    return {*own.values(), *drawn}
