"""The words between the separators of a number, each recognised by the vocabulary or left as it stands."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from registry.law.problems import Problem
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

_GROUP = re.compile(r"([/\-]?)([^/\-]+)")
# Whatever is neither a letter of Vietnamese nor a digit, separator ends a number.
_FOREIGN = re.compile(r"[^0-9A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ&/\-., ]")
_ROUND = str.maketrans("[]", "()")
_NOTE = re.compile(r" ?\(([0-9A-ZĐƯ&/\-. ]{1,40})\)[ .,;]*$")
# Words in capitals that are running text all the same.
_RUNNING_TEXT = frozenset({"NGÀY", "VÀ", "CỦA", "VỀ", "THÁNG", "NĂM", "BAN", "DO", "LÀ", "CÓ"})
_PUNCTUATION = " .,;:*/-()[]{}\"'“”‘’«»"
_LONGEST_CODE = 24


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed, and what it can be: a type symbol, an issuer's code, both or neither."""

    separator: str
    printed: str
    symbol: str | None = None
    code: str | None = None
    problem: Problem | None = None

    @property
    def known(self) -> bool:
        return self.symbol is not None or self.code is not None


# The words of one group (usually one), and the running text after them, None where there is none.
_Read = tuple[list[Word], str | None]


class Tail(NamedTuple):
    words: tuple[Word, ...]
    left_out: str


def read(vocabulary: Vocabulary, tail: str) -> Tail:
    """All that follows ordinal and year, in words; `left_out` is running text that follows the number."""
    words: list[Word] = []
    body, note = _without_note(tail.translate(_ROUND))
    body, cut_off = _cut(body)
    for found in _GROUP.finditer(body):
        separator, text = found[1], found[2]
        if not any(map(str.isalnum, text)):
            continue
        recognised, rest = _group(vocabulary, separator or text[: text[0] == " "], text.strip(" .,"))
        words += recognised
        if rest is not None:
            return Tail(tuple(words), f"{rest}{body[found.end() :]} {cut_off} {note}".strip())
    if words and note and not cut_off:
        words.append(Word(" ", f"({note})"))
    return Tail(tuple(words), cut_off)


def _without_note(tail: str) -> tuple[str, str]:
    """`KH-BCĐ (138)` has a body's topic in brackets at its end; one or two digits there are a footnote mark and go."""
    found = _NOTE.search(tail)
    if found is None:
        return tail, ""
    note = found[1].strip(" .,/&-")
    return tail[: found.start()], "" if len(note) < 3 and note.isdecimal() else note


def _cut(tail: str) -> tuple[str, str]:
    """What can belong to a number, and what follows the first character that no number has. `25. Thông tư` is an item
    of a list. Punctuation at the end says nothing and goes.
    """
    found = _FOREIGN.search(tail)
    end = found.start() if found else len(tail)
    if tail.lstrip(" ").startswith((".", ",", "&")):
        end = 0
    return tail[:end].rstrip(" /-.,"), tail[end:].strip(_PUNCTUATION)


def _group(vocabulary: Vocabulary, separator: str, text: str) -> _Read:
    if word := _exact(vocabulary, separator, text):
        return [word], None
    if " " in text:
        return _spaced(vocabulary, separator, text)
    if "." in text:
        return _dotted(vocabulary, separator, text)
    return _single(vocabulary, separator, text)


def _exact(vocabulary: Vocabulary, separator: str, text: str) -> Word | None:
    upper = text.upper()
    symbol, code = vocabulary.symbols.get(upper), vocabulary.codes.get(upper)
    if symbol is None and code is None:
        return None
    return Word(separator, symbol or code or text, symbol, code)


def _spaced(vocabulary: Vocabulary, separator: str, text: str) -> _Read:
    """`TT HĐND` is one code, `BTC BLĐTB&XH` two whose hyphen was lost, `BTC ngày` a code and running text."""
    parts = text.split(" ")
    end = next((at for at in range(1, len(parts)) if not _may_follow(parts[at - 1], parts[at])), len(parts))
    rest = " ".join(parts[end:]) or None
    kept = [*parts[: end - 1], parts[end - 1].rstrip(".,")]
    if word := _exact(vocabulary, separator, " ".join(kept)):
        return [word], rest
    singles = [_exact(vocabulary, "-" if at else separator, part) for at, part in enumerate(kept)]
    if all(singles):
        return [word for word in singles if word], rest
    if len(kept) == 1:
        words, cut = _group(vocabulary, separator, kept[0])
        return words, rest if cut is None else f"{cut} {rest or ''}"
    return [Word(separator, " ".join(kept))], rest


def _may_follow(before: str, part: str) -> bool:
    """Whether the second word may still belong to the code that the first began."""
    if before.endswith((".", ",")):
        return False
    return part.isupper() and part not in _RUNNING_TEXT


def _dotted(vocabulary: Vocabulary, separator: str, text: str) -> _Read:
    """`NQ.HĐTP` has a dot for its hyphen; `CP.Ch` is the end of a sentence and the start of the next."""
    left, _, right = text.partition(".")
    words, rest = _single(vocabulary, separator, left) if left else ([], None)
    if right.isupper() and left[-1:].isalnum() and right[0].isalnum() and rest is None:
        more, rest = _group(vocabulary, "-", right)
        return words + more, rest
    return words, right if rest is None else f"{rest}.{right}"


def _single(vocabulary: Vocabulary, separator: str, text: str) -> _Read:
    """A word without spaces: tried whole, then without what scanners, footnotes and hurry added or took away."""
    for attempt in (_whole, _without_comma, _with_digits, _without_glued, _split_in_two, _with_marks):
        found = attempt(vocabulary, separator, text)
        if found is not None:
            return found
    if not any(map(str.isalnum, text)):
        return [], None
    if text[1:].islower() and not text.isascii() and not text.islower():
        return [], text  # "QH12 - Luật": a word of the language, not a code
    return [Word(separator, text.upper() if text.islower() else text)], None


def _whole(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    word = _exact(vocabulary, separator, text)
    if word is None and vocabulary.is_unit(text):
        word = Word(separator, vocabulary.units[text.upper()])
    return ([word], None) if word else None


def _without_comma(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    """In `BKH,CN` the comma says nothing; elsewhere the number ends there."""
    before, comma, after = text.partition(",")
    if not comma:
        return None
    if word := _exact(vocabulary, separator, text.replace(",", "")):
        return [word], None
    words, rest = _single(vocabulary, separator, before)
    return words, after if rest is None else f"{rest},{after}"


def _with_digits(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    """`QH13` and `NHNN7` are codes with a term or a department; the 1 of `TW1` is a footnote."""
    letters = text.rstrip("0123456789")
    word = _exact(vocabulary, separator, letters) if letters != text else None
    if word is None:
        return None
    if word.code and vocabulary.numbered(word.code):
        full = word.code + text[len(letters) :]
        return [Word(separator, full, None, full)], None
    return ([word], None) if word.code and len(text) - len(letters) <= 2 else None


def _without_glued(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    """`CPngày`: the longest known code that a word in small letters follows; failing that, capitals that one follows."""
    if text.islower() or not any(map(str.islower, text)):
        return None
    for end in range(min(len(text) - 2, _LONGEST_CODE), 1, -1):
        if text[end : end + 2].islower():
            word = _exact(vocabulary, separator, text[:end]) or _first(_with_digits(vocabulary, separator, text[:end]))
            if word:
                return [word], text[end:]
    end = next(at for at, letter in enumerate(text) if letter.islower())
    if not 2 <= end <= len(text) - 2 or not text[end : end + 2].islower():
        return None
    words, rest = _single(vocabulary, separator, text[:end])
    return words, text[end:] if rest is None else rest + text[end:]


def _first(read_words: _Read | None) -> Word | None:
    return read_words[0][0] if read_words else None


def _split_in_two(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    """`TTBLĐTBXH` is TT-BLĐTBXH and `BYTBTNMT` is BYT-BTNMT: a hyphen was lost between two words that are sure."""
    for end in range(min(len(text) - 2, _LONGEST_CODE), 1, -1):
        left, right = _exact(vocabulary, separator, text[:end]), _exact(vocabulary, "-", text[end:])
        if left and right and _may_touch(vocabulary, left, right):
            meant = f"{left.printed}-{right.printed}"
            return [replace(left, problem=Problem("separator", "hyphen_lost", {"meant": meant})), right], None
    return None


def _may_touch(vocabulary: Vocabulary, left: Word, right: Word) -> bool:
    if right.code is None or not vocabulary.full(right.code):
        return False
    if left.symbol and left.code is None:
        return True
    return left.code is not None and vocabulary.full(left.code) and min(len(left.printed), len(right.printed)) > 2


def _with_marks(vocabulary: Vocabulary, separator: str, text: str) -> _Read | None:
    """`QD`, `HDNN8`: the only word it can be once it has its marks again. The print stays, the meaning is restored."""
    letters = text.rstrip("0123456789")
    folded, digits = fold(letters), text[len(letters) :]
    symbol = None if digits else vocabulary.folded_symbols.get(folded)
    code = vocabulary.folded_codes.get(folded)
    if code and digits:
        code = code + digits if vocabulary.numbered(code) else None
    meant = symbol or code
    if meant is None:
        return None
    problem = Problem("type" if symbol else "issuer", "marks_lost", {"printed": text.upper(), "meant": meant})
    return [Word(separator, _cased_like(meant, text), symbol, code, problem)], None


def _cased_like(meant: str, text: str) -> str:
    """The letters of the print in the case of the word that was meant."""
    pairs = zip(meant, text, strict=True) if len(meant) == len(text) else ()
    return "".join(b.lower() if a.islower() else b.upper() for a, b in pairs) or text.upper()
