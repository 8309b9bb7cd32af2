"""What searches look into, kept up with documents: titles at once, texts by owed work, all of it by a rebuild."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from registry import work
from registry.law import terms
from registry.store.database import upsert
from registry.store.tables import Document, File, FileVersion, Page, SearchEntry, TitleWord

PAGES_AT_ONCE = 500  # texts loaded at a time, some 2 MB
MOST_TERMS = 60_000  # of one document; a vector of PostgreSQL ends at 1 MB, and no text has more distinct words


class Entry(NamedTuple):
    """What is kept of a document, as in SearchEntry."""

    title: str
    whole: str
    title_line: str
    lines: str | None


def retitle(session: Session, document: Document) -> None:
    """Number and title are found from the commit on. Where pages are read, what they say is owed to be put in order.

    What is marked as a state secret stays out, also when an administrator corrects its title.
    """
    if document.refused:
        return
    named = _of_title(document.title, document.canonical)
    title = " ".join(sorted(named))
    known = session.get(SearchEntry, document.id)
    if known is None or known.title != title:
        _learn(session, document.title)
    line = terms.in_line(terms.words(document.title))
    if known is None:
        _put(session, document.id, Entry(title, title, line, ""))
    elif known.title != title or known.title_line != line:
        whole = " ".join(sorted(named.union(known.whole.split())))
        _put(session, document.id, Entry(title, whole, line, known.lines))
        owe(session, document.id)


def owe(session: Session, document_id: int) -> None:
    work.owe(session, work.INDEXING, document_id)


def forget(session: Session, document_id: int) -> None:
    session.execute(sa.delete(SearchEntry).where(SearchEntry.document_id == document_id))


def _of_title(title: str, number: str | None) -> set[str]:
    return terms.of_text(title) | (terms.of_number(number) if number else set())


def _learn(session: Session, title: str) -> None:
    """In one order, so that two that learn the same words wait for each other and not in a circle."""
    rows = [{"word": word, "bare": terms.bare(word)} for word in sorted(terms.to_learn(title))]
    if rows:
        session.execute(upsert(session, TitleWord).values(rows).on_conflict_do_nothing())


def _put(session: Session, document_id: int, entry: Entry) -> None:
    row = upsert(session, SearchEntry).values(document_id=document_id, **entry._asdict())
    session.execute(row.on_conflict_do_update(index_elements=["document_id"], set_=entry._asdict()))


def subject(session: Session, document_id: int) -> int | None:
    """None: the document is gone."""
    return session.scalar(sa.select(Document.id).where(Document.id == document_id))


def gather(session: Session, document_id: int) -> Entry:
    """All that is looked into of a document; nothing of one that is marked as secret."""
    found = session.execute(
        sa.select(Document.title, Document.canonical, Document.refused).where(Document.id == document_id)
    ).first()
    if found is None or found.refused:
        return Entry("", "", "", "")
    named = _of_title(found.title, found.canonical)
    said: set[str] = set()
    lines = []
    for text in _texts(session, document_id):
        words = terms.words(text)
        said |= terms.of_words(words)
        lines.append(terms.in_line(words))
    kept = named | set(sorted(said, key=len)[:MOST_TERMS])  # pairs are the longest, so they go first
    title = terms.in_line(terms.words(found.title))
    return Entry(" ".join(sorted(named)), " ".join(sorted(kept)), title, "\n".join(lines))


def _texts(session: Session, document_id: int) -> Iterator[str]:
    newer = aliased(FileVersion)
    current = ~sa.exists().where(newer.file_id == FileVersion.file_id, newer.number > FileVersion.number)
    rows = sa.select(Page.text).join(FileVersion, FileVersion.id == Page.version_id)
    rows = rows.join(File, File.id == FileVersion.file_id).where(File.document_id == document_id, current)
    yield from session.scalars(rows.execution_options(yield_per=PAGES_AT_ONCE))


def keep(session: Session, document_id: int, gathered: Entry) -> None:
    _put(session, document_id, gathered)


def take_in(session: Session) -> int:
    """Make entries for up to PAGES_AT_ONCE documents that have none; returns how many. Refused ones have none for good."""
    missing = sa.select(Document).where(
        ~sa.exists().where(SearchEntry.document_id == Document.id), ~Document.refused
    )  # fmt: skip
    found = session.scalars(missing.order_by(Document.id).limit(PAGES_AT_ONCE)).all()
    for document in found:
        retitle(session, document)
        owe(session, document.id)
    return len(found)


def after(session: Session, last: int) -> list[int]:
    """The next documents after that id, to make their entries anew."""
    rows = sa.select(Document.id).where(Document.id > last).order_by(Document.id).limit(PAGES_AT_ONCE)
    return list(session.scalars(rows))
