"""This service against a constant-bytes route of the same application, and against Datasette on the same documents.

    python -m bench service
    make bench DOCUMENTS=1000000

The web server is started as `registry serve` starts it, with two processes, on SQLite. Datasette gets the documents as
one plain table with the indexes that its queries need, opened as immutable, without counts and facets, which our answers
do not have either, in the one process that `datasette serve` starts (two behind one port were tried and were no faster).
wrk asks all of them in turns, for another document every time; ratios are the result.
"""

import json
import os
import random
import socket
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench import constant, documents, load, peers
from bench.load import Target
from bench.tables import print_table
from registry import config, jobs
from registry.config import Settings
from registry.serve import ALLOCATION, commands

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))  # the full size is a million
DEEP = DOCUMENTS // 2  # documents before the cursor pages
PAGE = 25
SAMPLE = 500  # documents that are asked for in turn
ROUNDS, SECONDS = 5, 3
TYPES = ("thong-tu", "quyet-dinh", "chi-thi")
MEMORY_MB = 160  # what a web process may hold
API = "/api/v1/documents"

# The least ratio to the constant route and to Datasette, by line.
LEAST: Mapping[str, tuple[float, float]] = {
    "one document": (0.35, 6),
    f"list of {PAGE}, by type": (0.22, 12),
    f"cursor page, {DEEP:,} documents in": (0.22, 12),
}
ONE, LIST, PAGES = LEAST
CONSTANT, AT_ONCE = "constant bytes, same hooks", "constant bytes, without Flask's request"
DATASETTE = "Datasette"
WORKERS = 2
Row = tuple[str, str, str, str, str]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def service(settings: Settings) -> Iterator[int]:
    """The web server of `registry serve`, with the constant route."""
    own = "registry.app:from_environment"
    command = [f"{constant.__name__}:from_environment" if word == own else word for word in commands(settings)["web"]]
    environment = {
        **peers.clean(), **ALLOCATION, "REGISTRY_HOME": str(settings.home), "PORT": str(settings.port),
        "REGISTRY_DATABASE_URL": settings.database_url, "REGISTRY_SECRET_KEY": settings.secret_key,
    }  # fmt: skip
    environment["REGISTRY_RATE_LIMIT"] = "1000000"  # counted as ever, and never reached
    with load.serving(command, environment, f"{settings.public_url}/readyz") as pid:
        yield pid


@contextmanager
def datasette(programs: Path, table: Path) -> Iterator[str]:
    """Datasette's application under uvicorn, the server it brings itself, without the log of every request."""
    port = free_port()
    factory = table.with_name("served.py")
    factory.write_text(
        "from datasette.app import Datasette\n"
        f"made = Datasette(immutables=[{str(table)!r}], settings={{'suggest_facets': False, 'allow_facet': False}})\n"
        "app = made.app()\n"
    )
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [programs / "uvicorn", "--app-dir", table.parent, "--port", str(port)]
    quiet = ["--no-access-log", "--log-level", "error", "served:app"]
    with load.serving([*command, *quiet], peers.clean(), f"{url}/-/versions.json"):
        yield url


def ours(server: str, ids: Sequence[str]) -> list[Target]:
    return [
        Target(CONSTANT, server, [constant.ADDRESS]),
        Target(AT_ONCE, server, [constant.AT_ONCE]),
        Target(ONE, server, [f"{API}/{one}" for one in ids]),
        Target(LIST, server, [f"{API}?{urlencode({'type': kind, 'limit': PAGE})}" for kind in TYPES]),
        Target(PAGES, server, _deep(server)),
    ]


def _deep(server: str) -> list[str]:
    """Addresses of pages that many documents in, found as a program finds them: by following `next`."""
    address, found, step = f"{API}?limit=100", [], 100
    for page in range(DEEP // step + 20):
        following = urlsplit(json.loads(load.fetch(f"{server}{address}"))["next"])
        address = f"{following.path}?{following.query}"
        if page >= DEEP // step:
            found.append(address.replace("limit=100", f"limit={PAGE}"))
    return found


def theirs(server: str, ids: Sequence[str]) -> list[Target]:
    """The same from Datasette. Its pages go by the primary key, the cheapest that it has; ids are ordered by time."""
    table = f"{server}/documents/documents"
    plain = {"_shape": "objects", "_nocount": 1, "_nofacet": 1, "_nosuggest": 1, "_size": PAGE}
    lists = [urlencode({**plain, "type": kind, "_sort_desc": "published_at"}) for kind in TYPES]
    middle = sorted(ids)[len(ids) // 2 - 10 :][:20]
    path = urlsplit(table).path
    return [
        Target(f"{DATASETTE}: {ONE}", server, [f"{path}/{one}.json?_shape=objects" for one in ids]),
        Target(f"{DATASETTE}: {LIST}", server, [f"{path}.json?{query}" for query in lists]),
        Target(
            f"{DATASETTE}: {PAGES}", server, [f"{path}.json?{urlencode({**plain, '_next': one})}" for one in middle]
        ),
    ]


def check(targets: Sequence[Target]) -> None:
    """Both answer the same question, or there is nothing to compare: the first list of each, by id."""
    lists = [target for target in targets if target.name.endswith(LIST)]
    shown = [json.loads(load.fetch(target.server + target.addresses[0])) for target in lists]
    ids = [[row["id"] for row in one.get("items") or one["rows"]] for one in shown]
    if any(len(one) != PAGE or one != ids[0] for one in ids):
        raise RuntimeError("the lists differ: the peers do not serve the same documents")


def rows(rates: Mapping[str, Sequence[float]]) -> Iterator[Row]:
    for what, targets in LEAST.items():
        for peer, target in zip((CONSTANT, f"{DATASETTE}: {what}"), targets, strict=True):
            if peer in rates:
                yield _row(what, rates, peer, f"≥ {target}")
        yield _row(what, rates, AT_ONCE, "–")


def _row(what: str, rates: Mapping[str, Sequence[float]], peer: str, target: str) -> Row:
    shown = f"{peer.partition(':')[0]}, {_rate(rates[peer])}"
    return what, _rate(rates[what]), shown, f"{load.ratio(rates[what], rates[peer]):.2f}", target


def _rate(found: Sequence[float]) -> str:
    return f"{statistics.median(found):,.0f}/s"


def memory(pid: int) -> Row:
    used = load.megabytes(pid)
    return "memory of a web process", f"{used:.0f} MB", f"allowed, {MEMORY_MB} MB", f"{used / MEMORY_MB:.2f}", "≤ 1"


def measured(folder: Path) -> Iterator[Row]:
    settings = config.read({"REGISTRY_HOME": str(folder / "home"), "PORT": str(free_port())})
    home = jobs.open_instance(replace(settings, web_workers=WORKERS))
    jobs.install(home)
    table = folder / "documents.db"
    documents.fill(home, DOCUMENTS, table)
    home.database.dispose()
    ids = _sample(table)
    with ExitStack() as running:
        pid = running.enter_context(service(home.settings))
        targets = ours(settings.public_url, ids)
        try:
            peer = running.enter_context(datasette(peers.environment(), table))
            targets += theirs(peer, ids)
        except peers.Missing as missing:
            print(f"service against Datasette: skipped, {missing}", file=sys.stderr)
        check(targets)
        yield from rows(load.rates(targets, ROUNDS, SECONDS, folder))
        yield memory(pid)


def _sample(table: Path) -> list[str]:
    return random.Random(3).sample(documents.ids(table), SAMPLE)


def main() -> None:
    if not load.installed():
        print(f"service: skipped, {load.MISSING}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        print_table(measured(Path(scratch)))


if __name__ == "__main__":
    main()
