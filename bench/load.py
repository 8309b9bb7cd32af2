"""Load on a web server by wrk, and the processes of the server that answers it."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MISSING = "wrk is not installed: apt-get install wrk"
CONNECTIONS = 16  # enough to keep two processes busy, and far from where requests queue for long
READY_SECONDS = 60
SCRIPT = """
local addresses, at = {}, 0
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
function init(args)
  for line in io.lines(args[1]) do addresses[#addresses + 1] = wrk.format("GET", line) end
end
function request()
  at = at % #addresses + 1
  return addresses[at]
end
function done(summary, latency)
  local bad = summary.errors.status + summary.errors.read + summary.errors.timeout + summary.errors.connect
  io.write(string.format('\\n{"seconds": %f, "answers": %d, "bad": %d, "median_ms": %f}\\n',
    summary.duration / 1e6, summary.requests, bad, latency:percentile(50) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Cores:
    """Where servers and load run. Up to two cores serve; the load has those that are left, or shares where none are."""

    serving: frozenset[int]
    loading: frozenset[int]


def cores() -> Cores:
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(frozenset(allowed[:2]), frozenset(allowed[2:] or allowed))


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of request: addresses that are asked in turn, at one server, with these headers ("Name: value")."""

    name: str
    server: str
    addresses: Sequence[str]
    headers: Sequence[str] = ()


def installed() -> bool:
    return shutil.which("wrk") is not None


def rates(targets: Sequence[Target], rounds: int, seconds: int, folder: Path) -> Mapping[str, Sequence[float]]:
    """Answers per second by target, one for each round. All targets are measured in every round, every second round
    backwards, so that a machine that is busy at times hurts all alike. The first round only warms up.
    """
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    for turn in range(rounds + 1):
        for target in targets if turn % 2 else reversed(targets):
            rate = _rate(target, seconds if turn else 1, folder)
            if turn:
                found[target.name].append(rate)
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' ratios: each is taken of two figures measured within the same seconds."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def _rate(target: Target, seconds: int, folder: Path) -> float:
    script, addresses = folder / "requests.lua", folder / "addresses"
    script.write_text(SCRIPT)
    addresses.write_text("\n".join(target.addresses))
    command: list[str | Path] = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "-s",
        script,
        *(part for header in target.headers for part in ("-H", header)),
        target.server,
        "--",
        addresses,
    ]
    pinned = cores().loading
    ran = subprocess.run(
        command, check=True, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, pinned)
    )
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    if told["bad"] or not told["answers"]:
        raise RuntimeError(f"{target.name}: {told}; a rate of errors is no rate")
    return float(told["answers"] / told["seconds"])


@contextmanager
def serving(command: Sequence[str | Path], environment: Mapping[str, str], url: str) -> Iterator[int]:
    """Runs a server until the end of the block; its process id once `url` answers."""
    pinned = cores().serving
    server = subprocess.Popen(
        command,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, pinned),  # noqa: PLW1509  no threads run here
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(server, url)
        yield server.pid
    finally:
        _end(server)


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended with {server.returncode}")
        try:
            fetch(url)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        body: bytes = answer.read()
    return body


def megabytes(pid: int) -> float:
    """The resident memory of the largest of the processes that `pid` started; its own where it started none."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split() or [str(pid)]
    return max(_resident(Path(f"/proc/{child}/status")) for child in children)


def _resident(status: Path) -> float:
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
