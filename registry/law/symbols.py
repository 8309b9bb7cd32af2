"""What stands after ordinal and year, read with the vocabulary: type, issuers, units, family, and how it is printed."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress
from operator import not_

from registry.law import families
from registry.law import words as wording
from registry.law.draft import Draft
from registry.law.problems import Problem
from registry.law.types import Family
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary
from registry.law.words import Word

# "Nội bộ": for use inside the Party only; printed after the issuer as /nb.
SUFFIXES = frozenset({"NB"})


# No document of the republic is older; beyond the second, it is an ordinal or a slip.
FIRST_YEAR, LAST_YEAR = 1945, 2100


def is_year(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR


@dataclass(frozen=True, slots=True)
class Symbols:
    """`printed` starts with its separator; where the number has a year right after its ordinal, that year stands before."""

    printed: str
    family: Family
    type: str | None = None
    issuers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    suffix: str = ""
    year: int | None = None
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=8192)
def read(vocabulary: Vocabulary, tail: str, *, dated: bool) -> Symbols:
    """Reads `tail`, which starts with its separator. Numbers share their tails, so most are answered from memory."""
    words, left_out = wording.read(vocabulary, tail)
    draft = Draft(vocabulary, dated, list(words), list(words), [word.problem for word in words if word.problem])
    draft.left_out = left_out
    for step in (_take_suffix, _take_year, _take_type, _take_bodies, _restore_separators):
        step(draft)
    if draft.left_out:
        draft.fault("text", "trailing_text", text=draft.left_out[:60])
    family = families.family(draft)
    families.check(draft, family)
    return Symbols(
        _text(draft.words),
        family,
        draft.type,
        draft.issuers,
        draft.units,
        draft.suffix,
        draft.year,
        tuple(draft.problems),
    )


def _take_suffix(draft: Draft) -> None:
    if len(draft.open) > 1 and draft.open[-1].printed.upper() in SUFFIXES:
        word = draft.open.pop()
        draft.suffix = word.printed.lower()
        draft.words[-1] = replace(word, printed=draft.suffix)


def _take_year(draft: Draft) -> None:
    """`1203-QĐ/1998/TP-HT` has its year in the middle; `11/2014/2014/NĐ-CP` has it twice."""
    at = next((at for at, word in enumerate(draft.open) if _is_printed_year(word)), None)
    if at is None:
        _take_short_year(draft)
    elif draft.dated and at:  # 69/2008/NĐ-CP/2008/NĐ-CP: the number stands twice
        draft.left_out = _text(draft.words[at:]) + draft.left_out
        del draft.words[at:], draft.open[at:]
    else:
        year = int(draft.open.pop(at).printed)
        if draft.dated:
            draft.fault("year", "year_repeated", year=year)
        else:
            draft.year = year


def _is_printed_year(word: Word) -> bool:
    return re.fullmatch("[0-9]{4}", word.printed) is not None and is_year(int(word.printed))


def _take_short_year(draft: Draft) -> None:
    """`25/98/TT-BTC`: two digits, from 1945 on."""
    if draft.dated or not draft.open or not re.fullmatch("[0-9]{2}", draft.open[0].printed):
        return
    two_digits = int(draft.open.pop(0).printed)
    draft.year, draft.dated = two_digits + (1900 if two_digits >= 45 else 2000), True
    draft.fault("year", "year_short", year=draft.year)


def _take_type(draft: Draft) -> None:
    _join_symbol(draft)
    if not draft.open:
        return
    first, *rest = draft.open
    if rest and first.symbol is None and first.code and not draft.vocabulary.full(first.code):
        first = _with_symbol(draft, first)
    if first.symbol and not _is_body(draft, first, rest):
        draft.type = first.symbol
        draft.open = rest
    elif behind := next((at for at in range(len(rest), 0, -1) if _is_type_behind(draft, draft.open[at])), None):
        draft.type, draft.swapped = draft.open.pop(behind).symbol, True
    elif not first.known and _type_is_due(draft, rest):
        _fault_type(draft, first)
        draft.type = first.printed
        draft.open = rest


def _with_symbol(draft: Draft, first: Word) -> Word:
    """`ND-CP`: an old code (ND, Hội Nông dân) at the place of a type is a type that has lost its marks."""
    symbol = draft.vocabulary.folded_symbols.get(fold(first.printed))
    if symbol is None or symbol == first.printed:
        return first
    draft.fault("type", "marks_lost", printed=first.printed, meant=symbol)
    return replace(first, symbol=symbol, code=None)


def _join_symbol(draft: Draft) -> None:
    """`TT-LT` is one symbol printed with a hyphen; `GD-ĐT` and `BCH PCTT-TKCN` are one code."""
    at = 0
    while at + 1 < len(draft.words):
        left, right = draft.words[at : at + 2]
        upper = f"{left.printed}-{right.printed}".upper()
        symbol, code = draft.vocabulary.symbols.get(upper), draft.vocabulary.codes.get(upper)
        if right.separator == "-" and (symbol or code):
            whole = Word(left.separator, symbol or code or upper, symbol, code)
            draft.words[at : at + 2] = [whole]
            draft.open = [whole if word is left else word for word in draft.open if word is not right]
        at += 1


def _is_body(draft: Draft, first: Word, rest: list[Word]) -> bool:
    """Whether a word that is both a symbol and a code (CT, TC) stands for the body: `87-CT`, `176/CT-VP`, `89 TC/TCT`."""
    vocabulary = draft.vocabulary
    if first.code is None or first.symbol is None:
        return False
    if not rest:
        return vocabulary.marked(first.code, "alone")
    second = rest[0].code
    if not any(vocabulary.symbol_marked(first.symbol, mark) for mark in ("body", "body_first")):
        return False
    if vocabulary.is_unit(rest[0].printed):
        return True
    if second and vocabulary.full(second) and not vocabulary.is_part(second, first.code):
        return vocabulary.marked(second, "party_form") or vocabulary.ended_before_years(second)
    return vocabulary.symbol_marked(first.symbol, "body_first")


def _is_type_behind(draft: Draft, word: Word) -> bool:
    """`KHKT/QĐ`, `BYT-TT`; not `UBND-KH`, where KH is a unit, and not `BTC-CT`: only normative types stood there."""
    if word.symbol is None or word.code is not None:
        return False
    return any(Family.NORMATIVE in kind.families for kind in draft.vocabulary.types_by_symbol[word.symbol])


def _type_is_due(draft: Draft, rest: list[Word]) -> bool:
    """After a year comes a type; otherwise an unknown word before a body may be a type or a body of its own."""
    if not rest:
        return False
    first = draft.open[0].printed
    if draft.dated:
        return True
    near = None if draft.vocabulary.is_unit(first) else draft.vocabulary.near_symbol(first)
    return near is not None and rest[0].code is not None


def _fault_type(draft: Draft, word: Word) -> None:
    near = draft.vocabulary.near_symbol(word.printed)
    if near:
        draft.fault("type", "type_unknown_near", symbol=word.printed, near=near)
    else:
        draft.fault("type", "type_unknown", symbol=word.printed)


def _take_bodies(draft: Draft) -> None:
    """Issuers, then units. The first is an issuer unless nothing but a unit can be meant."""
    if not draft.open:
        return
    bodies = draft.open
    if Family.OLD in draft.families and bodies[0].code is None:
        bodies = [Word("", ""), *bodies]  # 102-SL/L-004 promulgates law 004: no body at all
    elif _starts_with_unit(draft):
        bodies = [bodies[1], bodies[0], *bodies[2:]]
    first, *rest = bodies
    issuing = [_is_issuer(draft, first, word) for word in rest]
    issuers = [first, *compress(rest, issuing)]
    draft.issuers = tuple(word.code or word.printed for word in issuers if word.printed)
    draft.units = tuple(word.printed.strip("()") for word in compress(rest, map(not_, issuing)))


def _starts_with_unit(draft: Draft) -> bool:
    """`4413/VX-UBND`: a letter whose unit and body changed places."""
    if draft.type is not None or len(draft.open) == 1:
        return False
    first, second, *_ = draft.open
    return not first.known and second.code is not None and draft.vocabulary.is_unit(first.printed)


def _is_issuer(draft: Draft, first: Word, word: Word) -> bool:
    """Whether a word after the first body is one more issuer: always under a joint type or LB (liên bộ); in old numbers
    of several ministries (33-TC/UBKHKTNN, 15-TT/KH-NV-TC); and where it is the present code of a body outside the first one.
    """
    vocabulary = draft.vocabulary
    if draft.joint or first.code == "LB":
        return True
    if first.code is None or word.code is None:
        return False
    a_unit = vocabulary.is_unit(word.printed)
    if not draft.dated and not vocabulary.full(first.code):
        in_old_order = draft.type is None or draft.swapped
        return vocabulary.is_ministry(word.code) and (in_old_order or not a_unit)
    if draft.type is None and not draft.dated:
        return False
    return vocabulary.full(word.code) and not a_unit and not vocabulary.is_part(word.code, first.code)


def _restore_separators(draft: Draft) -> None:
    """As printed, but for what an address, a space or a lost separator changed: `25-2024-TT-BTC`, `89 TC/TCT`."""
    words = draft.words
    if not words:
        return
    first, inner = words[0].separator, [word.separator for word in words[1:]]
    if draft.dated or not first or words[0].printed.isdecimal():
        first = "/"
    elif first == " ":
        first = "-" if "/" in inner else "/"
    elif first == "-" and "/" not in inner and inner[:1] == ["-"]:
        first, inner[0] = _from_path(draft)
    if draft.suffix:
        inner[-1] = "/"
    draft.words = [replace(word, separator=found) for word, found in zip(words, [first, *inner], strict=True)]


def _from_path(draft: Draft) -> tuple[str, str]:
    """Only hyphens are left; where the words are sure, the slash comes back: `01-KL-TW`, `477-CT-UBND`, `1234-BTC-TCT`.
    `62-TC-KHCNMT` is an old form and stays.
    """
    if draft.type and draft.body_is("party") and not draft.swapped:
        return "-", "/"
    sure = draft.body_known and not draft.swapped and (draft.type is not None or bool(draft.units))
    return ("/", "-") if sure else ("-", "-")


def _text(words: list[Word]) -> str:
    return "".join(word.separator + word.printed for word in words)
