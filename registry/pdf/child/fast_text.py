"""Text by pdfium: some 400 pages a second, and the whole process gone on what it cannot bear."""

from ctypes import byref, c_float, c_ushort

import pypdfium2
from pypdfium2 import raw

from registry.pdf import lettering
from registry.pdf.child.answers import Answer
from registry.pdf.limits import Limits
from registry.pdf.protocol import Opened, PageText, TextJob, Unreadable
from registry.pdf.verdicts import PLENTY

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
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Unreadable(number, "unreadable_page")
    try:
        return _page_text(page, number, most)
    except pypdfium2.PdfiumError:
        return Unreadable(number, "unreadable_page")
    finally:
        page.close()


def _page_text(page: pypdfium2.PdfPage, number: int, most: int) -> PageText:
    written, cut = _characters(page, most)
    text = lettering.cleaned(written)
    letters = lettering.letters(text)
    picture, strokes = (0.0, 0) if letters >= PLENTY else _pictures(page)
    return PageText(number, text, letters, lettering.odd(written), picture, strokes, cut)


def _characters(page: pypdfium2.PdfPage, most: int) -> tuple[str, bool]:
    """The page's characters in the file's own order, and whether there were more than `most`."""
    textpage = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(textpage)
        if count <= 0:
            return "", False
        read = min(count, most)
        buffer = (c_ushort * (read * 2 + 2))()  # beyond the basic plane one character is two units
        units = raw.FPDFText_GetText(textpage, 0, read, buffer)
        return bytes(buffer)[: max(0, units - 1) * 2].decode("utf-16-le", "replace"), count > most
    finally:
        textpage.close()


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
