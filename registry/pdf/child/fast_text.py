"""Text by pdfium: some 400 pages a second, and the whole process gone on what it cannot bear."""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_float, c_ushort

import pypdfium2
from pypdfium2 import raw

from registry.law import encodings
from registry.pdf import languages, lettering, repairs
from registry.pdf.child import characters
from registry.pdf.child.answers import Answer
from registry.pdf.limits import Limits
from registry.pdf.protocol import Opened, PageText, TextJob, Unreadable
from registry.pdf.verdicts import PLENTY

COVERED = 0.5  # share of a page under its picture from which it is a scan
MOST_OBJECTS = 2_000  # of a page with little text looked at to tell a scan from an empty page


def read(document: pypdfium2.PdfDocument, job: TextJob, limits: Limits, out: Answer) -> None:
    out.send(_facts(document))
    for number in job.pages(len(document)):
        out.send(_page(document, number, limits.page_letters))


def _facts(document: pypdfium2.PdfDocument) -> Opened:
    encrypted = raw.FPDF_GetSecurityHandlerRevision(document) > -1
    title, producer = (lettering.line(document.get_metadata_value(key)) for key in ("Title", "Producer"))
    return Opened(len(document), encrypted, title, producer)


def _page(document: pypdfium2.PdfDocument, number: int, most: int) -> PageText | Unreadable:
    try:
        with _upright(document, number) as (page, textpage):
            return _page_text(page, textpage, number, most)
    except pypdfium2.PdfiumError:
        return Unreadable(number, "unreadable_page")


@contextmanager
def _upright(document: pypdfium2.PdfDocument, number: int) -> Iterator[tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    """The page, and its text; one whose letters lie on their side, as wide tables are set, is turned until they stand,
    since pdfium takes each letter of it for a line. What closes the page closes its text."""
    page = document[number - 1]
    try:
        textpage = page.get_textpage()
        turns = characters.quarter_turns(textpage)
        if turns:
            page.set_rotation((page.get_rotation() + 90 * turns) % 360)
            page.close()
            page = document[number - 1]
            textpage = page.get_textpage()
        yield page, textpage
    finally:
        page.close()


def _page_text(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int, most: int) -> PageText:
    written, repaired, cut = _written(page, textpage, number, most)
    text = lettering.cleaned(written)
    letters = lettering.letters(text)
    doubtful = languages.lost_its_marks(text)
    picture, strokes = _pictures(page) if doubtful or letters < PLENTY else (0.0, 0)
    hidden = doubtful and picture >= COVERED and _is_invisible(page)
    return PageText(number, text, letters, lettering.odd(written), picture, strokes, cut, repaired, hidden)


def _is_invisible(page: pypdfium2.PdfPage) -> bool:
    """Whether most of the page's text is drawn in no colour at all, as programs that recognise scans lay it over them."""
    things = (
        raw.FPDFPage_GetObject(page, index) for index in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS))
    )
    modes = [
        raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        for thing in things
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_TEXT
    ]
    return bool(2 * sum(modes) > len(modes))


def _written(
    page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int, most: int
) -> tuple[str, bool, bool]:
    """The page's characters, whether an old encoding was taken off them, and whether there were more than `most`."""
    count = raw.FPDFText_CountChars(textpage)
    read = min(count, most)
    written = _characters(textpage, read)
    spans: list[characters.Span] = [(0, read, "")]
    if len(written) == read:  # else a character's place in the text is not its place on the page
        spans = characters.in_order(page, textpage, written, first_page=number == 1)
        written = "".join(written[start:end] + behind for start, end, behind in spans)
    better = repairs.repaired(characters.runs(textpage, spans)) if encodings.suspicious(written) else None
    return better or written, better is not None, count > most


def _characters(textpage: raw.FPDF_TEXTPAGE, count: int) -> str:
    """In the file's own order."""
    if count <= 0:
        return ""
    buffer = (c_ushort * (count * 2 + 2))()  # beyond the basic plane one character is two units
    units = raw.FPDFText_GetText(textpage, 0, count, buffer)
    return bytes(buffer)[: max(0, units - 1) * 2].decode("utf-16-le", "replace")


def _pictures(page: pypdfium2.PdfPage) -> tuple[float, int]:
    """The share of the page under pictures, and how many paths are drawn on it."""
    width, height = page.get_size()
    covered, strokes = 0.0, 0
    for index in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, index)
        match raw.FPDFPageObj_GetType(thing):
            case raw.FPDF_PAGEOBJ_IMAGE | raw.FPDF_PAGEOBJ_FORM:
                covered += _area(thing)
            case raw.FPDF_PAGEOBJ_PATH | raw.FPDF_PAGEOBJ_SHADING:
                strokes += 1
    return min(1.0, covered / max(1.0, width * height)), strokes


def _area(thing: raw.FPDF_PAGEOBJECT) -> float:
    """Square points under an object, 0 when it has no extent."""
    left, bottom, right, top = (c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, *map(byref, (left, bottom, right, top))):
        return 0.0
    return max(0.0, right.value - left.value) * max(0.0, top.value - bottom.value)
