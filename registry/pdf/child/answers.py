"""The fork's end of the pipe."""

import os

from registry.pdf.protocol import Frame, framed


class Answer:
    """Writes frames; blocks when the parent is slow, and ends the fork (SIGPIPE is an OSError here) when it is gone."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, frame: Frame) -> None:
        rest = memoryview(framed(frame))
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
