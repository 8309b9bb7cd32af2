"""Documents and what hangs on them: issuers, signers, fields."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.law.effect import Standing
from registry.store.tables.authorities import Field, Issuer, Signer, Type
from registry.store.tables.columns import Base, Key, Moment, PublicId, UtcDateTime, choice, now
from registry.store.tables.files import File


class State(enum.StrEnum):
    DRAFT = "draft"
    CONSULTATION = "consultation"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


LEFT_DRAFT = (State.PUBLISHED, State.WITHDRAWN, State.CONSULTATION, State.SCHEDULED)  # these are what a number may mean


class Audience(enum.StrEnum):
    """Who may view, or download: everybody, everybody who is signed in, or clerks and above."""

    PUBLIC = "public"
    READERS = "readers"
    STAFF = "staff"


class Document(Base):
    """A legal document (văn bản).

    number            as printed, always kept as it was typed
    canonical         the number in its one printed form; `number_key` and `loose_key` are its look-up keys
    family            the system of numbering the number follows (registry.law.types.Family)
    identity_key      issuers, type, number and date in one, set when the document leaves draft; a number alone is no key
    standing          whether statuses of validity are for it: follows from type, number and day of issue
    refused           its first page is marked as a state secret: hidden from all but administrators, who erase or clear it
    version           raised by every change; compared with If-Match
    """

    __tablename__ = "documents"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft') OR identity_key IS NOT NULL", name="identity_out_of_draft"),
        sa.Index("ix_documents_state_published_at", "state", "published_at"),
        sa.Index("ix_documents_state_issued_on", "state", "issued_on"),
        sa.Index("ix_documents_type_id_state_published_at", "type_id", "state", "published_at"),
        sa.Index("ix_documents_type_id_state_issued_on", "type_id", "state", "issued_on"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    number: Mapped[str | None]
    canonical: Mapped[str | None]
    number_key: Mapped[str | None] = mapped_column(index=True)
    loose_key: Mapped[str | None] = mapped_column(index=True)
    family: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    identity_key: Mapped[str | None] = mapped_column(unique=True)
    type_id: Mapped[int | None] = mapped_column(sa.ForeignKey("types.id"))
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="vi")
    issued_on: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None]
    expires_on: Mapped[dt.date | None]
    gazette_number: Mapped[str | None]
    gazette_date: Mapped[dt.date | None]
    state: Mapped[State] = mapped_column(choice(State), default=State.DRAFT)
    view_audience: Mapped[Audience] = mapped_column(choice(Audience), default=Audience.PUBLIC)
    download_audience: Mapped[Audience] = mapped_column(
        sa.Enum(
            Audience,
            native_enum=False,
            create_constraint=True,
            length=20,
            name="download_audience",
            values_callable=lambda members: [member.value for member in members],
        ),
        default=Audience.PUBLIC,
    )
    standing: Mapped[Standing] = mapped_column(
        choice(Standing), default=Standing.OTHER, server_default=Standing.OTHER.value
    )
    refused: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    internal_note: Mapped[str] = mapped_column(default="")
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now)
    publish_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    type: Mapped[Type | None] = relationship()
    successor: Mapped["Document | None"] = relationship(remote_side=lambda: Document.id)
    issuing: Mapped[list["DocumentIssuer"]] = relationship(
        cascade="all, delete-orphan", order_by="DocumentIssuer.position"
    )
    signing: Mapped[list["DocumentSigner"]] = relationship(
        cascade="all, delete-orphan", order_by="DocumentSigner.position"
    )
    fields: Mapped[list[Field]] = relationship(secondary="document_fields", order_by=Field.position)
    files: Mapped[list[File]] = relationship(
        back_populates="document", order_by=File.position, passive_deletes=True, cascade="all, delete-orphan"
    )


class DocumentIssuer(Base):
    """One of a document's issuers, in the order in which they stand on it."""

    __tablename__ = "document_issuers"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("issuers.id"), primary_key=True, index=True)
    position: Mapped[int]

    issuer: Mapped[Issuer] = relationship()


class DocumentSigner(Base):
    """Who signed, and as what (chức vụ); the same person signs under changing positions."""

    __tablename__ = "document_signers"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    signer_id: Mapped[int] = mapped_column(sa.ForeignKey("signers.id"), primary_key=True, index=True)
    position: Mapped[int]
    office: Mapped[str] = mapped_column(default="")

    signer: Mapped[Signer] = relationship()


class DocumentField(Base):
    __tablename__ = "document_fields"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("fields.id"), primary_key=True, index=True)
