"""From the characters a PDF reader gives to text that can be kept: pure, linear in the text's length.

The order matters. What repairs an old encoding (TCVN3, VNI) must come first, because in TCVN3 the letter ư is the
soft hyphen, which pdfium at the end of a line hides, with the line break, in U+FFFE.
"""

import re
import unicodedata
from itertools import pairwise

HYPHEN_AT_LINE_END = "\ufffe"
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85")
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\uffff\ufeff\u200b]+")
_WORD = 40  # characters looked at on each side of a hyphen; no syllable or part of a number is as long
_LAST = re.compile(r"\w*\Z")
_FIRST = re.compile(r"\w*")

# Bullets, ticks and dashes that Word writes with the fonts Symbol and Wingdings, which PDF makers leave at
# U+F000 + the font's own code. All other private-use characters mean nothing outside their font.
_SYMBOLS = {
    0xF02D: "-", 0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "□", 0xF06F: "□", 0xF071: "□", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑",
    0xF0D8: "➢", 0xF076: "❖", 0xF0E0: "→", 0xF0AE: "→", 0xF0DE: "⇒", 0xF0F0: "⇨", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B1: "±",
    0xF0B4: "×", 0xF0B0: "°", 0xF0D7: "⋅", 0xF0E5: "∑", 0xF020: " ", 0xF0A0: " ",
}  # fmt: skip
_SYMBOL = re.compile(f"[{''.join(map(chr, _SYMBOLS))}]")


def _symbol(found: re.Match[str]) -> str:
    return _SYMBOLS[ord(found[0])]


def cleaned(raw: str) -> str:
    """`raw` as NFC with plain line breaks, no control characters, known symbols named, hyphens mended."""
    text = _CONTROLS.sub("", _BREAKS.sub("\n", raw))
    return unicodedata.normalize("NFC", _SYMBOL.sub(_symbol, mended(text)))


def mended(text: str) -> str:
    """`text` with every U+FFFE replaced by the hyphen it stands for, or by nothing inside a divided word."""
    if HYPHEN_AT_LINE_END not in text:
        return text
    parts = text.split(HYPHEN_AT_LINE_END)
    joints = ("" if _one_word(left, right) else "-" for left, right in pairwise(parts))
    return parts[0].rstrip(" ") + "".join(
        joint + part.strip(" \n") for joint, part in zip(joints, parts[1:], strict=True)
    )


def _one_word(before: str, after: str) -> bool:
    """Vietnamese never divides a syllable, so its hyphens stay; only plain small letters are a divided foreign word."""
    left, right = _LAST.search(before[-_WORD:]), _FIRST.match(after[:_WORD].lstrip())
    return all(found is not None and _small_letters(found[0]) for found in (left, right))


def _small_letters(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha() and word.islower()


def line(raw: str) -> str:
    """A short fact, as a title in the file's properties: one line of at most 500 characters."""
    return " ".join(cleaned(raw[:500]).split())


def encodable(text: str) -> str:
    """Without lone surrogates, which no encoding can write."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def letters(text: str) -> int:
    return sum(map(str.isalnum, text))


_ODD = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]+")


def odd(raw: str) -> int:
    """How many of a reader's characters mean nothing: private use, controls, or put in place of what had no meaning."""
    return sum(len(_SYMBOL.sub("", found)) for found in _ODD.findall(raw))
