"""What a page adds to a document: the gazette's running head, page numbers, stamps of signatures and of arrival, marks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from registry.law.heading import days
from registry.law.heading.pages import Line

# Marks are what recognition of a picture errs in most: "Só", "BẢO".
_GAZETTE = re.compile(
    r"(?<!\w)C?[ÔÓÒO]NG\s?B[ÁÀẢÂA]O[ /]{0,4}S[ốóồỗôo6]\s?(\d{1,5}(?:\s?[+-]\s?\d{1,5})*)[ /(-]{0,4}(?:Ng[àáảâa]y\s?)?(\d{1,2})\s?[-/]\s?(\d{1,2})\s?[-/]\s?(\d{4})"
)
_PLUS = re.compile(r"\s?\+\s?")
_STAMP = re.compile(
    r"(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký|Signature|Digitally|Date)\s?:|Signature Not", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"[-–( ]{0,3}\d{1,4}[-–) ]{0,3}|Trang \d{1,4}(?:\s?/\s?\d{1,4})?")
# What an office that receives a document stamps over its head.
_ARRIVAL = re.compile(
    r"(?:CÔNG VĂN |CV )?ĐẾN|(?:ĐẾN\s{0,2})?(?:Giờ|Ngày|Chuyển|Lưu hồ sơ|Số và ký hiệu HS)\s?[:.].{0,30}|SAO Y.{0,40}|Ngày đến.{0,20}"
)
_RULE = re.compile(r"[-_—–=*~.…•o\s]{3,}")
RULE_AT_END = re.compile(r"\s?[-_—–=]{4,}$")
SECRECY = {"tuyet mat": "Tuyệt mật", "toi mat": "Tối mật", "mat": "Mật"}
URGENCY = {
    "hoa toc hen gio": "Hỏa tốc hẹn giờ",
    "hoa toc": "Hỏa tốc",
    "thuong khan": "Thượng khẩn",
    "khan": "Khẩn",
}
_AROUND_MARK = " .:-*[](){}|!\"'"


@dataclass(frozen=True, slots=True)
class Gazette:
    """Where the official gazette printed it; `pages` is how many running heads say so."""

    number: str
    date: date | None
    line: Line
    pages: int


def gazette(lines: Iterable[Line]) -> Gazette | None:
    """The gazette's number and day from its running heads."""
    found = [(line, match) for line in lines if (match := _GAZETTE.search(line.text))]
    if not found:
        return None
    line, match = found[0]
    number = _PLUS.sub(" + ", match[1])
    same = sum(other.group(1, 2, 3, 4) == match.group(1, 2, 3, 4) for _, other in found)
    return Gazette(number, days.day(match, 2), line, same)


def without(lines: list[Line]) -> list[Line]:
    """The lines that the author wrote; rules stay, since they end titles."""
    kept: list[Line] = []
    for _, page in groupby(lines, key=lambda line: line.page):
        kept += _of_page(list(page))
    return kept


def _of_page(page: list[Line]) -> Iterator[Line]:
    stamps = [at for at, line in enumerate(page) if _STAMP.match(line.text)]
    stamped = _between(stamps)
    for at, line in enumerate(page):
        edge = at < 2 or at >= len(page) - 2
        if at in stamped or _GAZETTE.search(line.text) or (edge and _PAGE_NUMBER.fullmatch(line.text)):
            continue
        yield line


def _between(stamps: list[int]) -> set[int]:
    """The lines of a stamp: those with its labels, and one or two between them (a long name runs over)."""
    found = set(stamps)
    for first, second in pairwise(stamps):
        if second - first <= 3:
            found |= set(range(first, second))
    return found


def is_rule(line: Line) -> bool:
    """A line drawn with characters."""
    return bool(_RULE.fullmatch(line.text))


def is_arrival(line: Line) -> bool:
    return bool(_ARRIVAL.fullmatch(line.text))


def is_mark(line: Line) -> bool:
    """A mark of secrecy or urgency, which stands beside or under the title of an official letter."""
    return any(mark(line, marks) for marks in (SECRECY, URGENCY))


def mark(line: Line, marks: dict[str, str]) -> str | None:
    """The mark of secrecy or urgency that is all of a line in capitals."""
    text = line.text.strip(_AROUND_MARK)
    if not text.isupper() or len(text) > 20:
        return None
    return marks.get(" ".join(line.folded.strip(_AROUND_MARK).split()))
