"""Which fonts of a page are set in an encoding older than Unicode, and the page's text without it: pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from registry.law import encodings
from registry.law.encodings import PROOF, Encoding, Evidence

Run = tuple[str, str]
"""Characters that follow each other in one font, and the font's name; "" for spaces and breaks that the reader put in."""


def old_fonts(runs: Iterable[Run]) -> Mapping[str, Encoding]:
    """The fonts of a page whose text is in an old encoding.

    A font's name alone decides nothing: some programs write true Unicode for .VnTime. With a name that says so a word
    or two are enough, without one a font needs proof of its own, or the page proof and the font nothing against it.
    """
    texts = _by_font(runs)
    nameless = _joined(texts, (font for font in texts if encodings.by_font(font) is None))
    page = encodings.evidence(nameless)
    found = {}
    for font, text in texts.items():
        named = encodings.by_font(font)
        if named is None:
            told, need = encodings.evidence(text), 1 if page.holds(PROOF) else PROOF
        else:
            told = encodings.evidence(_joined(texts, (other for other in texts if encodings.by_font(other) == named)))
            need = 1 if told.encoding == named else PROOF
        if told.holds(need) and _agrees(told, page, named):
            found[font] = told.encoding
    return found


def _agrees(told: Evidence, page: Evidence, named: Encoding | None) -> bool:
    return named is not None or told.for_it >= PROOF or told.encoding == page.encoding


def _by_font(runs: Iterable[Run]) -> dict[str, str]:
    """Each font's text, a space between its runs so that no words are made that the page does not have."""
    texts: dict[str, list[str]] = {}
    for text, font in runs:
        if font:
            texts.setdefault(font, []).append(text)
    return {font: "".join(parts) for font, parts in texts.items()}


def _joined(texts: Mapping[str, str], fonts: Iterable[str]) -> str:
    return " ".join(texts[font] for font in fonts)


def repaired(runs: Sequence[Run]) -> str | None:
    """The page's text in Unicode, None when all of it was."""
    old = old_fonts(runs)
    if not old:
        return None
    parts, at = [], None
    for text, font in runs:
        at = old.get(font) if font else at  # what the reader put in belongs to what is before it
        parts.append((at, text))
    return "".join(
        encodings.converted(text, encoding) if encoding else text
        for encoding, text in (
            (encoding, "".join(text for _, text in same)) for encoding, same in groupby(parts, key=lambda part: part[0])
        )
    )
