"""Tables of metadata: one row per file, as offices keep them in their sheets."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from sqlalchemy.orm import Session

from registry import authorities
from registry.errors import N_, FieldProblem, Invalid
from registry.law import numbers

REQUIRED = "file"
COLUMNS = (
    REQUIRED, "number", "type", "title", "issuers", "issued_on", "effective_on", "expires_on", "signers", "fields",
    "gazette_number", "gazette_date",
)  # fmt: skip
_DAY_FIRST = re.compile(r"([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([12][0-9]{3})")
_WITH_OFFICE = re.compile(r"([^()]+)\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: the file it speaks of, the facts that its cells give, and the cells that give none."""

    file: str
    facts: Mapping[str, Any]
    problems: tuple[FieldProblem, ...]


def rows(sheet: TextIO) -> Iterator[Row]:
    """Rows of a tab-separated table with a header. Raises Invalid naming the columns at fault; bad cells stop only
    their own row."""
    lines = csv.reader(sheet, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [name.strip().lower().removeprefix("\ufeff") for name in next(lines, [])]
    _check_header(header)
    for number, cells in enumerate(lines, start=2):
        given = {name: _unquoted(cell) for name, cell in zip(header, cells, strict=False)}
        if any(given.values()):
            yield _row(number, given)


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    problems = [
        FieldProblem(name, N_("There is no such column; known are: %(known)s."), (("known", ", ".join(COLUMNS)),))
        for name in unknown
    ]
    if REQUIRED not in header:
        problems.append(FieldProblem(REQUIRED, N_("This column is missing.")))
    if problems:
        raise Invalid(tuple(problems))


def _unquoted(cell: str) -> str:
    """Sheets put quotes around cells that hold quotes, and double those."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def _row(line: int, given: Mapping[str, str]) -> Row:
    return read(line, given[REQUIRED], given)


def read(line: int, file: str, given: Mapping[str, str]) -> Row:
    """The facts of the cells that have a known column, whatever else is there."""
    facts: dict[str, Any] = {}
    problems = []
    for name, read in _CELLS.items():
        cell = given.get(name, "")
        if not cell:
            continue
        try:
            facts[name] = read(cell)
        except ValueError:
            message = N_("Line %(line)d: “%(text)s” is no day; write 2024-04-23 or 23/04/2024.")
            problems.append(FieldProblem(name, message, (("line", line), ("text", cell[:50]))))
    return Row(file, facts, tuple(problems))


def day(cell: str) -> dt.date:
    """`2024-04-23` or `23/04/2024`. Raises ValueError."""
    day_first = _DAY_FIRST.fullmatch(cell)
    if day_first:
        of_month, month, year = map(int, day_first.groups())
        return dt.date(year, month, of_month)
    return dt.date.fromisoformat(cell)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _signers(cell: str) -> list[tuple[str, str]]:
    """`Hồ Đức Phớc (Bộ trưởng); …` → name and office."""
    found = []
    for part in _several(cell):
        named = _WITH_OFFICE.fullmatch(part)
        found.append((named[1].strip(), named[2].strip()) if named else (part, ""))
    return found


_CELLS: Mapping[str, Callable[[str], Any]] = {
    "number": str,
    "type": str,
    "title": str,
    "issued_on": day,
    "issuers": _several,
    "effective_on": day,
    "expires_on": day,
    "signers": _signers,
    "fields": _several,
    "gazette_number": str,
    "gazette_date": day,
}


def complete(session: Session, row: Row) -> dict[str, Any]:
    """The row's facts, with type and issuers read from the number where it gives none and the number leaves no doubt.

    Fields of law that are new are added. Raises Invalid when a cell could not be read.
    """
    if row.problems:
        raise Invalid(row.problems)
    facts = dict(row.facts)
    for name in facts.get("fields", ()):
        authorities.add_field(session, name)
    number = numbers.parse(facts.get("number", ""))
    if "type" not in facts and number.type:
        facts["type"] = number.type
    if "issuers" not in facts and number.issuers and _are_sure(session, number.issuers, facts.get("issued_on")):
        facts["issuers"] = list(number.issuers)
    return facts


def _are_sure(session: Session, codes: tuple[str, ...], on: dt.date | None) -> bool:
    try:
        return all(authorities.issuer_called(session, code, on) for code in codes)
    except Invalid:
        return False
