"""What a citation says of a document beside its number: its type before it, its date and issuer after it."""

import re
from datetime import date as Day
from functools import lru_cache
from typing import NamedTuple

from registry.law.citing.clauses import Clause, Token
from registry.law.citing.lexicon import folded
from registry.law.numbers import Number
from registry.law.types import Family
from registry.law.vocabulary import Vocabulary

_LABELS = frozenset({"số", "sè", "so", "no"})
# Between a type and its number: "Luật Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp số".
_LONGEST_TITLE = 48
_LONGEST_ADDITION = 4
_OLD_TYPES = {"thông tư liên bộ", "thông tư liên ngành"}


class TypeBefore(NamedTuple):
    """`at` is the token its name starts at, the number of tokens where no type is named."""

    name: str | None
    at: int


def type_before(clause: Clause, number: Number, vocabulary: Vocabulary) -> TypeBefore:
    """The type named right before the number, or before the title between the two (`Luật Nhà ở số …`)."""
    tokens = clause.tokens
    end = _before_label(tokens)
    names = _names(vocabulary)
    named = _ending_at(tokens, end, names)
    if named.name:
        return named
    assembly = number.family is Family.NATIONAL_ASSEMBLY
    reach = _LONGEST_TITLE if assembly or number.type in {"PL", "NQ", "LCT"} else _LONGEST_ADDITION
    return _titled(clause, end, reach, names, number, vocabulary) or TypeBefore(None, len(tokens))


def _before_label(tokens: list[Token]) -> int:
    end = len(tokens)
    while end and tokens[end - 1].text in {":", "."}:
        end -= 1
    if end and tokens[end - 1].text.lower() in _LABELS:
        end -= 1
    return end


@lru_cache(maxsize=8)
def _names(vocabulary: Vocabulary) -> dict[tuple[str, ...], str]:
    return {tuple(folded(kind.name).split()): kind.name for kind in vocabulary.types}


def _ending_at(tokens: list[Token], end: int, names: dict[tuple[str, ...], str]) -> TypeBefore:
    words = tuple(token.text.lower() for token in tokens[max(0, end - 4) : end])
    for count in range(len(words), 0, -1):
        found = names.get(words[-count:])
        if found:
            return TypeBefore(found, end - count)
        if " ".join(words[-count:]) in _OLD_TYPES:
            printed = " ".join(token.text for token in tokens[end - count : end])
            return TypeBefore(printed, end - count)
    return TypeBefore(None, len(tokens))


def _titled(
    clause: Clause, end: int, reach: int, names: dict[tuple[str, ...], str], number: Number, vocabulary: Vocabulary
) -> TypeBefore | None:
    tokens = clause.tokens
    fitting = _fitting(number, vocabulary)
    for at in range(end - 1, max(-1, end - reach - 1), -1):
        sort, text = tokens[at]
        if sort not in {"word", "digits"} and text not in {",", "(", ")"}:
            return None
        if not text[0].isupper():
            continue
        found = next((tuple(t.text.lower() for t in tokens[at : at + n]) for n in (4, 3, 2, 1) if _is_name(tokens, at, n, names)), None)
        if found and (not fitting or names[found] in fitting or reach == _LONGEST_ADDITION):
            if names[found] == "Luật" and at and tokens[at - 1].text == "Bộ":
                return TypeBefore("Bộ luật", at - 1)
            return TypeBefore(names[found], at)
    return None


def _is_name(tokens: list[Token], at: int, count: int, names: dict[tuple[str, ...], str]) -> bool:
    return tuple(token.text.lower() for token in tokens[at : at + count]) in names


@lru_cache(maxsize=4096)
def _fitting_names(vocabulary: Vocabulary, symbol: str | None, assembly: bool) -> frozenset[str]:
    if symbol:
        return frozenset(kind.name for kind in vocabulary.types_by_symbol.get(symbol, ()))
    return frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Hiến pháp"}) if assembly else frozenset()


def _fitting(number: Number, vocabulary: Vocabulary) -> frozenset[str]:
    return _fitting_names(vocabulary, number.type, number.family is Family.NATIONAL_ASSEMBLY)


_TITLE = re.compile(r"[\s0-9]*(?:về|quy\s+định|ban\s+hành|hướng\s+dẫn|phê\s+duyệt|công\s+bố)\s", re.IGNORECASE)


class After(NamedTuple):
    """What follows a number. `rest` is what follows date and issuer, the title perhaps."""

    date: Day | None
    issuer: str | None
    rest: str

    @property
    def titled(self) -> bool:
        """Whether a title of its own follows, and not one that says what the document amends."""
        return _TITLE.match(self.rest) is not None


_REACH = 420
_MARK = r"(?:\s*(?:\([0-9*]{1,2}\)|\[[0-9]{1,2}\]|[¹²³⁴-⁹]|[0-9]{1,2}(?=\s)))?"
_DATE = re.compile(
    rf"{_MARK}\s*,?\s*(?:ban\s+hành\s+|ký\s+)?(?:[Nn]gày\s+)?([0-3]?[0-9])\s*(?:tháng\s*([01]?[0-9])\s*năm\s*|([-/.])\s*([01]?[0-9])\s*\3\s*)"
    r"((?:19|20)[0-9]{2})"
)
# "Pháp lệnh số 10-LCT/HĐNN7 sửa đổi một số điều về thuế công thương nghiệp ngày 26 tháng 02 năm 1983": the day after the title.
_LATE_DATE = re.compile(r"\sngày\s+([0-3]?[0-9])\s+tháng\s+([01]?[0-9])\s+năm\s+((?:19|20)[0-9]{2})")
_NOT_ITS_DATE = re.compile(r"(?:từ|đến|trước|sau|vào|hiệu lực|kể|hết|trong|tới|qua|thông)\s*$")
_OF = re.compile(r"(?:[0-9]{1,2}(?=\s))?\s*,?\s*của\s+")


def after(text: str, vocabulary: Vocabulary) -> After:
    """Date and issuer in the text that follows a number, up to the next number."""
    near = text[:_REACH]
    dated = _DATE.match(near)
    at = dated.end() if dated else _after_mark(near)
    day = _day(dated[5], dated[2] or dated[4], dated[1]) if dated else None
    of = _OF.match(near, at)
    if of is None:
        return After(day or _late(near), None, near[at:])
    issuer = _issuer(near[of.end() :], vocabulary)
    return After(day, issuer[0] or None, issuer[1])


def _after_mark(text: str) -> int:
    found = re.match(_MARK, text)
    return found.end() if found else 0


def _late(text: str) -> Day | None:
    """Only after a title, within its clause."""
    title = re.match(r"\s+(?:sửa|bổ|quy|về|hướng|ban|ấn|phê)[^,.;:()\ufdd0\ufdd1]{0,200}", text)
    found = _LATE_DATE.search(title[0]) if title else None
    if title is None or found is None or found.end() != len(title[0].rstrip()):
        return None
    return None if _NOT_ITS_DATE.search(title[0][: found.start()]) else _day(found[3], found[2], found[1])


def _day(year: str, month: str | None, day: str) -> Day | None:
    try:
        return Day(int(year), int(month or 0), int(day))
    except ValueError:
        return None


_WORD = re.compile(r"\s*([^\W_]+|\S)")
_TYPE_WORDS = frozenset({"luật", "điều", "khoản", "điểm"})
_TYPE_PAIRS = frozenset(
    ["thông tư", "nghị định", "nghị quyết", "quyết định", "pháp lệnh", "chỉ thị", "hiến pháp", "phụ lục", "mẫu số", "bộ luật"]
)
# Words of names that are in small letters and start what follows a name all the same.
_TITLE_STARTS = frozenset(
    ["quy định", "sửa đổi", "phê duyệt", "hướng dẫn", "ban hành", "công nhận", "công bố", "quy hoạch", "giao cho", "về việc"]
)
_ALWAYS_TITLE = frozenset({"về", "tại", "có", "là", "để", "cho", "với", "theo", "từ", "trong", "đã", "được"})
_IN_CALLS = frozenset({"liên", "tịch", "khóa", "lần", "thứ", "kỳ", "họp", "nhiệm", "các", "hai", "trưởng", "tỉnh", "thành", "phố"})


@lru_cache(maxsize=8)
def _name_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Words in small letters in the names of bodies (`phủ`, `tướng`, `vận`)."""
    names = (name for issuer in vocabulary.issuers for name in (issuer.name, *issuer.aliases))
    return _IN_CALLS | {folded(word) for name in names for word in _WORD.findall(name) if word[0].isalpha()}


def _issuer(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The body or bodies a text starts with, as printed, and what follows."""
    found = [(word[1], word.end()) for word in _WORD.finditer(text)]
    words = [folded(word) for word, _ in found] + [""]
    known, end = _name_words(vocabulary), 0
    for at, (word, stop) in enumerate(found):
        pair = f"{words[at]} {words[at + 1]}"
        joint = word in {",", "và", "-", "–", "của"}
        if joint and not (at and _joins(word, words[at + 1], found[at + 1 :][:1], known)):
            break
        if not joint and (not word[0].isalpha() or not _of_name(word, words[at], pair, known)):
            break
        if not joint:
            end = stop
    return " ".join(text[:end].split()), text[end:]


def _of_name(word: str, lower: str, pair: str, known: frozenset[str]) -> bool:
    if lower in _TYPE_WORDS or pair in _TYPE_PAIRS:
        return False
    if word[0].isupper():
        return True
    return lower in known and lower not in _ALWAYS_TITLE and pair not in _TITLE_STARTS


def _joins(joint: str, following: str, after: list[tuple[str, int]], known: frozenset[str]) -> bool:
    """Whether a name goes on after a comma, a dash or an "and"."""
    if not after or not after[0][0][0].isalpha() or following in _TYPE_WORDS:
        return False
    capital = after[0][0][0].isupper()
    if joint in {"của", "-", "–"}:
        return capital
    return capital or (following in known and following in {"xã", "phát", "đầu", "đào", "môi", "du", "thể", "chủ", "bộ", "tôn"})
