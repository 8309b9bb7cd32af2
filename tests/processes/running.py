"""A whole registry in processes of its own, as `make run` starts it, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry import config, jobs
from registry.jobs import Instance

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Running:
    home: Path
    port: int
    process: "subprocess.Popen[str]"
    environment: dict[str, str]
    output: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def instance(self) -> Instance:
        """The same registry, opened in this process."""
        return jobs.open_instance(config.read(self.environment))

    def programs(self, word: str) -> list[int]:
        """Process ids of the started programs whose command line holds that word."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                command = (folder / "cmdline").read_text().replace("\0", " ")
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and word in command:
                found.append(int(folder.name))
        return found

    def kill(self, word: str) -> None:
        for pid in self.programs(word):
            os.kill(pid, signal.SIGKILL)

    def run(self, *arguments: str, **options) -> "subprocess.CompletedProcess[str]":
        """A command of the same registry."""
        return subprocess.run(
            [sys.executable, "-m", "registry", *arguments], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, check=False, **options,
        )  # fmt: skip


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    environment = {**inherited, "REGISTRY_HOME": str(home), "PORT": str(port), "REGISTRY_WEB_WORKERS": "1", **settings}
    output = home.with_suffix(".log")
    with output.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "registry", "serve"], cwd=ROOT, env=environment, text=True, stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(lambda: "ready " in output.read_text(), 60, output)
            yield Running(home, port, process, environment, output)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait_for(true: Callable[[], object], seconds: float, log: Path | None = None) -> None:
    """Looks ten times a second; fails with the programs' output when it takes longer."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s: {log.read_text()[-3000:] if log else ''}"
        time.sleep(0.1)
