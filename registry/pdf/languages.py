"""Whether a text can be Vietnamese at all: pure. Scanners set to English leave letters without a mark under the picture."""

import re

LEAST = 200  # letters from which a text's language can be told
MARKED = 0.05  # share of letters with a mark below which a text is not Vietnamese; in laws it is a quarter to a third
ENGLISH = 0.1  # share of these words from which a text is English; in laws it is a quarter
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "that",
        "with",
        "on",
        "by",
        "as",
        "or",
        "be",
        "shall",
        "this",
        "any",
        "not",
        "are",
        "from",
    ]
)


def lost_its_marks(text: str) -> bool:
    """A longer text that is neither Vietnamese nor English."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < LEAST:
        return False
    marked = sum(not letter.isascii() for word in words for letter in word)
    english = sum(word.lower() in _ENGLISH for word in words)
    return marked < MARKED * letters and english < ENGLISH * len(words)
