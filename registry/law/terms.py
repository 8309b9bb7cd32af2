"""The terms under which words are looked up: the same for every database, so that all of them find the same.

A syllable has two terms: its bare letters (`dat`), and, where it bears marks, its spelling (`_d9a6t1`: marks and tone as
digits, the way VNI keyboards type them), so that words typed without marks find all, and words with marks find exactly.
Two neighbours make a pair, for phrases. The parts of a number have terms of their own (`#25`), which no title shares.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from registry.law import characters
from registry.law.vietnamese import fold, modern_tones, nfc
from registry.law.vocabulary import Vocabulary

SPELT, NUMBER, PAIR = "_", "#", "_"
LONGEST_WORD = 40  # characters of a term; what is longer is no word
LONGEST_LEARNT = 20
WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"')
_PIECE = re.compile(r"[a-z]+|\d+")
# Marks as VNI keyboards type them; the tone goes to the end, so that hòa and hoà, once modern, are one.
_SHAPES = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


def _i_for_y(bare: str) -> str:
    """`ky thuat` and `ki thuat`, `My` and `Mi` are one word in two spellings: a final y after a consonant is i."""
    return bare[:-1] + "i" if len(bare) > 1 and bare.endswith("y") and bare[-2] in "hklmstv" else bare


@lru_cache(maxsize=20_000)
def spelling(word: str) -> str:
    """`đất` → `d9a6t1`, `dat` → `dat`; expects one word in lower case, NFC, with modern tones."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char == "đ":
            letters.append("d9")
        elif char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(_SHAPES.get(char, char))
    return _i_for_y("".join(letters)) + tone


def words(text: str) -> list[str]:
    """The words of a text, in lower case, NFC, with modern tones."""
    return WORD.findall(modern_tones(nfc(text)).lower())


def to_learn(title: str) -> set[str]:
    """The words of a title that others may be misspellings of."""
    return {word for word in words(title) if word.isalpha() and 1 < len(word) <= LONGEST_LEARNT}


def bare(word: str) -> str:
    return _i_for_y(fold(word))[:LONGEST_WORD]


def exact(word: str) -> str:
    """The term of the word with its marks; without any it is the bare one, which asks for nothing more."""
    spelt = spelling(word)
    return bare(word) if spelt == bare(word) else SPELT + spelt[:LONGEST_WORD]


def pair(first: str, second: str) -> str:
    return f"{SPELT}{spelling(first)}{PAIR}{spelling(second)}"[: 2 * LONGEST_WORD]


def of_text(text: str) -> set[str]:
    """All terms of a text: bare, spelt, and pairs of neighbours."""
    return of_words(words(text))


def of_words(found: Sequence[str]) -> set[str]:
    distinct = set(found)
    terms = {bare(word) for word in distinct} | {exact(word) for word in distinct}
    terms.update(pair(one, other) for one, other in set(pairwise(found)))
    return terms


def in_line(found: Iterable[str]) -> str:
    """Words as they are spelt, in their order, a space around each, so that one line stands in another as a phrase."""
    return f" {' '.join(map(spelling, found))} "


def of_number(number: str) -> set[str]:
    """The parts of a number, and the symbols of each of its segments in one: TT-BTC is also written TTBTC."""
    segments = ("".join(re.findall("[a-z]+", segment)) for segment in _plain_number(number).split("/"))
    return {*in_number(number), *(NUMBER + symbols for symbols in segments if symbols)}


def in_number(number: str) -> list[str]:
    """The parts of a number in their order, zeros in front of them dropped: `07/2024/TT-BTC` → #7 #2024 #tt #btc."""
    return [NUMBER + (piece.lstrip("0") or "0") for piece in _PIECE.findall(_plain_number(number))]


def _plain_number(number: str) -> str:
    return fold(characters.clean(unicodedata.normalize("NFKC", number)))


def _number_asked(query: str) -> list[str]:
    """The parts of a number that a query names; what people write in front of one ("Thông tư số") is none of them."""
    if not any(char.isdigit() for char in query):
        return []
    return in_number(_before_numbers().sub(" ", _plain_number(query)))


@cache
def _before_numbers() -> re.Pattern[str]:
    names = sorted({fold(kind.name) for kind in Vocabulary.shipped().types}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))}|so)\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for. `exact` asks for marks where they were typed; phrases are asked for in both."""

    bare: tuple[str, ...]
    exact: tuple[str, ...]
    number: tuple[str, ...]
    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Those phrases of which pairs do not say enough, as they would stand in a line."""
        return tuple(in_line(phrase) for phrase in self.phrases if len(phrase) > 2)

    def __bool__(self) -> bool:
        return bool(self.bare)


def wanted(query: str) -> Wanted:
    """The terms of what was typed: words, and phrases between straight quotes; a quote that is never closed is none."""
    phrases = tuple(found for text in _PHRASE.findall(query) if (found := tuple(words(text))))
    pairs = [term for phrase in phrases for term in _of_phrase(phrase)]
    every = words(query)
    return Wanted(
        bare=_once([*map(bare, every), *pairs]),
        exact=_once([*map(exact, every), *pairs]),
        number=tuple(sorted(set(_number_asked(query)))),
        words=_once(every),
        phrases=phrases,
    )


def _of_phrase(phrase: tuple[str, ...]) -> Iterator[str]:
    if len(phrase) == 1:
        yield exact(phrase[0])
    for one, other in pairwise(phrase):
        yield pair(one, other)


def _once(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
