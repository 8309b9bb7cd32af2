"""CSV by RFC 4180, in UTF-8 with a mark at its start, by which Excel knows it.

What a program for sheets would run as a formula is kept from being one: such a cell gets an apostrophe in front.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MEDIA_TYPE = "text/csv; charset=utf-8; header=present"

Cell = str | int | dt.date | dt.datetime | None


def cell(value: Cell) -> str:
    """The value as text that no program for sheets takes for a formula."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    text = str(value) if value is not None else ""
    return f"'{text}" if text.startswith(FORMULAS) else text


def written(rows: Iterable[Sequence[Cell]]) -> str:
    """All cells in quotes, so that no other separator cuts them either."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([cell(one) for one in row] for row in rows)
    return text.getvalue()
