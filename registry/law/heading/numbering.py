"""The line on which a document prints its own number, and the number on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from registry.law import numbers
from registry.law.citing import shapes
from registry.law.heading import names
from registry.law.heading.pages import Line
from registry.law.numbers import Number
from registry.law.types import Family
from registry.law.vocabulary import Vocabulary

_LABEL = re.compile(r"(?<!\w)s[oô06]\s?[:.;]{0,2}\s?(?=[0-9/.…_-])")
# What stands for a number still to be filled in: "Số:      /2024/TT-BTC", "Số: …/QĐ-UBND".
_BLANK = re.compile(r"[\s.…_]{0,40}/[^\s]{2,40}")
_TOKEN = re.compile(r"\d[^\s,;]{0,40}(?:\s?[/-]\s?[^\s,;]{1,40}){0,4}")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number read in a head: `start` and `end` are offsets in its line; `number` is None where it is blank."""

    line: Line
    start: int
    end: int
    label: str
    number: Number | None

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """For choosing between several: well formed, of a known kind, labelled as heads do."""
        number = self.number
        known = number is not None and number.family not in (Family.NONE, Family.OLD)
        return number is not None and number.ok, known, self.label[:1].isupper() or ":" in self.label


def best(lines: Iterable[Line], vocabulary: Vocabulary) -> Numbered | None:
    """The likeliest own number in these lines; the first of equals."""
    found = [one for line in lines if (one := of_line(line, vocabulary))]
    return max(found, key=lambda one: one.weight, default=None)


def of_line(line: Line, vocabulary: Vocabulary) -> Numbered | None:
    """The number behind `Số:`, `Luật số:` or `Số` on a line of a head."""
    folded = line.folded
    label = _LABEL.search(folded)
    if label is None or len(folded) != len(line.text) or not _may_stand(line.text[: label.start()], vocabulary):
        return None
    start = label.end()
    words = line.text[: label.end()].strip()
    for mention in shapes.mentions(line.text, vocabulary):
        if abs(mention.start - start) <= 2:
            return Numbered(line, mention.start, mention.end, words, mention.number)
    if blank := _BLANK.match(line.text, start):
        return Numbered(line, start, blank.end(), words, None)
    token = _TOKEN.match(line.text, start)
    if token is None or not any(sign in token[0] for sign in "/-"):
        return None
    return Numbered(line, start, token.end(), words, numbers.parse(token[0].rstrip(".,;:"), vocabulary))


def _may_stand(before: str, vocabulary: Vocabulary) -> bool:
    """Only a type's name (Luật số:) or a column beside it may stand before the label; a sentence may not."""
    before = before.strip(" *")
    return not before or before.isupper() or names.type_of(before, vocabulary) is not None
