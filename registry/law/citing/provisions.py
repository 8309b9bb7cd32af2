"""The provision of a document that a citation names before it: `điểm a khoản 2 Điều 5`."""

from typing import NamedTuple

_UNITS = frozenset(["điểm", "khoản", "điều", "điền", "mục", "chương", "phần", "tiết", "đoạn", "phụ", "lục", "thứ"])
_TWO_WORDS = {("phụ", "lục"), ("số", "thứ"), ("thứ", "tự"), ("tiểu", "mục")}
_JOINTS = frozenset({",", ";", "và", "đến", "tại", "các", "của", "hoặc"})
_ROMAN = frozenset("IVXLC")
_ATTACHED = (("ban", "hành", "kèm", "theo"), ("kèm", "theo"), ("ban", "hành", "theo"), ("ban", "hành", "kèm"))
# A list of provisions in a repealing article may name thirty articles.
_MOST_TOKENS = 160


class Provision(NamedTuple):
    """`start` and `end` count tokens of the clause."""

    text: str
    start: int
    end: int


def before(tokens: list[str], at: int) -> Provision | None:
    """The provision that ends right before token `at`, over "của" and over "ban hành kèm theo"."""
    end = _over_attached(tokens, at)
    while end and tokens[end - 1].lower() in {"của", "tại"}:
        end -= 1
    start = _start(tokens, end)
    if start == end or not any(_is_number(token) for token in tokens[start:end]):
        return None
    return Provision(_printed(tokens[start:end]), start, end)


def _over_attached(tokens: list[str], at: int) -> int:
    for words in _ATTACHED:
        if tuple(token.lower() for token in tokens[max(0, at - len(words)) : at]) == words:
            return at - len(words)
    return at


def _start(tokens: list[str], end: int) -> int:
    """The first unit word of the unbroken run of units, numbers and joints that ends at `end`."""
    at = best = end
    while at > max(0, end - _MOST_TOKENS):
        at -= 1
        token = tokens[at]
        word = token.lower()
        if word in _UNITS or (word == "số" and _pair(tokens, at) in _TWO_WORDS) or word in {"tự", "tiểu"}:
            best = at
        elif not (_is_number(token) or word in _JOINTS):
            break
    return _without_names(tokens, best, end)


def _without_names(tokens: list[str], start: int, end: int) -> int:
    """A unit word must be followed by its number (or another word of its name), else what follows it counts alone."""
    at = start
    while at < end and not (
        _pair(tokens, at) in _TWO_WORDS or _is_number(tokens[at + 1] if at + 1 < end else tokens[at])
    ):
        at += 1
        while at < end and tokens[at].lower() not in _UNITS:
            at += 1
    return at


def _pair(tokens: list[str], at: int) -> tuple[str, ...]:
    return tuple(token.lower() for token in tokens[at : at + 2])


def _is_number(token: str) -> bool:
    """`2`, `2a`, `a`, `đ`, `IV`, `IV-A`."""
    if "0" <= token[0] <= "9":
        return True
    if len(token) > 8 or not token[0].isalpha():
        return False
    roman = set(token.partition("-")[0]) <= _ROMAN
    return len(token) == 1 or roman or (len(token) == 2 and token.islower() and token[0] == "đ")


def _printed(tokens: list[str]) -> str:
    """Words with single spaces; a comma or semicolon joins the word before it. "các khoản" is printed without "các" in front."""
    return " ".join(tokens).replace(" ,", ",").replace(" ;", ";")
