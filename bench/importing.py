"""How long `registry import` keeps everybody else from writing, in a registry that is as large as a ministry's.

    python -m bench importing
    DOCUMENTS=10000 EDGES=50000 LINES=500 python -m bench.importing

On SQLite, and on PostgreSQL where there is one: a table of new documents, and one of relations, of which a third acts on
what is held, a third on what came with the first table, and a third is done by documents that are not held. Every write is
timed from the moment it holds the lock. Ratio: what 99 of 100 transactions stay below to 50 ms; the longest of all, which
on a busy disk is one that waited for it, is told beside it.
"""

import csv
import datetime as dt
import itertools
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from bench import edges
from bench.tables import print_table
from bench.validity import COLUMNS, DOCUMENTS, EDGES, LONGEST_MS, Row, Spent, registry_in, settle
from registry import cli_import
from registry.jobs import Instance
from registry.store.database import Session
from tests import postgresql

LINES = int(os.environ.get("LINES", "2000"))  # of each table
KINDS = ("căn cứ", "dẫn chiếu", "có nội dung được sửa đổi", "bị bãi bỏ", "quy định chi tiết")


def new_number(line: int) -> str:
    return f"{line + 1}/2026/TT-BYT"


def documents() -> Iterator[Sequence[object]]:
    yield "number", "type", "title", "issued_on", "effective_on"
    for line in range(LINES):
        day = dt.date(2026, 1, 2) + dt.timedelta(days=line % 300)
        yield new_number(line), "Thông tư", f"Quy định việc thứ {line}", day, day + dt.timedelta(days=45)


def relations() -> Iterator[Sequence[object]]:
    yield "number", "relation", "source_number", "articles"
    for line, kind in zip(range(LINES), itertools.cycle(KINDS), strict=False):
        old, new = edges.number_of(len(edges.FAN_OUTS) + 1 + 7 * line), new_number(line)
        ends = ((old, new), (new_number(LINES - line - 1), new), (old, f"{line + 1}/2026/TT-BXD"))[line % 3]
        if ends[0] != ends[1]:
            yield ends[0], kind, ends[1], 1 if "nội dung" in kind else ""


def written(folder: Path, name: str, lines: Iterator[Sequence[object]]) -> Path:
    with (folder / name).open("w", encoding="utf-8") as file:
        csv.writer(file, delimiter="\t").writerows(lines)
    return folder / name


@dataclass(frozen=True)
class Timed(Instance):
    """Tells how long each transaction took, from when it held the lock to when it was committed. Rings no bell."""

    spent: Spent = field(default_factory=Spent)

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        with self.database.writing() as session:
            start = time.perf_counter()
            yield session
        self.spent.each.append((time.perf_counter() - start) * 1_000)


def lines(home: Instance, folder: Path, name: str) -> Iterator[Row]:
    edges.fill(home, DOCUMENTS, EDGES)
    settle(home)
    for what, table in (
        ("documents", written(folder, "documents.tsv", documents())),
        ("relations", written(folder, "relations.tsv", relations())),
    ):
        timed, start = Timed(home.settings, home.database, home.blobs, home.bell), time.perf_counter()
        with redirect_stderr(StringIO()):
            cli_import.run(timed, [table], StringIO(), publish=True, dry=False)
        rate, each = LINES / (time.perf_counter() - start), timed.spent.each
        median, most = statistics.median(each), statistics.quantiles(each, n=100)[-1]
        taken = f"median {median:.1f} ms, 99 of 100 below {most:.1f} ms, longest {max(each):.0f} ms"
        measured = f"{rate:,.0f} lines a second; transactions: {taken}"
        yield f"a table of {LINES:,} {what}, {name}", measured, f"{most / LONGEST_MS:.2f}", "≤ 1"


def main() -> None:
    logging.getLogger("registry.jobs").setLevel(logging.ERROR)  # nobody listens to the bell here
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        homes = {"SQLite": stack.enter_context(registry_in(folder / "sqlite"))}
        try:
            url = stack.enter_context(postgresql.database(stack.enter_context(postgresql.server())))
        except pytest.skip.Exception as skipped:
            print(f"PostgreSQL: {skipped}", file=sys.stderr)
        else:
            homes["PostgreSQL"] = stack.enter_context(registry_in(folder / "postgresql", url))
        print_table((line for name, home in homes.items() for line in lines(home, folder, name)), COLUMNS)


if __name__ == "__main__":
    main()
