"""A job that is asked once, and what came of it: a pure fold like those of `registry.pdf.plan`."""

from registry.pdf.facts import Outcome
from registry.pdf.limits import Limits
from registry.pdf.plan import cause
from registry.pdf.protocol import Done, Ending, Frame, Job, NotDrawn, Opened, Unreadable


class Asked:
    """Ask `job`, `take` its frames, tell its `end`. What arrived before a crash is kept.

    `wanted` is the type of the frames that answer the job.
    """

    def __init__(self, limits: Limits, job: Job, wanted: type[Frame]) -> None:
        self._limits, self._wanted = limits, wanted
        self._job: Job | None = job
        self._done = False
        self.frames: list[Frame] = []
        self.page_count = 0
        self.reason: str | None = None
        self.peak = 0

    @property
    def job(self) -> Job | None:
        return self._job

    def take(self, frame: Frame) -> bool:
        match frame:
            case Opened(page_count):
                self.page_count = page_count
            case Unreadable(_, reason):
                self.reason = self.reason or reason
            case Done(reason):
                self._done, self.reason = True, self.reason or reason
            case NotDrawn(refusal):
                self.reason = self.reason or refusal.reason
            case _ if isinstance(frame, self._wanted):
                self.frames.append(frame)
            case _:
                return False
        return True

    def end(self, ending: Ending) -> None:
        self._job, self.peak = None, ending.peak_memory
        if not self._done:
            self.reason = self.reason or cause(ending, self._limits)

    def out_of_time(self) -> None:
        self._job, self.reason = None, "took_too_long"

    @property
    def outcome(self) -> Outcome:
        return "read" if self.reason is None else "partly read" if self.frames else "failed"
