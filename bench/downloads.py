"""Downloads through nginx, decided and counted by the registry, against nginx serving the same files as plain ones.

    python -m bench downloads

The registry is started as docker-compose.yml starts it, with two processes on SQLite, and nginx with the configuration
that is shipped and as many processes; it sends both with the same congestion control (`tests/processes/nginx.py`). wrk
asks both in turns, for another file every time. Each answer of the registry is an event, committed before the first byte;
how many there are is compared with what wrk received.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from bench import load, peers
from bench.load import Target
from bench.service import free_port
from bench.tables import print_table
from registry import config, files, jobs, publishing
from registry.accounts import SYSTEM
from registry.files import PDF, Upload
from registry.jobs import Instance
from registry.serve import commands
from registry.store.blobs import key
from registry.store.tables import Role, UsageEvent
from tests.making import make_document, pdf
from tests.processes import nginx

MIB = 1024 * 1024
# What is downloaded, how many different ones, and the least share of the plain rate.
KINDS = (("1 MB file", MIB, 100, 0.6), ("10 MB file", 10 * MIB, 10, 0.9))
ROUNDS, SECONDS, PROCESSES = 5, 3, 2
PLAIN = "/plain/"


@dataclass(frozen=True, slots=True)
class Kept:
    download: str
    plain: str


def fill(home: Instance) -> Mapping[str, Sequence[Kept]]:
    return {
        what: [keep(home, f"{number}/{2000 + size // MIB}/TT-BTC", size) for number in range(1, count + 1)]
        for what, size, count, _ in KINDS
    }


def keep(home: Instance, number: str, size: int) -> Kept:
    """A published document with a file of that many bytes: a PDF with a long tail, which readers ignore."""
    start = pdf(number)
    content = start + os.urandom(size - len(start))
    upload = Upload(home.blobs.keep_bytes(content), size, PDF, "a.pdf", Role.MAIN)
    with home.unit_of_work() as session:
        document = make_document(session, number=number)
        file = files.attach(session, SYSTEM, document, upload)
        publishing.publish(session, SYSTEM, document)
        return Kept(f"/tai-ve/{file.public_id}/a.pdf", f"{PLAIN}{key(upload.sha256)}")


def events(home: Instance) -> int:
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(UsageEvent)) or 0


def targets(server: str, kept: Mapping[str, Sequence[Kept]]) -> Iterator[Target]:
    for what, ones in kept.items():
        yield Target(what, server, [one.download for one in ones])
        yield Target(f"plain {what}", server, [one.plain for one in ones])


def rows(rates: Mapping[str, Sequence[float]]) -> Iterator[tuple[str, ...]]:
    for what, _, _, least in KINDS:
        ours, plain = rates[what], rates[f"plain {what}"]
        ratio = load.ratio(ours, plain)
        yield f"{what} through nginx, counted", told(ours), f"nginx, plain, {told(plain)}", f"{ratio:.2f}", f"≥ {least}"


def told(rates: Sequence[float]) -> str:
    return f"{statistics.median(rates):,.0f}/s"


def measured(folder: Path) -> Iterator[tuple[str, ...]]:
    settings = config.read({"REGISTRY_HOME": str(folder / "home"), "PORT": str(free_port())})
    home = jobs.open_instance(replace(settings, web_workers=PROCESSES))
    jobs.install(home)
    kept = fill(home)
    stored = settings.home / "files"
    more = f"location {PLAIN} {{ alias {stored}/; sendfile on; tcp_nopush on; open_file_cache max=1000; }}"
    environment = {
        **peers.clean(),
        "REGISTRY_HOME": str(settings.home),
        "REGISTRY_FILES_SENT_BY": "nginx",
        "REGISTRY_TRUSTED_PROXIES": "1",
    }
    with ExitStack() as running:
        running.callback(home.database.dispose)
        web = load.serving(commands(home.settings)["web"], environment, f"{settings.public_url}/readyz")
        running.enter_context(web)
        before = nginx.in_front_of(settings.port, stored, folder / "nginx", more, PROCESSES)
        port = running.enter_context(before)
        yield from rows(load.rates(list(targets(f"http://127.0.0.1:{port}", kept)), ROUNDS, SECONDS, folder))
        print(f"{events(home):,} events", file=sys.stderr)


def main() -> None:
    missing = load.MISSING if not load.installed() else "nginx is not installed" if nginx.PROGRAM is None else ""
    if missing:
        print(f"downloads: skipped, {missing}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        print_table(measured(Path(scratch)))


if __name__ == "__main__":
    main()
