"""PDF files whose fonts are encoded as VNI's and TCVN3's were: the right letters to the eye, Latin-1 to a program."""

import functools
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from registry.law import encodings
from tests.pdf import making

NOTO = Path(encodings.__file__).parents[1] / "demo" / "fonts" / "NotoSerif-Regular.ttf"
BYTES = [bytes([code]).decode("cp1252", "replace") for code in range(256)]


def vni(text: str) -> str:
    """Text as it was typed in VNI: a letter, then the code of its mark, written out here apart from the tables tested."""
    tones = {"\u0301": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}
    single = dict(zip("đĐíìỉĩịỵ", "ñÑíìæóòî", strict=True)) | dict(zip("ÍÌỈĨỊỴ", "ÍÌÆÓÒÎ", strict=True))
    typed = []
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        tone = next((tones[mark] for mark in marks if mark in tones), None)
        if letter in single:
            typed.append(single[letter])
        elif not marks:
            typed.append(letter)
        elif "\u0302" in marks or "\u0306" in marks:
            alone, joined = ("â", "áàåãä") if "\u0302" in marks else ("ê", "éèúüë")
            typed.append(base + _cased(alone if tone is None else joined[tone], base))
        else:
            horned = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base] if "\u031b" in marks else base
            typed.append(horned + ("" if tone is None else _cased("ùøûõï"[tone], base)))
    return "".join(typed)


def _cased(code: str, base: str) -> str:
    return code.upper() if base.isupper() else code


VNI_GLYPHS = {
    **dict(zip("ñÑôÔöÖíÍìÌæÆóÓòÒîÎ", "đĐơƠưƯíÍìÌỉỈĩĨịỊỵỴ", strict=True)),
    **dict.fromkeys("ùáéÙÁÉ", "\u0301"), **dict.fromkeys("øàèØÀÈ", "\u0300"), **dict.fromkeys("ûåúÛÅÚ", "\u0309"),
    **dict.fromkeys("õãüÕÃÜ", "\u0303"), **dict.fromkeys("ïäëÏÄË", "\u0323"),
    **dict.fromkeys("âÂ", "^"), **dict.fromkeys("êÊ", "\u0303"),
}  # fmt: skip


@functools.cache
def _font(glyphs: tuple[tuple[str, str], ...]) -> tuple[bytes, list[int]]:
    """The font with its characters changed, and the widths of the 256 codes in thousandths."""
    font = TTFont(NOTO)
    shown = font.getBestCmap()
    changed = {ord(code): shown[ord(code)] for code in BYTES if ord(code) in shown}
    changed |= {ord(code): shown[ord(letter)] for code, letter in glyphs}
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 1, 0, changed
    font["cmap"].tables = [table]
    for unwanted in ("GSUB", "GPOS", "GDEF", "kern", "fvar", "gvar", "STAT", "avar", "HVAR", "MVAR"):
        if unwanted in font:
            del font[unwanted]
    out = io.BytesIO()
    font.save(out)
    scale = 1000 / font["head"].unitsPerEm
    marks = {code for code, letter in glyphs if not letter.isalpha()}  # they stand over the letter before them
    widths = [
        0 if code in marks or ord(code) not in changed else round(font["hmtx"][changed[ord(code)]][0] * scale)
        for code in BYTES
    ]
    return out.getvalue(), widths


def document(pages: Iterable[Iterable[str]], *, name: str, glyphs: dict[str, str]) -> bytes:
    """A page for each list of lines, which are given in the font's own codes."""
    data, widths = _font(tuple(glyphs.items()))
    descriptor = (
        f"<</Type/FontDescriptor/FontName/{name}/Flags 32/FontBBox[-600 -400 2000 1100]/ItalicAngle 0/Ascent 1069"
        f"/Descent -293/CapHeight 714/StemV 80/FontFile2 4 0 R>>"
    )
    font = (
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/Encoding/WinAnsiEncoding/FirstChar 0/LastChar 255"
        f"/Widths[{' '.join(map(str, widths))}]/FontDescriptor 5 0 R>>"
    )
    more = [making.stream(data, f"/Length1 {len(data)}"), descriptor, font]
    contents = [
        b"".join(_line(text, 800 - 16 * row) for row, text in enumerate(lines)).replace(b"/F ", b"/G ")
        for lines in pages
    ]
    return making.document(*contents, more=more, fonts="/G 6 0 R")


def _line(text: str, y: int) -> bytes:
    body = text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"BT /F 12 Tf 60 %d Td (%s) Tj ET\n" % (y, body)


def tcvn3(text: str) -> str:
    """Text as it was typed in TCVN3, which has no capitals with tones: they were typed small."""
    codes = dict(zip(TCVN3_LETTERS, TCVN3_CODES, strict=True))
    return "".join(codes.get(letter) or codes.get(letter.lower(), letter) for letter in text)


TCVN3_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
TCVN3_CODES = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§"
TCVN3_GLYPHS = dict(zip(TCVN3_CODES, TCVN3_LETTERS, strict=True))
