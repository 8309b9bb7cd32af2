"""The page of one document, and the way from a number to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, redirect, render_template, request
from markupsafe import Markup

from registry import citing, contents, documents, ratings, usage
from registry.contents import ReadingState, ReadingStatus
from registry.files import PDF
from registry.site import addresses, by_validity, structured, validity
from registry.site.explained import explain
from registry.site.linked import linked
from registry.store.database import Session
from registry.store.tables import Document, File, FileVersion, Page, Preview, State
from registry.visibility import may_download
from registry.web.access import instance, public, viewer

PAGES = 20  # pages of a file on one page of the site
FROM_PAGE = "trang"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the file: its picture, a larger one to read from, and its text, each where it is there, the text with
    its citations as links.
    """

    number: int
    picture: Preview | None
    large: Preview | None
    text: Page | None
    linked: Markup


@dataclass(frozen=True, slots=True)
class Leaves:
    """A run of pages of a file. `starts`: the first pages of all runs, for the links between them."""

    file: File
    version: FileVersion
    shown: Sequence[Leaf]
    starts: Sequence[int]
    first: int


@public
def document_page(public_id: str, slug: str = "") -> Response:
    with instance().reading() as session:
        document = documents.get(session, viewer(), public_id)
        if slug != addresses.slug_of(document):
            return _to_right_slug(document)
        statuses = contents.reading_statuses(session, [file.current for file in document.files])
        on = by_validity.asked()
        in_force = validity.of(session, document, on.day if on else None)
        html = render_template(
            "document.html",
            document=document,
            structured=structured.legislation(document, in_force),
            counts=usage.counts(session, [document.id])[document.id],
            rated=ratings.of(session, [document.id])[document.id],
            leaves=_leaves(session, document),
            statuses=statuses,
            facts=contents.facts(session, [file.current.id for file in document.files]),
            waits=any(_is_unread(status) for status in statuses.values()),
            downloadable=may_download(viewer(), document.download_audience),
            validity=in_force,
            past=on is not None,
        )
    return addresses.kept_a_minute(html)


def _to_right_slug(document: Document) -> Response:
    query: Mapping[str, str] = request.args.to_dict()
    return addresses.kept_a_minute(redirect(addresses.of_document(document, **query), 308))


def _is_unread(status: ReadingStatus) -> bool:
    return status.state in {ReadingState.WAITING, ReadingState.NONE} and status.waits


def _leaves(session: Session, document: Document) -> Leaves | None:
    """The asked-for run of pages of the first PDF that has any; None where there is nothing to show yet."""
    file = next((file for file in document.files if file.current.media_type == PDF), None)
    if file is None or not file.current.page_count:
        return None
    version, count = file.current, file.current.page_count
    first = min(max(1, request.args.get(FROM_PAGE, 1, type=int)), count)
    last = min(first + PAGES - 1, count)
    texts = contents.texts(session, version, first, last)
    pictures, large = (contents.pictures(session, version, size) for size in ("page", "large"))
    cited = citing.on_pages(session, version.id, first, last)
    shown = []
    for number in range(first, last + 1):
        text = texts.get(number)
        html = linked(text.text if text else "", cited.get(number, ()))
        shown.append(Leaf(number, pictures.get(number), large.get(number), text, html))
    return Leaves(file, version, shown, range(1, count + 1, PAGES), first)


@public
def resolve(number: str) -> Response:
    """A number, with its slashes or with dashes, to its document."""
    with instance().reading() as session:
        found = documents.numbered(session, viewer(), number)
        if len(found) == 1:
            return addresses.kept_a_minute(_to_document(found[0]))
        if found:
            counts = usage.counts(session, [document.id for document in found])
            statuses = by_validity.shown(session, found)
            html = render_template("choose.html", number=number, documents=found, counts=counts, statuses=statuses)
            return addresses.kept_a_minute((html, 300))
        explained = explain(number)
        cited_by = citing.cited_by(session, viewer(), explained.number) if explained.is_number else ()
        html = render_template("no_number.html", asked=number, explained=explained, cited_by=cited_by)
        return addresses.kept_a_minute((html, 404))


def _to_document(document: Document) -> Response:
    """Raises Gone for a withdrawn one, whose number says so at once."""
    if document.state == State.WITHDRAWN and not viewer().is_staff:
        raise documents.gone(document)
    return redirect(addresses.of_document(document))  # type: ignore[return-value]
