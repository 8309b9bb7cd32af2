"""Numbers of documents (số, ký hiệu): what people type, print and scan, read into parts and printed in one form.

The stages: clean the characters, take the label off, split ordinal and year from the symbols, read the symbols with the
vocabulary, print the canonical form, name the problems. Nothing here raises on any text. `vn-rules` in the tables' notes;
the law: Luật 80/2015/QH13 Art. 10, NĐ 34/2016 Art. 58, NĐ 30/2020 Annex I and III, Quy định 399-QĐ/TW.
"""

import re
from dataclasses import dataclass
from typing import Any

from registry.law import symbols
from registry.law.characters import clean
from registry.law.problems import Problem
from registry.law.symbols import Symbols
from registry.law.types import Family
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

__all__ = ["LIMIT", "Family", "Number", "Problem", "as_json", "loose_key", "parse"]

# The longest real number has 71 characters; a field of this length is a sentence, not a number.
LIMIT = 300

_HEAD = re.compile(r"([0-9]+(?:\.[0-9]+)*)([A-Za-zĐđ](?![^\W_]))?(?:[/ -]([0-9]{4})(?![0-9]))?")
# Spaces and points around a separator, and separators that stand twice; "BGD& ĐT" is one code.
_SEPARATORS = re.compile(r"(?<![ .,])[ .,]*+([/&-])[ .,/&-]*+")
_LOOSE_SEPARATOR = re.compile(r"[ .,][/&-]|[/&-][ .,/&-]")
_NO_NUMBER = "khong so"
_QUOTES = " \t:;,.*\"'“”‘’«»([{<>-–"
_LABEL_END = re.compile(r"(?:\b(?:so|se|no)\b[ .:]*)?$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its parts. `ordinal` is empty where there is none (Không số); `type` is the symbol, not the type, since
    a symbol may mean two; `issuers` are codes, since a code may mean many bodies (`authorities.candidates`).
    """

    raw: str
    canonical: str
    ordinal: str
    year: int | None
    type: str | None
    issuers: tuple[str, ...]
    units: tuple[str, ...]
    suffix: str
    family: Family
    key: str
    loose_key: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        return self.canonical


def parse(text: str, vocabulary: Vocabulary | None = None) -> Number:
    """The number in `text`, as far as it can be read; what breaks a rule is in `problems`. Raises nothing."""
    trimmed = text.strip()
    if len(trimmed) > LIMIT:
        return _unread(text, "", Problem("number", "too_long", {"limit": LIMIT}))
    cleaned = clean(trimmed)
    vocabulary = vocabulary or Vocabulary.shipped()
    problems: list[Problem] = []
    number = _without_label(cleaned, vocabulary, problems)
    if _LOOSE_SEPARATOR.search(number):
        number = _SEPARATORS.sub(r"\1", number)
    head = _HEAD.match(number)
    if head is None:
        return _without_ordinal(text, cleaned)
    return _assemble(text, head, number[head.end() :], vocabulary, problems)


def _without_label(text: str, vocabulary: Vocabulary, problems: list[Problem]) -> str:
    """The text from its first digit on; `Số:`, `Luật số:`, `Thông tư` before it are dropped in silence."""
    if text[:1].isdecimal():
        return text
    start = next((at for at, letter in enumerate(text) if "0" <= letter <= "9"), len(text))
    label = fold(text[:start]).strip(_QUOTES)
    name = label[: _LABEL_END.search(label).start()].strip(_QUOTES)  # type: ignore[union-attr]  # matches at the end
    if name and name not in vocabulary.type_names and start < len(text):
        problems.append(Problem("text", "leading_text", {"text": text[:start].strip()[:60]}))
    return text[start:]


def _assemble(raw: str, head: re.Match[str], rest: str, vocabulary: Vocabulary, problems: list[Problem]) -> Number:
    digits, letter, year_digits = head.groups()
    ordinal = _ordinal(digits) + (letter or "").lower()
    year = int(year_digits) if year_digits else None
    read = symbols.read(vocabulary, rest, dated=year is not None)
    problems += _check_head(ordinal, year, read, vocabulary)
    canonical = ordinal + (f"/{year_digits}" if year_digits else "") + read.printed
    return Number(
        raw=raw,
        canonical=canonical,
        ordinal=ordinal,
        year=year or read.year,
        type=read.type,
        issuers=read.issuers,
        units=read.units,
        suffix=read.suffix,
        family=read.family,
        key=canonical.lower(),
        loose_key=_loose(fold(canonical)),
        problems=(*problems, *read.problems),
    )


def _ordinal(digits: str) -> str:
    """Without zeros in front, but with one before a single digit (NĐ 30/2020 Annex I): `007` → `07`, `66.16` stays."""
    first, dot, rest = digits.partition(".")
    return (first.lstrip("0") or "0").zfill(2) + dot + rest


def _check_head(ordinal: str, year: int | None, read: Symbols, vocabulary: Vocabulary) -> list[Problem]:
    found = []
    if not ordinal.strip("0"):
        found.append(Problem("ordinal", "ordinal_zero", {"ordinal": ordinal}))
    if year is not None and not symbols.is_year(year):
        found.append(Problem("year", "year_out_of_range", {"year": year}))
    if year is not None and read.issuers and read.family is Family.NATIONAL_ASSEMBLY:
        found += _check_term(year, read.issuers[0], vocabulary)
    return found


def _check_term(year: int, code: str, vocabulary: Vocabulary) -> list[Problem]:
    term = vocabulary.term(code)
    if term is None or term.has_year(year):
        return []
    last: int | str = term.valid_to.year if term.valid_to else ""
    facts: dict[str, int | str] = {"year": year, "code": code, "first": term.valid_from.year, "last": last}
    return [Problem("year", "year_outside_term", facts)]


def _without_ordinal(raw: str, cleaned: str) -> Number:
    if fold(cleaned).strip(_QUOTES).endswith(_NO_NUMBER):
        return _unread(raw, "Không số")
    if not cleaned:
        return _unread(raw, "", Problem("number", "empty"))
    return _unread(raw, cleaned, Problem("number", "not_a_number", {"text": cleaned[:60]}))


def _unread(raw: str, canonical: str, *problems: Problem) -> Number:
    return Number(
        raw, canonical, "", None, None, (), (), "", Family.NONE, canonical.lower(), _loose(fold(canonical)), problems
    )


_LABEL = re.compile(r"[^0-9/\-]*[\s:.](?=[0-9])|(?:so|se)(?=[0-9])")
_LOOSE_ORDINAL = re.compile(r"([0-9]+(?:\.[0-9]+)*)([a-z](?![a-z0-9]))?")
_LOOSE_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")


def loose_key(text: str) -> str:
    """What all spellings of one number share, and a beginning of it where `text` is the beginning of a number:
    `Số: 25/2024/TT-BTC`, `25-2024-tt-btc`, `25/2024/TT -BTC` → `25-2024-ttbtc`. Only the first 300 characters count.
    """
    folded = fold(clean(text.strip()[:LIMIT]))
    label = _LABEL.match(folded)
    return _loose(folded[label.end() :] if label else folded)


def _loose(folded: str) -> str:
    """Ordinal, year and letters with hyphens between; what separates letters from letters or from digits is dropped."""
    ordinal = _LOOSE_ORDINAL.match(folded)
    if ordinal is None:
        return "".join(_LOOSE_TOKEN.findall(folded))
    parts, after_digits = [_bare(ordinal)], True
    for token in _LOOSE_TOKEN.findall(folded, ordinal.end()):
        digits = "0" <= token[0] <= "9"
        if after_digits:
            parts.append((token.lstrip("0") or "0") if digits else token)
        else:
            parts[-1] += token
        after_digits = digits
    return "-".join(parts)


def _bare(ordinal: re.Match[str]) -> str:
    first, dot, rest = ordinal[1].partition(".")
    return (first.lstrip("0") or "0") + dot + rest + (ordinal[2] or "")


def as_json(number: Number) -> dict[str, Any]:
    """One line of `registry numbers`."""
    return {
        "input": number.raw,
        "ok": number.ok,
        "canonical": number.canonical,
        "ordinal": number.ordinal,
        "year": number.year,
        "type": number.type,
        "issuers": list(number.issuers),
        "units": list(number.units),
        "suffix": number.suffix,
        "family": str(number.family),
        "key": number.key,
        "loose_key": number.loose_key,
        "problems": [
            {"part": problem.part, "code": problem.code, "message": problem.message} for problem in number.problems
        ],
    }
