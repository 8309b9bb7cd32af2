"""The characters of a page one by one, with their places and fonts: slow, so only where something hangs on it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from ctypes import byref, c_double, c_int, create_string_buffer
from itertools import groupby
from math import pi
from operator import itemgetter

import pypdfium2
from pypdfium2 import raw

from registry.law.encodings import HYPHEN_AT_LINE_END
from registry.pdf import arranging
from registry.pdf.arranging import Line
from registry.pdf.repairs import Run

LONGEST_NAME = 128
RISE = 4.0  # points; raised footnote marks stand less above their line
FINENESS = 64  # parts of a point to which pdfium is asked for places
FAR = 10_000.0  # points; the farther the places that are asked for, the finer is what lies between
ASKED = 60  # letters of a page whose angle is asked for
Box = tuple[float, float, float, float]


Span = tuple[int, int, str]
"""Where characters begin and end on the page, and what is to be written behind them."""


def runs(textpage: raw.FPDF_TEXTPAGE, spans: Iterable[Span]) -> list[Run]:
    """These characters, cut where the font changes."""
    pieces = _pieces(textpage, spans)
    return [("".join(piece[0] for piece in same), name) for name, same in groupby(pieces, key=lambda piece: piece[1])]


def _pieces(textpage: raw.FPDF_TEXTPAGE, spans: Iterable[Span]) -> Iterator[Run]:
    for start, end, behind in spans:
        for index in range(start, end):
            yield character(textpage, index), font(textpage, index)[0]
        yield behind, ""


def character(textpage: raw.FPDF_TEXTPAGE, index: int) -> str:
    if raw.FPDFText_IsHyphen(textpage, index) == 1:
        return HYPHEN_AT_LINE_END
    point = raw.FPDFText_GetUnicode(textpage, index)
    return "" if point == 0 or 0xD800 <= point < 0xE000 else chr(min(point, 0x10FFFF))


def font(textpage: raw.FPDF_TEXTPAGE, index: int) -> tuple[str, int]:
    """The font's name as the page's resources give it ("" of what pdfium itself put in), and its flags."""
    buffer, flags = create_string_buffer(LONGEST_NAME), c_int()
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, LONGEST_NAME, byref(flags))
    return (buffer.value.decode("utf-8", "replace") if 0 < length <= LONGEST_NAME else ""), flags.value


def quarter_turns(textpage: raw.FPDF_TEXTPAGE) -> int:
    """By how many quarters, clockwise, the page must be turned for most of its letters to stand: 0 to 3."""
    count = raw.FPDFText_CountChars(textpage)
    asked = range(0, count, count // ASKED + 1)
    angles = (raw.FPDFText_GetCharAngle(textpage, index) for index in asked)  # radians, -1 where there is none
    leaning = Counter(-round(angle / (pi / 2)) % 4 for angle in angles if angle >= 0)
    turns, times = max(leaning.items(), key=itemgetter(1), default=(0, 0))
    return turns if 2 * times > len(asked) else 0


class Places:
    """Where characters stand on the page as it is shown, turned and cropped: points from the top left corner."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: raw.FPDF_TEXTPAGE) -> None:
        self._textpage = textpage
        self._turn = _turn(page)

    def of(self, index: int) -> Box:
        """x0, y0, x1, y1 of the character with its font's full height."""
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._textpage, index, byref(box))
        (one, top), (other, bottom) = self._shown(box.left, box.top), self._shown(box.right, box.bottom)
        return min(one, other), min(top, bottom), max(one, other), max(top, bottom)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        across, xx, xy, down, yx, yy = self._turn
        return round(across + xx * x + xy * y, 2), round(down + yx * x + yy * y, 2)


def _turn(page: pypdfium2.PdfPage) -> tuple[float, ...]:
    """How a place in the file becomes one on the page as it is shown: asked of pdfium at three places, since a call for
    each character takes ten times as long as the sum."""
    width, height = (max(1, round(side * FINENESS)) for side in page.get_size())

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, c_double(x), c_double(y), byref(across), byref(down))
        return across.value / FINENESS, down.value / FINENESS

    (across, down), (right, right_down), (up, up_down) = shown(0, 0), shown(FAR, 0), shown(0, FAR)
    return across, (right - across) / FAR, (up - across) / FAR, down, (right_down - down) / FAR, (up_down - down) / FAR


def ordered(page: pypdfium2.PdfPage, textpage: raw.FPDF_TEXTPAGE, most: int, *, first_page: bool) -> list[Span]:
    """The first `most` of the page's characters as they are to be read."""
    count = max(0, min(raw.FPDFText_CountChars(textpage), most))
    written = "".join(character(textpage, index) or "\ufffd" for index in range(count))
    return in_order(page, textpage, written, first_page=first_page)


def in_order(page: pypdfium2.PdfPage, textpage: raw.FPDF_TEXTPAGE, written: str, *, first_page: bool) -> list[Span]:
    """The page's lines as they are to be read; the whole page where the file's own order is right."""
    parts = list(_lines(written))
    if not _goes_up(textpage, parts):
        return [(0, len(written), "")]
    places = Places(page, textpage)
    lines = [Line(written[start:end], *span(places.of(start), places.of(end - 1))) for start, end in parts]
    rows = arranging.rows(lines, first_page=first_page)
    if all(len(row) == 1 and row[0] == place for place, row in enumerate(rows)):
        return [(0, len(written), "")]
    return [(*parts[place], "\n" if place == row[-1] else " ") for row in rows for place in row]


def _goes_up(textpage: raw.FPDF_TEXTPAGE, parts: Iterable[tuple[int, int]]) -> bool:
    """Whether a line begins higher than the one before it: one call a line, and most pages need no more."""
    x, y, before = c_double(), c_double(), float("inf")
    for start, _ in parts:
        raw.FPDFText_GetCharOrigin(textpage, start, byref(x), byref(y))
        if y.value > before + RISE:
            return True
        before = y.value
    return False


def _lines(written: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a page's characters begin and end, blank ones left out."""
    start = 0
    for part in written.split("\n"):
        text = part.rstrip()
        if text:
            yield start + len(text) - len(text.lstrip()), start + len(text)
        start += len(part) + 1


def span(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
