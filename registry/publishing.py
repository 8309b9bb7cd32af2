"""Publishing a document, and taking it back."""

from sqlalchemy.orm import Session

from registry import changes, documents
from registry.accounts import Viewer, require
from registry.errors import FieldProblem, Invalid, N_, NotReadyToPublish, WrongState
from registry.store.tables import ChangeAudience, Document, Rank, State, now

MISSING = {
    "number": N_("The number (số, ký hiệu) is missing."),
    "type": N_("The type of document is missing."),
    "issuers": N_("The issuing body is missing."),
    "issued_on": N_("The day of issue is missing."),
}


def publish(session: Session, by: Viewer, document: Document) -> None:
    """Make a draft public, to its audience. Raises NotReadyToPublish naming all that is missing, NumberTaken, WrongState."""
    require(by, Rank.CLERK, "publish")
    session.refresh(document, attribute_names=["state", "version"], with_for_update=True)
    if document.state not in {State.DRAFT, State.SCHEDULED, State.CONSULTATION}:
        raise WrongState(document.state)
    missing = missing_in(document)
    if missing:
        raise NotReadyToPublish(missing)
    documents.identify(session, document, by)
    document.state = State.PUBLISHED
    document.published_at = document.updated_at = now()
    document.version += 1
    changes.record(session, "document.published", by, document, ChangeAudience.PUBLIC, number=document.canonical)


def missing_in(document: Document) -> tuple[FieldProblem, ...]:
    have = {
        "number": document.number_key,
        "type": document.type,
        "issuers": document.issuing,
        "issued_on": document.issued_on,
    }
    return tuple(FieldProblem(field, MISSING[field]) for field, value in have.items() if not value)


def withdraw(session: Session, by: Viewer, document: Document, reason: str, successor: Document | None = None) -> None:
    """Take a published document back: its page says why and what replaced it; its number stays taken."""
    require(by, Rank.EDITOR, "publish")
    session.refresh(document, attribute_names=["state", "version"], with_for_update=True)
    if document.state != State.PUBLISHED:
        raise WrongState(document.state)
    if not documents.plain(reason):
        raise Invalid.field("reason", N_("Say why the document is withdrawn; readers will see it."))
    if successor is document:
        raise Invalid.field("successor", N_("A document cannot take its own place."))
    document.state = State.WITHDRAWN
    document.withdrawal_reason = documents.plain(reason)
    document.successor = successor
    document.withdrawn_at = document.updated_at = now()
    document.version += 1
    changes.record(
        session, "document.withdrawn", by, document, ChangeAudience.PUBLIC, reason=document.withdrawal_reason
    )


def discard(session: Session, by: Viewer, document: Document) -> None:
    """Delete a draft that was never published, with its files. Raises WrongState for anything else."""
    require(by, Rank.CLERK, "write")
    if document.state != State.DRAFT or document.published_at is not None:
        raise WrongState(document.state)
    changes.forget(session, document)
    changes.record(session, "document.discarded", by, number=document.canonical, title=document.title)
    session.delete(document)
