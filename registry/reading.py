"""Reading a PDF: what a worker is to do, what it found, and storing that."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import work
from registry.pdf.facts import Page as ReadPage
from registry.pdf.facts import Reading
from registry.store.tables import FileVersion, Outcome, Page, Preview, Progress, Work

PAGES_DRAWN = 30  # of a file; who reads further opens the PDF
PAGES_AT_ONCE = 200  # pages stored in one transaction, which takes some 10 ms

OUTCOMES = {"read": Outcome.READ, "partly read": Outcome.PARTLY, "failed": Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class Task:
    """A version that is to be read: all that a worker needs to know of it."""

    version_id: int
    sha256: str
    page_count: int | None


def task(session: Session, version_id: int) -> Task | None:
    """None: the version was discarded meanwhile."""
    version = session.get(FileVersion, version_id)
    return Task(version.id, version.sha256, version.page_count) if version else None


def batches(found: Reading) -> Iterator[Sequence[ReadPage]]:
    """The pages, in runs that are stored in one short transaction each; an empty run for a file without pages."""
    for start in range(0, max(1, len(found.pages)), PAGES_AT_ONCE):
        yield found.pages[start : start + PAGES_AT_ONCE]


def keep_pages(session: Session, task: Task, pages: Sequence[ReadPage]) -> None:
    """Store a run of pages, in place of what an earlier reading left from there on."""
    first = pages[0].number if pages else 1
    session.execute(sa.delete(Page).where(Page.version_id == task.version_id, Page.number >= first))
    if pages:
        session.execute(sa.insert(Page), [_row(task.version_id, page) for page in pages])


def _row(version_id: int, page: ReadPage) -> dict[str, object]:
    return {
        "version_id": version_id,
        "number": page.number,
        "text": page.text,
        "source": page.source,
        "verdict": page.verdict,
        "letters": page.letters,
        "reason": page.reason,
    }


def keep(session: Session, task: Task, found: Reading) -> None:
    """Store what became of the reading, once its pages are stored; owe the pictures, unless it cannot be opened."""
    version = session.get_one(FileVersion, task.version_id)
    version.outcome = OUTCOMES[found.outcome]
    version.reason = found.reason
    version.page_count = found.page_count or None
    if version.outcome != Outcome.FAILED:
        work.owe(session, work.PREVIEWS, version.id)


@dataclass(frozen=True, slots=True)
class Picture:
    """A preview whose bytes are in the blob store; `width` and `height` in pixels."""

    page: int
    size: str
    width: int
    height: int
    sha256: str


def wanted_previews(task: Task) -> tuple[tuple[Sequence[int], Sequence[str]], ...]:
    """(pages, sizes) in the order in which they are drawn: the cover first, since lists show it."""
    last = min(task.page_count or 1, PAGES_DRAWN)
    return (((1,), ("cover",)), (range(1, last + 1), ("page",)))


def keep_previews(session: Session, task: Task, pictures: Sequence[Picture]) -> None:
    """Store where the pictures are, in place of earlier ones."""
    session.execute(sa.delete(Preview).where(Preview.version_id == task.version_id))
    if pictures:
        session.execute(sa.insert(Preview), [{"version_id": task.version_id, **asdict(one)} for one in pictures])


def readable_after(session: Session, last: int, *, only_failed: bool) -> Sequence[int]:
    """The next PAGES_AT_ONCE ids of PDF versions after `last`, to read them again."""
    rows = sa.select(FileVersion.id).where(FileVersion.id > last, FileVersion.media_type == "application/pdf")
    if only_failed:
        parked = sa.select(Work.subject_id).where(Work.kind == work.READING, Work.progress == Progress.PARKED)
        rows = rows.where((FileVersion.outcome == Outcome.FAILED) | FileVersion.id.in_(parked))
    return session.scalars(rows.order_by(FileVersion.id).limit(PAGES_AT_ONCE)).all()
