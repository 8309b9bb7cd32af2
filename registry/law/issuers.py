"""Issuing bodies (cơ quan ban hành): who may stand behind a code, and when.

`marks` in the table: `assembly` the National Assembly and its Standing Committee; `party` a Party body in whatever form
its code is printed, `party_form` only behind a hyphen and a slash (01-BC/CB), since the code means others too; `shared`
of the state or the Party (BCĐ); `alone` its old numbers are ordinal and code only (13/CP); `digits` a term or department
follows its code (QH13, NHNN7); `joint` stands for several bodies (LB); `generic` a kind of body of which there are many.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from registry.law.types import listed


class Level(StrEnum):
    CENTRAL = "central"
    MINISTRY = "ministry"
    AGENCY = "agency"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    COURT = "court"
    PARTY = "party"
    ORGANISATION = "organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body as the registry knows it. `codes` are those its numbers carry, the latest
    first, `old_codes` short ones of long ago that are ordinary words elsewhere (TC, NN). The days of `valid_from` and
    `valid_to` are both within its life; `None` is "not known" at the start and "still there" at the end.
    """

    code: str
    codes: tuple[str, ...]
    name: str
    name_en: str
    level: Level
    old_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    parent: str = ""
    place: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    predecessors: tuple["Succession", ...] = ()
    successors: tuple["Succession", ...] = ()
    marks: frozenset[str] = frozenset()
    source: str = ""

    def existed_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """One body takes over from another on a day; `issuer` is the other one's code."""

    issuer: str
    on: date | None
    part: bool = False


def from_row(row: Mapping[str, str]) -> Issuer:
    """An issuer from a row of `tables/issuers.tsv`. KeyError or ValueError on a bad row."""
    return Issuer(
        code=row["code"],
        codes=listed(row["codes"]),
        name=row["name"],
        name_en=row["name_en"],
        level=Level(row["level"]),
        old_codes=listed(row["old_codes"]),
        aliases=listed(row["aliases"], ";"),
        parent=row["parent"],
        place=row.get("place", ""),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        marks=frozenset(listed(row["marks"])),
        source=row["source"],
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def by_code(issuers: Iterable[Issuer]) -> dict[str, tuple[Issuer, ...]]:
    """Code as numbers carry it → every body that has or had it."""
    found: dict[str, list[Issuer]] = {}
    for issuer in issuers:
        for code in issuer.codes + issuer.old_codes:
            found.setdefault(code, []).append(issuer)
    return {code: tuple(bodies) for code, bodies in found.items()}


def shipped(table: Callable[[str], Iterable[Mapping[str, str]]]) -> tuple[Issuer, ...]:
    """The issuers of the shipped tables, joined with who took over from whom; `table` reads one by name."""
    provinces = tuple(table("provinces"))
    found = [from_row(row) for row in table("issuers")]
    found += [issuer for row in provinces for issuer in of_province(row)]
    return joined(found, [*table("successions"), *_province_successions(provinces)])


@dataclass(frozen=True, slots=True)
class _Seat:
    """A body that every province has."""

    slug: str
    codes: tuple[str, ...]
    name: str
    name_en: str
    level: Level
    old_codes: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()


_COUNCIL = _Seat(
    "hdnd",
    ("HĐND", "TT HĐND", "TTHĐND"),
    "Hội đồng nhân dân",
    "People's Council",
    Level.PROVINCE,
    marks=frozenset({"digits"}),
)
_COMMITTEE = _Seat("ubnd", ("UBND",), "Ủy ban nhân dân", "People's Committee", Level.PROVINCE, old_codes=("UB",))
_PARTY = _Seat("dang-bo", ("TU",), "", "Party Committee", Level.PARTY, marks=frozenset({"party"}))


def of_province(row: Mapping[str, str]) -> Iterator[Issuer]:
    """People's council, people's committee and Party committee of a row of `tables/provinces.tsv`.

    A province that took others in on 1 July 2025 under its own name goes on as the same issuer: readers look for it in
    one place, and what came before and after is told by `predecessors`.
    """
    city = row["kind"] == "city"
    place = row["name_en"] if row["name_en"].endswith("City") else f"{row['name_en']} {'City' if city else 'Province'}"
    for seat in (_COUNCIL, _COMMITTEE, _PARTY):
        name = f"{seat.name} {'thành phố' if city else 'tỉnh'}" if seat.name else "Thành ủy" if city else "Tỉnh ủy"
        yield Issuer(
            code=f"{seat.slug}-{row['code']}",
            codes=seat.codes,
            name=f"{name} {row['name']}",
            name_en=f"{seat.name_en} of {place}",
            level=seat.level,
            old_codes=seat.old_codes,
            aliases=tuple(f"{name} {alias}" for alias in listed(row["aliases"], ";")),
            place=row["code"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            marks=seat.marks,
            source=row["source"],
        )


def _province_successions(provinces: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    for row in provinces:
        for successor in listed(row["successors"], ";"):
            day = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
            for body in ("hdnd", "ubnd", "dang-bo"):
                yield {
                    "predecessor": f"{body}-{row['code']}",
                    "successor": f"{body}-{successor}",
                    "day": day.isoformat(),
                    "part": "part" if ";" in row["successors"] else "",
                }


def joined(issuers: Iterable[Issuer], successions: Iterable[Mapping[str, str]]) -> tuple[Issuer, ...]:
    """The issuers with `predecessors` and `successors` filled in. KeyError where a succession names no issuer."""
    known = {issuer.code: issuer for issuer in issuers}
    before: dict[str, list[Succession]] = {code: [] for code in known}
    after: dict[str, list[Succession]] = {code: [] for code in known}
    for row in successions:
        day, part = _day(row["day"]), bool(row["part"])
        after[row["predecessor"]].append(Succession(row["successor"], day, part))
        before[row["successor"]].append(Succession(row["predecessor"], day, part))
    return tuple(
        replace(issuer, predecessors=tuple(before[code]), successors=tuple(after[code]))
        for code, issuer in known.items()
    )
