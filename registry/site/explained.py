"""What a number says of itself: type, year, issuer, and what is wrong with it, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.law import numbers
from registry.law.issuers import Issuer
from registry.law.numbers import Number
from registry.law.problems import MESSAGES
from registry.law.types import Type
from registry.law.vocabulary import Vocabulary
from registry.web.problems import sentence

BODIES = 6  # a code such as UBND stands for dozens; no page lists more


@dataclass(frozen=True, slots=True)
class Explained:
    number: Number
    types: Sequence[Type]
    bodies: Sequence[Issuer]
    more_bodies: bool
    problems: Sequence[str]

    @property
    def is_number(self) -> bool:
        return bool(self.number.ordinal)


def explain(text: str) -> Explained:
    number = numbers.parse(text)
    vocabulary = Vocabulary.shipped()
    bodies = [body for code in number.issuers for body in _alive(vocabulary.bodies(code), number.year)]
    return Explained(
        number=number,
        types=_of_family(vocabulary.types_by_symbol.get(number.type or "", ()), number),
        bodies=bodies[:BODIES],
        more_bodies=len(bodies) > BODIES,
        problems=[sentence(MESSAGES[one.code], one.params) for one in number.problems],
    )


def _of_family(types: Sequence[Type], number: Number) -> Sequence[Type]:
    """TT is Thông tư in a number with a year, Thông tri in one of the Party."""
    return [kind for kind in types if number.family in kind.families] or types


def _alive(bodies: Sequence[Issuer], year: int | None) -> Sequence[Issuer]:
    """Those that existed in that year; all, where the tables know of none."""
    if year is None:
        return bodies
    alive = [
        body
        for body in bodies
        if (body.valid_from is None or body.valid_from.year <= year)
        and (body.valid_to is None or body.valid_to.year >= year)
    ]
    return alive or bodies
