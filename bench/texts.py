"""Texts of made-up documents: of 400 to 4,000 syllables, which are as common and as rare as in any language.

Paragraphs are made once, and texts of them, so that a hundred thousand texts with their terms take minutes, not hours.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from registry.law import terms

ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
RIMES = [
    "a",
    "ai",
    "an",
    "anh",
    "ao",
    "ăn",
    "ân",
    "âu",
    "ành",
    "ách",
    "ạch",
    "ấp",
    "ất",
    "ầu",
    "ể",
    "em",
    "ên",
    "êu",
    "ích",
    "iên",
    "iến",
    "iểm",
    "iệu",
    "inh",
    "ính",
    "oa",
    "oán",
    "oại",
    "óc",
    "ô",
    "ôi",
    "ông",
    "ơi",
    "ới",
    "ơn",
    "ụ",
    "ung",
    "uyên",
    "uyết",
    "ưa",
    "ước",
    "ường",
    "ững",
]
PARAGRAPHS, SYLLABLES = 1_500, 80
SHORTEST, LONGEST = 400, 4_000  # syllables of a text


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    terms: frozenset[str]


def paragraphs() -> Sequence[Paragraph]:
    """The commonest syllable makes up one in eight, the thousandth one in ten thousand (Zipf)."""
    chance = random.Random(5)
    known = ["".join(pair) for pair in product(ONSETS, RIMES)]
    chance.shuffle(known)
    weights = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))
    made = (" ".join(chance.choices(known, cum_weights=weights, k=SYLLABLES)) for _ in range(PARAGRAPHS))
    return [Paragraph(text, frozenset(terms.of_text(text))) for text in made]


def text(some: Sequence[Paragraph], chance: random.Random) -> Sequence[Paragraph]:
    return chance.sample(some, chance.randint(SHORTEST, LONGEST) // SYLLABLES)
