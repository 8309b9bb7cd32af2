"""The text between two numbers as tokens, and those of them that say something as lexemes."""

import re
from functools import lru_cache
from typing import NamedTuple

from registry.law.citing import lexicon, quotes
from registry.law.citing.lexicon import Entry, Kind, Node
from registry.law.vietnamese import modern_tones, nfc
from registry.law.vocabulary import Vocabulary

# What stands between two numbers is read whole up to this many characters; of more, only both ends. The longest title
# of an act in the gazette has some 500.
_WHOLE, _FIRST, _LAST = 2400, 700, 1500

_TITLES = (
    "THÔNG TƯ LIÊN TỊCH|THÔNG TƯ|NGHỊ ĐỊNH|QUYẾT ĐỊNH|NGHỊ QUYẾT LIÊN TỊCH|NGHỊ QUYẾT|CHỈ THỊ|BỘ LUẬT|LUẬT|PHÁP LỆNH|LỆNH"
    "|KẾT LUẬN|HƯỚNG DẪN|QUY ĐỊNH|THÔNG BÁO|KẾ HOẠCH|CÔNG ĐIỆN|VĂN BẢN HỢP NHẤT"
)
# What a line starts with, its line break included: a heading, the mark of an item, a type in capitals, a footnote.
_HEADING = (
    r"[Đđ][Ii][Ềề][Uu][ \t]+[0-9]{1,3}[a-zđ]?[ \t]*[.:](?=\s|[^\W\da-zà-ỹđ])"
    r"|(?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC|Phụ Lục)[ \t]*(?:[0-9IVXLA-E]{1,6}[.:]?)?[ \t\r0-9]{0,4}(?=\n)"
)
# A mark and its text may run together ("1.Bãi bỏ"), but not with a small letter ("1.2").
_BEGINS = r"(?=[\s\ufdd0]|[^\W\da-zà-ỹđ_])"
_ITEM = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,3}}|[a-zđ]{{1,2}})[.)]{_BEGINS}|[-–+•*](?=[ \t])|\([0-9a-zđ]{{1,2}}\)"
_TITLE = rf"(?:{_TITLES})(?=[ \t\r0-9:]{{0,8}}\n|[ \t]+(?!SỐ)[A-ZĐÀ-Ỹ]{{2}})"
_NOTE = r"\n[ \t\r]*\n[ \t]*[0-9]{1,3}(?=[ \t]+[^\W\d_a-zà-ỹđ])"
_LINE = r"(?=(?:Bãi bỏ|Hủy bỏ|Sửa đổi|Bổ sung|Thay thế|Ngưng|Tạm|Đình chỉ|Đính chính|Hướng dẫn|Quy định chi tiết))"
_FULL_STOP = r"\.(?=\s+[^\W\da-zà-ỹđ]|[ \t]*\r?\n|\s*$|/|\s*[\ufdd0\ufdd1])"
_TOKEN = re.compile(
    rf"\n[ \t]*(?:{_HEADING}|{_ITEM}|{_TITLE}|\(|{_LINE})|{_NOTE}"
    rf"|[0-9]+[a-zđ]?(?![^\W_])|[IVXLC]{{1,6}}-[A-Z0-9](?![^\W_])|[^\W\d_]+|[,;:()\[\]\ufdd0\ufdd1]|{_FULL_STOP}"
)
_IS_HEADING = re.compile(r"(?:điều|chương|mục|phần|phụ lục)(?!\S*[.)]$)", re.IGNORECASE)
_IS_ITEM = re.compile(r"\S{1,16}[.)]$|[-–+•*]$")
_MARKS = {
    ",": Kind.COMMA,
    ";": Kind.SEMICOLON,
    ":": Kind.COLON,
    ".": Kind.STOP,
    "(": Kind.OPEN,
    "[": Kind.OPEN,
    ")": Kind.CLOSE,
    "]": Kind.CLOSE,
    quotes.OPEN: Kind.QUOTE,
    quotes.CLOSE: Kind.UNQUOTE,
}
_NO_WORD = "\0"


class Lexeme(NamedTuple):
    """`start` and `end` count tokens; `capital` says that its first word is written with a capital."""

    kind: Kind
    value: str
    start: int
    end: int
    capital: bool = False


class Clause(NamedTuple):
    """Between two numbers. A token is a word, a number, a mark, or what a line starts with, its line break included.
    `cut` is the index of the first lexeme after a left-out middle, 0 where nothing was left out.
    """

    tokens: list[str]
    lexemes: list[Lexeme]
    cut: int


def read(text: str, start: int, end: int, vocabulary: Vocabulary) -> Clause:
    """The clause `text[start:end]`; at most some thousand characters of it."""
    words = _words(vocabulary)
    if end - start <= _WHOLE:
        return _clause(text[start:end] if start else "\n" + text[:end], words)
    head = _clause(text[start : start + _FIRST], words)
    tail = _clause("\n" + text[end - _LAST : end], words)
    shift = len(head.tokens)
    moved = [lexeme._replace(start=lexeme.start + shift, end=lexeme.end + shift) for lexeme in tail.lexemes]
    return Clause(head.tokens + tail.tokens, head.lexemes + moved, len(head.lexemes) or 1)


@lru_cache(maxsize=8)
def _words(vocabulary: Vocabulary) -> Node:
    """The phrases of the lexicon and the marks, as a tree of words."""
    marks = (Entry((mark,), kind, "") for mark, kind in _MARKS.items())
    return lexicon.tree((*lexicon.entries(vocabulary), *marks))


def _clause(raw: str, words: Node) -> Clause:
    tokens = _TOKEN.findall(modern_tones(nfc(raw)))
    return Clause(tokens, _lexemes(tokens, words), 0)


def _lexemes(tokens: list[str], words: Node) -> list[Lexeme]:
    """Most words say nothing and are only counted as one run of others, so they are passed by without a call."""
    folded = _NO_WORD.join((*tokens, _NO_WORD)).lower().split(_NO_WORD)
    found: list[Lexeme] = []
    end, other = 0, False
    for at, token in enumerate(tokens):
        if at < end or "0" <= token[0] <= "9":
            continue
        node = words.phrases.get(folded[at])
        lexeme = _phrase(node, folded, at, token) if node is not None else None
        if lexeme is None and token[0] == "\n":
            lexeme = _structural(token.strip(), at)
        if lexeme is not None:
            end, other = lexeme.end, False
            if lexeme.kind is not Kind.LINK:
                found.append(lexeme)
        elif not other:
            found.append(Lexeme(Kind.OTHER, "", at, at + 1))
            other = True
    return found


def _phrase(node: Node, folded: list[str], at: int, token: str) -> Lexeme | None:
    """The longest phrase of the tree that starts at a word."""
    entry, end, best = node.entry, at + 1, at + 1
    following = node.phrases.get(folded[end])
    while following is not None:
        end += 1
        if following.entry is not None:
            entry, best = following.entry, end
        following = following.phrases.get(folded[end])
    return Lexeme(entry.kind, entry.value, at, best, token[0].isupper()) if entry is not None else None


def _structural(text: str, at: int) -> Lexeme:
    if not text:
        return Lexeme(Kind.LINE, "", at, at + 1)
    if text == "(":
        return Lexeme(Kind.OPEN, "margin", at, at + 1)
    if text.isdecimal():
        return Lexeme(Kind.STOP, "note", at, at + 1)
    if _IS_HEADING.match(text):
        return Lexeme(Kind.HEADING, "0", at, at + 1)
    if _IS_ITEM.match(text):
        return Lexeme(Kind.ITEM, _level(text), at, at + 1)
    return Lexeme(Kind.TITLE, text, at, at + 1)


@lru_cache(maxsize=512)
def _level(mark: str) -> str:
    """How deep an item stands by its mark: 1. then 1.1. then a) then - then +."""
    first = mark.strip("(")[0]
    if first.isdigit():
        return "2" if "." in mark.rstrip(".") else "1"
    return {"-": "4", "–": "4", "+": "5", "•": "5", "*": "5"}.get(first, "3")
