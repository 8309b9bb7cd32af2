"""Which fonts of a page are set in an encoding older than Unicode, and the page's text without it: pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from registry.law import encodings
from registry.law.encodings import PROOF, Encoding

Run = tuple[str, str]
"""Characters that follow each other in one font, and the font's name; "" for spaces and breaks that the reader put in."""


def old_fonts(runs: Iterable[Run]) -> Mapping[str, Encoding]:
    """The fonts of a page whose text is in an old encoding.

    A font's name alone decides nothing: some programs write true Unicode for .VnTime. With a name that says so a word
    or two are enough; without one a font needs proof of its own, or all such fonts together.
    """
    kinds, texts = _by_kind(runs)
    nameless = encodings.evidence(" ".join(text for kind, text in texts.items() if kind not in _NAMED))
    told: dict[str, Encoding] = {}
    for kind, text in texts.items():
        found = encodings.evidence(text)
        helped = found.encoding == (kind if kind in _NAMED else nameless.encoding if nameless.holds(PROOF) else None)
        if found.holds(1 if helped else PROOF):
            told[kind] = found.encoding
    return {font: told[kind] for font, kind in kinds.items() if kind in told}


_NAMED = ("tcvn3", "vni")


def _by_kind(runs: Iterable[Run]) -> tuple[dict[str, str], dict[str, str]]:
    """Font → kind, kind → text. Fonts whose names tell the same encoding are one kind: they share words."""
    kinds: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    last = ""
    for text, font in runs:
        if font and font not in kinds:
            kinds[font] = encodings.by_font(font) or font
        kind = kinds.get(font, "")
        texts.setdefault(kind or last, []).append(text if kind in ("", last) else " " + text)
        last = kind or last
    return kinds, {kind: "".join(parts) for kind, parts in texts.items()}


def repaired(runs: Sequence[Run]) -> str | None:
    """The page's text in Unicode, None when all of it was."""
    old = old_fonts(runs)
    return "".join(_converted(runs, old)) if old else None


def _converted(runs: Iterable[Run], old: Mapping[str, Encoding]) -> Iterable[str]:
    for encoding, together in groupby(_with_encodings(runs, old), key=lambda part: part[1]):
        text = "".join(part[0] for part in together)
        yield encodings.converted(text, encoding) if encoding else text


def _with_encodings(runs: Iterable[Run], old: Mapping[str, Encoding]) -> Iterable[tuple[str, Encoding | None]]:
    """What the reader put in belongs to what is before it."""
    encoding = None
    for text, font in runs:
        encoding = old.get(font) if font else encoding
        yield text, encoding
