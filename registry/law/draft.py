"""A reading of a number's symbols under way: what is not read yet, and the parts found so far."""

from dataclasses import dataclass

from registry.law.problems import Problem
from registry.law.types import Family, Type
from registry.law.vocabulary import Vocabulary
from registry.law.words import Word


@dataclass(slots=True)
class Draft:
    """A reading under way. `words` is all that will be printed; `open` are those that have no part yet."""

    vocabulary: Vocabulary
    dated: bool
    words: list[Word]
    open: list[Word]
    problems: list[Problem]
    type: str | None = None
    issuers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    suffix: str = ""
    year: int | None = None
    left_out: str = ""
    swapped: bool = False  # the type stands after the body: KHKT/QĐ

    @property
    def kinds(self) -> tuple[Type, ...]:
        return self.vocabulary.types_by_symbol.get(self.type or "", ())

    @property
    def families(self) -> frozenset[Family]:
        return frozenset(family for kind in self.kinds for family in kind.families)

    @property
    def joint(self) -> bool:
        return any(kind.joint for kind in self.kinds)

    @property
    def separators(self) -> str:
        return "".join(word.separator for word in self.words)

    @property
    def body_known(self) -> bool:
        """Under a present code: TC for the ministry of finance is an old one."""
        return bool(self.issuers) and self.vocabulary.full(self.issuers[0])

    def body_is(self, mark: str) -> bool:
        return bool(self.issuers) and self.vocabulary.marked(self.issuers[0], mark)

    def is_unit(self, word: str) -> bool:
        return self.vocabulary.is_unit(word)

    def symbol_is(self, mark: str) -> bool:
        return any(mark in kind.marks for kind in self.kinds)

    def fault(self, part: str, problem: str, /, **params: str | int) -> None:
        self.problems.append(Problem(part, problem, params))
