"""What a search asks beside the document's own columns: bodies in line, files, what their text is worth, validity on a
day."""

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from registry import effects
from registry.inspection import UNREAD
from registry.law.effect import Status
from registry.store.tables import (
    Document,
    DocumentIssuer,
    File,
    FileVersion,
    Issuer,
    Page,
    Succession,
)


class Quality(enum.StrEnum):
    """What the text of a document's current files is worth: of all pages that hold something, of some, of none."""

    WHOLE = "whole"
    PARTLY = "partly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class StatusOn:
    """A status that is asked for, and the day on which documents have it; whichever status where none is named."""

    day: dt.date
    status: Status | None = None


def has_status(asked: StatusOn) -> sa.ColumnElement[bool]:
    return effects.in_status(asked.status, asked.day) if asked.status else sa.true()


def in_line(code: str) -> sa.ColumnElement[bool]:
    """Issued by this body, one that it took over from, or one that took over from it, however long ago.

    Down from its successors it does not go again: who else was merged into them is another body.
    """
    before = _line(code, Succession.successor_id, Succession.predecessor_id)
    since = _line(code, Succession.predecessor_id, Succession.successor_id)
    return Document.issuing.any(DocumentIssuer.issuer_id.in_(sa.union(before, since)))


def _line(code: str, at: Any, on: Any) -> sa.Select[Any]:
    """UNION drops what was met before, so that a circle among successions ends."""
    line = sa.select(Issuer.id).where(Issuer.code == code).cte(recursive=True)
    return sa.select(line.union(sa.select(on).join(line, at == line.c.id)).c.id)


def has_file(wanted: bool) -> sa.ColumnElement[bool]:
    return Document.files.any() if wanted else ~Document.files.any()


def modified_since(moment: dt.datetime) -> sa.ColumnElement[bool]:
    return Document.updated_at >= moment


def text_quality(quality: Quality) -> sa.ColumnElement[bool]:
    good, bad = _has_page(Page.verdict == "text"), _has_page(Page.verdict.in_((*UNREAD, "unread")))
    return {Quality.WHOLE: good & ~bad, Quality.PARTLY: good & bad, Quality.NONE: ~good}[quality]


def _has_page(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    newer = aliased(FileVersion)
    current = ~sa.exists().where(newer.file_id == FileVersion.file_id, newer.number > FileVersion.number)
    pages = sa.select(Page.number).join(FileVersion, FileVersion.id == Page.version_id).join(File)
    return pages.where(File.document_id == Document.id, current, clause).correlate(Document).exists()
