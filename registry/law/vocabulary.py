"""The words numbers are made of: types, issuers and units, with the look-ups that reading a number needs.

The shipped tables are a start. An administrator's additions live in the database; `extended` puts them on top.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources

from registry.law import issuers as issuing
from registry.law import spelling
from registry.law import types as typing_
from registry.law.issuers import Issuer
from registry.law.types import Family, Type
from registry.law.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the National Assembly, from the opening of its first session to the eve of the next one's."""

    number: int
    valid_from: date
    valid_to: date | None

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> "Term":
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        return cls(int(row["term"]), date.fromisoformat(row["valid_from"]), last)

    def has_year(self, year: int) -> bool:
        return self.valid_from.year <= year <= (self.valid_to.year if self.valid_to else year)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Compared by identity, so that what was read with one vocabulary is never answered from another."""

    types: tuple[Type, ...]
    issuers: tuple[Issuer, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[int, Term] = field(default_factory=dict)
    types_by_symbol: Mapping[str, tuple[Type, ...]] = field(init=False)
    issuers_by_code: Mapping[str, tuple[Issuer, ...]] = field(init=False)
    symbols: Mapping[str, str] = field(init=False)
    codes: Mapping[str, str] = field(init=False)
    folded_symbols: Mapping[str, str] = field(init=False)
    folded_codes: Mapping[str, str] = field(init=False)
    near_symbols: Mapping[str, str] = field(init=False)
    near_codes: Mapping[str, str] = field(init=False)
    type_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        by_symbol, by_code = typing_.by_symbol(self.types), issuing.by_code(self.issuers)
        derived = {
            "types_by_symbol": by_symbol,
            "issuers_by_code": by_code,
            "symbols": by_upper(by_symbol),
            "codes": by_upper(by_code),
            "folded_symbols": _unique_folds(by_symbol),
            "folded_codes": _unique_folds(by_code),
            "near_symbols": spelling.index(by_symbol, shortest=2),
            "near_codes": spelling.index(by_code, shortest=3),
            "type_names": frozenset(fold(word) for kind in self.types for word in _labels(kind)),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_rows(
        cls, types: Iterable[Mapping[str, str]], issuers: Iterable[Mapping[str, str]], units: Iterable[str] = ()
    ) -> "Vocabulary":
        """A vocabulary from rows shaped like the shipped tables. KeyError or ValueError on a bad row."""
        return cls(tuple(map(typing_.from_row, types)), tuple(map(issuing.from_row, issuers)), by_upper(units))

    def extended(
        self, types: Iterable[Type] = (), issuers: Iterable[Issuer] = (), units: Iterable[str] = ()
    ) -> "Vocabulary":
        """The same with more; a type or issuer whose `code` is already here takes the other's place."""
        return Vocabulary(
            tuple(({kind.code: kind for kind in self.types} | {kind.code: kind for kind in types}).values()),
            tuple(({one.code: one for one in self.issuers} | {one.code: one for one in issuers}).values()),
            {**self.units, **by_upper(units)},
            self.terms,
        )

    def meanings(self, symbol: str, family: Family) -> tuple[Type, ...]:
        """The types a symbol means in numbers of the family, the likeliest first: QĐ of the Party is Quyết định or Quy
        định (the title decides), TT of the Party is Thông tri, SL with a body is a copy.
        """
        named = self.types_by_symbol.get(symbol, ())
        party = family is Family.PARTY
        own = tuple(kind for kind in named if symbol in (kind.party_symbols if party else kind.symbols))
        return tuple(kind for kind in own if family in kind.families) or own or named

    def bodies(self, code: str) -> tuple[Issuer, ...]:
        """Who has or had the code; the digits of a term or department (QH13, NHNN7) and words after a space do not count."""
        found = self.issuers_by_code.get(code)
        if found is None and code:
            found = self.issuers_by_code.get(code.partition(" ")[0].rstrip("0123456789"))
        return found or ()

    def knows(self, code: str) -> bool:
        return bool(self.bodies(code))

    def marked(self, code: str, mark: str) -> bool:
        return any(mark in issuer.marks for issuer in self.bodies(code))

    def numbered(self, code: str) -> bool:
        """Whether digits belong to the code: a term (QH13, HĐNN8) or a department (NHNN7), not a footnote."""
        return self.marked(code, "digits")

    def full(self, code: str) -> bool:
        """Whether it is the present code of a body, not an old short one such as TC, KH or NN."""
        return any(code not in issuer.old_codes for issuer in self.bodies(code))

    def is_state(self, code: str) -> bool:
        """Whether it is known and not the Party's; a steering committee (BCĐ) may be either's."""
        bodies = self.bodies(code)
        return bool(bodies) and not any(issuer.marks & {"party", "party_form", "shared"} for issuer in bodies)

    def is_part(self, code: str, of: str) -> bool:
        """Whether a body with the first code is a part of one with the second: TCT of TC and BTC."""
        wholes = {issuer.code for issuer in self.bodies(of)}
        return any(issuer.parent in wholes for issuer in self.bodies(code))

    def is_unit(self, word: str) -> bool:
        return word.upper() in self.units

    def symbol_marked(self, symbol: str, mark: str) -> bool:
        return any(mark in kind.marks for kind in self.types_by_symbol.get(symbol, ()))

    def ended_before_years(self, code: str) -> bool:
        """Whether the body ended before numbers carried a year (the first law on making laws, 1 January 1997)."""
        bodies = self.bodies(code)
        return bool(bodies) and all(issuer.valid_to and issuer.valid_to.year < 1998 for issuer in bodies)

    def is_ministry(self, code: str) -> bool:
        return any(issuer.level is issuing.Level.MINISTRY for issuer in self.bodies(code))

    def exists(self, code: str) -> bool:
        """Whether some body has the code today."""
        return any(issuer.valid_to is None and code not in issuer.old_codes for issuer in self.bodies(code))

    def near_symbol(self, word: str) -> str | None:
        """A known symbol one letter away."""
        return spelling.near(word, self.symbols, self.near_symbols)

    def near_code(self, word: str) -> str | None:
        """A known issuer's code one letter away."""
        return spelling.near(word, self.codes, self.near_codes)

    @staticmethod
    @cache
    def shipped() -> "Vocabulary":
        """What comes with the service, read once."""
        return Vocabulary(
            tuple(map(typing_.from_row, table("types"))),
            issuing.shipped(table),
            by_upper(row["code"] for row in table("units")),
            {int(row["term"]): Term.from_row(row) for row in table("terms")},
        )

    def term(self, code: str) -> Term | None:
        """The term of the National Assembly in a code such as QH13 or UBTVQH15."""
        digits = code[len(code.rstrip("0123456789")) :]
        return self.terms.get(int(digits)) if 0 < len(digits) < 3 and self.marked(code, "assembly") else None


def _labels(kind: Type) -> tuple[str, ...]:
    """What may stand before a number of the type."""
    return (kind.name, kind.name_en, *kind.aliases, *kind.symbols, *kind.party_symbols)


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped table, `tables/<name>.tsv`."""
    text = resources.files("registry.law").joinpath("tables", f"{name}.tsv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def by_upper(words: Iterable[str]) -> dict[str, str]:
    """The word in capitals → the word as it is printed."""
    return {word.upper(): word for word in words}


def _unique_folds(words: Iterable[str]) -> dict[str, str]:
    """Word without marks → the one word it can be; words that fold alike (HD and HĐ) are left out."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(fold(word), []).append(word)
    return {folded: same[0] for folded, same in found.items() if len(same) == 1}
