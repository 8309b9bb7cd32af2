"""What a suggestion is: a value as read, where it stands, and how sure it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.law.heading import signals
from registry.law.heading.pages import Box, Line, union

Value = TypeVar("Value")
SNIPPET = 300


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[Value]):
    """A value as read. `page` counts from 1 (None: it stands in the file's name), `snippet` is the text it stands in, `box`
    where on the page that is (points from the upper left corner; None for plain text). `note` says why a value is missing or what it hangs on: a code.
    """

    value: Value
    page: int | None
    snippet: str
    box: Box | None
    confidence: float
    note: str = ""


def suggest(field: str, value: Value, lines: Sequence[Line], said: Iterable[str], note: str = "") -> Suggestion[Value]:
    """The value with what `lines` (at least one) show of it on the first of their pages."""
    same = [line for line in lines if line.page == lines[0].page]
    snippet = " ".join(line.text for line in same)[:SNIPPET]
    return Suggestion(value, lines[0].page, snippet, union(same), sure(field, lines, said), note)


def sure(field: str, lines: Sequence[Line], said: Iterable[str]) -> float:
    """The confidence; words that were recognised from a picture are less sure."""
    pictured = any(line.recognised for line in lines)
    return signals.confidence(field, [*said, "recognised from a picture"] if pictured else said)


def true(**said: bool) -> list[str]:
    """The signals that hold; names are the table's with underscores."""
    return [name.replace("_", " ") for name, holds in said.items() if holds]
