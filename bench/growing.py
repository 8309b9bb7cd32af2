"""A registry of a million documents against one of ten thousand: the same requests, side by side, in turns.

    make bench DOCUMENTS=1000000
    DOCUMENTS=1000000 python -m bench growing

Both stand behind the web server that `registry serve` starts, on SQLite, then both on PostgreSQL where there is one. One
client asks; medians of its waits are the result. What is compared comes after everything was asked once, as in a registry
that people use. Searches in the large one are compared with the bare engine's (bench/words.py).
"""

import datetime as dt
import http.client
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from bench import documents, service, words
from bench.counting import SECRET
from bench.service import API, DOCUMENTS, PAGE, TYPES
from bench.tables import print_table
from registry import config, jobs
from registry.api import answers
from registry.config import Settings
from registry.store.tables import Document
from tests import postgresql

SMALL = 10_000
SAMPLE, DEEP_PAGES = 200, 20
ROUNDS, REQUESTS = 5, 60
MOST = 1.3  # times the wait in the small registry
Row = tuple[str, str, str, str, str]


def made(folder: Path, count: int, url: str) -> Settings:
    environ = {"REGISTRY_HOME": str(folder / "home"), "PORT": str(service.free_port()), "REGISTRY_SECRET_KEY": SECRET}
    settings = config.read(environ | ({"REGISTRY_DATABASE_URL": url} if url else {}))
    home = jobs.open_instance(replace(settings, web_workers=1))
    jobs.install(home)
    documents.fill(home, count, folder / "documents.db")
    home.database.dispose()
    return home.settings


def asked(settings: Settings, count: int) -> Mapping[str, Sequence[str]]:
    """Addresses by what is asked; the pages lie half of all documents deep."""
    ids = random.Random(3).sample(documents.ids(settings.home.parent / "documents.db"), SAMPLE)
    return {
        "one document": [f"{API}/{one}" for one in ids],
        f"list of {PAGE}, by type": [f"{API}?{urlencode({'type': kind, 'limit': PAGE})}" for kind in TYPES],
        f"list of {PAGE}, by views": [f"{API}?{urlencode({'sort': 'views', 'limit': PAGE})}"],
        "cursor page, half of all in": [
            f"{API}?{urlencode({'limit': PAGE, 'cursor': one})}" for one in _deep(settings, count)
        ],
    }


def _deep(settings: Settings, count: int) -> Iterator[str]:
    """Cursors of pages behind one another, from the middle on; following `next` to there would ask for all before it."""
    home = jobs.open_instance(settings)
    rows = sa.select(Document.published_at, Document.id).order_by(Document.published_at.desc(), Document.id.desc())
    with home.reading() as session:
        found = session.execute(rows.offset(count // 2).limit(DEEP_PAGES * PAGE)).all()
    home.database.dispose()
    for at, key in found[::PAGE]:
        yield answers.cursor((0, at.astimezone(dt.UTC).isoformat(), key))


def waits(client: http.client.HTTPConnection, addresses: Sequence[str], count: int) -> Iterator[float]:
    """Seconds of each request, one after the other."""
    for number in range(count):
        began = time.perf_counter()
        client.request("GET", addresses[number % len(addresses)])
        answer = client.getresponse()
        answer.read()
        yield time.perf_counter() - began
        if answer.status != http.client.OK:
            raise RuntimeError(f"{addresses[number % len(addresses)]}: {answer.status}")


def measured(folder: Path) -> Iterator[Row]:
    yield from compared(folder / "sqlite", "SQLite", ("", ""))
    try:
        with ExitStack() as stack:
            server = stack.enter_context(postgresql.server())
            urls = [stack.enter_context(postgresql.database(server)) for _ in range(2)]
            yield from compared(folder / "postgresql", "PostgreSQL", urls)
    except pytest.skip.Exception as missing:
        print(f"growing on PostgreSQL: skipped, {missing}", file=sys.stderr)


def compared(folder: Path, name: str, urls: Sequence[str]) -> Iterator[Row]:
    sizes = (SMALL, DOCUMENTS)
    each = [made(folder / str(count), count, url) for count, url in zip(sizes, urls, strict=True)]
    with ExitStack() as running:
        for settings in each:
            running.enter_context(service.service(settings))
        clients = [http.client.HTTPConnection("127.0.0.1", settings.port) for settings in each]
        addresses = [asked(settings, count) for settings, count in zip(each, sizes, strict=True)]
        for what in addresses[0]:
            sides = [(client, one[what]) for client, one in zip(clients, addresses, strict=True)]
            yield _row(f"{what}, {name}", *_medians(sides))
        home = jobs.open_instance(each[-1])
        yield from words.compared(home, folder)
        home.database.dispose()


def _medians(sides: Sequence[tuple[http.client.HTTPConnection, Sequence[str]]]) -> Iterator[float]:
    found: list[list[float]] = [[] for _ in sides]
    for turn in range(ROUNDS + 1):
        for one, (client, addresses) in zip(found, sides, strict=True):
            these = list(waits(client, addresses, REQUESTS if turn else len(addresses)))
            one.extend(these if turn else ())
    return map(statistics.median, found)


def _row(what: str, small: float, large: float) -> Row:
    shown = f"{SMALL:,} documents, {small * 1000:.2f} ms"
    return f"{what}, of {DOCUMENTS:,}", f"{large * 1000:.2f} ms", shown, f"{large / small:.2f}", f"≤ {MOST}"


def main() -> None:
    if DOCUMENTS <= SMALL:
        print(f"growing: skipped, DOCUMENTS is not more than {SMALL}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        print_table(measured(Path(scratch)))


if __name__ == "__main__":
    main()
