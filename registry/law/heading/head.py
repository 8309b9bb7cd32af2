"""The head of a document: letterhead, number, place and day, type, title, marks (NĐ 30/2020 Annex I; Quy định 399-QĐ/TW)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from registry.law.heading import days, furniture, names, numbering, titles
from registry.law.heading.numbering import Numbered
from registry.law.heading.pages import Line
from registry.law.heading.titles import Title
from registry.law.types import Type
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

# A head with its recitals fits on two pages; nothing behind these lines is looked at.
MOST_LINES = 120

_NATION = re.compile(r"cong hoa xa hoi chu nghia(?: vi.t \w{1,5})?|dang cong san viet nam|viet nam dan chu cong hoa")
_MOTTO = re.compile(r"doc lap\s?[-.,]?\s?tu do\s?[-.,]?\s?hanh phuc")
_TEXT_BEGINS = re.compile(
    r"can cu |kinh gui|dieu \d{1,3}\b|chuong (?:[ivx]{1,6}|\d)\b|phan thu|loi noi dau|muc luc|theo de nghi|de trien khai"
    r"|quyet (?:dinh|nghi) ?:$|\((?:tiep theo|xem tiep)"
)
_SECTION = re.compile(
    r"(?:phan )?van ban (?:quy pham|phap luat)|van ban hop nhat\s?-|dieu uoc quoc te$|phan [ivx\d]|du thao|cong bao$|thong tin khac"
)
_SUBJECT = re.compile(r"\(?v/v|\(?v\.v|ve viec")
_CITED = re.compile(r"\bso \d")
_GOES_OVER = (" cua", " va", ",", " theo", " so", " dieu", " thi hanh", " hien", " tai", " voi")
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Kind(Enum):
    """What a piece of a head is."""

    NATION = auto()
    NUMBER = auto()
    DAY = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Dated:
    """The line of place and day; `day` is None where it is left blank or impossible."""

    line: Line
    start: int
    end: int
    place: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Marked:
    value: str
    line: Line


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the text. `sections` are headings of the gazette, `intro` is the line where a consolidated text
    says what it consolidates, `next` the one where the text begins.
    """

    numbered: Numbered | None
    dated: Dated | None
    letterhead: tuple[Line, ...]
    sections: tuple[Line, ...]
    type: Type | None
    type_line: Line | None
    title: Title | None
    secrecy: Marked | None
    urgency: Marked | None
    nation: bool
    intro: int | None
    next: int


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: Kind
    line: Line


@dataclass(frozen=True, slots=True)
class _Typed:
    """Where the type's name stands, and the first line after it; `rest` follows it on its own line."""

    type: Type
    line: Line
    at: int
    next: int
    rest: Line | None = None


def read(lines: list[Line], vocabulary: Vocabulary) -> Head:
    """The head of the document whose lines these are."""
    zone = lines[:MOST_LINES]
    text_at = next((at for at, line in enumerate(zone) if _TEXT_BEGINS.match(line.folded)), len(zone))
    nation_at = next((at for at, line in enumerate(zone[:text_at]) if _NATION.search(line.folded)), None)
    typed = _type(zone[:text_at], nation_at or 0, vocabulary)
    above = [line for line in zone[: typed.at if typed else text_at] if not furniture.is_rule(line)]
    pieces = [piece for line in above for piece in _pieces(line, vocabulary)]
    return _assemble(zone, pieces, typed, text_at, vocabulary)


def _assemble(
    zone: list[Line], pieces: list[_Piece], typed: _Typed | None, text_at: int, vocabulary: Vocabulary
) -> Head:
    nation = next((piece.line for piece in pieces if piece.kind is Kind.NATION), None)
    left = [piece.line for piece in pieces if piece.kind is Kind.TEXT and not _is_right(piece.line, nation)]
    subject_at = next((at for at, line in enumerate(left) if _SUBJECT.match(line.folded)), len(left))
    numbered = numbering.best((piece.line for piece in pieces if piece.kind is Kind.NUMBER), vocabulary)
    if typed is None and subject_at == len(left) and numbered:
        subject_at = next((at for at, line in enumerate(left) if _is_under(line, numbered.line, zone)), len(left))
    title = _title(zone, typed, vocabulary) if typed else _subject(left[subject_at:], text_at)
    days_read = [_dated(piece.line) for piece in pieces if piece.kind is Kind.DAY]
    texts = [piece.line for piece in pieces if piece.kind is Kind.TEXT]
    return Head(
        numbered=numbered,
        dated=max(days_read, key=lambda one: (one.day is not None, bool(one.place)), default=None),
        letterhead=tuple(line for line in left[:subject_at] if _is_letterhead(line)),
        sections=tuple(line for line in left if _SECTION.match(line.folded)),
        type=typed.type if typed else None,
        type_line=typed.line if typed else None,
        title=title,
        secrecy=_marked(texts, furniture.SECRECY),
        urgency=_marked(texts, furniture.URGENCY),
        nation=nation is not None,
        intro=consolidated_intro(zone, typed.next, vocabulary) if typed else None,
        next=title.next if title else text_at,
    )


def _is_right(line: Line, nation: Line | None) -> bool:
    """In the state's column; a section's heading above it stands in the middle of the page."""
    if not (nation and nation.box and line.box) or line.page != nation.page:
        return False
    return line.middle > nation.box[0] and line.box[3] > nation.box[1]


def _is_under(line: Line, number: Line, zone: list[Line]) -> bool:
    """Under the number in its column: what an official letter is about, even where `V/v` is misread."""
    if not (line.box and number.box) or line.page != number.page or len(line.text) < 12:
        return False
    close = 0 <= line.box[1] - number.box[1] < 40 and abs(line.middle - number.middle) < 60
    return close and any(other.folded.startswith("kinh gui") for other in zone)


def _is_letterhead(line: Line) -> bool:
    if _SECTION.match(line.folded) or furniture.is_arrival(line) or not _LETTERS.search(line.text):
        return False
    marked = furniture.mark(line, furniture.SECRECY) or furniture.mark(line, furniture.URGENCY)
    return not marked and len(line.text) < 100 and "/" not in line.text


def _marked(lines: list[Line], marks: dict[str, str]) -> Marked | None:
    for line in lines:
        if value := furniture.mark(line, marks):
            return Marked(value, line)
    return None


def _type(zone: list[Line], first: int, vocabulary: Vocabulary) -> _Typed | None:
    """A line that is a type's name and nothing else; failing that, one that begins with it."""
    for at in range(first, len(zone)):
        both = zone[at].text + " " + zone[at + 1].text if at + 1 < len(zone) else ""
        for text, count in ((both, 2), (zone[at].text, 1)):
            kind = names.type_of(text, vocabulary) if text else None
            if kind:
                return _Typed(kind, zone[at], at, at + count)
    return next(filter(None, (_begun(zone, at, vocabulary) for at in range(first, len(zone)))), None)


_GOES_ON = re.compile(r"(?:ve|v/v|cua|so|ket qua|tinh hinh|cong tac)\b")


def _begun(zone: list[Line], at: int, vocabulary: Vocabulary) -> _Typed | None:
    """`Báo cáo về tình hình …`, `Luật số 100/2015/QH13 ngày …`."""
    line = zone[at]
    begun = names.type_at_start(line.text, vocabulary)
    if begun is None or not begun[1]:
        return None
    kind, rest = begun
    start = len(line.text) - len(rest)
    folded_rest = names.plain(rest[:20])
    if not _GOES_ON.match(folded_rest) or (folded_rest.startswith("so") and ":" in rest[:6]):
        return None
    return _Typed(kind, line.part(0, start), at, at + 1, line.part(start))


def _title(zone: list[Line], typed: _Typed, vocabulary: Vocabulary) -> Title:
    if typed.rest is None:
        intro = consolidated_intro(zone, typed.next, vocabulary)
        return titles.read(zone, typed.next, typed.line, vocabulary, intro)
    whole = [*zone[: typed.at], typed.rest, *zone[typed.next :]]
    return titles.read(whole, typed.at, typed.line, vocabulary)


def consolidated_intro(lines: list[Line], start: int, vocabulary: Vocabulary) -> int | None:
    """Where a consolidated text says, under its title, which act it is and what amended it (Pháp lệnh 01/2012 Art. 13)."""
    for at in range(start + 1, min(len(lines), start + 12)):
        begun = names.type_at_start(lines[at].text, vocabulary)
        cited = bool(_CITED.search(" ".join(line.folded for line in lines[at : at + 3])))
        if (
            begun
            and begun[1]
            and cited
            and not lines[at - 1].folded.endswith(_GOES_OVER)
            and lines[at].text[:1].isupper()
        ):
            following = " ".join(line.folded for line in lines[at : at + 8]).partition("can cu ")[0]
            if "hieu luc" in following and ("sua doi, bo sung" in following or "hop nhat" in following):
                return at
    return None


def _subject(lines: list[Line], text_at: int) -> Title | None:
    """`V/v …` under the number of an official letter, which names no type."""
    if not lines:
        return None
    column = [line for line in lines if not (line.box and lines[0].box) or line.box[0] < lines[0].box[2]]
    kept = [line for line in column if not (_SECTION.match(line.folded) or _is_beside_a_title(line))]
    return Title(titles.joined(kept), tuple(kept), titles.End.TEXT, text_at)


def _is_beside_a_title(line: Line) -> bool:
    return furniture.is_arrival(line) or furniture.is_mark(line)


def _pieces(line: Line, vocabulary: Vocabulary) -> Iterator[_Piece]:
    """A line of the head cut into what plain text runs together: `BỘ NỘI VỤ CỘNG HÒA …`, `Số: 07/… Hà Nội, ngày …`."""
    if len(line.folded) != len(line.text):
        yield _Piece(Kind.TEXT, line)
        return
    spans = sorted(_spans(line, vocabulary), key=lambda span: span[0])
    at = 0
    for start, end, kind in spans:
        if start < at:
            continue
        if line.text[at:start].strip(" _*"):
            yield _Piece(Kind.TEXT, line.part(at, start))
        yield _Piece(kind, line.part(start, end))
        at = end
    if line.text[at:].strip(" _*.,"):
        yield _Piece(Kind.TEXT, line.part(at))


def _spans(line: Line, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Kind]]:
    for pattern in (_NATION, _MOTTO):
        if found := pattern.search(line.folded):
            yield found.start(), found.end(), Kind.NATION
    number = numbering.of_line(line, vocabulary)
    if number:
        start = max(0, number.start - len(number.label) - 2)
        start = line.text.find(number.label[-3:], start) if number.label else start
        yield line.text.rfind(number.label, 0, number.start), number.end, Kind.NUMBER
    if found := days.SPELT.search(line.text):
        begin = number.end if number and number.end <= found.start() else 0
        motto = _MOTTO.search(line.folded)
        begin = max(begin, motto.end() if motto and motto.end() <= found.start() else 0)
        yield found.start() - len(_place_before(line.text[begin : found.start()])), found.end(), Kind.DAY


def _place_before(text: str) -> str:
    """The place's name at the end of what stands before `ngày`, with its comma and the spaces around."""
    stripped = text.rstrip(" ,.;")
    if 0 < len(stripped.strip()) <= 32 and stripped.strip()[0].isupper() and not stripped.isupper():
        return text.lstrip() if not _SUBJECT.match(fold(stripped.strip())) else text[_last_name(stripped) :]
    return text[_last_name(stripped) :]


def _last_name(text: str) -> int:
    """Where the last words with capitals begin: `… nghỉ lễ Hà Nội` → at `Hà`."""
    at = len(text)
    for word in reversed(text.split(" ")[-5:]):
        if not (word[:1].isupper() or word == "phố"):
            break
        at -= len(word) + 1
    return max(0, at + 1) if at < len(text) else len(text)


def _dated(line: Line) -> Dated:
    found = days.SPELT.search(line.text)
    assert found, "pieces of this kind are cut where the pattern matches"
    place = line.text[: found.start()].strip(" ,.;")
    return Dated(line, 0, len(line.text), place, days.day(found))
