"""Number-shaped tokens in running text: where a number starts and ends as written, and whether it is one.

One scan finds digits that a separator and a letter follow; from there at most a dozen words are walked, each known to the
vocabulary or shaped like a symbol. Every pattern is bounded, so the work is linear in the text whatever it holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from registry.law import numbers
from registry.law.characters import clean
from registry.law.citing import labels
from registry.law.citing.labels import Label
from registry.law.numbers import Number
from registry.law.types import Family
from registry.law.vocabulary import Vocabulary

_SPACE = r"[ \t\r\n\v\f\xa0]{0,4}"
_STROKE = r"[/\-_‐‑‒–—−\ufffe⁄∕]{1,2}"
_SEPARATOR = re.compile(f"({_SPACE}){_STROKE}({_SPACE})")
_LETTER = r"[^\W\d_]"
_HEAD = re.compile(
    r"(?<![0-9])[0-9]{1,6}(?:\.[0-9]{1,4})?(?:[A-Za-zđĐ](?![^\W_]))?"
    rf"(?:{_SPACE}{_STROKE}{_SPACE}[0-9]{{4}}(?![0-9])){{0,2}}"
    rf"(?={_SPACE}{_STROKE}{_SPACE}{_LETTER}| ?[A-ZĐÐ]{{2}})"
)
_WORD = re.compile(r"[^\W_](?:[^\W_]|[&§®\u0300-\u036f]|[.,](?=[A-ZĐÐ]{2})){0,40}")
_MOST_WORDS = 12
# Look-alikes, one letter for one letter, so that a length counted here is a length in the text.
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХаеорсухÐð", "ABESIJKMHOPCTYXaeopcyxĐđ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text; `own` marks the line on which a document prints its own number."""

    start: int
    end: int
    number: Number
    own: bool


def mentions(text: str, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Every number in the text, in order, not overlapping; own number lines too."""
    end = 0
    for head in _HEAD.finditer(text):
        if head.start() < end:
            continue
        found = _mention(text, head, vocabulary, end)
        if found is not None:
            end = found.end
            yield found


def _mention(text: str, head: re.Match[str], vocabulary: Vocabulary, previous_end: int) -> Mention | None:
    start = head.start()
    label = labels.before(text, start, vocabulary, previous_end)
    if label.refused:
        return None
    end, last = _walk(text, head.end(), vocabulary)
    if end == head.end() or labels.in_address(text, start, end):
        return None
    raw = text[start:last] + "".join(text[last:end].split()) if "\n" in text[last:end] else text[start:end]
    number = _parsed(raw, vocabulary)
    if not _is_number(number, label, text[start:end]):
        return None
    return Mention(start, end, number, label.own and labels.ends_line(text, end, colon=label.colon))


def _walk(text: str, at: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """The end of the number whose ordinal and year end at `at`, and where its last word starts."""
    end = last = at
    for count in range(_MOST_WORDS):
        before, after, start = _joint(text, end, first=count == 0)
        if start < 0 or not (word := _WORD.match(text, start)):
            break
        spaced = (1 if before else 0) + (1 if after else 0)
        # Without a separator (`926QĐ-TTg`, `89 TC/TCT`) only a known word belongs to the number.
        bare = count == 0 and start - end < 2 and text[end:start] in {"", " "}
        if bare and not _known(vocabulary, word[0].translate(_ALIKE), 1):
            break
        length = _length(vocabulary, word[0].translate(_ALIKE), spaced, count == 0)
        if not length:
            break
        end, last = start + length, start
        if length < len(word[0]):
            break
    return _over_break(text, last, _with_second_word(text, end, vocabulary), vocabulary), last


def _joint(text: str, at: int, *, first: bool) -> tuple[str, str, int]:
    """The spaces around the separator at `at` and where the next word starts, -1 where none can."""
    if found := _SEPARATOR.match(text, at):
        before, after = found.groups()
        # A hyphen that starts a line and has a space after it is a bullet.
        bullet = "\n" in before and after and "/" not in found[0]
        return before, after, -1 if bullet else found.end()
    if not first:
        return "", "", -1
    return ("", "", at + 1) if text[at : at + 1] == " " else ("", "", at)


@lru_cache(maxsize=16384)
def _length(vocabulary: Vocabulary, word: str, spaced: int, first: bool) -> int:
    """How many letters of a word belong to a number; 0 if none do. `spaced` counts sides of its separator with spaces."""
    if word.isdecimal():
        return 4 if len(word) == 4 and not first and not spaced else 0
    if _known(vocabulary, word, spaced):
        return len(word)
    letters = word.rstrip("0123456789")
    if letters != word and _known(vocabulary, letters, spaced):
        digits = len(word) - len(letters)
        numbered = vocabulary.numbered(vocabulary.codes.get(letters.upper(), ""))
        return len(letters) + min(digits, 2) if numbered else len(letters)
    return _glued(vocabulary, word) or (_shaped(word) if spaced < 2 else 0)


def _known(vocabulary: Vocabulary, word: str, spaced: int) -> bool:
    upper = word.upper()
    printed = vocabulary.symbols.get(upper) or vocabulary.codes.get(upper)
    if upper == "NB":
        return True
    if printed is None:
        known = vocabulary.codes.get(upper.replace(",", "").replace(".", "-")) if len(word) > 3 else None
        return known is not None and word.isupper()
    return word.isupper() or word == printed or not spaced


_RUNS_ON = re.compile(r"ngày|của|và|về|quy|ban|được|sửa|thì|tại|do")


def _glued(vocabulary: Vocabulary, word: str) -> int:
    """`CPngày`, `TTgcủa`, `BTCBan`: the longest known word in front of a word of running text."""
    for end in range(min(len(word) - 2, 24), 1, -1):
        rest = word[end:]
        if rest[0].islower() or (rest[0].isupper() and rest[1].islower()):
            upper = word[:end].upper()
            printed = vocabulary.symbols.get(upper) or vocabulary.codes.get(upper)
            plain = word[:end].isupper() or word[:end] == printed or _RUNS_ON.match(rest) is not None
            if printed is not None and plain:
                return end
    return 0


_CAPITALS = re.compile(r"[^\W\d_a-zà-ỹ](?:[^\Wa-zà-ỹđ_]|[&§®.,])*")


def _shaped(word: str) -> int:
    """A word in capitals is a symbol the vocabulary does not have yet; `CTrXYZ` has small letters in its middle."""
    if word.isupper():
        return len(word)
    capitals = _CAPITALS.match(word)
    if capitals is None or len(capitals[0]) < 2:
        return 0
    rest = word[capitals.end() :]
    return len(word) if len(rest) == 1 or any(letter.isupper() for letter in rest) else capitals.end()


def _with_second_word(text: str, end: int, vocabulary: Vocabulary) -> int:
    """`TT HĐND` is one code printed with a space."""
    for length in (2, 3, 4):
        before = text[end - length : end]
        word = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if word and word[0].isupper() and f"{before} {word[0]}".upper() in vocabulary.codes:
            return word.end()
    return end


_REST_OF_CODE = re.compile(r"[ \t\r]*\n[ \t]*([^\W\d_]{1,20})(?![^\W_])")


def _over_break(text: str, last: int, end: int, vocabulary: Vocabulary) -> int:
    """A narrow column breaks a code itself (`TT-BL⏎ĐTBXH`): two words that are known only together."""
    rest = _REST_OF_CODE.match(text, end) if last < end else None
    if rest is None or not rest[1].isupper():
        return end
    word = text[last:end].translate(_ALIKE).upper()
    whole = word + rest[1].translate(_ALIKE).upper()
    broken = whole in vocabulary.codes and word not in vocabulary.codes and word not in vocabulary.symbols
    return rest.end() if broken else end


@lru_cache(maxsize=16384)
def _parsed(raw: str, vocabulary: Vocabulary) -> Number:
    return numbers.parse(clean(raw.replace("_", "-")), vocabulary)


_STATED = frozenset({Family.PARTY, Family.ADMINISTRATIVE, Family.CONSOLIDATED, Family.NORMATIVE})


def _is_number(number: Number, label: Label, raw: str) -> bool:
    """By its shape alone, or by its shape and the words before it."""
    type_known = number.type is not None and not any(p.code.startswith("type_unknown") for p in number.problems)
    dated = number.year is not None and not any(p.code == "year_out_of_range" for p in number.problems)
    issuer_known = bool(number.issuers) and not any(p.code.startswith("issuer_unknown") for p in number.problems)
    if "/" not in raw and dated and not label.labelled:
        return False
    if dated and number.family is not Family.NONE and (type_known or issuer_known):
        return True
    if number.family in _STATED and type_known and number.issuers and issuer_known and "/" in raw:
        return label.labelled or label.coordinate or _long_enough(number)
    if not (label.labelled or label.coordinate):
        return False
    return bool(label.type) or type_known or issuer_known


def _long_enough(number: Number) -> bool:
    """Two letters may be anything; `QĐ-BTC`, `NQ/TW` and longer are nothing else."""
    return len(number.type or "") >= 2 and all(len(code) >= 2 for code in number.issuers)
