"""Downloads while web server, worker and broker are killed: no event is lost, none is made up, each is summed up once."""

import contextlib
import http.client
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry import folding, publishing, usage
from registry.accounts import SYSTEM
from registry.counting.rules import LeftOut
from registry.store.tables import Kind, UsageDay, UsageEvent, UsageTally, UsageTotal, now
from tests import postgresql
from tests.making import make_document, make_file
from tests.processes.running import running, wait_for

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONTENT = b"%PDF-1.7\n" + b"x" * 20_000
CLIENTS = 8
READERS_SECONDS = 180  # until the web server is back for the last of them
PROGRAMS = ("granian", "-A workers.app worker", "valkey")
SETTINGS = {
    "REGISTRY_TRUSTED_PROXIES": "1", "REGISTRY_RATE_LIMIT": "0", "REGISTRY_FOLD_AFTER_SECONDS": "1",
    "REGISTRY_SECRET_KEY": "k" * 40, "REGISTRY_TRANSFERS": "16",
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def registry(request, tmp_path):
    with contextlib.ExitStack() as stack:
        settings = dict(SETTINGS)
        if request.param == "postgresql":
            settings["REGISTRY_DATABASE_URL"] = stack.enter_context(
                postgresql.database(request.getfixturevalue("postgresql_server"))
            )
        yield stack.enter_context(running(tmp_path / "home", **settings))


@pytest.fixture
def instance(registry):
    """The same registry, opened here."""
    opened = registry.instance()
    yield opened
    opened.database.dispose()


class Downloads:
    """Readers who download a file until `wanted` of them have it whole, and as long as `may_end` is not set, however fast
    they are; every try is another visitor."""

    def __init__(self, port: int, path: str, wanted: int) -> None:
        self._port, self._path, self._wanted = port, path, wanted
        self._lock = threading.Lock()
        self.sent = self.complete = 0
        self._stopped = self.may_end = False

    def run(self) -> None:
        with ThreadPoolExecutor(CLIENTS) as clients:
            for client in [clients.submit(self._download) for _ in range(CLIENTS)]:
                client.result()

    def is_over(self) -> bool:
        return self._stopped or (self.may_end and self.complete >= self._wanted)

    def stop(self) -> None:
        self._stopped = True

    def _download(self) -> None:
        while not self.is_over():
            if self._one():
                with self._lock:
                    self.complete += 1
            else:
                time.sleep(0.05)

    def _one(self) -> bool:
        """A request is sent once there is somebody who takes it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.connect()
            connection.request("GET", self._path, headers={"User-Agent": AGENT, "X-Forwarded-For": self._visitor()})
            answer = connection.getresponse()
            return answer.status == 200 and answer.read() == CONTENT
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _visitor(self) -> str:
        with self._lock:
            self.sent += 1
            return f"10.{self.sent >> 16 & 255}.{self.sent >> 8 & 255}.{self.sent & 255}"


def published(instance) -> tuple[int, str]:
    with instance.unit_of_work() as session:
        document = make_document(session)
        file = make_file(session, instance, document, CONTENT)
        publishing.publish(session, SYSTEM, document)
        return document.id, f"/tai-ve/{file.public_id}/x.pdf"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(registry, program: str, chance: random.Random) -> None:
    """The program as a whole, or only the processes that do its work."""
    for pid in registry.programs(program):
        with contextlib.suppress(OSError):
            for victim in [pid] if chance.random() < 0.3 else (children(pid) or [pid]):
                os.kill(victim, signal.SIGKILL)


def counted_while_killed(registry, instance, wanted: int, kills: int, pause: float) -> str:
    chance = random.Random(wanted)
    document, path = published(instance)
    downloads = Downloads(registry.port, path, wanted)
    readers = threading.Thread(target=downloads.run)
    readers.start()
    try:
        killed = kill_at_random(registry, downloads, chance, kills, pause)
        readers.join(READERS_SECONDS)
    finally:
        downloads.stop()
        readers.join()
    assert downloads.complete >= wanted, "the web server did not come back"
    told = f"{downloads.complete} complete, {events(instance)} events, {missed(registry)} missed, {downloads.sent} sent"
    print(f"{told}; killed: {dict(killed)}")
    assert downloads.complete <= events(instance) <= downloads.sent
    assert set(killed) == set(PROGRAMS)
    fold_the_rest(instance)
    assert sums(instance, document) == (events(instance), events(instance))
    sum_up_again(instance)
    assert sums(instance, document) == (events(instance), events(instance))
    return path


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


def tallies_are_written_at_the_end(registry, instance, path: str) -> None:
    """By a web server that is told to stop; only one that is killed loses those of some seconds."""
    wait_for(lambda: answers(registry.port), READERS_SECONDS, registry.output)  # it may have been the last to be killed
    connection = http.client.HTTPConnection("127.0.0.1", registry.port, timeout=20)
    connection.request("HEAD", path, headers={"User-Agent": AGENT})
    assert connection.getresponse().status == 200
    connection.close()
    registry.process.send_signal(signal.SIGTERM)
    registry.process.wait(30)
    with instance.reading() as session:
        assert session.scalar(sa.select(UsageTally.count).where(UsageTally.outcome == LeftOut.HEAD)) == 1


def kill_at_random(registry, downloads: Downloads, chance: random.Random, kills: int, pause: float) -> Counter[str]:
    """Each program once, then any of them, until there were so many `kills`; without a number until the downloads are over."""
    killed: Counter[str] = Counter()
    order = chance.sample(PROGRAMS, len(PROGRAMS))
    while order or (killed.total() < kills if kills else not downloads.is_over()):
        time.sleep(chance.uniform(pause / 2, pause))
        program = order.pop() if order else chance.choice(PROGRAMS)
        kill(registry, program, chance)
        killed[program] += 1
        downloads.may_end = not order
    return killed


def events(instance) -> int:
    with instance.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(UsageEvent))


def missed(registry) -> int:
    """Answers whose event could not be written within a second, each told in the log; there should be none."""
    return registry.output.read_text().count("a download was missed")


def fold_the_rest(instance) -> None:
    """What the worker has not come to; it may be at it at the same time."""
    folded = 1
    while folded:
        with instance.unit_of_work() as session:
            folded = folding.fold(session, now())


def sum_up_again(instance) -> None:
    """As `rebuild usage` does it."""
    with instance.unit_of_work() as session:
        for day in folding.unsealed_days(session):
            folding.rebuild_day(session, day)
        folding.rebuild_totals(session)


def sums(instance, document: int) -> tuple[int, int]:
    """The total of downloads, and their sum over the days. Every visitor is another, so that no hit is a repeat."""
    with instance.reading() as session:
        total = session.scalar(sa.select(UsageTotal.count).where(UsageTotal.kind == Kind.DOWNLOAD))
        days = session.scalar(sa.select(sa.func.sum(UsageDay.count)).where(UsageDay.document_id == document))
        assert usage.counts(session, [document])[document].downloads == total
        return total, int(days)


def test_a_few_hundred_downloads_while_everything_is_killed_once(registry, instance):
    path = counted_while_killed(registry, instance, wanted=300, kills=3, pause=0.3)
    tallies_are_written_at_the_end(registry, instance, path)


@pytest.mark.chaos
def test_a_hundred_thousand_downloads_while_all_is_killed_at_random(registry, instance):
    counted_while_killed(
        registry, instance, wanted=int(os.environ.get("CHAOS_DOWNLOADS", "100000")), kills=0, pause=4.0
    )
