"""The text of a document, page by page."""

from flask import Blueprint, Response

from registry import contents
from registry.api import answers, shapes
from registry.api.documents import TAG, find
from registry.api.files import file_of
from registry.api.requests import TextQuery
from registry.api.schemas.files import TextShown
from registry.api.spec import described
from registry.store.tables import File, Page
from registry.web.access import instance, public

blueprint = Blueprint("api_details", __name__)


@blueprint.get("/documents/<document_id>/text")
@public
@described(TextShown, 404, 410, tag=TAG)
def get_text(document_id: str, query: TextQuery) -> Response:
    """The text by page, each with a verdict on what it is worth.

    Pages of the current version of every file that is a PDF, in the order of the files. Empty until a file has been read.
    """
    with instance().reading() as session:
        document = find(session, document_id)
        files = [file_of(document, query.file)] if query.file else document.files
        by_version = {file.current.id: file for file in files}
        after = _after(query.cursor, by_version)
        rows = contents.pages(session, list(by_version), query.limit + 1, after, query.page)
    more = rows[query.limit - 1] if len(rows) > query.limit else None
    going_on = (by_version[more.version_id].public_id, more.version_id, more.number) if more else None
    shown = [_page(row, by_version[row.version_id]) for row in rows[: query.limit]]
    return answers.answer({"items": shown, "next": answers.next_url(going_on)})


def _after(cursor: str | None, by_version: dict[int, File]) -> tuple[int, int] | None:
    """Raises Invalid; also when the file has a new version since, whose pages are other pages."""
    if cursor is None:
        return None
    file_id, version, number = answers.read_cursor(cursor, tuple[str, int, int])
    if version not in by_version or by_version[version].public_id != file_id or not 0 < number < 1 << 31:
        raise answers.malformed_cursor()
    return version, number


def _page(row: Page, file: File) -> shapes.Json:
    return {
        "file": file.public_id,
        "page": row.number,
        "text": row.text,
        "source": row.source,
        "verdict": row.verdict,
        "letters": row.letters,
        "reason": shapes.reason(row.reason),
    }
