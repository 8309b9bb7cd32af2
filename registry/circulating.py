"""What stands against a document's being published: marks of secrecy, and of use inside only."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.errors import N_, FieldProblem, NotReadyToPublish
from registry.law import circulation
from registry.store.tables import Document, Refusal, RefusalKind

INSIDE = N_("The document is for use inside only (“%(mark)s”); it can be kept, but not published.")
REFUSED = N_("The document is marked as a state secret and was refused.")


def is_overridden(session: Session, version_id: int, kind: RefusalKind) -> bool:
    """An administrator has said that the mark on this version is none."""
    decided = sa.select(Refusal.id).where(
        Refusal.version_id == version_id, Refusal.kind == kind, Refusal.overridden_at.is_not(None)
    )
    return session.scalar(decided) is not None


def standing(session: Session, document: Document) -> Sequence[Refusal]:
    """What stands against the document, the oldest first."""
    rows = sa.select(Refusal).where(Refusal.document_id == document.id, Refusal.overridden_at.is_(None))
    return session.scalars(rows.order_by(Refusal.id)).all()


def forbid_opening(session: Session, document: Document) -> None:
    """Raises NotReadyToPublish for what must not be published."""
    problems = [FieldProblem("file", REFUSED)] if document.refused else []
    if mark := circulation.internal(document.number, ""):
        problems.append(FieldProblem("number", INSIDE, (("mark", mark),)))
    inside = [row for row in standing(session, document) if row.kind == RefusalKind.INTERNAL]
    problems += [FieldProblem("file", INSIDE, (("mark", row.mark),)) for row in inside]
    if problems:
        raise NotReadyToPublish(tuple(problems))
