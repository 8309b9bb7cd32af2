"""What the end of a document says of it: when it was adopted, when it takes effect, which text it consolidates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from registry.law.heading import days, numbering
from registry.law.heading.numbering import Numbered
from registry.law.heading.pages import Line
from registry.law.vocabulary import Vocabulary

_ADOPTED = re.compile(r"thông qua\s{0,2}(?:tại [^.]{0,120})?ngày")
_ATTESTED = re.compile(r"xac (?:thuc|nhan) van ban hop nhat")
_EFFECT = re.compile(
    r"(?:có )?hiệu lực(?: thi hành)?(?: kể)?(?: từ| sau| bắt đầu)?|được áp dụng(?: kể)? từ|thi hành(?: kể)? từ"
)
_SUBJECT = re.compile(r"\bnày\b")
_ON_SIGNING = re.compile(r"(?:kể )?từ ngày (?:được )?(?:ký|ban hành)|kể từ thời điểm ký")
_ON_ADOPTION = re.compile(r"(?:kể )?từ ngày (?:được )?(?:[^.;,]{0,60} )?thông qua|sau khi được [^.;,]{0,60}thông qua")
_DAYS_AFTER = re.compile(
    r"sau (\d{1,3}) ?(?:\([^)]{1,20}\) ?)?ngày,? (?:kể )?từ ngày (?:[^.;,]{0,60} )?(đăng công báo|đăng trên công báo|ký|ban hành|thông qua)",
    re.IGNORECASE,
)
# What may stand between "hiệu lực" and its day; "trước ngày" and "đến ngày" say something else.
_FROM = re.compile(
    r"(?:có )?hiệu lực(?: thi hành)?(?: pháp luật)?,? ?(?:(?:kể|bắt đầu)(?: kể)? ?)?(?:từ|sau)? ?(?:0 giờ(?: 00(?: phút)?)? ?)?,? ?|(?:được )?(?:áp dụng|thi hành)(?: kể)? từ ?"
)
_PARAGRAPH = re.compile(r"(?:điều \d|khoản \d|\d{1,2}\.|[a-zđ]\)|chương |-|căn cứ|nơi nhận)", re.IGNORECASE)
# Signed text in the last pages only: a code has two hundred pages before its last article.
_LAST_LINES = 400
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Effect:
    """When a document says it takes effect: a day, or one that hangs on another (`code` says which)."""

    day: date | None
    code: str | None
    line: Line
    lines: tuple[Line, ...]
    subject: bool


@dataclass(frozen=True, slots=True)
class Adoption:
    day: date
    line: Line


@dataclass(frozen=True, slots=True)
class Attestation:
    """Where a consolidated text is certified: its own number and day stand here (Pháp lệnh 01/2012/UBTVQH13 Art. 15)."""

    numbered: Numbered | None
    day: date | None
    day_line: Line | None
    place: str
    letterhead: tuple[Line, ...]
    at: int
    last: int


def attestation(lines: list[Line], vocabulary: Vocabulary) -> Attestation | None:
    """The block `XÁC THỰC VĂN BẢN HỢP NHẤT` at the end of a consolidated text."""
    at = next((at for at, line in enumerate(lines) if _ATTESTED.search(line.folded)), None)
    if at is None:
        return None
    first, last = max(0, at - 6), min(len(lines), at + 7)
    around = [line for line in lines[first:last] if line.page == lines[at].page]
    numbered = numbering.best(around, vocabulary)
    dated = next((one for line in around if (one := _dated(line, numbered))), None)
    place, day, day_line = dated or ("", None, None)
    return Attestation(numbered, day, day_line, place, tuple(_letterhead(lines[first:at])), at, last)


def _dated(line: Line, numbered: Numbered | None) -> tuple[str, date, Line] | None:
    """Place and day of a line that has nothing else but the number."""
    found = days.SPELT.search(line.text)
    day = days.day(found) if found else None
    if found is None or day is None:
        return None
    begin = numbered.end if numbered and numbered.line is line else 0
    place = line.text[begin : found.start()].strip(" ,")
    return (place, day, line) if len(place) <= 32 else None


def _letterhead(before: list[Line]) -> Iterator[Line]:
    """The body's name: lines in capitals above the number, after the last sentence."""
    for line in before:
        if line.text.isupper() and "/" not in line.text and not any(map(str.isdigit, line.text)):
            yield line


def adoption(lines: list[Line], end: int) -> Adoption | None:
    """`… thông qua ngày 13 tháng 11 năm 2020` in the lines before the signature at `end`."""
    first = max(0, end - 8)
    for at in range(end - 1, first - 1, -1):
        text = " ".join(line.text for line in lines[at : min(at + 4, end)])
        found = _ADOPTED.search(text)
        if found and found.start() <= len(lines[at].text) and (stated := days.first_in(text[found.end() - 4 :])):
            return Adoption(stated[0], lines[at])
    return None


def effect(lines: list[Line], start: int, end: int) -> Effect | None:
    """The first sentence before the signature that says when this document takes effect."""
    found = [one for at in range(max(start, end - _LAST_LINES), end) if (one := _effect_at(lines, at, end))]
    return next((one for one in found if one.subject), None)


def _effect_at(lines: list[Line], at: int, end: int) -> Effect | None:
    matches = list(_EFFECT.finditer(lines[at].text.lower()))
    if not matches and not lines[at].text.lower().endswith(("có", "có hiệu")):
        return None
    window = lines[at : min(at + _WINDOW, end)]
    before = " ".join(line.text for line in lines[max(start_of(lines, at), 0) : at])
    text = " ".join(line.text for line in window)
    for match in _EFFECT.finditer(text.lower()):
        if match.start() > len(lines[at].text):
            return None
        subject = bool(_SUBJECT.search((before + " " + text[: match.start()])[-160:].rpartition(". ")[2]))
        stated = _stated(text[match.start() : match.start() + 160])
        if stated and subject and not _denied((before + " " + text[: match.start()])[-60:]):
            return Effect(stated[0], stated[1], lines[at], tuple(window[:2]), subject)
    return None


def start_of(lines: list[Line], at: int) -> int:
    """Where the paragraph of line `at` begins, at most three lines above."""
    for above in range(at, max(at - 3, 0), -1):
        if _PARAGRAPH.match(lines[above].text):
            return above
    return max(at - 3, 0)


def _denied(before: str) -> bool:
    """What ends or is said of another: `hết hiệu lực`, `trước ngày … có hiệu lực`, `ngày Thông tư này có hiệu lực`."""
    folded = before.lower().rstrip()
    return bool(
        re.search(
            r"(?:hết|ngày|trước khi|đến khi|khi|ngưng|thời gian|thời điểm)\s(?:(?:[^\s.;]{1,12}\s){0,5}này\s?(?:có)?|)$",
            folded,
        )
    )


def _stated(text: str) -> tuple[date | None, str | None] | None:
    """The day in a sentence that begins with `hiệu lực`, or the code of what it hangs on."""
    sentence = re.split(r"[;]|\.(?=\s|$)", text, maxsplit=1)[0]
    if after := _DAYS_AFTER.search(sentence):
        event = (
            "gazette"
            if "công báo" in after[2].lower()
            else "adoption"
            if after[2].lower() == "thông qua"
            else "signing"
        )
        return None, f"{int(after[1])}_days_after_{event}"
    stated = days.first_in(sentence)
    for pattern, code in ((_ON_SIGNING, "on_signing"), (_ON_ADOPTION, "on_adoption")):
        found = pattern.search(sentence)
        if found and (stated is None or found.start() < stated[1]):
            return None, code
    return (stated[0], None) if stated and _FROM.fullmatch(sentence[: stated[1]].lower()) else None


def resolved(code: str, issued_on: date | None, published_on: date | None) -> date | None:
    """The day of an effect that hangs on the signature, the adoption or the gazette, where that is known."""
    count, _, event = code.partition("_days_after_")
    if not event:
        return issued_on
    base = published_on if event == "gazette" else issued_on
    return base + timedelta(days=int(count)) if base else None
