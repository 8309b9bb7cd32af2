"""Things that tests are made of: small PDFs, documents, accounts."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from registry import accounts, documents, files
from registry.accounts import SYSTEM, Viewer
from registry.files import PDF, Upload
from registry.jobs import Instance
from registry.store.tables import Document, File, Rank, Role

PASSWORD = "mot-mat-khau-dai"


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A PDF of that many pages, each with the lines in one of the fonts that every reader has (Latin-1 only)."""
    from fpdf import FPDF

    made = FPDF()
    made.set_creation_date(dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    made.set_font("Helvetica", size=12)
    for page in range(1, pages + 1):
        made.add_page()
        for line in lines or ("A page of text",):
            made.cell(text=f"{line} {page}", new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def document_facts(**changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "number": "25/2024/TT-BTC",
        "type": "thong-tu",
        "title": "Bãi bỏ Thông tư số 83/2014/TT-BTC",
        "issued_on": dt.date(2024, 4, 23),
        "issuers": ["Bộ Tài chính"],
    }
    return facts | changed


def make_document(session: Session, by: Viewer = SYSTEM, **changed: Any) -> Document:
    """A draft; `state`-changing use cases are called by the test itself."""
    return documents.register(session, by, document_facts(**changed))


def make_file(session: Session, home: Instance, document: Document, content: bytes | None = None) -> File:
    content = pdf() if content is None else content
    upload = Upload(home.blobs.keep_bytes(content), len(content), PDF, "tệp.pdf", Role.MAIN)
    return files.attach(session, SYSTEM, document, upload)


def make_viewer(session: Session, rank: Rank = Rank.CLERK, login: str = "") -> Viewer:
    user = accounts.add_user(session, login or rank.value, PASSWORD, rank)
    return Viewer(user.id, user.rank, user.name)
