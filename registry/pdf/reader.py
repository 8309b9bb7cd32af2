"""Reading PDF files in the sandbox, as the rest of the house sees it."""

import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

from registry.errors import N_
from registry.pdf.asking import Asked
from registry.pdf.facts import SIZES, Contents, Drawing, Reading, Signatures, Wording
from registry.pdf.limits import Limits
from registry.pdf.plan import PreviewPlan, TextPlan
from registry.pdf.protocol import (
    ContentsJob,
    Found,
    Frame,
    Order,
    ProbeJob,
    Refused,
    ScanJob,
    Scanned,
    SignaturesJob,
    Signed,
    Worded,
    WordsJob,
)
from registry.pdf.warm import Warm

Source = BinaryIO | Path | str
PROTECTIONS: dict[str, str] = {
    "no_new_privs": N_("No program it starts can gain privileges."),
    "not_dumpable": N_("No other process of the same user can look into it, and it leaves no core dump."),
    "no_capabilities": N_("It has none of the superuser's powers."),
    "landlock_files": N_("Landlock limits which files it can open."),
    "landlock_tcp": N_("Landlock refuses TCP connections."),
    "landlock_scope": N_("Landlock refuses signals and abstract sockets to other processes."),
    "memory": N_("It cannot take more memory than the limit."),
    "reading_files": N_("It cannot read files other than libraries and fonts."),
    "writing_files": N_("It cannot write files."),
    "tcp": N_("It cannot open TCP sockets."),
    "udp": N_("It cannot open UDP sockets."),
    "processes": N_("It cannot start processes."),
    "programs": N_("It cannot start programs."),
}
"""What binds a child that reads a file. The last seven are known by having been tried."""
AT_ONCE = 10_000  # pictures asked for in one call; more do not fit into one packet


class Reader:
    """Reads PDF files in one warm child process, one file at a time; threads that share it wait for each other.

    Nothing that is in a file raises: it becomes `outcome` and `reason`. Raises OSError when the file cannot be opened
    and `registry.pdf.warm.CannotStart` when the child cannot be started.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._warm: Warm | None = None
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child. A later call starts another one."""
        with self._lock:
            self._let_go()

    def start(self) -> None:
        """Start the child before there is anything to read; a later call would do it otherwise."""
        with self._lock:
            self._ready()

    def text(self, file: Source, *, first: int = 1, last: int | None = None, password: str = "") -> Reading:
        """The text of pages `first` to `last`, by default of all."""
        plan = TextPlan(self.limits, first, last)
        self._follow(plan, file, password)
        return plan.reading()

    def previews(
        self, file: Source, pages: Iterable[int] = (1,), sizes: Iterable[str] = ("cover", "page"), *, password: str = ""
    ) -> Drawing:
        """Pictures of these pages in these sizes (keys of `facts.SIZES`), page by page."""
        widths = tuple(sizes)
        if unknown := set(widths) - set(SIZES):
            raise ValueError(f"no such size: {', '.join(sorted(unknown))}")
        wanted = tuple((page, size) for page in pages for size in widths)[:AT_ONCE]
        plan = PreviewPlan(self.limits, wanted)
        self._follow(plan, file, password)
        return plan.drawing()

    def words(self, file: Source, pages: Iterable[int] = (1,), *, password: str = "") -> Wording:
        """The words of these pages with their boxes, in reading order; of old encodings in Unicode."""
        asked = Asked(self.limits, WordsJob(tuple(pages)[:AT_ONCE]), Worded)
        self._follow(asked, file, password)
        found = tuple(frame.page for frame in asked.frames if isinstance(frame, Worded))
        return Wording(asked.outcome, asked.reason, found, asked.page_count, asked.peak)

    def contents(self, file: Source, *, password: str = "") -> Contents:
        """Active content, embedded files, forms and encryption: codes of `registry.pdf.findings`."""
        asked = Asked(self.limits, ContentsJob(), Found)
        self._follow(asked, file, password)
        found = next((frame for frame in asked.frames if isinstance(frame, Found)), Found((), None))
        return Contents(asked.outcome, asked.reason, found.findings, found.encryption, asked.page_count, asked.peak)

    def signatures(self, file: Source, roots: Iterable[bytes] = (), *, password: str = "") -> Signatures:
        """Who signed the file, and whether it is still what was signed. `roots`: trusted certificates, DER."""
        asked = Asked(self.limits, SignaturesJob(tuple(roots)), Signed)
        self._follow(asked, file, password)
        found = tuple(frame.signature for frame in asked.frames if isinstance(frame, Signed))
        return Signatures(asked.outcome, asked.reason, found, asked.peak)

    def scan(self, file: Source, page: int, dpi: int, *, password: str = "") -> Scanned | None:
        """A grey picture of a page for recognition; None where there can be none."""
        asked = Asked(self.limits, ScanJob(page, dpi), Scanned)
        self._follow(asked, file, password)
        return next((frame for frame in asked.frames if isinstance(frame, Scanned)), None)

    def probe(self) -> tuple[str, ...]:
        """Of `PROTECTIONS` what is in force in the child, and what the kernel refused when a fork tried it."""
        refused: list[str] = []

        def take(frame: Frame) -> bool:
            if isinstance(frame, Refused):
                refused.append(frame.name)
            return True

        with self._lock, Path(os.devnull).open("rb") as nothing:
            warm, until = self._ready(), time.monotonic() + self.limits.wall
            warm.run(Order(ProbeJob(), self.limits), nothing.fileno(), until, take)
        return (*warm.ready.enforced, *refused)

    def _follow(self, plan: TextPlan | PreviewPlan | Asked, file: Source, password: str) -> None:
        with self._lock, _descriptor(file) as descriptor:
            until = time.monotonic() + self.limits.wall
            while (job := plan.job) is not None:
                if time.monotonic() >= until:
                    plan.out_of_time()
                    return
                order = Order(job, self.limits, password)
                plan.end(self._ready().run(order, descriptor, until, plan.take))

    def _ready(self) -> Warm:
        if self._warm is None or self._owner != os.getpid() or not self._warm.alive:
            self._let_go()
            self._owner = os.getpid()
            self._warm = Warm()
        return self._warm

    def _let_go(self) -> None:
        warm, self._warm = self._warm, None
        if warm is not None:
            warm.close() if self._owner == os.getpid() else warm.forget()


@contextlib.contextmanager
def _descriptor(file: Source) -> Iterator[int]:
    """A descriptor of the file; what has none of its own is copied to a nameless file first."""
    if isinstance(file, str | Path):
        with Path(file).open("rb") as opened:
            yield opened.fileno()
        return
    try:
        descriptor = file.fileno()
    except (OSError, AttributeError):
        with tempfile.TemporaryFile() as copy:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
            copy.flush()
            yield copy.fileno()
        return
    yield descriptor


def enforced(limits: Limits | None = None) -> dict[str, bool]:
    """Each of `PROTECTIONS`, and whether this machine enforces it on a child: found out by trying it in one."""
    with Reader(limits) as reader:
        held = reader.probe()
    return {name: name in held for name in PROTECTIONS}
