"""Whether a text can be Vietnamese at all: pure. Scanners set to English leave letters without a mark under the picture."""

import re

LEAST = 200  # letters from which a text's language can be told
MARKED = 0.05  # share of letters with a mark below which a text is not Vietnamese; in laws it is a quarter to a third
ENGLISH = 0.1  # share of these words from which a text is English; in laws it is a quarter
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "is", "for", "that", "with", "on", "by", "as", "or", "be", "shall", "this", "any",
     "not", "are", "from")
)  # fmt: skip


def lost_its_marks(text: str) -> bool:
    """A longer text that is neither Vietnamese nor English."""
    letters = "".join(filter(str.isalpha, text))
    marked = len(letters) - len(letters.encode("ascii", "ignore"))
    if len(letters) < LEAST or marked >= MARKED * len(letters):
        return False
    words = _WORD.findall(text)
    return sum(word.lower() in _ENGLISH for word in words) < ENGLISH * len(words)
