"""The piece of a text that shows why it was found, with the words that were looked for marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.law import terms
from registry.law.terms import Wanted
from registry.law.vietnamese import modern_tones, nfc

AROUND = 110  # characters shown on either side of the first word found


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


def marked(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """The whole text in pieces; words marked that have a wanted word's letters, whatever their marks."""
    text = modern_tones(nfc(text))
    pieces, at = [], 0
    for start, end in _spans(text, wanted):
        pieces += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
        at = end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def excerpt(text: str, wanted: Wanted) -> tuple[Piece, ...] | None:
    """A line around the place where most of the wanted words stand together; None where not one does."""
    text = modern_tones(nfc(text))
    spans = _spans(text, wanted)
    if not spans:
        return None
    centre = max(spans, key=lambda span: (_held(text, spans, span[0]), -span[0]))[0]
    first, last = max(0, centre - AROUND), min(len(text), centre + 2 * AROUND)
    first = text.rfind(" ", 0, first) + 1 if first else 0
    cut = " ".join(text[first:last].split())
    shown = marked(cut, wanted)
    return (*((Piece("… "),) if first else ()), *shown, *((Piece(" …"),) if last < len(text) else ()))


def _held(text: str, spans: Sequence[tuple[int, int]], start: int) -> int:
    """How many different wanted words stand in the window that opens at `start`."""
    near = [span for span in spans if start <= span[0] < start + 2 * AROUND]
    return len({terms.exact(text[first:last].lower()) for first, last in near[:40]})


MOST_SPANS = 400  # looked at in one text


def _spans(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    asked = {terms.bare(word) for word in wanted.words}
    found = []
    for word in terms.WORD.finditer(text):
        if terms.bare(word[0].lower()) in asked:
            found.append(word.span())
            if len(found) == MOST_SPANS:
                break
    return found
