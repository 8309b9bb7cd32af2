"""Files as they are given out: which bytes, under which name, and to whom."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.accounts import Viewer
from registry.documents import gone, heading, plain, titled
from registry.errors import N_, Forbidden, NotFound
from registry.files import PDF
from registry.store.database import Database
from registry.store.stamped import Stamp
from registry.store.tables import Audience, Document, File, FileVersion, Rendition, State, Type
from registry.visibility import known_to, may_download, sees_withdrawn

LONGEST_NAME = 150  # characters of a name under which a file is saved

_LATER = sa.orm.aliased(FileVersion)
_CURRENT = ~sa.exists().where(_LATER.file_id == FileVersion.file_id, _LATER.number > FileVersion.number)
_FOUND: Any = (
    sa.select(
        Document.id.label("document_id"), Document.state, Document.view_audience, Document.download_audience,
        Document.refused, Document.canonical, Type.name.label("type_name"), File.id.label("file_id"), File.name,
        File.position, FileVersion.sha256, FileVersion.size, FileVersion.media_type, FileVersion.uploaded_name,
        FileVersion.created_at, Rendition.stamp,
    )
    .join(File, File.document_id == Document.id)
    .join(FileVersion, FileVersion.file_id == File.id)
    .outerjoin(Type, Type.id == Document.type_id)
    .outerjoin(Rendition, Rendition.document_id == Document.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """All that an answer with a file's bytes needs; no row, since no connection is held while bytes stream."""

    document_id: int
    file_id: int
    sha256: str
    size: int
    media_type: str
    name: str
    modified: dt.datetime
    inline: bool
    public: bool
    counted: bool


def asked_for(database: Database, viewer: Viewer, public_id: str, number: int | None = None) -> Served:
    """As `served`, found again under the document's stamp, since this stands in the way of every download."""
    key = _key(viewer, public_id, number)
    known: Served | None = database.stamped.get(key)
    if known is not None:
        return known
    prepared = database.prepared((*key[:1], number is None), lambda: _one(viewer, current=number is None))
    values = {"file": public_id} if number is None else {"file": public_id, "number": number}
    row = next(iter(prepared.rows(**values)), None)
    if row is not None and row.state != State.WITHDRAWN and may_download(viewer, row.download_audience):
        found = _of(row)
        database.stamped.keep(key, found, Stamp(row.document_id, row.stamp))
        return found
    with database.reading() as session:  # which tells why not
        return served(session, viewer, public_id, number)


def recalled(
    database: Database, viewer: Viewer, public_id: str, number: int | None = None
) -> tuple[Served, Stamp] | None:
    """What `asked_for` found before, where it is still remembered: true if the document's stamp is still that one."""
    return database.stamped.recall(_key(viewer, public_id, number))


def _key(viewer: Viewer, public_id: str, number: int | None) -> tuple[Any, ...]:
    return ("file", viewer.rank, viewer.scopes is None or "read" in viewer.scopes), public_id, number


def served(
    session: Session, viewer: Viewer, public_id: str, number: int | None = None, *, lent: bool = False
) -> Served:
    """A file's current version, or version `number`. Viewing and downloading are two permissions: both are checked.
    What is `lent` goes to somebody else, so it is never what was withdrawn or refused, which staff may see.

    Raises NotFound (none, or none that the viewer may see), Gone (withdrawn), Forbidden (may be seen, not downloaded).
    """
    values = {"file": public_id} if number is None else {"file": public_id, "number": number}
    row = session.execute(_one(viewer, current=number is None), values).first()
    if row is None or (lent and row.refused):
        raise NotFound(public_id if number is None else f"{public_id}/v/{number}")
    _check(session, viewer, row, past=not lent and sees_withdrawn(viewer))
    return _of(row)


def _one(viewer: Viewer, *, current: bool) -> Any:
    version = _CURRENT if current else FileVersion.number == sa.bindparam("number", type_=sa.Integer())
    return _FOUND.where(File.public_id == sa.bindparam("file", type_=sa.String()), version, known_to(viewer))


def all_of(session: Session, viewer: Viewer, document_id: str) -> tuple[str, Sequence[Served]]:
    """The current versions of all files of a document, and its heading. Raises NotFound also where it has no file."""
    found = _FOUND.where(Document.public_id == document_id, _CURRENT, known_to(viewer)).order_by(File.position, File.id)
    rows = session.execute(found).all()
    if not rows:
        raise NotFound(document_id)
    _check(session, viewer, rows[0], past=sees_withdrawn(viewer))
    return titled(rows[0].type_name, rows[0].canonical), [_of(row) for row in rows]


def _check(session: Session, viewer: Viewer, row: Any, *, past: bool) -> None:
    """`past`: what was withdrawn is given out, too."""
    if row.state == State.WITHDRAWN and not past:
        raise gone(session.get_one(Document, row.document_id))
    if not may_download(viewer, row.download_audience):
        raise Forbidden(N_("permission to download this document"))


def _of(row: Any) -> Served:
    published = row.state == State.PUBLISHED
    return Served(
        document_id=row.document_id,
        file_id=row.file_id,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        name=_name(titled(row.type_name, row.canonical), row.name, row.position, row.uploaded_name, row.media_type),
        modified=row.created_at,
        inline=row.media_type == PDF,
        public=published and row.view_audience == row.download_audience == Audience.PUBLIC,
        counted=published,
    )


def download_name(document: Document, file: File, version: FileVersion) -> str:
    """The name under which a file is saved: "Thông tư 25-2024-TT-BTC.pdf", with the file's own name where it has one.

    No path separator, control character or character that Windows refuses is in it; at most 150 characters.
    """
    return _name(heading(document), file.name, file.position, version.uploaded_name, version.media_type)


@lru_cache(maxsize=4_096)
def _name(title: str, name: str, position: int, uploaded_name: str, media_type: str) -> str:
    stem = title or PurePosixPath(uploaded_name).stem or "van-ban"
    if name:
        stem = f"{stem} - {name}"
    elif position:
        stem = f"{stem} ({position + 1})"
    return safe_name(stem, ".pdf" if media_type == PDF else PurePosixPath(uploaded_name).suffix.lower() or ".pdf")


def safe_name(stem: str, suffix: str) -> str:
    """A name that every system takes: "/" and its like become "-", and it is not too long."""
    kept = "".join("-" if char in '/\\:*?"<>|' else char for char in plain(stem))
    return kept[: LONGEST_NAME - len(suffix)].strip(" .") + suffix


def ascii_name(name: str) -> str:
    """The readable fallback for old clients: marks dropped, đ → d."""
    bare = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    return bare.encode("ascii", "ignore").decode().strip() or "file.pdf"
