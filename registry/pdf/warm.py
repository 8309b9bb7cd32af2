"""The parent's handle on the warm child: start it, give it orders, hear the answers, replace it when it is lost."""

import contextlib
import fcntl
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from registry.pdf.limits import Limits
from registry.pdf.protocol import Broken, Ending, Frame, Order, Ready, encode, frames

START = 30.0  # seconds for the libraries to load, on the slowest machine
GRACE = 2.0  # seconds from a fork's end, or from calling it off, to the warm child's word about it
PACKET = 1 << 12
CHUNK = 1 << 20
Take = Callable[[Frame], bool]
_readies = msgspec.msgpack.Decoder(Ready)
_endings = msgspec.msgpack.Decoder(Ending)


class CannotStart(Exception):
    """The child process does not start; the text is what it wrote to stderr."""


class Warm:
    """One warm child. Not to be shared between threads or inherited over a fork: see `Reader`."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with tempfile.TemporaryFile() as complaints:
            with theirs:
                self._process = _started(theirs.fileno(), complaints.fileno())
            self.ready = self._first_word(complaints)

    def _first_word(self, complaints: IO[bytes]) -> Ready:
        packet = self._packet(START)
        if packet:
            return _readies.decode(packet)
        self.close()
        complaints.seek(0)
        raise CannotStart(complaints.read(4096).decode(errors="replace"))

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the child and any fork of it at once."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """In a fork of the parent: let go without ending the child, which is the parent's."""
        self._control.close()
        self._process.returncode = 0  # else Popen warns of a child that was never ours

    def run(self, order: Order, file: int, until: float, take: Take) -> Ending:
        """Hand every frame of one job to `take` as it comes, then tell how the job ended; the fork is gone then.

        `until` is on `time.monotonic`'s clock. Raises nothing that the file can cause: what is not a frame, comes too
        late, is too much or is refused by `take` (it gives back False) ends the job, and the ending says why.
        """
        answer, theirs = os.pipe()
        try:
            self._send(order, file, theirs)
            blame = self._heard(answer, order, until, take)
            ending = self._ending(call_off=blame is not None)
            return msgspec.structs.replace(ending, blame=blame or ending.blame)
        except ConnectionError:  # the warm child was gone before the order
            self.close()
            return Ending(blame="crashed")
        except (
            BaseException
        ):  # a worker's soft time limit, or Ctrl-C: the fork's answer must not wait for the next order
            self.close()
            raise
        finally:
            os.close(answer)

    def _send(self, order: Order, file: int, theirs: int) -> None:
        try:
            socket.send_fds(self._control, [encode(order)], [file, theirs])
        finally:
            os.close(theirs)

    def _heard(self, answer: int, order: Order, until: float, take: Take) -> str | None:
        """Read the pipe to its end; the reason when that must not be waited for."""
        _widen(answer)
        try:
            for frame in self._frames(answer, order.limits, until):
                if not take(frame):
                    return "crashed"
        except Broken as broken:
            return broken.blame
        return None

    def _frames(self, answer: int, limits: Limits, until: float) -> Iterator[Frame]:
        buffer, left = bytearray(), limits.output
        while chunk := _chunk(answer, min(until, time.monotonic() + limits.page_wall)):
            left -= len(chunk)
            if left < 0:
                raise Broken("too_big_when_expanded")
            buffer += chunk
            yield from frames(buffer, limits.output)

    def _ending(self, *, call_off: bool) -> Ending:
        """The warm child's word about the fork; without one, the warm child itself is ended, and with it the fork."""
        if call_off:
            self._call_off()
        packet = self._packet(GRACE)
        if packet:
            return _endings.decode(packet)
        self.close()
        return Ending(blame="crashed")

    def _call_off(self) -> None:
        with contextlib.suppress(OSError):
            self._control.send(b"\0")

    def _packet(self, seconds: float) -> bytes:
        """The next packet; nothing when none comes in time or the child is gone."""
        try:
            return self._control.recv(PACKET) if _readable(self._control.fileno(), seconds) else b""
        except ConnectionError:
            return b""


def _started(control: int, complaints: int) -> subprocess.Popen[bytes]:
    """The environment is not handed down: it holds the service's secrets."""
    return subprocess.Popen(  # noqa: S603  every argument is ours
        [sys.executable, "-B", "-m", "registry.pdf.child", str(control), str(os.getpid())],
        pass_fds=(control,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        cwd="/",
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONSAFEPATH": "1",
            "PYTHONUTF8": "1",
            "PATH": "/usr/bin:/bin",
        },
    )


def _widen(pipe: int) -> None:
    """A megabyte instead of 64 KiB, where an unprivileged user's quota of pipe pages still allows it."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, CHUNK)


def _chunk(answer: int, until: float) -> bytes:
    if not _readable(answer, until - time.monotonic()):
        raise Broken("took_too_long")
    return os.read(answer, CHUNK)


def _readable(descriptor: int, seconds: float) -> bool:
    """By poll: select cannot look at a descriptor over 1,023, which a busy worker has."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(max(0, round(seconds * 1000))))
