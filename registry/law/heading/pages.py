"""Pages as lines: words with boxes put back into lines and columns, or plain text cut into lines."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from registry.law.characters import clean
from registry.law.vietnamese import ETH, fold

__all__ = ["Box", "Line", "PageWords", "Word", "lines"]

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points (1/72 inch) from the upper left corner of the page; y grows downwards."""

# Hostile pages may hold millions of words; a page of a law has at most some thousand.
MOST_WORDS = 20_000
MOST_LINES = 4_000
LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands: points from the upper left corner, `size` its letters' height in points.

    `line` is the line it belongs to where its reader knows, and -1 where lines are to be found from the boxes.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    line: int = -1


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page, in any order where they have no `line`, else in reading order; sizes in points."""

    words: tuple[Word, ...]
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line, or the part of one that stands in a column of its own. Pages count from 1; `width` is the page's, 0 where
    there are no boxes; `recognised` that the words were read from the page's picture.
    """

    page: int
    text: str
    words: tuple[Word, ...] = ()
    width: float = 0.0
    recognised: bool = False

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def box(self) -> Box | None:
        return around(self.words)

    @cached_property
    def size(self) -> float:
        """The letters' height of most of its words; 0 where there are no boxes."""
        sizes = sorted(word.size for word in self.words)
        return sizes[len(sizes) // 2] if sizes else 0.0

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2 if self.box else 0.0

    def part(self, start: int, end: int | None = None) -> "Line":
        """The line between two offsets of its text."""
        end = len(self.text) if end is None else end
        text = self.text[start:end].strip()
        return replace(self, text=text, words=tuple(self._words_between(start, end)))

    def box_of(self, start: int, end: int) -> Box | None:
        return around(tuple(self._words_between(start, end)))

    def _words_between(self, start: int, end: int) -> Iterator[Word]:
        at = 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                yield word
            at += len(word.text) + 1


def around(words: Sequence[Word]) -> Box | None:
    """The smallest box that holds all the words."""
    if not words:
        return None
    return (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )


def union(found: Iterable[Line]) -> Box | None:
    return around([word for line in found for word in line.words])


_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd\ue000-\uf8ff]"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def mended(text: str) -> str:
    """NFC with single spaces; Cyrillic look-alikes and eth as the letters they stand for, what cannot be seen left out."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(ETH).replace("\ufffe", "-")
        text = _CYRILLIC.sub(lambda found: clean(found[0]), text)
    return " ".join(_INVISIBLE.sub("", text).split())


def lines(pages: Sequence[PageWords | str], recognised: Collection[int] = ()) -> list[Line]:
    """Every line of every page, from the top; runs in columns of one row stand one after the other, left to right."""
    found: list[Line] = []
    for number, page in enumerate(pages, 1):
        read = _of_text(page, number) if isinstance(page, str) else _of_words(page, number)
        found += (replace(line, recognised=True) for line in read) if number in recognised else read
    return found


def _of_text(text: str, page: int) -> Iterator[Line]:
    for raw in text.splitlines()[:MOST_LINES]:
        if line := mended(raw[:LONGEST_LINE]):
            yield Line(page, line)


def _of_words(page: PageWords, number: int) -> Iterator[Line]:
    mended_words = (replace(word, text=mended(word.text)) for word in page.words[:MOST_WORDS])
    words = [word for word in mended_words if word.text]
    known = all(word.line >= 0 for word in words)
    for row in _known_rows(words) if known else _rows(words):
        for run in _runs(row):
            yield from _written(run, number, page.width)


def _known_rows(words: list[Word]) -> Iterator[list[Word]]:
    """Words of one line by their reader; where it goes on below, after a hyphen, is another row."""
    for _, same in groupby(words, key=lambda word: word.line):
        row: list[Word] = []
        for word in same:
            if row and word.x0 < row[-1].x0 and word.y0 > (row[-1].y0 + row[-1].y1) / 2:
                yield row
                row = []
            row.append(word)
        yield row


def _written(run: list[Word], number: int, width: float) -> Iterator[Line]:
    """The run as a line; a rule drawn with characters that touches it is a line of its own below."""
    rules = [word for word in run if not word.text.strip("_")]
    words = [word for word in run if word.text.strip("_")]
    for part in (words, rules):
        if part:
            yield Line(number, " ".join(word.text for word in part), tuple(part), width)


def _rows(words: list[Word]) -> Iterator[list[Word]]:
    """Words whose middles lie within the height of the row's first word; a raised footnote mark stays in its row."""
    row: list[Word] = []
    low = high = 0.0
    for word in sorted(words, key=lambda word: ((word.y0 + word.y1) / 2, word.x0)):
        middle = (word.y0 + word.y1) / 2
        if row and low <= middle <= high:
            row.append(word)
            low, high = _span(row)
            continue
        if row:
            yield row
        row = [word]
        low, high = _span(row)
    if row:
        yield row


def _span(row: list[Word]) -> tuple[float, float]:
    """How far up and down the middle of a word may lie to be of this row: within its tallest of late."""
    tallest = max(row[-4:], key=lambda word: word.y1 - word.y0)
    return tallest.y0, tallest.y1


def _runs(row: list[Word]) -> Iterator[list[Word]]:
    """The row cut where a gap is wider than two letters' height: between columns, not between justified words."""
    row = sorted(row, key=lambda word: word.x0)
    run = [row[0]]
    for word in row[1:]:
        if word.x0 - run[-1].x1 > 2 * max(word.size, run[-1].size, 6.0):
            yield run
            run = []
        run.append(word)
    yield run
