"""What printers, scanners and keyboards do to the characters of a number, undone. Lengths may change; meaning does not."""

import re

from registry.law import vietnamese

# Cyrillic letters that look like Latin ones: 22 numbers in the gazette's own texts end in "NĐ-СР".
_CYRILLIC = str.maketrans("АВЕЅІЈКМНОРСТУХаеіјорсух", "ABESIJKMHOPCTYXaeijopcyx")

# Hyphens, dashes and minus signs. U+FFFE is what PDFium gives for a hyphen at the end of a line.
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D, 0xFFFE], "-")
_SLASHES = dict.fromkeys([0x2044, 0x2215, 0xFF0F, 0x29F8], "/")

# TCVN3 and VNI fonts print Đ in the place of these; no number has them otherwise.
_OLD_FONTS = {ord("§"): "Đ", ord("®"): "đ", ord("Ñ"): "Đ", ord("ñ"): "đ"}

# Raised digits are footnote marks.
_RAISED: dict[int, int | str | None] = dict.fromkeys(map(ord, "¹²³⁰⁴⁵⁶⁷⁸⁹"))

# Nothing to see and nothing to say: controls, zero-width characters, soft hyphens, private-use glyphs, lone surrogates.
_INVISIBLE: dict[int, int | str | None] = dict.fromkeys(
    [
        *(point for point in range(0x20) if chr(point) not in "\t\n\v\f\r"),
        *range(0x7F, 0xA0),
        *[0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, 0xFFFD, 0xFFFF],
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),
        *range(0xE000, 0xF900),
    ]
)

_LOOKS: dict[int, int | str | None] = {**_INVISIBLE, **_RAISED, **_CYRILLIC, **_DASHES, **_SLASHES, ord("_"): "-"}
_D_MEANT = {**_OLD_FONTS, **vietnamese.ETH}


# Nothing to undo: nine numbers in ten are made of these.
_PLAIN = re.compile(r"[!-^`-~ĐđƯư]*")


def clean(text: str) -> str:
    """One line in NFC, with the letters, dashes and slashes that were meant, single spaces, nothing invisible."""
    if _PLAIN.fullmatch(text):
        return text
    # N with a tilde may be composed only by the normal form, so those letters come last.
    text = vietnamese.nfc(text.translate(_LOOKS)).translate(_D_MEANT)
    return " ".join(text.split())
