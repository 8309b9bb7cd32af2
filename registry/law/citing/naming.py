"""What a citation says of a document beside its number: its type before it, its date and issuer after it."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from registry.law.citing.clauses import Clause
from registry.law.citing.lexicon import folded
from registry.law.numbers import Number
from registry.law.types import Family
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

_LABELS = frozenset({"số", "sè", "so", "no"})
# Between a type and its number: "Luật Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp số".
_LONGEST_TITLE = 48
_LONGEST_CALL, _LONGEST_ADDITION = 12, 4
_OLD_TYPES = {"thông tư liên bộ", "thông tư liên ngành"}


class TypeBefore(NamedTuple):
    """`at` is the token its name starts at, the number of tokens where no type is named."""

    name: str | None
    at: int


def type_before(clause: Clause, number: Number, vocabulary: Vocabulary) -> TypeBefore:
    """The type named right before the number, or before the title between the two (`Luật Nhà ở số …`)."""
    tokens = clause.tokens
    end = before_label(tokens)
    names = _names(vocabulary)
    named = _ending_at(tokens, end, names)
    if named.name:
        return named
    assembly = number.family is Family.NATIONAL_ASSEMBLY
    reach = _LONGEST_TITLE if assembly or number.type in {"PL", "NQ", "LCT"} else _LONGEST_CALL
    return _titled(clause, end, reach, names, number, vocabulary) or TypeBefore(None, len(tokens))


def before_label(tokens: list[str]) -> int:
    end = len(tokens)
    while end and tokens[end - 1] in {":", "."}:
        end -= 1
    if end and tokens[end - 1].lower() in _LABELS:
        end -= 1
    return end


@lru_cache(maxsize=8)
def _names(vocabulary: Vocabulary) -> dict[tuple[str, ...], str]:
    exact = {tuple(folded(kind.name).split()): kind.name for kind in vocabulary.types}
    # A mark lost in print ("Nghi định") changes no name of two words and more into another.
    unmarked = {tuple(fold(kind.name).split()): kind.name for kind in vocabulary.types if " " in kind.name}
    return unmarked | exact


def _ending_at(tokens: list[str], end: int, names: dict[tuple[str, ...], str]) -> TypeBefore:
    words = tuple(token.lower() for token in tokens[max(0, end - 4) : end])
    unmarked = tuple(map(fold, words)) if any(not word.isascii() for word in words) else words
    for count in range(len(words), 0, -1):
        found = names.get(words[-count:]) or (names.get(unmarked[-count:]) if count > 1 else None)
        if found:
            return TypeBefore(found, end - count)
        if " ".join(words[-count:]) in _OLD_TYPES:
            printed = " ".join(tokens[end - count : end])
            return TypeBefore(printed, end - count)
    return TypeBefore(None, len(tokens))


def _titled(
    clause: Clause, end: int, reach: int, names: dict[tuple[str, ...], str], number: Number, vocabulary: Vocabulary
) -> TypeBefore | None:
    tokens = clause.tokens
    fitting = _fitting(number, vocabulary)
    for at in range(end - 1, max(-1, end - reach - 1), -1):
        text = tokens[at]
        if not text[0].isalnum() and text not in {",", "(", ")"}:
            return None
        if not text[0].isupper():
            continue
        found = next(
            (tuple(t.lower() for t in tokens[at : at + n]) for n in (4, 3, 2, 1) if _is_name(tokens, at, n, names)),
            None,
        )
        if found and (names[found] in fitting if fitting else end - at <= _LONGEST_ADDITION):
            if names[found] == "Luật" and at and tokens[at - 1] == "Bộ":
                return TypeBefore("Bộ luật", at - 1)
            return TypeBefore(names[found], at)
    return None


def _is_name(tokens: list[str], at: int, count: int, names: dict[tuple[str, ...], str]) -> bool:
    return tuple(token.lower() for token in tokens[at : at + count]) in names


@lru_cache(maxsize=4096)
def _fitting_names(vocabulary: Vocabulary, symbol: str | None, assembly: bool) -> frozenset[str]:
    if symbol:
        return frozenset(kind.name for kind in vocabulary.types_by_symbol.get(symbol, ()))
    return frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết", "Hiến pháp"}) if assembly else frozenset()


def _fitting(number: Number, vocabulary: Vocabulary) -> frozenset[str]:
    return _fitting_names(vocabulary, number.type, number.family is Family.NATIONAL_ASSEMBLY)


_TITLE = re.compile(r"[\s0-9]*(?:về|quy\s+định|ban\s+hành|hướng\s+dẫn|phê\s+duyệt|công\s+bố)\s", re.IGNORECASE)

_AMENDING = re.compile(r"[\s0-9]*(?:sửa\s+đổi|bổ\s+sung|bãi\s+bỏ|thay\s+thế)\s", re.IGNORECASE)


class After(NamedTuple):
    """What follows a number. `rest` is what follows date and issuer, the title perhaps."""

    date: dt.date | None
    issuer: str | None
    rest: str

    @property
    def titled(self) -> bool:
        """Whether the document's title follows."""
        return _AMENDING.match(self.rest) is not None or self.titled_otherwise

    @property
    def titled_otherwise(self) -> bool:
        """Whether a title follows that does not start with what the document amends."""
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


def _late(text: str) -> dt.date | None:
    """Only after a title, within its clause."""
    title = re.match(r"\s+(?:sửa|bổ|quy|về|hướng|ban|ấn|phê)[^,.;:()\ufdd0\ufdd1]{0,200}", text)
    found = _LATE_DATE.search(title[0]) if title else None
    if title is None or found is None or found.end() != len(title[0].rstrip()):
        return None
    return None if _NOT_ITS_DATE.search(title[0][: found.start()]) else _day(found[3], found[2], found[1])


def _day(year: str, month: str | None, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month or 0), int(day))
    except ValueError:
        return None


_WORD = re.compile(r"\s*([^\W_]+|\S)")
# Words of names that are in small letters and start what follows a name all the same.
_TITLE_STARTS = frozenset(
    [
        "quy định",
        "sửa đổi",
        "phê duyệt",
        "hướng dẫn",
        "ban hành",
        "công nhận",
        "công bố",
        "quy hoạch",
        "giao cho",
        "về việc",
    ]
)
_ALWAYS_TITLE = frozenset({"về", "tại", "có", "là", "để", "cho", "với", "theo", "từ", "trong", "đã", "được"})
_JOINTS = frozenset({",", "và", "-", "–", "của"})
_AFTER_AND = frozenset({"xã", "phát", "đầu", "đào", "môi", "du", "thể", "chủ", "bộ", "tôn"})
_SHORT_NAME = 120
_BETWEEN = "\0"
_IN_CALLS = frozenset(
    [
        *("liên", "tịch", "khóa", "lần", "thứ", "kỳ", "họp", "nhiệm", "các", "hai", "trưởng", "tỉnh", "thành", "phố"),
        *("nhất", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    ]
)


@lru_cache(maxsize=8)
def _name_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Words in small letters in the names of bodies (`phủ`, `tướng`, `vận`)."""
    names = (name for issuer in vocabulary.issuers for name in (issuer.name, *issuer.aliases))
    return _IN_CALLS | {folded(word) for name in names for word in _WORD.findall(name) if word[0].isalpha()}


@lru_cache(maxsize=8)
def _type_starts(vocabulary: Vocabulary) -> frozenset[str]:
    """First two words of the types' names, and provisions: a name that such words follow has ended."""
    pairs = (" ".join(folded(kind.name).split()[:2]) for kind in vocabulary.types)
    return frozenset(pairs) | {"luật", "điều", "khoản", "điểm", "phụ lục", "mẫu số"}


def _issuer(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The body or bodies a text starts with, as printed, and what follows. Most names end within the first piece."""
    end = _name_end(text[:_SHORT_NAME], vocabulary)
    if end > _SHORT_NAME - 24:
        end = _name_end(text, vocabulary)
    return " ".join(text[:end].split()), text[end:]


def _name_end(text: str, vocabulary: Vocabulary) -> int:
    found = [(word[1], word.end()) for word in _WORD.finditer(text)]
    words = [*folded(_BETWEEN.join(word for word, _ in found)).split(_BETWEEN), "", ""]
    capitals = [word[0].isupper() for word, _ in found] + [False]
    known, types = _name_words(vocabulary), _type_starts(vocabulary)
    end = 0
    for at, (word, stop) in enumerate(found):
        if end and word in _JOINTS:
            if not _joins(word, words[at + 1], capitals[at + 1]):
                break
            continue
        type_follows = words[at] in types or f"{words[at]} {words[at + 1]}" in types
        if (type_follows and (not end or words[at - 1] != "bộ")) or _shouted(word, found[0][0]):
            break
        misprinted = end and words[at + 1] in _JOINTS and capitals[at + 2 : at + 3] == [True]
        if not (capitals[at] or misprinted or (words[at] in known and _in_name(words[at], words[at + 1]))):
            break
        end = stop
    return end


def _joins(joint: str, following: str, capital: bool) -> bool:
    """Whether a name goes on after a comma, a dash, "của" or "và": with a capital, or "và đào tạo" in hurried print."""
    return capital or (joint in {",", "và"} and following in _AFTER_AND)


def _shouted(word: str, first: str) -> bool:
    """A heading in capitals after a name that is not; a term of office is in capitals too (khóa XV)."""
    return len(word) > 1 and word.isupper() and not first.isupper() and not set(word) <= set("IVXLC")


def _in_name(word: str, following: str) -> bool:
    return word not in _ALWAYS_TITLE and f"{word} {following}" not in _TITLE_STARTS
