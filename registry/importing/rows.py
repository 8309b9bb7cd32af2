"""Tables as offices have them: tab- or comma-separated with a header, or one JSON object a line; in English or Vietnamese."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO

from registry.errors import N_, FieldProblem, Invalid
from registry.law import vietnamese

DOCUMENT = (
    "number", "type", "title", "issuers", "issued_on", "effective_on", "expires_on", "signers", "fields",
    "gazette_number", "gazette_date",
)  # fmt: skip
RELATION = (
    "number", "type", "relation", "source_number", "source_type", "part", "articles", "provisions", "effective_on", "ends_on",
    "read_from",
)  # fmt: skip
# What the columns are called in Vietnamese, without marks; spaces and underscores are one.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "number": ("so_ky_hieu", "so_ki_hieu", "so_hieu", "so_van_ban", "so"),
    "type": ("loai", "loai_van_ban"),
    "title": ("trich_yeu", "ten_van_ban", "ten"),
    "issuers": ("co_quan", "co_quan_ban_hanh", "noi_ban_hanh"),
    "issued_on": ("ngay_ban_hanh",),
    "effective_on": ("ngay_hieu_luc", "ngay_co_hieu_luc"),
    "expires_on": ("ngay_het_hieu_luc",),
    "signers": ("nguoi_ky",),
    "fields": ("linh_vuc",),
    "gazette_number": ("so_cong_bao",),
    "gazette_date": ("ngay_cong_bao",),
    "relation": ("quan_he", "kind"),
    "source_number": ("boi_so_ky_hieu", "boi_so_hieu", "boi_van_ban", "boi"),
    "source_type": ("boi_loai",),
    "part": ("mot_phan",),
    "articles": ("so_dieu",),
    "provisions": ("dieu_khoan",),
    "ends_on": ("den_ngay",),
    "read_from": ("doc_tu", "can_cu_tu"),
}
TOO_MANY = N_("%(cells)d cells under %(columns)d columns")
NO_OBJECT = N_("this is no JSON object")
_NAMES = {called: name for name, also in _CALLED.items() for called in (name, *also)}
_QUOTING: Mapping[str, Literal[0, 3]] = {"\t": csv.QUOTE_NONE, ";": csv.QUOTE_MINIMAL, ",": csv.QUOTE_MINIMAL}
_SPACE = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, counted from 1: its cells by column. `broken`: why the line cannot be read."""

    line: int
    cells: Mapping[str, str]
    broken: FieldProblem | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`holds`: "documents" or "relations". `unused`: columns that say nothing to the registry."""

    name: str
    holds: str
    unused: tuple[str, ...]
    rows: tuple[Row, ...]


def read(path: Path) -> Table:
    """The whole table. Raises Invalid when its columns, or its letters, are none that are known."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(_json_lines(file) if path.suffix in {".jsonl", ".ndjson"} else _separated(file))
    except UnicodeDecodeError:
        raise Invalid.field(path.name, N_("This is no text in UTF-8.")) from None
    columns = dict.fromkeys(name for row in found for name in row.cells)
    named = {column: _NAMES.get(_SPACE.sub("_", vietnamese.fold(column).strip())) for column in columns}
    holds, wanted = _held(path.name, set(named.values()))
    rows = tuple(Row(row.line, _renamed(row, named, wanted), row.broken) for row in found)
    return Table(path.name, holds, tuple(column for column, name in named.items() if name not in wanted), rows)


def _held(file: str, names: set[str | None]) -> tuple[str, tuple[str, ...]]:
    if {"number", "relation", "source_number"} <= names:
        return "relations", RELATION
    if "number" in names and "relation" not in names:
        return "documents", DOCUMENT
    message = N_("The columns tell neither documents (%(documents)s) nor relations (%(relations)s).")
    raise Invalid.field(file, message, documents=", ".join(DOCUMENT), relations=", ".join(RELATION))


def _renamed(row: Row, named: Mapping[str, str | None], wanted: tuple[str, ...]) -> Mapping[str, str]:
    cells = ((named[column], cell) for column, cell in row.cells.items())
    return {name: cell for name, cell in cells if name in wanted and cell}


def _separated(file: TextIO) -> Iterator[Row]:
    """Tabs, semicolons or commas, whichever the header has most of. Quotes stand for themselves between tabs."""
    header = file.readline()
    mark = max("\t;,", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=mark, quoting=_QUOTING[mark]), [])]
    lines = csv.reader(file, delimiter=mark, quoting=_QUOTING[mark])
    for cells in lines:
        line = lines.line_num + 1
        if len(cells) > len(names):
            counts = (("cells", len(cells)), ("columns", len(names)))
            yield Row(line, {}, FieldProblem("", TOO_MANY, counts))
        elif any(cell.strip() for cell in cells):
            yield Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False)})


def _json_lines(file: TextIO) -> Iterator[Row]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield Row(line, {str(name): _cell(value) for name, value in found.items()})
        else:
            yield Row(line, {}, FieldProblem("", NO_OBJECT))


def _cell(value: Any) -> str:
    """Lists become cells with ";" between; what has parts of its own says nothing here."""
    if isinstance(value, list):
        return ";".join(filter(None, map(_cell, value)))
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None or isinstance(value, dict) else str(value)
