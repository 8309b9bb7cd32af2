"""Vietnamese letters as they were stored before Unicode, and how to know them: TCVN3 (ABC, TCVN 5712:1993) and VNI.

A PDF set with such fonts shows the right letters and gives Latin-1 to whoever copies its text: "Sè" for "Số" in TCVN3,
"Soá" in VNI. What is recognised here is recognised by its syllables: a text is in an old encoding when its words
become Vietnamese syllables by the conversion and are none without it. Everything is linear in the text's length.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

Encoding = Literal["tcvn3", "vni"]
HYPHEN_AT_LINE_END = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line, with the line break in it; in TCVN3 that hyphen may be ư."""

_TCVN3 = {
    "à": "µ", "ả": "¶", "ã": "·", "á": "¸", "ạ": "¹", "ă": "¨", "ằ": "»", "ẳ": "¼", "ẵ": "½", "ắ": "¾", "ặ": "Æ",
    "â": "©", "ầ": "Ç", "ẩ": "È", "ẫ": "É", "ấ": "Ê", "ậ": "Ë", "đ": "®", "è": "Ì", "ẻ": "Î", "ẽ": "Ï", "é": "Ð",
    "ẹ": "Ñ", "ê": "ª", "ề": "Ò", "ể": "Ó", "ễ": "Ô", "ế": "Õ", "ệ": "Ö", "ì": "×", "ỉ": "Ø", "ĩ": "Ü", "í": "Ý",
    "ị": "Þ", "ò": "ß", "ỏ": "á", "õ": "â", "ó": "ã", "ọ": "ä", "ô": "«", "ồ": "å", "ổ": "æ", "ỗ": "ç", "ố": "è",
    "ộ": "é", "ơ": "¬", "ờ": "ê", "ở": "ë", "ỡ": "ì", "ớ": "í", "ợ": "î", "ù": "ï", "ủ": "ñ", "ũ": "ò", "ú": "ó",
    "ụ": "ô", "ư": "\xad", "ừ": "õ", "ử": "ö", "ữ": "÷", "ứ": "ø", "ự": "ù", "ỳ": "ú", "ỷ": "û", "ỹ": "ü", "ý": "ý",
    "ỵ": "þ", "Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Đ": "§",
}  # fmt: skip
# Fonts that were embedded anew name the glyphs of some codes by their looks.
_LOOKALIKES = {"\u2212": "ư", "\u2219": "ã", "\u03bc": "à", "\u0110": "é", "\u20ac": "\u20ac"}
_FROM_TCVN3 = str.maketrans({code: letter for letter, code in _TCVN3.items()} | _LOOKALIKES)
_WEAK = "µ·×÷©®«»§¬\xad\u2212\u2219\u03bc¤£¥¦"
"""Codes that scientific and legal texts have as signs of their own: "µm", "n−1", "§ 5" prove nothing."""


class _Marks(NamedTuple):
    """VNI writes a mark after its letter; the codes of the five tones, alone and joined with circumflex or breve."""

    mark: str
    codes: str


_TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc, huyền, hỏi, ngã, nặng
_PLAIN, _CIRCUMFLEX, _BREVE = "ùøûõï", "áàåãä", "éèúüë"
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> Iterable[tuple[str, str]]:
    for base, letter in zip("aeouyôö", "aeouyơư", strict=True):
        yield from ((base + code, letter + tone) for code, tone in zip(_PLAIN, _TONES, strict=True))
    for bases, mark, alone, codes in (("aeo", "\u0302", "â", _CIRCUMFLEX), ("a", "\u0306", "ê", _BREVE)):
        for base in bases:
            yield base + alone, base + mark
            yield from ((base + code, base + mark + tone) for code, tone in zip(codes, _TONES, strict=True))


@cache
def _from_vni() -> Mapping[str, str]:
    """Both letters of a pair may be small or capital; the first one decides."""
    table: dict[str, str] = {}
    for code, letter in (*_VNI_SINGLE.items(), *_vni_pairs()):
        for written in {code, code.upper(), code[0] + code[1:].upper(), code[0].upper() + code[1:]}:
            whole = unicodedata.normalize("NFC", letter)
            table[written] = whole.upper() if written[0].isupper() else whole
    return table


_VNI = re.compile("[aeouyôöAEOUYÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñôöíìæóòîÑÔÖÍÌÆÓÒÎ]")


def converted(text: str, encoding: Encoding, *, hyphens: bool | None = None) -> str:
    """Unicode for a text of which every letter is in that encoding. Characters that the encoding lacks stay.

    `hyphens`: whether ư may be written "-", see `has_hyphens_for_letters`; found out from `text` when it is None.
    """
    if encoding == "vni":
        return _of_vni(text)
    return _of_tcvn3(text, has_hyphens_for_letters(text) if hyphens is None else hyphens)


def _of_vni(text: str) -> str:
    return _VNI.sub(lambda found: _from_vni().get(found[0], found[0]), text)


# A syllable that is cut off behind its first consonants lacks ư, its last letter: "nh" + hyphen is "như".
_CUT = re.compile(r"(?<!\w)(?:[bcdhklmnrstvx]|[BCDHKLMNRSTVX]|[cknpt]h|[CKNPT]h|ng|Ng|tr|Tr|®)\Z")
_CUT_LENGTH = 3
# In fonts that name the code of ư "hyphen" it is "-"; before ơ with any tone it can be nothing else.
_HYPHEN_FOR_U = re.compile("(?<=[a-zA-Z®])-(?=[¬êëìíî])")
_CUT_BY_HYPHEN = re.compile(
    r"(?<![\w-])([bcdhklmnrstvx]|[BCDHKLMNRSTVX]|[cknpt]h|[CKNPT]h|ng|Ng|tr|Tr|®)-(?=[\s,;:.)]|[aiu](?![a-z])|ng\b|n\b|c\b|\Z)"
)


def has_hyphens_for_letters(text: str) -> bool:
    """Whether the TCVN3 font of a page gives its ư as "-"."""
    return _HYPHEN_FOR_U.search(text) is not None


def _of_tcvn3(text: str, hyphens: bool) -> str:
    raw = _lines_ended(text)
    if hyphens:
        raw = _CUT_BY_HYPHEN.sub("\\1\xad", _HYPHEN_FOR_U.sub("\xad", raw))
    return "\n".join(map(_capitals, raw.translate(_FROM_TCVN3).split("\n")))


def _lines_ended(text: str) -> str:
    """`text` with ư and a line break where PDFium took a syllable's last letter for a hyphen."""
    parts = text.split(HYPHEN_AT_LINE_END)
    ends = ("\xad\n" if _CUT.search(left[-_CUT_LENGTH:]) else HYPHEN_AT_LINE_END for left, _ in pairwise(parts))
    return parts[0] + "".join(end + part for end, part in zip(ends, parts[1:], strict=True))


_WORD = re.compile(r"[^\W\d_]+")


def _capitals(line: str) -> str:
    """TCVN3 has no capitals with tones, so "CéNG HOµ" was typed for a second font or left so: capitals were meant."""
    if not any(_half_capital(found[0]) for found in _WORD.finditer(line)):
        return line
    if not any(letter.isascii() and letter.islower() for letter in line):
        return line.upper()
    return _WORD.sub(lambda found: found[0].upper() if _half_capital(found[0]) else found[0], line)


def _half_capital(word: str) -> bool:
    plain = [letter for letter in word if letter.isascii()]
    return len(plain) > 1 and all(map(str.isupper, plain)) and not word.isupper()


_SUBSET = re.compile(r"\A[A-Z]{6}\+")
_VN_FONT = re.compile(r"\A\.?Vn(?=[A-Z])")
_VNI_FONT = re.compile(r"\AVNI[-_ ]")
_STYLE = re.compile(r"(?:[-, ]*(?:Bold|Italic|Oblique|Regular))+\Z")


def by_font(name: str) -> Encoding | None:
    """What a font of this name is made for: ".VnTimeH,Bold" and "ABCDEF+VnArial" TCVN3, "VNI-Times" VNI."""
    family = _SUBSET.sub("", name)
    if _VN_FONT.match(family):
        return "tcvn3"
    return "vni" if _VNI_FONT.match(family) else None


def shows_capitals(name: str) -> bool:
    """Whether a font of TCVN3 draws capitals for small letters; their names end in H: .VnTimeH, .VnArialH."""
    return by_font(name) == "tcvn3" and _STYLE.sub("", name[:200]).endswith("H")


_INITIAL = "(?:ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    "(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ôi|ơi|ơu|ua|uâ|uây|uê|ui|uô"
    "|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu)"
)
_SYLLABLE = re.compile(f"{_INITIAL}{_NUCLEUS}(?:ch|nh|ng|[cmnpt])?")
_TONE = re.compile(f"[{_TONES}]")
_OLD_WORD = re.compile("[A-Za-z\xa1-\xff\u2212\u2219\u03bc]+")
_LONGEST = 9  # letters of "nghiêng" and two VNI marks


def is_syllable(word: str) -> bool:
    """Whether the word is spelt like a Vietnamese one: initial, vowels, final, one tone at most."""
    apart, tones = _TONE.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones < 2 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", apart)) is not None


_MODERN = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_LATIN_1 = re.compile("[\xa1-\xff]")


def suspicious(text: str) -> bool:
    """A cheap look: some letters of Latin-1 and hardly one of those that only Unicode has."""
    if text.isascii():
        return False
    latin = len(_LATIN_1.findall(text))
    return latin > 1 and len(_MODERN.findall(text)) * 2 <= latin


class Evidence(NamedTuple):
    """Different words of a text that are Vietnamese syllables only by the conversion, and those that are not."""

    encoding: Encoding
    for_it: int
    against: int

    def holds(self, need: int) -> bool:
        return self.for_it >= need and self.for_it >= 2 * self.against


PROOF = 6
"""Different words that prove an encoding where no font's name does. Pages of French, German, Spanish and mathematics
show at most two, with ten and more against."""


def evidence(text: str) -> Evidence:
    """Of the two encodings the one that more speaks for."""
    words = {word for word in _OLD_WORD.findall(text) if _tells(word)}
    tried: tuple[Encoding, ...] = ("tcvn3", "vni")
    return max((_evidence(words, encoding) for encoding in tried), key=lambda found: found.for_it - found.against)


def _evidence(words: set[str], encoding: Encoding) -> Evidence:
    for_it = against = 0
    for word in words:
        before = is_syllable(word)
        after = len(word) <= _LONGEST and is_syllable(converted(word, encoding))
        for_it += after and not before
        against += not after
    return Evidence(encoding, for_it, against)


def _tells(word: str) -> bool:
    return any(letter not in _WEAK and not letter.isascii() for letter in word)


def recognised(text: str, need: int = PROOF) -> Encoding | None:
    """The encoding that the letters of `text` prove; None for Unicode and for every other language."""
    if not suspicious(text):
        return None
    found = evidence(text)
    return found.encoding if found.holds(need) else None
