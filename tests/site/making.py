"""Documents and files as the site shows them."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry import documents, publishing, reading
from registry.accounts import SYSTEM
from registry.jobs import Instance
from registry.pdf.facts import Page
from registry.reading import Picture, Task
from registry.store.tables import Document, Outcome, Progress, Work
from tests.making import make_document, make_file

DAY = dt.date(2024, 6, 1)


@dataclass(frozen=True)
class Made:
    id: str
    key: int
    file: str = ""


def published(home: Instance, *, content: bytes | None = None, **changed: Any) -> Made:
    """A published document with one file."""
    with home.unit_of_work() as session:
        document = make_document(session, **changed)
        file = make_file(session, home, document, content)
        publishing.publish(session, SYSTEM, document)
        return Made(document.public_id, document.id, file.public_id)


def draft(home: Instance, **changed: Any) -> Made:
    with home.unit_of_work() as session:
        document = make_document(session, **changed)
        return Made(document.public_id, document.id)


def read(home: Instance, made: Made, *texts: str) -> None:
    """As if a worker had read the document's file and drawn its pages."""
    picture = home.blobs.keep_bytes(b"RIFF a picture WEBP")
    with home.unit_of_work() as session:
        version = documents.get(session, SYSTEM, made.id).files[0].current
        task = Task(version.id, version.sha256, len(texts))
        pages = [Page(number, text, "pdfium", "text", len(text)) for number, text in enumerate(texts, 1)]
        reading.keep_pages(session, task, pages)
        drawn = [Picture(number, "page", 800, 1131, picture) for number in range(1, len(texts) + 1)]
        reading.keep_previews(session, task, [Picture(1, "cover", 320, 452, picture), *drawn])
        version.outcome, version.page_count = Outcome.READ, len(texts)
        session.execute(sa.update(Work).where(Work.subject_id == version.id).values(progress=Progress.DONE))


def withdraw(home: Instance, made: Made, reason: str, successor: Made | None = None) -> None:
    with home.unit_of_work() as session:
        after = documents.get(session, SYSTEM, successor.id) if successor else None
        publishing.withdraw(session, SYSTEM, documents.get(session, SYSTEM, made.id), reason, after)


def stored(home: Instance, made_id: str) -> Document:
    with home.reading() as session:
        return documents.get(session, SYSTEM, made_id)


def as_file(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
