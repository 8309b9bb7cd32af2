"""Files of a document: taking them in. They are given out by `serving`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.orm import Session
from ulid import ULID

from registry import changes, indexing, passwords, work
from registry.accounts import Viewer, require
from registry.documents import lock, plain
from registry.errors import N_, Invalid, WrongState
from registry.store.blobs import Incoming
from registry.store.tables import Document, File, FileVersion, Outcome, Rank, Role, State, now

PDF = "application/pdf"
HEADER_WITHIN = 1024  # readers accept "%PDF-" anywhere in the first 1,024 bytes (ISO 32000-1, annex H, note 13)
LONGEST_NAME = 200

# What may be attached beside the document itself, with the first bytes such a file must have. Never shown inline.
ATTACHMENTS: Mapping[str, tuple[str, bytes]] = {
    ".pdf": (PDF, b"%PDF-"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04"),
    ".zip": ("application/zip", b"PK\x03\x04"),
    ".doc": ("application/msword", b"\xd0\xcf\x11\xe0"),
    ".xls": ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that are in the blob store already, and what they are."""

    sha256: str
    size: int
    media_type: str
    name: str
    role: Role


def check(incoming: Incoming, name: str, role: Role) -> str:
    """The media type of what was received. Raises Invalid: empty, no PDF, or of a type that may not be attached."""
    if incoming.size == 0:
        raise Invalid.field("file", N_("The file is empty (0 bytes). Choose it again."))
    head = incoming.head(HEADER_WITHIN)
    if role == Role.MAIN:
        if b"%PDF-" not in head:
            raise Invalid.field("file", N_("This is not a PDF file. The document itself must be a PDF."))
        return PDF
    media_type, magic = ATTACHMENTS.get(PurePosixPath(name.lower()).suffix, ("", b""))
    if not media_type or magic not in (head if media_type == PDF else head[: len(magic)]):
        raise Invalid.field("file", N_("Attachments may be: %(known)s."), known=" ".join(ATTACHMENTS))
    return media_type


def attach(session: Session, by: Viewer, document: Document, upload: Upload, name: str = "") -> File:
    """A new file of the document, at the end of the list. Owes its reading. Raises WrongState, Forbidden."""
    require(by, Rank.CLERK, "write")
    if document.state == State.WITHDRAWN:
        raise WrongState(document.state)
    last = session.scalar(sa.select(sa.func.max(File.position)).where(File.document_id == document.id))
    file = File(
        public_id=str(ULID()),
        document=document,
        role=upload.role,
        name=plain(name)[:LONGEST_NAME],
        position=0 if last is None else last + 1,
    )
    session.add(file)
    _add_version(session, by, file, upload)
    return file


def replace(session: Session, by: Viewer, file: File, upload: Upload) -> None:
    """New bytes for a file: links give them from now on, the old ones stay under their version number."""
    require(by, Rank.CLERK, "write")
    if file.document.state == State.WITHDRAWN:
        raise WrongState(file.document.state)
    _add_version(session, by, file, upload)


def _add_version(session: Session, by: Viewer, file: File, upload: Upload) -> None:
    version = FileVersion(
        file=file,
        number=len(file.versions) + 1,
        sha256=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        uploaded_name=plain(upload.name)[:LONGEST_NAME],
        created_by=by.user_id,
    )
    session.add(version)
    file.document.version += 1
    file.document.updated_at = now()
    session.flush()  # the work points to the version's id
    if upload.media_type == PDF:
        work.owe(session, work.READING, version.id)
    changes.record(session, "file.added", by, file.document, file=file.public_id, sha256=upload.sha256)


def unlock(session: Session, by: Viewer, version: FileVersion, password: str, secret_key: str) -> None:
    """The password of an encrypted file: owes its reading. Raises Invalid, Forbidden."""
    require(by, Rank.CLERK, "write")
    if not password:
        raise Invalid.field("password", N_("Give the password of the file."))
    passwords.keep(session, secret_key, version.id, password)
    work.owe(session, work.READING, version.id)
    changes.record(session, "file.password_given", by, version.file.document, file=version.file.public_id)


def remove(session: Session, by: Viewer, file: File) -> None:
    """Take a file off a draft that was never published. Raises WrongState: what was public keeps its links for good."""
    require(by, Rank.CLERK, "write")
    document = file.document
    lock(session, document)
    if document.state != State.DRAFT or document.published_at is not None:
        raise WrongState(document.state)
    changes.record(session, "file.removed", by, document, file=file.public_id, sha256=file.current.sha256)
    document.files.remove(file)
    indexing.owe(session, document.id)
    document.version += 1
    document.updated_at = now()


def read_again(session: Session, by: Viewer, file: File) -> None:
    """Owe the reading of a file's current version anew: after a failure, or once the reader has learnt something."""
    require(by, Rank.CLERK, "write")
    if file.current.media_type != PDF:
        raise Invalid.field("file", N_("Only PDF files are read."))
    file.current.outcome, file.current.reason = Outcome.WAITING, None
    work.owe(session, work.READING, file.current.id)
