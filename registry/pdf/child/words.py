"""The words of chosen pages with their boxes, by pdfium."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ctypes import byref
from itertools import pairwise

import msgspec
import pypdfium2
from pypdfium2 import raw

from registry.law import encodings
from registry.law.encodings import HYPHEN_AT_LINE_END, Encoding
from registry.pdf import lettering, repairs
from registry.pdf.child import characters
from registry.pdf.child.answers import Answer
from registry.pdf.facts import PageWords, Word
from registry.pdf.limits import Limits
from registry.pdf.protocol import Opened, Unreadable, Worded, WordsJob

MOST = 50_000  # characters of one page; a full page of print has 5,000
GAP = 2.0  # letters' heights; the spaces of justified text are seldom over one
_ITALIC, _FORCE_BOLD = 1 << 6, 1 << 18  # ISO 32000-1, table 123


def read(document: pypdfium2.PdfDocument, job: WordsJob, limits: Limits, out: Answer) -> None:
    out.send(Opened(len(document)))
    for number in job.pages:
        out.send(_page(document, number, min(MOST, limits.page_letters)))


def _page(document: pypdfium2.PdfDocument, number: int, most: int) -> Worded | Unreadable:
    if not 1 <= number <= len(document):
        return Unreadable(number, "no_such_page")
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Unreadable(number, "unreadable_page")
    width, height = page.get_size()
    words = _Words(page, textpage, number, most)
    return Worded(PageWords(number, width, height, words.repaired, tuple(words)))


class _Words:
    """The words of one page in reading order."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: raw.FPDF_TEXTPAGE, number: int, most: int) -> None:
        self._textpage, self._places = textpage, characters.Places(page, textpage)
        self._spans = characters.ordered(page, textpage, most, first_page=number == 1)
        runs = characters.runs(textpage, self._spans)
        written = "".join(text for text, _ in runs)
        self._old: Mapping[str, Encoding] = repairs.old_fonts(runs) if encodings.suspicious(written) else {}
        self._hyphens = encodings.has_hyphens_for_letters(written)
        self.repaired = bool(self._old)

    def __iter__(self) -> Iterator[Word]:
        number = -1
        for indices in self._lines():
            before = None
            for word in filter(None, map(self._word, self._split(indices))):
                number += before is None or _far_apart(before, word)
                before = msgspec.structs.replace(word, line=number)
                yield before

    def _lines(self) -> Iterator[Sequence[int]]:
        """Each line's characters; lines that stand side by side are two."""
        for start, end, _ in self._spans:
            breaks = [at for at in range(start, end) if characters.character(self._textpage, at) in ("\n", "\r")]
            for before, after in pairwise([start - 1, *breaks, end]):
                yield range(before + 1, after)

    def _split(self, line: Iterable[int]) -> Iterator[list[int]]:
        word: list[int] = []
        for index in line:
            letter = characters.character(self._textpage, index)
            if letter and not letter.isspace():
                word.append(index)
            if letter.isspace() or letter == HYPHEN_AT_LINE_END:
                yield word
                word = []
        yield word

    def _word(self, indices: Sequence[int]) -> Word | None:
        if not indices:
            return None
        name, flags = characters.font(self._textpage, indices[0])
        written = "".join(characters.character(self._textpage, index) for index in indices)
        text = _text(written, self._old.get(name), hyphens=self._hyphens)
        if not text:
            return None
        return Word(
            text=text,
            line=0,
            box=characters.span(self._places.of(indices[0]), self._places.of(indices[-1])),
            size=self._size(indices[0]),
            bold="bold" in name.lower() or bool(flags & _FORCE_BOLD),
            italic="italic" in name.lower() or "oblique" in name.lower() or bool(flags & _ITALIC),
            capitals=name in self._old and encodings.shows_capitals(name),
        )

    def _size(self, index: int) -> float:
        """Points; the size that is set, by the text's matrix, since many programs set size 1 and scale."""
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._textpage, index, byref(matrix))
        size = raw.FPDFText_GetFontSize(self._textpage, index) * math.hypot(matrix.c, matrix.d)
        return round(size, 1) if math.isfinite(size) else 0.0


def _far_apart(one: Word, other: Word) -> bool:
    """Whether the space between two words is none of a line's: they stand in two columns."""
    return other.box[0] - one.box[2] > GAP * max(one.size, 1.0)


def _text(written: str, encoding: Encoding | None, *, hyphens: bool) -> str:
    """A word that a line's end divides keeps its hyphen."""
    text = encodings.converted(written, encoding, hyphens=hyphens).strip() if encoding else written
    return "".join(lettering.cleaned(text.replace(HYPHEN_AT_LINE_END, "-")).split())
