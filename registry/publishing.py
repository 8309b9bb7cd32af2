"""Publishing a document, and taking it back."""

from sqlalchemy.orm import Session

from registry import changes, circulating, documents, effects, linking
from registry.accounts import Viewer, require
from registry.errors import N_, Invalid, WrongState
from registry.store.tables import ChangeAudience, Document, Rank, State, now


def publish(session: Session, by: Viewer, document: Document) -> None:
    """Make a draft public, to its audience. Raises NotReadyToPublish naming what is missing or forbids it, NumberTaken, WrongState."""
    require(by, Rank.CLERK, "publish")
    documents.lock(session, document)
    if document.state not in {State.DRAFT, State.SCHEDULED, State.CONSULTATION}:
        raise WrongState(document.state)
    circulating.forbid_opening(session, document)
    documents.identify(session, document, by)
    document.state = State.PUBLISHED
    document.published_at = document.updated_at = now()
    document.version += 1
    linking.arrive(session, document)
    changes.record(session, "document.published", by, document, ChangeAudience.PUBLIC, number=document.canonical)


def withdraw(session: Session, by: Viewer, document: Document, reason: str, successor: Document | None = None) -> None:
    """Take a published document back: its page says why and what replaced it; its number stays taken."""
    require(by, Rank.EDITOR, "publish")
    documents.lock(session, document)
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
    effects.refresh_around(session, document.id)
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
