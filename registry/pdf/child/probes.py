"""Trying what the sandbox is to refuse, in a fork as bound as any other."""

import os
import socket
from collections.abc import Callable

from registry.pdf.child.answers import Answer
from registry.pdf.protocol import Refused


def _take_memory() -> None:
    bytearray(1 << 34)


def _read_elsewhere() -> None:
    os.close(os.open("/etc/passwd", os.O_RDONLY))


def _write_file() -> None:
    os.close(os.open("/tmp/registry-probe", os.O_WRONLY | os.O_CREAT | os.O_EXCL))  # noqa: S108
    os.unlink("/tmp/registry-probe")  # noqa: PTH108, S108


def _open_network() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _open_datagrams() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def _start_program() -> None:
    os.execv("/bin/true", ["true"])  # noqa: S606


def _start_process() -> None:
    if not os.fork():
        os._exit(0)
    os.wait()


PROBES: dict[str, Callable[[], None]] = {
    "memory": _take_memory,
    "reading_files": _read_elsewhere,
    "writing_files": _write_file,
    "tcp": _open_network,
    "udp": _open_datagrams,
    "processes": _start_process,
    "programs": _start_program,  # must be the last
}


def probe(out: Answer) -> None:
    """One frame for each, because a program that could be started takes this fork's place: it comes last."""
    for name, attempt in PROBES.items():
        if _is_refused(attempt):
            out.send(Refused(name))


def _is_refused(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False
