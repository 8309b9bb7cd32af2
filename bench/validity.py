"""What it costs to add an edge, by how many documents follow from it, and to make all timelines anew.

    python -m bench validity
    DOCUMENTS=10000 EDGES=50000 python -m bench.validity

On SQLite, and on PostgreSQL where there is one. An edge is added as a clerk adds it, what is then owed is done as a worker
does it, each piece in a transaction of its own; the longest of them is what everybody else may have to wait for. Every edge
is removed again. Ratios: the longest transaction to 50 ms; one edge here to one in a registry a tenth as large; the rebuild
to reading the same rows without doing anything with them.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench import edges
from bench.tables import print_table
from registry import config, effects, jobs, relations, work
from registry.accounts import SYSTEM
from registry.effects import rebuilding
from registry.jobs import Instance
from registry.relations import Draft
from registry.store.database import Session
from registry.store.tables import Document, Progress, Work
from tests import postgresql

DOCUMENTS = int(os.environ.get("DOCUMENTS", "100000"))
EDGES = int(os.environ.get("EDGES", "500000"))
LONGEST_MS = 50
SINGLE = 30  # edges that reach one document, of which the median counts
ROUNDS = 3
COLUMNS = ("what", "measured", "ratio", "target")
Row = tuple[str, str, str, str]


@dataclass(slots=True)
class Spent:
    """Milliseconds of each transaction."""

    each: list[float] = field(default_factory=list)

    @contextmanager
    def one(self, home: Instance) -> Iterator[Session]:
        start = time.perf_counter()
        with home.unit_of_work() as session:
            yield session
        self.each.append((time.perf_counter() - start) * 1_000)


def add(home: Instance, spent: Spent, kind: str, source: int, target: int) -> str:
    with spent.one(home) as session:
        one, other = session.get_one(Document, source), session.get_one(Document, target)
        made = relations.relate(session, SYSTEM, one, Draft(kind, target=other, read_from="Điều 2")).relation
        return made.public_id


def remove(home: Instance, spent: Spent, source: int, edge: str) -> None:
    with spent.one(home) as session:
        relations.unrelate(session, SYSTEM, session.get_one(Document, source), edge)


def work_off(home: Instance, spent: Spent) -> None:
    """What is owed, as the worker does it."""
    owed = sa.select(Work.subject_id).where(Work.kind == work.EFFECT, Work.progress == Progress.OWED).limit(1)
    while True:
        with home.unit_of_work() as session:
            key = session.scalar(owed)
            session.execute(sa.update(Work).where(Work.subject_id == key).values(progress=Progress.DONE))
        if key is None:
            return
        after: int | None = 0
        while after is not None:
            with spent.one(home) as session:
                after = effects.spread(session, key, after)


def fan_out(home: Instance, target: int, rounds: int = ROUNDS) -> tuple[list[float], list[float]]:
    """A repeal of one act, and its end: milliseconds of the transactions that each takes. Of every transaction the fastest
    of all rounds counts, so that what else the machine does counts less.
    """
    added, removed = [], []
    for _ in range(rounds):
        adding, removing = Spent(), Spent()
        edge = add(home, adding, "repeals", DOCUMENTS, target)
        work_off(home, adding)
        remove(home, removing, DOCUMENTS, edge)
        work_off(home, removing)
        added.append(adding.each)
        removed.append(removing.each)
    return _fastest(added), _fastest(removed)


def _fastest(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [min(same) for same in zip(*rounds, strict=False)]


def single(home: Instance, documents: int) -> float:
    """Milliseconds of an edge that reaches one document: the median of many."""
    spent = Spent()
    for number in range(1, SINGLE + 1):
        target = documents * number // (SINGLE + 2)
        remove(home, Spent(), documents, add(home, spent, "amends", documents, target))
    return statistics.median(spent.each)


def seconds(job: Callable[[Session], object], home: Instance) -> float:
    spent = []
    for _ in range(ROUNDS):
        with home.reading() as session:
            start = time.perf_counter()
            job(session)
            spent.append(time.perf_counter() - start)
    return min(spent)


def bare(session: Session) -> None:
    for rows in rebuilding.READ:
        session.execute(rows).all()


def rebuild(session: Session) -> None:
    found = effects.differences(session)
    if found != effects.Differences():
        print(f"{len(found.periods)} timelines differ", file=sys.stderr)


def settle(home: Instance) -> None:
    """As `registry rebuild effect` does it."""
    with home.reading() as session:
        found = effects.differences(session)
    for some in effects.batches(found):
        with home.unit_of_work() as session:
            effects.keep(session, some)


def lines(home: Instance, small: Instance, name: str) -> Iterator[Row]:
    edges.fill(small, DOCUMENTS // 10, EDGES // 10)
    settle(small)
    edges.fill(home, DOCUMENTS, EDGES)
    settle(home)
    here, there = single(home, DOCUMENTS), single(small, DOCUMENTS // 10)
    size = f"{DOCUMENTS:,} documents, {EDGES:,} edges, {name}"
    yield f"an edge that reaches 1 document: {size}", f"{here:.1f} ms", f"{here / there:.2f}", "≤ 1.5"
    for target, count in enumerate(edges.FAN_OUTS, 1):
        added, removed = fan_out(home, target)
        longest = max(added + removed)
        measured = f"{sum(added):,.0f} ms in {len(added)} transactions, removing {sum(removed):,.0f} ms, longest {longest:.0f} ms"
        yield f"an edge that {count:,} details follow from, {name}", measured, f"{longest / LONGEST_MS:.2f}", "≤ 1"
    anew, read = seconds(rebuild, home), seconds(bare, home)
    yield f"all timelines anew, {name}", f"{anew:.2f} s, bare reading {read:.2f} s", f"{anew / read:.2f}", "≤ 5"


@contextmanager
def registry_in(folder: Path, url: str = "") -> Iterator[Instance]:
    folder.mkdir()
    environ = {"REGISTRY_HOME": str(folder), "REGISTRY_SECRET_KEY": "k" * 40, "REGISTRY_DATABASE_URL": url,
               "REGISTRY_BROKER_URL": f"redis+socket://{folder}/nobody"}  # fmt: skip
    home = jobs.open_instance(config.read(environ))
    jobs.install(home)
    yield home
    home.database.dispose()


def main() -> None:
    logging.getLogger("registry.jobs").setLevel(logging.ERROR)  # nobody listens to the bell here
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pairs = [("SQLite", ["", ""])]
        try:
            server = stack.enter_context(postgresql.server())
        except pytest.skip.Exception as skipped:
            print(f"PostgreSQL: {skipped}", file=sys.stderr)
        else:
            pairs.append(("PostgreSQL", [stack.enter_context(postgresql.database(server)) for _ in range(2)]))
        homes = {
            name: [stack.enter_context(registry_in(folder / f"{name}{at}", url)) for at, url in enumerate(urls)]
            for name, urls in pairs
        }
        print_table((line for name, two in homes.items() for line in lines(two[0], two[1], name)), COLUMNS)


if __name__ == "__main__":
    main()
