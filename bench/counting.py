"""What counting costs: downloads with it and without, and events stored against bare inserts, on both databases.

    python -m bench counting

The web server is started as `registry serve` starts it, with two processes. Without counting means the very same requests
with the header by which browsers say that they fetch ahead, so that no event is stored. Events and bare inserts go into
the same table with the same care for a crash, from the same eight threads of two processes.
"""

import datetime as dt
import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from bench import load, peers
from bench.load import Target
from bench.service import free_port
from bench.tables import print_table
from registry import config, files, jobs, publishing, usage
from registry.accounts import SYSTEM
from registry.files import PDF, Upload
from registry.jobs import Instance
from registry.serve import commands
from registry.store.database import Database
from registry.store.tables import Channel, Kind, Role, now
from registry.usage import Hit
from tests import postgresql
from tests.making import make_document, pdf

FILES, SIZE = 20, 100_000
ROUNDS, SECONDS, PROCESSES, WRITERS = 5, 3, 2, 8
AGENT = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AHEAD = "Sec-Purpose: prefetch"
SECRET = "k" * 40
BARE = (
    "INSERT INTO usage_events (at, day, kind, channel, document_id, visitor, folded, repeat, begins_visit) VALUES ({})"
)


@contextmanager
def databases(folder: Path) -> Iterator[Mapping[str, str]]:
    """Name → URL of an empty database of each kind that there is."""
    with ExitStack() as stack:
        found = {"SQLite": f"sqlite:///{folder}/registry.sqlite3"}
        try:
            server = stack.enter_context(postgresql.server())
            found["PostgreSQL"] = stack.enter_context(postgresql.database(server))
        except pytest.skip.Exception as missing:
            print(f"counting on PostgreSQL: skipped, {missing}", file=sys.stderr)
        yield found


def keep(home: Instance, number: str) -> str:
    """The address of a published document's file of that many bytes."""
    start = pdf(number)
    upload = Upload(home.blobs.keep_bytes(start + os.urandom(SIZE - len(start))), SIZE, PDF, "a.pdf", Role.MAIN)
    with home.unit_of_work() as session:
        document = make_document(session, number=number)
        file = files.attach(session, SYSTEM, document, upload)
        publishing.publish(session, SYSTEM, document)
        return f"/tai-ve/{file.public_id}/a.pdf"


def downloads(home: Instance, folder: Path) -> tuple[Sequence[float], Sequence[float]]:
    """Rates with counting, and without."""
    kept = [keep(home, f"{number}/2024/TT-BTC") for number in range(1, FILES + 1)]
    server = home.settings.public_url
    environment = {
        **peers.clean(), "REGISTRY_HOME": str(home.settings.home), "REGISTRY_SECRET_KEY": SECRET,
        "REGISTRY_DATABASE_URL": home.settings.database_url,
    }  # fmt: skip
    with load.serving(commands(home.settings)["web"], environment, f"{server}/readyz"):
        counted, ahead = Target("counted", server, kept, [AGENT]), Target("ahead", server, kept, [AGENT, AHEAD])
        rates = load.rates([counted, ahead], ROUNDS, SECONDS, folder)
    return rates["counted"], rates["ahead"]


_barrier: Barrier | None = None


def _join(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603  how a pool hands a barrier to its processes
    _barrier = barrier


def _write(url: str, ours: bool, document: int) -> float:
    """Events that the threads of one process store in a second. All processes begin together."""
    database = Database(url)
    with ThreadPoolExecutor(WRITERS // PROCESSES) as threads:
        inserts = [
            _event(database, document) if ours else _bare(database, document) for _ in range(WRITERS // PROCESSES)
        ]
        assert _barrier is not None
        _barrier.wait()
        count = sum(threads.map(_until_over, inserts))
    database.dispose()
    return count / SECONDS


def _until_over(insert: Callable[[], None]) -> int:
    count, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        insert()
        count += 1
    return count


def _event(database: Database, document: int) -> Callable[[], None]:
    """All that a download does to be counted, but for the rules."""
    salt, day = b"salt of the day", dt.date(2024, 5, 1)

    def insert() -> None:
        visitor = usage.visitor(salt, "203.0.113.5", AGENT)
        hit = Hit(Kind.DOWNLOAD, Channel.PERSON, document, None, visitor)
        database.counting.write(usage.event(hit, now(), day))

    return insert


def _bare(database: Database, document: int) -> Callable[[], None]:
    """The statement alone, by the driver, on a connection that is kept open."""
    driver = _driver(database)
    place = "?" if database.is_sqlite else "%s"
    values = [place, "'2024-05-01'", "'download'", "'person'", str(document), place, "false", "false", "false"]
    statement = BARE.format(", ".join(values))

    def insert() -> None:
        at = now()
        driver.execute(statement, (str(at.replace(tzinfo=None)) if database.is_sqlite else at, "0" * 32))

    return insert


def _driver(database: Database) -> Any:
    """Commits each statement by itself, as lightly as counting does."""
    if database.is_sqlite:
        made = sqlite3.connect(database.url.database or "", timeout=30, isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
            made.execute(f"PRAGMA {setting}")
        return made
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True, options="-c synchronous_commit=off")


def stored(url: str, document: int) -> tuple[Sequence[float], Sequence[float]]:
    """Rates of eight writers together: events, and bare inserts; in turns."""
    context = multiprocessing.get_context("spawn")
    rates: dict[bool, list[float]] = {True: [], False: []}
    with context.Pool(PROCESSES, _join, (context.Barrier(PROCESSES),)) as pool:
        for turn in range(ROUNDS):
            for ours in (True, False) if turn % 2 else (False, True):
                tasks = [(url, ours, document)] * PROCESSES
                rates[ours].append(sum(pool.starmap(_write, tasks, chunksize=1)))
    return rates[True], rates[False]


def measured(name: str, url: str, folder: Path) -> Iterator[tuple[str, ...]]:
    settings = config.read(
        {"REGISTRY_HOME": str(folder / name), "PORT": str(free_port()), "REGISTRY_DATABASE_URL": url,
         "REGISTRY_SECRET_KEY": SECRET}
    )  # fmt: skip
    home = jobs.open_instance(replace(settings, web_workers=PROCESSES))
    jobs.install(home)
    counted, ahead = downloads(home, folder)
    yield (
        f"100 kB file, counted, {name}",
        told(counted),
        f"the same, not counted, {told(ahead)}",
        *told_ratio(counted, ahead),
        "≥ 0.85",
    )
    with home.reading() as session:
        document = session.scalar(sa.text("SELECT min(id) FROM documents"))
    home.database.dispose()
    events, bare = stored(home.settings.database_url, document)
    yield (
        f"events by {WRITERS} writers, {name}",
        told(events),
        f"bare inserts, {told(bare)}",
        *told_ratio(events, bare),
        "≥ 0.5",
    )


def told(rates: Sequence[float]) -> str:
    return f"{statistics.median(rates):,.0f}/s"


def told_ratio(ours: Sequence[float], theirs: Sequence[float]) -> tuple[str]:
    return (f"{load.ratio(ours, theirs):.2f}",)


def main() -> None:
    if not load.installed():
        print(f"counting: skipped, {load.MISSING}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch, databases(Path(scratch)) as found:
        print_table(row for name, url in found.items() for row in measured(name, url, Path(scratch)))


if __name__ == "__main__":
    main()
