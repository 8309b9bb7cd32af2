"""Which held texts cite which numbers: found when a file is read, kept by page, derived and made anew with the reading."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, islice

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from registry import documents
from registry.accounts import Viewer
from registry.law import citations
from registry.law.citations import Citation
from registry.law.numbers import Number
from registry.pdf.facts import Page
from registry.store.tables import CitationFound, Document, File, FileVersion
from registry.visibility import visible_to

LETTERS = 5_000_000  # of one file's text are looked through, some three seconds' work; the longest real file has 0.9
AT_ONCE = 500  # rows stored in one transaction
PAGE_END = "\f"
SHOWN = 100  # citing documents that one answer names
RESOLVED = 200  # numbers looked up in one statement


@dataclass(frozen=True, slots=True)
class Found:
    """A citation and its place: page, and offsets in that page's text."""

    page: int
    start: int
    end: int
    canonical: str
    number_key: str
    loose_key: str
    relation: str | None
    direction: str | None
    scope: str | None


def find(pages: Sequence[Page]) -> Iterator[Found]:
    """Citations in a file's text, read as one, so that a sentence may go on over the page. One that is torn between two
    pages belongs to the first and ends with it."""
    text = PAGE_END.join(page.text for page in pages)[:LETTERS]
    starts = [0, *accumulate(len(page.text) + 1 for page in pages)]
    for one in citations.find(text):
        position = bisect_right(starts, one.start) - 1
        yield _found(one, pages[position], starts[position])


def _found(one: Citation, page: Page, start: int) -> Found:
    return Found(
        page=page.number,
        start=one.start - start,
        end=min(one.end - start, len(page.text)),
        canonical=one.canonical,
        number_key=one.number.key,
        loose_key=one.number.loose_key,
        relation=one.relation,
        direction=one.direction,
        scope=one.scope,
    )


def batches(found: Iterator[Found]) -> Iterator[Sequence[Found]]:
    """Runs that are stored in one short transaction each."""
    while run := list(islice(found, AT_ONCE)):
        yield run


def forget(session: Session, version_id: int) -> None:
    """Before the citations of a version are stored: those that an earlier reading found go."""
    session.execute(sa.delete(CitationFound).where(CitationFound.version_id == version_id))


def keep(session: Session, version_id: int, found: Sequence[Found]) -> None:
    if found:
        session.execute(sa.insert(CitationFound), [{"version_id": version_id, **asdict(one)} for one in found])


def on_pages(session: Session, version_id: int, first: int, last: int) -> Mapping[int, Sequence[CitationFound]]:
    """Page number → its citations in order, to show them as links."""
    rows = sa.select(CitationFound).where(
        CitationFound.version_id == version_id, CitationFound.page.between(first, last)
    )
    shown: dict[int, list[CitationFound]] = {}
    for row in session.scalars(rows.order_by(CitationFound.page, CitationFound.start)):
        shown.setdefault(row.page, []).append(row)
    return shown


def cited_by(session: Session, viewer: Viewer, number: Number) -> Sequence[Document]:
    """Documents that the viewer may see and whose present text cites this number, newest first; at most SHOWN.

    The number's own exact spelling counts where any text has it, else all that are like it.
    """
    exact = _citing(session, viewer, CitationFound.number_key == number.key)
    return exact or _citing(session, viewer, CitationFound.loose_key == number.loose_key)


def _citing(session: Session, viewer: Viewer, cited: sa.ColumnElement[bool]) -> Sequence[Document]:
    newer = aliased(FileVersion)
    is_current = ~sa.exists().where(newer.file_id == FileVersion.file_id, newer.number > FileVersion.number)
    citing = (
        sa.select(File.document_id)
        .join(FileVersion, FileVersion.file_id == File.id)
        .join(CitationFound, CitationFound.version_id == FileVersion.id)
        .where(cited, is_current)
    )
    rows = documents.whole().where(Document.id.in_(citing), visible_to(viewer))
    return session.scalars(rows.order_by(Document.issued_on.desc(), Document.id.desc()).limit(SHOWN)).all()


def resolved(session: Session, viewer: Viewer, found: Sequence[Citation]) -> Mapping[str, Sequence[Document]]:
    """Exact key of each cited number → documents of that number which the viewer may see; numbers not held are left out."""
    keys = list(dict.fromkeys(one.number.key for one in found))
    held: dict[str, list[Document]] = {}
    for start in range(0, len(keys), RESOLVED):
        some = Document.number_key.in_(keys[start : start + RESOLVED])
        for document in session.scalars(documents.whole().where(some, visible_to(viewer)).order_by(Document.id)):
            held.setdefault(document.number_key or "", []).append(document)
    return held
