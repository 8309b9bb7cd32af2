"""Vietnamese text as characters: one form of Unicode, marks taken off, tones put where the old and the new spelling agree.

Everything here is one or two passes of `str.translate`, so it is safe and fast on hostile text.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

# Latin capital letter Eth looks exactly like Đ and is what old keyboards produced; no Vietnamese word has it.
ETH = {ord("Ð"): "Đ", ord("ð"): "đ"}

# Every accented letter of Vietnamese; none of them lies outside Latin-1 Supplement, Latin Extended-A/B and Additional.
_LETTER_BLOCKS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))


def nfc(text: str) -> str:
    """The text with composed letters (NFC, TCVN 6909:2001); ASCII is given back as it is."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@cache
def _unmarked() -> Mapping[int, str | None]:
    """Code point → bare lower-case letters, for all precomposed Latin letters; combining marks → nothing."""
    table: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))
    for block in _LETTER_BLOCKS:
        for point in block:
            bare = unicodedata.normalize("NFD", chr(point))[0].lower()
            if bare.isascii():
                table[point] = bare
    table |= dict.fromkeys(map(ord, "đĐðÐ"), "d")
    return table


def fold(text: str) -> str:
    """The text in lower case without marks: `Nghị định` → `nghi dinh`, `Đ` → `d`. NFC and NFD fold alike."""
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.translate(_unmarked())


_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def slug(text: str, *, limit: int = 120) -> str:
    """Words of `text` as they stand in an address: `Bộ Tài chính` → `bo-tai-chinh`; cut at a word before `limit`."""
    whole = _NOT_IN_SLUG.sub("-", fold(text)).strip("-")
    if len(whole) <= limit:
        return whole
    return whole[: limit + 1].rpartition("-")[0] or whole[:limit]


# "Hoà", "uỷ" (the tone on the second vowel) and "hòa", "ủy" (on the first) are the same word; the second is what the
# laws print today. Only an open syllable differs: "hoàn" and "toàn" are spelt one way.
_OLD_TONES = "oà òa oá óa oả ỏa oã õa oạ ọa oè òe oé óe oẻ ỏe oẽ õe oẹ ọe uỳ ùy uý úy uỷ ủy uỹ ũy uỵ ụy"


@cache
def _tone_moves() -> Mapping[str, str]:
    pairs = _OLD_TONES.split()
    moves = dict(zip(pairs[::2], pairs[1::2], strict=True))
    capitalised = {old.capitalize(): new.capitalize() for old, new in moves.items()}
    return moves | capitalised | {old.upper(): new.upper() for old, new in moves.items()}


# After q the u belongs to the consonant: "quý" is never "qúy". A letter after it closes the syllable.
_OLD_TONE = re.compile(r"(?<![qQ])(?:[oO][àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])")


def modern_tones(text: str) -> str:
    """`Uỷ ban`, `Toà án`, `HOÀ` → `Ủy ban`, `Tòa án`, `HÒA`; expects NFC and changes nothing else."""
    return text if text.isascii() else _OLD_TONE.sub(lambda found: _tone_moves().get(found[0], found[0]), text)
