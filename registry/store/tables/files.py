"""Files, their immutable versions, and what was read from each version."""

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.store.tables.columns import Base, Key, Moment, PublicId, Sha256, UtcDateTime, choice, now

if TYPE_CHECKING:
    from registry.store.tables.documents import Document


class Role(enum.StrEnum):
    """`main` is the document itself and always a PDF; an attachment may be of another allowed type, never shown inline."""

    MAIN = "main"
    ATTACHMENT = "attachment"


class Outcome(enum.StrEnum):
    """What became of reading a version."""

    WAITING = "waiting"
    READ = "read"
    PARTLY = "partly"
    FAILED = "failed"


class RefusalKind(enum.StrEnum):
    """classified: a state secret, hidden at once and to be erased; internal: kept, but never published."""

    CLASSIFIED = "classified"
    INTERNAL = "internal"


class File(Base):
    """A stable slot of a document; links and usage belong to it, bytes to its versions."""

    __tablename__ = "files"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.MAIN)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(default="")

    document: Mapped["Document"] = relationship(back_populates="files")
    versions: Mapped[list["FileVersion"]] = relationship(
        back_populates="file", order_by="FileVersion.number", passive_deletes=True, cascade="all, delete-orphan"
    )

    @property
    def current(self) -> "FileVersion":
        return self.versions[-1]


class FileVersion(Base):
    """The bytes of a file as they came, named by their hash, and the facts read from them.

    outcome, reason   what became of reading; `reason` is a code of registry.pdf with its facts in `reason_facts`
    """

    __tablename__ = "file_versions"
    __table_args__ = (sa.UniqueConstraint("file_id", "number"),)

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("files.id", ondelete="CASCADE"))
    number: Mapped[int]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(sa.BigInteger())
    media_type: Mapped[str] = mapped_column(sa.String(100))
    uploaded_name: Mapped[str]
    created_at: Mapped[Moment] = mapped_column(default=now)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome), default=Outcome.WAITING)
    reason: Mapped[str | None] = mapped_column(sa.String(40))
    reason_facts: Mapped[dict[str, Any] | None]
    page_count: Mapped[int | None]

    file: Mapped[File] = relationship(back_populates="versions")


class Page(Base):
    """The text of one page, where it came from (pdfium, pypdf, tesseract), a verdict on it, and why it is missing if it is."""

    __tablename__ = "pages"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    source: Mapped[str] = mapped_column(sa.String(20))
    verdict: Mapped[str] = mapped_column(sa.String(20))
    letters: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(sa.String(40))


class ReadingFacts(Base):
    """What was read from a version beside its text, as registry.inspection writes it.

    suggestions      field → value with page, snippet, box and confidence
    internal_mark    what on its first page says that it is for use inside only
    signatures, active_content   None until the file was examined for them
    """

    __tablename__ = "reading_facts"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"), primary_key=True)
    encrypted: Mapped[bool] = mapped_column(default=False)
    suggestions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    internal_mark: Mapped[str | None]
    signatures: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    active_content: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class FilePassword(Base):
    """The password of an encrypted file, sealed with the registry's own key; here only until the file has been read."""

    __tablename__ = "file_passwords"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]
    given_at: Mapped[Moment] = mapped_column(default=now)


class Refusal(Base):
    """A version whose first page says that the document must not be here (classified), or not be published (internal).

    It stands until an administrator overrides it for a stated reason. What is erased has no row any more.
    """

    __tablename__ = "refusals"
    __table_args__ = (sa.UniqueConstraint("version_id", "kind"),)

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"))
    kind: Mapped[RefusalKind] = mapped_column(choice(RefusalKind))
    mark: Mapped[str]
    noticed_at: Mapped[Moment] = mapped_column(default=now)
    overridden_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    overridden_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")


class CitationFound(Base):
    """A citation in the text of one page: where it stands (code points of the page's text), and what it says.

    `canonical`, `number_key` and `loose_key` are those of the number that is cited, whether it is held or not;
    relation, direction and scope are those of registry.law.citations.
    """

    __tablename__ = "citations"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int]
    canonical: Mapped[str]
    number_key: Mapped[str] = mapped_column(index=True)
    loose_key: Mapped[str] = mapped_column(index=True)
    relation: Mapped[str | None] = mapped_column(sa.String(20))
    direction: Mapped[str | None] = mapped_column(sa.String(20))
    scope: Mapped[str | None] = mapped_column(sa.String(10))


class Preview(Base):
    """A picture of one page: WebP bytes in the blob store under `sha256`."""

    __tablename__ = "previews"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("file_versions.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    sha256: Mapped[Sha256] = mapped_column(index=True)
    width: Mapped[int]
    height: Mapped[int]
