"""What to ask next, and what was learnt: pure folds over frames and endings.

Text: pdfium reads page after page. Where it cannot open the file, pypdf is asked for all of it; where it dies on a
page, pypdf is asked for that page and pdfium goes on behind it; pages that pdfium could not read, or read as garbage,
pypdf reads once more at the end. Previews: a page that kills the fork is refused, the others go on.
"""

import signal
from collections import deque

from registry.pdf.facts import Drawing, Outcome, Page, Preview, Reading, Refusal
from registry.pdf.limits import Limits
from registry.pdf.protocol import (
    Done,
    Drawn,
    Ending,
    Frame,
    NotDrawn,
    Opened,
    PageText,
    PreviewJob,
    TextJob,
    Unreadable,
)
from registry.pdf.verdicts import verdict

SECOND_LOOKS = 50
"""Pages of a file that pypdf reads once more: at 26 pages a second, two seconds."""


def cause(ending: Ending, limits: Limits) -> str:
    """The reason why a fork ended before it said that it was done."""
    if ending.blame is not None:
        return ending.blame
    if ending.signal == signal.SIGXCPU:
        return "took_too_long"
    if ending.signal == signal.SIGKILL:  # not by us: the kernel ran out of memory, or this container did
        return "out_of_memory"
    # pdfium aborts when an allocation fails, and of a crash with half of the memory in use the same is to be believed.
    if ending.signal == signal.SIGABRT or ending.peak_memory > limits.memory // 2:
        return "too_big_when_expanded"
    return "crashed"


class TextPlan:
    """The text of one file as far as it has come. Ask `job`, `take` its frames, tell its `end`, until there is no job."""

    def __init__(self, limits: Limits, first: int = 1, last: int | None = None) -> None:
        self._limits = limits
        self._first = first
        self._last = last
        self._jobs = deque([TextJob("pdfium", first, self._most_last())])
        self._opened: Opened | None = None
        self._pages: dict[int, Page] = {}
        self._reason: str | None = None  # why pages at the end are missing
        self._hidden: set[int] = set()  # pages whose letters are a scanner's; a second reader would read the same
        self._refusals: list[str] = []  # what the readers that could not open the file said
        self._at = first - 1  # the last page of which the running job has told
        self._done: Done | None = None
        self._crashes = 0
        self._letters = 0
        self._peak = 0
        self._looked_twice = False

    def _most_last(self) -> int:
        most = self._first + self._limits.pages - 1
        return most if self._last is None else min(self._last, most)

    @property
    def job(self) -> TextJob | None:
        """What to ask next, None when there is nothing left to ask."""
        return self._jobs[0] if self._jobs else None

    def take(self, frame: Frame) -> bool:
        """Learn from a frame; False when no more is wanted."""
        match frame:
            case Opened():
                self._opened = self._opened or frame
            case PageText():
                self._at = frame.number
                self._keep(self._judged(frame))
            case Unreadable(number, why):
                self._at = number
                self._keep(Page(number, "", "none", "unread", 0, why))
            case Done():
                self._done = frame
            case _:
                return False
        return self._letters <= self._limits.letters

    def _judged(self, read: PageText) -> Page:
        source = self._jobs[0].reader
        if read.hidden:
            self._hidden.add(read.number)
        return Page(read.number, read.text, source, verdict(read), read.letters, "too_much_text" if read.cut else None)

    def _keep(self, page: Page) -> None:
        """A second look wins where it saw letters and the first saw none, or garbage.

        That it saw none says little: pypdf takes a page for empty whose content it cannot reach.
        """
        held = self._pages.get(page.number)
        if held is None or (page.letters and (_rank(page), page.letters) > (_rank(held), held.letters)):
            self._letters += len(page.text) - (len(held.text) if held else 0)
            self._pages[page.number] = page

    def end(self, ending: Ending) -> None:
        """The running job has ended: decide what follows."""
        self._peak = max(self._peak, ending.peak_memory)
        job, done = self._jobs.popleft(), self._done
        self._done = None
        why = done.reason if done else cause(ending, self._limits)
        if done is None:
            self._crashes += 1
        if self._letters > self._limits.letters:
            self._stop("too_much_text")
        elif why is not None:
            self._go_on(job, why)
        if not self._jobs:
            self._look_twice()
        self._at = self._jobs[0].first - 1 if self._jobs else 0

    def _go_on(self, job: TextJob, why: str) -> None:
        if self._opened is None:
            self._cannot_open(job, why)
        elif job.reader == "pdfium":
            self._behind(job, why, TextJob("pypdf", only=(self._at + 1,)))
        elif job.only:
            self._keep(Page(job.only[0], "", "none", "unread", 0, why))
        else:
            self._behind(job, why)

    def _cannot_open(self, job: TextJob, why: str) -> None:
        self._refusals.append(why)
        if job.reader == "pdfium" and why != "not_a_pdf":
            self._jobs.append(TextJob("pypdf", job.first, job.last))

    def _behind(self, job: TextJob, why: str, *before: TextJob) -> None:
        """Leave out the page on which the job died, and go on behind it as long as that seems to lead anywhere."""
        page = self._at + 1
        if page > self._end():
            return
        self._keep(Page(page, "", "none", "unread", 0, why))
        if self._crashes > self._limits.crashes:
            self._stop(why)
            return
        self._jobs.extend(before)
        if page < self._end():
            self._jobs.append(TextJob(job.reader, page + 1, job.last))

    def _end(self) -> int:
        """The last page that is to be read."""
        return min(self._opened.page_count if self._opened else 0, self._most_last())

    def _stop(self, why: str) -> None:
        self._reason = why
        self._jobs.clear()
        self._looked_twice = True

    def out_of_time(self) -> None:
        self._stop("took_too_long")

    def _look_twice(self) -> None:
        told = (page for page in self._pages.values() if _rank(page) == 0 and page.source != "pypdf")
        doubtful = [page.number for page in told if page.number not in self._hidden]
        if doubtful and not self._looked_twice:
            self._jobs.append(TextJob("pypdf", only=tuple(sorted(doubtful)[:SECOND_LOOKS])))
        self._looked_twice = True

    def reading(self) -> Reading:
        pages = tuple(self._pages[number] for number in sorted(self._pages))
        facts = self._opened
        if facts is None:
            return Reading("failed", self._reason or _telling(self._refusals), peak_memory=self._peak)
        outcome, why = self._outcome(pages)
        kept = () if outcome == "failed" else pages
        return Reading(outcome, why, kept, facts.page_count, facts.encrypted, facts.title, facts.producer, self._peak)

    def _outcome(self, pages: tuple[Page, ...]) -> tuple[Outcome, str | None]:
        unread = next((page.reason for page in pages if page.reason), None)
        why = self._reason or unread or self._left_out()
        if why is None and pages:
            return "read", None
        why = why or "no_such_page"
        return ("partly read" if any(page.verdict != "unread" for page in pages) else "failed"), why

    def _left_out(self) -> str | None:
        facts = self._opened
        wanted = min(facts.page_count if facts else 0, self._last or self._limits.pages + self._first)
        return "too_many_pages" if wanted > self._most_last() else None


def _rank(page: Page) -> int:
    return 0 if page.verdict in ("unread", "garbled") else 1


_VAGUE = ("not_a_pdf", "damaged", "no_pages", "crashed")


def _telling(refusals: list[str]) -> str:
    """What is said of a file that no reader could open: a limit that one of them met tells more than damage."""
    return min(refusals, key=lambda why: _VAGUE.index(why) if why in _VAGUE else -1, default="damaged")


class PreviewPlan:
    """The pictures of one file as far as they have come; used like `TextPlan`."""

    def __init__(self, limits: Limits, wanted: tuple[tuple[int, str], ...]) -> None:
        self._limits = limits
        self._left = deque(wanted)
        self._drawn: list[Preview] = []
        self._refused: list[Refusal] = []
        self._opened: Opened | None = None
        self._reason: str | None = None
        self._done: Done | None = None
        self._crashes = 0
        self._peak = 0

    @property
    def job(self) -> PreviewJob | None:
        return PreviewJob(tuple(self._left)) if self._left and self._reason is None else None

    def take(self, frame: Frame) -> bool:
        """Learn from a frame; False when it is none that this job may send."""
        match frame:
            case Opened():
                self._opened = frame
            case Drawn(preview) if self._is_next(preview.page, preview.size):
                self._drawn.append(preview)
            case NotDrawn(refusal) if self._is_next(refusal.page, refusal.size):
                self._refused.append(refusal)
            case Done():
                self._done = frame
            case _:
                return False
        return True

    def _is_next(self, page: int, size: str) -> bool:
        if not self._left or self._left[0] != (page, size):
            return False
        self._left.popleft()
        return True

    def end(self, ending: Ending) -> None:
        self._peak = max(self._peak, ending.peak_memory)
        done, self._done = self._done, None
        if done is not None:
            self._reason = done.reason
            return
        self._crashes += 1
        why = cause(ending, self._limits)
        if self._opened is None or self._crashes > self._limits.crashes:
            self._reason = why
        elif self._left:
            self._refuse_next(why)

    def _refuse_next(self, why: str) -> None:
        """A page too large for one size would be so for the others: all its pictures are refused."""
        page = self._left[0][0]
        said = "too_large_to_draw" if why == "too_big_when_expanded" else why
        self._refused += [Refusal(number, size, said) for number, size in self._left if number == page]
        self._left = deque(wish for wish in self._left if wish[0] != page)

    def out_of_time(self) -> None:
        self._reason = "took_too_long"

    def drawing(self) -> Drawing:
        why = self._reason or next((refusal.reason for refusal in self._refused), None)
        outcome: Outcome = "read" if why is None else "partly read" if self._drawn else "failed"
        count = self._opened.page_count if self._opened else 0
        return Drawing(outcome, why, tuple(self._drawn), tuple(self._refused), count, self._peak)
