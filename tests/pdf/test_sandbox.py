"""The child is bound, dies when it must and only then, and is replaced."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from registry.pdf import landlock
from registry.pdf.limits import MIB, Limits
from registry.pdf.reader import PROTECTIONS, Reader, enforced
from registry.pdf.warm import CannotStart, Warm
from tests.pdf import making

SMALL = making.document(making.line("small"))
ROOT = Path(__file__).parents[2]


def _reads(reader: Reader) -> bool:
    return reader.text(io.BytesIO(SMALL)).outcome == "read"


def _pid(reader: Reader) -> int:
    assert reader._warm is not None
    return reader._warm._process.pid


def _children(pid: int) -> list[int]:
    """Processes whose parent is this one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def _gone(pid: int) -> bool:
    """Whether the process ends within five seconds (a zombie that nobody waits for has ended, too)."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_what_the_kernel_can_enforce_is_enforced():
    held = enforced()
    assert set(held) == set(PROTECTIONS)
    assert held["memory"]
    assert held["no_new_privs"]
    assert held["landlock_files"] is (landlock.abi() > 0)
    assert held["landlock_tcp"] is (landlock.abi() >= landlock.TCP_FROM)
    assert held["reading_files"] is held["landlock_files"]
    if "Seccomp:" in Path("/proc/self/status").read_text() and os.uname().machine in ("x86_64", "aarch64"):
        assert all(held[name] for name in ("writing_files", "tcp", "udp", "processes", "programs"))


def test_the_parent_loads_no_pdf_library():
    code = "import registry.pdf.reader, sys; print([m for m in ('pypdf', 'pypdfium2', 'PIL') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_child_inherits_no_secrets(monkeypatch):
    monkeypatch.setenv("REGISTRY_SECRET_KEY", "do-not-tell")
    warm = Warm()
    try:
        if os.geteuid() == 0:  # others may not look, since the child is not dumpable
            assert b"do-not-tell" not in Path(f"/proc/{warm._process.pid}/environ").read_bytes()
        assert "not_dumpable" in warm.ready.enforced
    finally:
        warm.close()


def test_memory_of_a_fork_is_limited_and_the_reason_says_so():
    with Reader(Limits(memory=160 * MIB)) as reader:
        reading = reader.text(io.BytesIO(making.expanding(300)))
        assert reading.outcome == "failed"
        assert reading.reason in ("too_big_when_expanded", "out_of_memory")
        assert reading.peak_memory <= 160 * MIB
        assert _reads(reader)


def test_a_page_that_takes_too_long_is_killed_and_the_child_stays():
    with Reader(Limits(page_wall=1.0, wall=3.0)) as reader:
        assert _reads(reader)
        before, start = _pid(reader), time.monotonic()
        reading = reader.text(io.BytesIO(making.toil(40_000_000)))
        assert time.monotonic() - start < 10
        assert (reading.outcome, reading.reason) == ("failed", "took_too_long")
        assert _children(before) == []
        assert _pid(reader) == before
        assert _reads(reader)


def test_processor_time_is_limited():
    with Reader(Limits(cpu=1)) as reader:
        reading = reader.text(io.BytesIO(making.toil(40_000_000)))
        assert (reading.outcome, reading.reason) == ("failed", "took_too_long")
        assert _reads(reader)


def test_a_killed_child_is_replaced():
    with Reader() as reader:
        assert _reads(reader)
        first = _pid(reader)
        os.kill(first, signal.SIGKILL)
        assert _reads(reader)
        assert _pid(reader) != first


def test_a_child_killed_in_the_middle_of_a_file_costs_neither_the_caller_nor_a_fork():
    with Reader(Limits(wall=3)) as reader:
        assert _reads(reader)
        first = _pid(reader)
        killer = threading.Timer(0.3, os.kill, (first, signal.SIGKILL))
        killer.start()
        reading = reader.text(io.BytesIO(making.toil()))
        killer.join()
        assert reading.outcome in ("read", "failed")  # the second reader may have come to its end
        assert _reads(reader)
        assert _pid(reader) != first


def test_an_exception_thrown_into_the_caller_leaves_no_answer_for_the_next_file():
    def interrupt(*_):
        raise TimeoutError("soft limit")

    with Reader() as reader:
        assert _reads(reader)
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(TimeoutError, match="soft limit"):
                reader.text(io.BytesIO(making.toil()))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert reader.text(io.BytesIO(SMALL)).pages[0].text.strip() == "small"


def test_the_child_outlives_the_thread_that_started_it():
    with Reader() as reader:
        starter = threading.Thread(target=_reads, args=(reader,))
        starter.start()
        starter.join()
        first = _pid(reader)
        time.sleep(0.1)
        assert _reads(reader)
        assert _pid(reader) == first


def test_threads_that_share_a_reader_each_get_their_own_file():
    files = [making.document(making.line(f"file {number}")) for number in range(8)]
    got: dict[int, str] = {}
    with Reader() as reader:

        def read(number: int) -> None:
            got[number] = reader.text(io.BytesIO(files[number])).text.strip()

        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == {number: f"file {number}" for number in range(8)}


def test_a_forked_worker_starts_a_child_of_its_own():
    with Reader() as reader:
        assert _reads(reader)
        first = _pid(reader)
        pid = os.fork()
        if pid == 0:
            os._exit(0 if _reads(reader) and _pid(reader) != first else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert _reads(reader)
        assert _pid(reader) == first


PARENT = """
import io, sys, threading
from registry.pdf.limits import Limits
from registry.pdf.reader import Reader
from tests.pdf import making
reader = Reader(Limits(wall=60, page_wall=60))
reader.text(io.BytesIO(making.document(b"")))
print(reader._warm._process.pid, flush=True)
if sys.argv[1] == "busy":
    reader.text(io.BytesIO(making.toil(40_000_000)))
sys.stdin.read()
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_the_child_and_its_fork_die_with_the_parent(state):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, state], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent:
        child = int(parent.stdout.readline())
        until = time.monotonic() + 20
        while state == "busy" and not _children(child) and time.monotonic() < until:
            time.sleep(0.02)
        forks = _children(child)
        assert bool(forks) is (state == "busy")
        parent.kill()
    assert all(_gone(pid) for pid in (child, *forks))


def test_closing_ends_the_child_and_a_later_call_starts_another():
    reader = Reader()
    assert _reads(reader)
    first = _pid(reader)
    reader.close()
    assert _gone(first)
    assert _reads(reader)
    reader.close()


def test_a_child_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CannotStart):
        Warm()


def test_no_descriptor_is_left_behind():
    with Reader() as reader:
        assert _reads(reader)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(20):
            assert _reads(reader)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert len(list(Path("/proc/self/fd").iterdir())) == before - 1
