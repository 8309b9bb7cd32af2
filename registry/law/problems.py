"""What is wrong with a number, by part, in words that say what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.errors import N_

MESSAGES: Mapping[str, str] = {
    "empty": N_("there is no number here; write one such as 25/2024/TT-BTC"),
    "too_long": N_("a number has at most %(limit)s characters; send the number alone"),
    "not_a_number": N_("no number is found in “%(text)s”; it starts with digits, such as 25/2024/TT-BTC"),
    "leading_text": N_("“%(text)s” before the number was left out"),
    "trailing_text": N_("“%(text)s” after the number was left out"),
    "ordinal_zero": N_("numbers start at 01; check the ordinal %(ordinal)s"),
    "year_out_of_range": N_("the year %(year)s is not between 1945 and 2100; check it"),
    "year_short": N_("write the year with four digits: %(year)s"),
    "year_repeated": N_("the year %(year)s stands twice; write it once"),
    "year_missing": N_("a number with %(symbol)s carries its year, such as 25/2024/%(symbol)s-…; add the year"),
    "year_unexpected": N_("a number with %(symbol)s carries no year; check the symbol or leave the year out"),
    "year_outside_term": N_("the year %(year)s is not within the term of %(code)s (%(first)s to %(last)s); check both"),
    "symbols_missing": N_("the symbols after the ordinal are missing; add them, such as /2024/TT-BTC"),
    "type_missing": N_("the type symbol is missing before %(code)s; add it, such as TT or QĐ"),
    "type_unknown": N_("the type symbol %(symbol)s is unknown"),
    "type_unknown_near": N_("the type symbol %(symbol)s is unknown; did you mean %(near)s?"),
    "type_cv": N_("an official letter of the state carries no type symbol; leave CV out"),
    "issuer_missing": N_("the issuer's code is missing after %(symbol)s; add it"),
    "issuer_unknown": N_("the issuer code %(code)s is unknown; check it or add it to the list of issuers"),
    "issuer_unknown_near": N_("the issuer code %(code)s is unknown; did you mean %(near)s?"),
    "marks_lost": N_("%(printed)s has lost its marks; write %(meant)s"),
    "hyphen_lost": N_("a hyphen is missing; write %(meant)s"),
    "party_separators": N_("Party numbers are written with a hyphen, then a slash; write %(meant)s"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`part` is one of number, ordinal, year, type, issuer, unit, separator, text; `code` one of the keys of MESSAGES."""

    part: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """The English sentence; shells look `MESSAGES[code]` up in the catalogs and fill in the same `params`."""
        return MESSAGES[self.code] % self.params
