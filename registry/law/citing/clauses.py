"""The text between two numbers as tokens, and those of them that say something as lexemes."""

import re
from functools import lru_cache
from typing import NamedTuple

from registry.law.citing import lexicon, quotes
from registry.law.citing.lexicon import Kind, Lexicon
from registry.law.vietnamese import modern_tones, nfc
from registry.law.vocabulary import Vocabulary

# What stands between two numbers is read whole up to this many characters; of more, only both ends. The longest title
# of an act in the gazette has some 500.
_WHOLE, _HEAD, _TAIL = 2400, 700, 1500

_LINE = r"(?<=\n)[ \t]*"
_TITLES = (
    "THÔNG TƯ LIÊN TỊCH|THÔNG TƯ|NGHỊ ĐỊNH|QUYẾT ĐỊNH|NGHỊ QUYẾT LIÊN TỊCH|NGHỊ QUYẾT|CHỈ THỊ|BỘ LUẬT|LUẬT|PHÁP LỆNH|LỆNH"
    "|KẾT LUẬN|HƯỚNG DẪN|QUY ĐỊNH|THÔNG BÁO|KẾ HOẠCH|CÔNG ĐIỆN"
)
_TOKEN = re.compile(
    rf"{_LINE}(?P<heading>[Đđ][Ii][Ềề][Uu][ \t]+[0-9]{{1,3}}[a-zđ]?[ \t]*[.:](?=\s)"
    r"|(?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC|Phụ Lục)[ \t]*(?:[0-9IVXLA-E]{1,6}[.:]?)?[ \t\r0-9]{0,4}(?=\n))"
    rf"|{_LINE}(?P<item>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,3}}[.)](?=[\s\ufdd0])|[a-zđ]{{1,2}}[.)](?=[\s\ufdd0])|[-–+•*](?=[ \t])|\([0-9a-zđ]{{1,2}}\))"
    rf"|{_LINE}(?P<title>{_TITLES})(?=[ \t\r0-9:]{{0,8}}\n|[ \t]+[A-ZĐÀ-Ỹ]{{2}})"
    r"|\n[ \t\r]*(?P<note>\n)[ \t]*[0-9]{1,3}(?=[ \t]+[^\W\d_a-zà-ỹđ])"
    rf"|{_LINE}(?P<margin>\()"
    r"|(?P<digits>(?:[0-9]+[a-zđ]?|[IVXLC]{1,6}(?:-[A-Z0-9])?)(?![^\W_]))|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[,;:()\[\]\ufdd0\ufdd1]|\.(?=\s+[^\W\da-zà-ỹđ]|[ \t\r]*\n|\s*$|/|\s*[\ufdd0\ufdd1]))"
)
_MARKS = {
    ",": Kind.COMMA,
    ";": Kind.SEMICOLON,
    ":": Kind.COLON,
    "(": Kind.OPEN,
    "[": Kind.OPEN,
    ")": Kind.CLOSE,
    "]": Kind.CLOSE,
    ".": Kind.STOP,
    quotes.OPEN: Kind.QUOTE,
    quotes.CLOSE: Kind.UNQUOTE,
}
_TITLE_AT_START = 3


class Token(NamedTuple):
    """`sort` is the name of the group of the pattern that found it."""

    sort: str
    text: str


class Lexeme(NamedTuple):
    """`start` and `end` count tokens; `capital` says that its first word is written with a capital."""

    kind: Kind
    value: str
    start: int
    end: int
    capital: bool = False


class Clause(NamedTuple):
    """Between two numbers. `cut` is the index of the first lexeme after a left-out middle, 0 where nothing was left out."""

    text: str
    tokens: list[Token]
    lexemes: list[Lexeme]
    cut: int


def read(text: str, start: int, end: int, vocabulary: Vocabulary) -> Clause:
    """The clause `text[start:end]`; at most some thousand characters of it."""
    words = lexicon.lexicon(vocabulary)
    if end - start <= _WHOLE:
        raw = text[start:end] if start else "\n" + text[:end]
        return _clause(raw, words)
    head = _clause(text[start : start + _HEAD], words)
    tail = _clause("\n" + text[end - _TAIL : end], words)
    shift = len(head.tokens)
    moved = [lexeme._replace(start=lexeme.start + shift, end=lexeme.end + shift) for lexeme in tail.lexemes]
    return Clause(head.text, head.tokens + tail.tokens, head.lexemes + moved, len(head.lexemes) or 1)


def _clause(raw: str, words: Lexicon) -> Clause:
    text = modern_tones(nfc(raw))
    tokens = [Token(str(found.lastgroup), found[str(found.lastgroup)]) for found in _TOKEN.finditer(text)]
    return Clause(text, tokens, _lexemes(tokens, words), 0)


def _lexemes(tokens: list[Token], words: Lexicon) -> list[Lexeme]:
    folded = [text.lower() for _, text in tokens]
    found: list[Lexeme] = []
    at = 0
    while at < len(tokens):
        lexeme = _at(tokens, folded, at, words)
        if lexeme.kind is not Kind.OTHER or not found or found[-1].kind is not Kind.OTHER:
            found.append(lexeme)
        at = lexeme.end
    return found


def _at(tokens: list[Token], folded: list[str], at: int, words: Lexicon) -> Lexeme:
    sort, text = tokens[at]
    if sort == "word":
        for entry in words.get(folded[at], ()):
            end = at + len(entry.words)
            if len(entry.words) == 1 or tuple(folded[at:end]) == entry.words:
                return Lexeme(entry.kind, entry.value, at, end, text[0].isupper())
        return Lexeme(Kind.OTHER, "", at, at + 1)
    if sort == "digits":
        return Lexeme(Kind.LINK, "", at, at + 1)
    return _structural(sort, text, at)


def _structural(sort: str, text: str, at: int) -> Lexeme:
    if sort == "heading":
        return Lexeme(Kind.HEADING, "0", at, at + 1)
    if sort == "item":
        return Lexeme(Kind.ITEM, _level(text), at, at + 1)
    if sort == "title":
        return Lexeme(Kind.TITLE, text, at, at + 1)
    if sort == "note":
        return Lexeme(Kind.STOP, "note", at, at + 1)
    if sort == "margin":
        return Lexeme(Kind.OPEN, "margin", at, at + 1)
    return Lexeme(_MARKS[text], "", at, at + 1)


@lru_cache(maxsize=512)
def _level(mark: str) -> str:
    """How deep an item stands by its mark: 1. then 1.1. then a) then - then +."""
    first = mark.strip("(")[0]
    if first.isdigit():
        return "2" if "." in mark.rstrip(".") else "1"
    return {"-": "4", "–": "4", "+": "5", "•": "5", "*": "5"}.get(first, "3")
