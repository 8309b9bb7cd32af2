"""What was read from a document's files, as readers see it: texts, pictures, and how far reading has come."""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry import work
from registry.accounts import Viewer
from registry.documents import gone
from registry.errors import NotFound
from registry.inspection import UNREAD
from registry.store.tables import (
    Audience,
    Document,
    File,
    FileVersion,
    Outcome,
    Page,
    Preview,
    Progress,
    ReadingFacts,
    State,
    Work,
)
from registry.visibility import known_to, sees_withdrawn


def texts(session: Session, version: FileVersion, first: int, last: int) -> Mapping[int, Page]:
    """Page number → what was read from it, for the pages from `first` to `last` that were read."""
    wanted = sa.select(Page).where(Page.version_id == version.id, Page.number.between(first, last))
    return {page.number: page for page in session.scalars(wanted)}


def pages(
    session: Session, versions: Sequence[int], limit: int, after: tuple[int, int] | None = None, only: int | None = None
) -> Sequence[Page]:
    """Up to `limit` pages of these versions, those of the first one first; `only` the pages of that number.

    `after`: (version, page) of the last one seen.
    """
    order = {version: place for place, version in enumerate(versions)}
    if not order:
        return ()
    place = sa.case(order, value=Page.version_id)
    rows = sa.select(Page).where(Page.version_id.in_(versions)).order_by(place, Page.number).limit(limit)
    if only is not None:
        rows = rows.where(Page.number == only)
    if after is not None:
        version, number = after
        later = [one for one in versions if order[one] > order[version]]
        rows = rows.where(Page.version_id.in_(later) | sa.and_(Page.version_id == version, Page.number > number))
    return session.scalars(rows).all()


def pictures(session: Session, version: FileVersion, size: str) -> Mapping[int, Preview]:
    """Page number → its picture of that size, for the pages that were drawn."""
    wanted = sa.select(Preview).where(Preview.version_id == version.id, Preview.size == size).order_by(Preview.page)
    return {one.page: one for one in session.scalars(wanted)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is there: its page, and its size ("cover" or "page") by name and in pixels."""

    page: int
    size: str
    width: int
    height: int


def drawn(session: Session, versions: Collection[int], size: str | None = None) -> Mapping[int, Sequence[Drawn]]:
    """Pictures of several versions in one query, in order of their pages; versions without any have no entry."""
    if not versions:
        return {}
    rows = sa.select(Preview.version_id, Preview.page, Preview.size, Preview.width, Preview.height)
    rows = rows.where(Preview.version_id.in_(versions)).order_by(Preview.version_id, Preview.page, Preview.size)
    if size is not None:
        rows = rows.where(Preview.size == size)
    found: dict[int, list[Drawn]] = defaultdict(list)
    for version_id, page, kind, width, height in session.execute(rows):
        found[version_id].append(Drawn(page, kind, width, height))
    return found


def covers(session: Session, documents: Iterable[Document]) -> Mapping[int, Preview]:
    """Document id → the cover of its first file's current version, where that was drawn."""
    versions = {document.files[0].current.id: document.id for document in documents if document.files}
    wanted = sa.select(Preview).where(Preview.version_id.in_(versions), Preview.size == "cover", Preview.page == 1)
    return {versions[one.version_id]: one for one in session.scalars(wanted)}


@dataclass(frozen=True, slots=True)
class Picture:
    """All that an answer with a picture needs. `public`: everybody may see it, so that caches may keep it."""

    sha256: str
    public: bool
    published: bool
    document_id: int


def picture(session: Session, viewer: Viewer, file: str, number: int, page: int, size: str) -> Picture:
    """A picture of a page of version `number` of a file. Raises NotFound (none, or none for this viewer), Gone."""
    found = session.execute(
        sa.select(Preview, Document)
        .join(FileVersion, FileVersion.id == Preview.version_id)
        .join(File, File.id == FileVersion.file_id)
        .join(Document, Document.id == File.document_id)
        .where(File.public_id == file, FileVersion.number == number, Preview.page == page, Preview.size == size)
        .where(known_to(viewer))
        .options(joinedload(Document.type), joinedload(Document.successor))
    ).first()
    if found is None:
        raise NotFound(f"{file}/{number}/{page}/{size}")
    preview, document = found
    if document.state == State.WITHDRAWN and not sees_withdrawn(viewer):
        raise gone(document)
    published = document.state == State.PUBLISHED
    return Picture(preview.sha256, published and document.view_audience == Audience.PUBLIC, published, document.id)


class ReadingState(enum.StrEnum):
    """How far the reading of a file's current version has come; `none` for a file that is not read at all."""

    NONE = "none"
    WAITING = "waiting"
    READ = "read"
    PARTLY = "partly"
    FAILED = "failed"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the things that are done with a version: a kind of registry.work, and how far it has come.

    done, total   pages, of what goes page by page; both 0 otherwise
    """

    kind: str
    progress: Progress
    done: int = 0
    total: int = 0
    reason: str = ""

    @property
    def waits(self) -> bool:
        return self.progress in {Progress.OWED, Progress.RUNNING}


@dataclass(frozen=True, slots=True)
class ReadingStatus:
    """`reason`: a code of registry.pdf.reasons, or a sentence of registry.work with `attempts` for its place.

    steps   what is or was done with the version, in the order in which people wait for it
    ended   when the last of them ended; None while one is under way
    """

    state: ReadingState
    reason: str = ""
    attempts: int = 0
    steps: tuple[Step, ...] = ()
    ended: dt.datetime | None = None

    @property
    def drawing(self) -> bool:
        return any(step.kind == work.PREVIEWS and step.waits for step in self.steps)

    @property
    def waits(self) -> bool:
        """Something is still under way, so that it is worth asking again soon."""
        return self.state == ReadingState.WAITING or any(step.waits for step in self.steps if step.kind in SOON)


SOON = (work.READING, work.PREVIEWS, work.EXAMINING, work.OCR)  # pictures of further pages nobody waits for


def reading_statuses(session: Session, versions: Sequence[FileVersion]) -> Mapping[int, ReadingStatus]:
    """Version id → how far its reading has come; every version asked for has an entry."""
    ids = [version.id for version in versions]
    rows = session.scalars(sa.select(Work).where(Work.subject_id.in_(ids), Work.kind.in_(work.ON_VERSIONS)))
    owed: dict[int, dict[str, Work]] = defaultdict(dict)
    for row in rows:
        owed[row.subject_id][row.kind] = row
    recognised = _recognised(session, [one for one, kinds in owed.items() if work.OCR in kinds])
    return {one.id: _status(one, owed[one.id], recognised.get(one.id, (0, 0))) for one in versions}


def _recognised(session: Session, versions: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Version id → pages that went through recognition, and pages that have to."""
    if not versions:
        return {}
    through = Page.source == "tesseract"
    counted = sa.select(Page.version_id, sa.func.count(sa.case((through, 1))), sa.func.count())
    rows = counted.where(Page.version_id.in_(versions), through | Page.verdict.in_(UNREAD)).group_by(Page.version_id)
    return {version: (done, total) for version, done, total in session.execute(rows)}


def _status(version: FileVersion, kinds: Mapping[str, Work], recognised: tuple[int, int]) -> ReadingStatus:
    steps = tuple(_step(kinds[kind], *recognised) for kind in work.ON_VERSIONS if kind in kinds)
    reading, ended = kinds.get(work.READING), _ended(version, kinds.values())
    if version.outcome == Outcome.WAITING:
        if reading is None:
            return ReadingStatus(ReadingState.NONE, steps=steps, ended=ended)
        if reading.progress in {Progress.PARKED, Progress.FAILED}:
            return ReadingStatus(ReadingState.PARKED, reading.reason or "", reading.attempts, steps, ended)
        return ReadingStatus(ReadingState.WAITING, steps=steps)
    return ReadingStatus(ReadingState(version.outcome.value), version.reason or "", steps=steps, ended=ended)


def _ended(version: FileVersion, steps: Iterable[Work]) -> dt.datetime | None:
    moments = [step.finished_at for step in steps]
    return None if None in moments else max([version.created_at, *filter(None, moments)])


def _step(row: Work, done: int, total: int) -> Step:
    if row.kind != work.OCR:
        done = total = 0
    return Step(row.kind, row.progress, done, total, row.reason or "")


def facts(session: Session, versions: Collection[int]) -> Mapping[int, ReadingFacts]:
    """Version id → what was read beside its text; versions that were not read have no entry."""
    rows = session.scalars(sa.select(ReadingFacts).where(ReadingFacts.version_id.in_(versions))) if versions else ()
    return {row.version_id: row for row in rows}
