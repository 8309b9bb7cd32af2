"""Types of document (loại văn bản): what a type symbol means in the state's numbers and in the Party's.

One type serves several families where the law gives one name: `quyet-dinh` is the normative decision, the individual
one and the Party's alike, because the number (its year, its separators) tells the families apart and readers look for
"Quyết định" in one place. Types of the Party that share a symbol stay apart: QĐ is `quyet-dinh` or `quy-dinh`.

`marks` in the table: `joint` several bodies issue it, so every code after its symbol is an issuer; `body` and
`body_first` the symbol is a body's code as well, and means the body seldom or mostly; `unit` it is a unit's code as
well; `bodiless` no code follows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The system of numbering a number follows; it decides the separators and whether there is a year."""

    NORMATIVE = "normative"  # 25/2024/TT-BTC
    NATIONAL_ASSEMBLY = "national_assembly"  # 45/2019/QH14
    ADMINISTRATIVE = "administrative"  # 477/CT-UBND
    OFFICIAL_LETTER = "official_letter"  # 1234/BTC-TCT
    PARTY = "party"  # 12-NQ/TW
    CONSOLIDATED = "consolidated"  # 12/VBHN-VPQH
    COPY = "copy"  # 15/SY-UBND
    OLD = "old"  # 83-TTg, 43/QĐ, 89-TC/TCT
    NONE = "none"  # Không số, and whatever is no number


@dataclass(frozen=True, slots=True)
class Type:
    code: str
    name: str
    name_en: str
    families: tuple[Family, ...]
    symbols: tuple[str, ...] = ()
    party_symbols: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    note: str = ""
    source: str = ""

    @property
    def family(self) -> Family:
        return self.families[0]

    @property
    def joint(self) -> bool:
        """Several bodies issue it together, so every code after its symbol is an issuer."""
        return "joint" in self.marks


def from_row(row: Mapping[str, str]) -> Type:
    """A type from a row of `tables/types.tsv`; lists are separated by commas. KeyError or ValueError on a bad row."""
    return Type(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        families=tuple(Family(name) for name in listed(row["families"])),
        symbols=listed(row["symbols"]),
        party_symbols=listed(row["party_symbols"]),
        aliases=listed(row["aliases"]),
        marks=frozenset(listed(row["marks"])),
        note=row["note"],
        source=row["source"],
    )


def listed(cell: str, separator: str = ",") -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split(separator)) if part)


def by_symbol(types: Iterable[Type]) -> dict[str, tuple[Type, ...]]:
    """Symbol → the types it may mean, the likeliest first (tables list them in that order)."""
    found: dict[str, tuple[Type, ...]] = {}
    for kind in types:
        for symbol in dict.fromkeys(kind.symbols + kind.party_symbols):
            found[symbol] = (*found.get(symbol, ()), kind)
    return found
