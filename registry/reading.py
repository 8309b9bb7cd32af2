"""Reading a PDF: what a worker is to do, what it found, and storing that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import circulating, indexing, inspection, passwords, secrecy, work
from registry.inspection import Marks
from registry.law.first_page import Suggestions
from registry.pdf.facts import Contents, Reading, Signatures, Verdict
from registry.pdf.facts import Page as ReadPage
from registry.store.database import upsert
from registry.store.tables import (
    FileVersion,
    Outcome,
    Page,
    Preview,
    Progress,
    ReadingFacts,
    RefusalKind,
    Work,
)

FIRST_DRAWN = 3  # pages drawn at once; the others follow when nobody waits for anything
PAGES_DRAWN = 1_000  # of a file; who reads further opens the PDF
RECOGNISED_AT_ONCE = 4  # scanned pages recognised under one claim, at some two seconds a page
DRAWN_AT_ONCE = 3  # further pages drawn under one claim, which takes a third of a second
PAGES_AT_ONCE = 200  # pages stored in one transaction, which takes some 10 ms

LOCKED = ("encrypted", "wrong_password")  # reasons of a file for which a password is wanted

Wanted = tuple[tuple[Sequence[int], Sequence[str]], ...]  # pages and sizes of pictures
COVER: Wanted = (((1,), ("cover",)),)

OUTCOMES = {"read": Outcome.READ, "partly read": Outcome.PARTLY, "failed": Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class Task:
    """A version that is to be read: all that a worker needs to know of it.

    `name`: of the file, as it was uploaded. `cleared`: an administrator has said that a mark of secrecy on it is none.
    `was_read`: it has been read before.
    """

    version_id: int
    sha256: str
    page_count: int | None
    name: str = ""
    cleared: bool = False
    was_read: bool = False


def task(session: Session, version_id: int) -> Task | None:
    """None: the version was discarded meanwhile."""
    version = session.get(FileVersion, version_id)
    if version is None:
        return None
    cleared = circulating.is_overridden(session, version_id, RefusalKind.CLASSIFIED)
    was_read = version.outcome in {Outcome.READ, Outcome.PARTLY}
    return Task(version.id, version.sha256, version.page_count, version.uploaded_name, cleared, was_read)


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


def keep(session: Session, task: Task, found: Reading, told: Suggestions | None = None, marks: Marks = Marks()) -> None:
    """Store what became of the reading, once its pages are stored; owe what follows, unless it cannot be opened."""
    version = session.get_one(FileVersion, task.version_id)
    version.outcome = OUTCOMES[found.outcome]
    version.reason = found.reason
    version.page_count = found.page_count or None
    locked = found.reason in LOCKED
    _keep_facts(session, task, encrypted=found.encrypted or locked, suggestions=inspection.suggested(told))
    _keep_marks(session, task, marks)
    indexing.owe(session, version.file.document_id)
    if version.outcome != Outcome.FAILED:
        for kind in (work.PREVIEWS, work.EXAMINING):
            work.owe(session, kind, version.id)
        if inspection.needing_ocr(found.pages):
            work.owe(session, work.OCR, version.id)
    passwords.erase_when_read(session, version.id)


def explained(found: Reading, password: str) -> Reading:
    """A file that stays shut although a password was given says so."""
    wrong = found.reason == "encrypted" and password
    return msgspec.structs.replace(found, reason="wrong_password") if wrong else found


def keep_locked(session: Session, task: Task) -> None:
    """A file that was read before and now lacks its password: what was read from it stays, and a clerk is asked."""
    session.get_one(FileVersion, task.version_id).reason = "password_again"
    passwords.erase_when_read(session, task.version_id)


def _keep_marks(session: Session, task: Task, marks: Marks) -> None:
    _keep_facts(session, task, internal_mark=marks.internal)
    if marks.internal:
        secrecy.keep_inside(session, task.version_id, marks.internal)


def keep_examined(session: Session, task: Task, contents: Contents, signatures: Signatures) -> None:
    """Store what else the file holds: active content, signatures."""
    told = {"active_content": inspection.active(contents), "signatures": inspection.signed(signatures)}
    if contents.reason not in LOCKED:
        _keep_facts(session, task, **told)
    passwords.erase_when_read(session, task.version_id)


def to_recognise(session: Session, task: Task) -> Sequence[tuple[int, Verdict]]:
    """(number, verdict) of the next pages to recognise: those at the ends of the file first, for most suggestions stand there."""
    waiting = sa.select(Page.number, Page.verdict).where(
        Page.version_id == task.version_id, Page.verdict.in_(inspection.UNREAD), Page.source != "tesseract"
    )
    last = task.page_count or 1
    ends = sa.case((Page.number == 1, 0), (Page.number == last, 1), (Page.number.in_((2, last - 1)), 2), else_=3)
    rows = session.execute(waiting.order_by(ends, Page.number).limit(RECOGNISED_AT_ONCE))
    return msgspec.convert([tuple(row) for row in rows], list[tuple[int, Verdict]])


def stored_pages(session: Session, task: Task) -> tuple[ReadPage, ...]:
    """All pages as they are stored."""
    rows = session.scalars(sa.select(Page).where(Page.version_id == task.version_id).order_by(Page.number))
    return tuple(msgspec.convert(one, ReadPage, from_attributes=True) for one in rows)


def keep_recognised(
    session: Session, task: Task, pages: Sequence[ReadPage], told: Suggestions | None, marks: Marks
) -> None:
    """Store recognised pages and what they suggest; owe the next ones."""
    numbers = [page.number for page in pages]
    session.execute(sa.delete(Page).where(Page.version_id == task.version_id, Page.number.in_(numbers)))
    if pages:
        session.execute(sa.insert(Page), [_row(task.version_id, page) for page in pages])
    if told is not None:
        _keep_facts(session, task, suggestions=inspection.suggested(told))
        _keep_marks(session, task, marks)
    indexing.owe(session, session.get_one(FileVersion, task.version_id).file.document_id)
    if to_recognise(session, task):
        work.owe(session, work.OCR, task.version_id)
    passwords.erase_when_read(session, task.version_id)


def _keep_facts(session: Session, task: Task, **facts: Any) -> None:
    fresh: Mapping[str, Any] = {"encrypted": False, "suggestions": {}} | facts
    row = upsert(session, ReadingFacts).values(version_id=task.version_id, **fresh)
    session.execute(row.on_conflict_do_update(index_elements=["version_id"], set_=facts))


@dataclass(frozen=True, slots=True)
class Picture:
    """A preview whose bytes are in the blob store; `width` and `height` in pixels."""

    page: int
    size: str
    width: int
    height: int
    sha256: str


def first_previews(task: Task) -> Wanted:
    """Pages and sizes that are drawn at once, behind the cover."""
    return ((range(1, min(task.page_count or 1, FIRST_DRAWN) + 1), ("page", "large")),)


def further_previews(session: Session, task: Task) -> range:
    """The next pages that are to be drawn; empty when that is done."""
    drawn = session.scalar(sa.select(sa.func.max(Preview.page)).where(Preview.version_id == task.version_id)) or 0
    first = max(drawn, FIRST_DRAWN) + 1
    return range(first, min(first + DRAWN_AT_ONCE, (task.page_count or 1) + 1, PAGES_DRAWN + 1))


def keep_cover(session: Session, task: Task, pictures: Sequence[Picture]) -> None:
    """Lists show it, so it is stored by itself, before the pages are drawn."""
    session.execute(sa.delete(Preview).where(Preview.version_id == task.version_id, Preview.size == "cover"))
    add_previews(session, task, pictures)


def keep_previews(session: Session, task: Task, pictures: Sequence[Picture]) -> None:
    """Store where the pictures of the first pages are, in place of earlier ones; owe those of further pages."""
    session.execute(sa.delete(Preview).where(Preview.version_id == task.version_id))
    add_previews(session, task, pictures)
    if (task.page_count or 1) > FIRST_DRAWN:
        work.owe(session, work.MORE_PREVIEWS, task.version_id)
    passwords.erase_when_read(session, task.version_id)


def keep_more_previews(session: Session, task: Task, pictures: Sequence[Picture]) -> None:
    """Store the pictures of further pages; owe the next ones, unless no page of this run could be drawn."""
    add_previews(session, task, pictures)
    if pictures and further_previews(session, task):
        work.owe(session, work.MORE_PREVIEWS, task.version_id)
    passwords.erase_when_read(session, task.version_id)


def add_previews(session: Session, task: Task, pictures: Sequence[Picture]) -> None:
    if pictures:
        session.execute(sa.insert(Preview), [{"version_id": task.version_id, **asdict(one)} for one in pictures])


def readable_after(session: Session, last: int, *, only_failed: bool) -> Sequence[int]:
    """The next PAGES_AT_ONCE ids of PDF versions after `last`, to read them again."""
    rows = sa.select(FileVersion.id).where(FileVersion.id > last, FileVersion.media_type == "application/pdf")
    if only_failed:
        parked = sa.select(Work.subject_id).where(Work.kind == work.READING, Work.progress == Progress.PARKED)
        rows = rows.where((FileVersion.outcome == Outcome.FAILED) | FileVersion.id.in_(parked))
    return session.scalars(rows.order_by(FileVersion.id).limit(PAGES_AT_ONCE)).all()
