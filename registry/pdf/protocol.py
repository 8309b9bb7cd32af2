"""What the two sides say to each other.

Over a socket of whole packets, the parent sends an `Order` with two descriptors, the file and the end of a pipe; the
warm child forks, the fork answers on the pipe, and when the fork has ended the warm child says so with an `Ending`.
On the pipe every frame is four bytes of length (big-endian) and a msgpack body. The parent believes none of it:
every frame is checked against its type, and length and sum are capped.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from registry.pdf.facts import Encryption, Finding, PageWords, Preview, Refusal, Signature
from registry.pdf.limits import Limits

HEAD = 4


class TextJob(msgspec.Struct, frozen=True, tag=True):
    """Read pages `first` to `last` (to the end when None), or just those in `only` (ascending)."""

    reader: Literal["pdfium", "pypdf"] = "pdfium"
    first: int = 1
    last: int | None = None
    only: tuple[int, ...] = ()

    def pages(self, count: int) -> Iterable[int]:
        """The pages to read of a file that has `count`, ascending."""
        if self.only:
            return (number for number in self.only if number <= count)
        return range(self.first, min(self.last or count, count) + 1)


class PreviewJob(msgspec.Struct, frozen=True, tag=True):
    """Draw each (page, size) in this order."""

    wanted: tuple[tuple[int, str], ...]


class WordsJob(msgspec.Struct, frozen=True, tag=True):
    """The words of these pages."""

    pages: tuple[int, ...]


class ContentsJob(msgspec.Struct, frozen=True, tag=True):
    """What the file holds beside its pages."""


class SignaturesJob(msgspec.Struct, frozen=True, tag=True):
    """Who signed the file. `roots`: certificates that are trusted, as DER."""

    roots: tuple[bytes, ...] = ()


class ScanJob(msgspec.Struct, frozen=True, tag=True):
    """A grey picture of one page at `dpi`, without what is laid over it (stamps of signatures), for recognition."""

    page: int
    dpi: int


class ProbeJob(msgspec.Struct, frozen=True, tag=True):
    """Try what the sandbox is to refuse."""


Job = TextJob | PreviewJob | WordsJob | ContentsJob | SignaturesJob | ScanJob | ProbeJob


class Order(msgspec.Struct, frozen=True):
    job: Job
    limits: Limits
    password: str = ""


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The file could be opened."""

    page_count: int
    encrypted: bool = False
    title: str = ""
    producer: str = ""


class PageText(msgspec.Struct, frozen=True, tag=True):
    """A page's text with what the verdict rests on.

    letters  letters and digits in the text
    odd      characters that no reader should see: private use, replacement, controls
    picture  share of the page under pictures, 0 to 1; not measured (0) on pages with plenty of text
    strokes  drawn paths; letters may have been turned into outlines. Not measured on pages with plenty of text
    cut      the page has more characters than a page may have
    repaired the letters were in an encoding older than Unicode
    hidden   a scanner's letters, invisible over the page's picture, in a language that the page is not in
    """

    number: int
    text: str
    letters: int
    odd: int = 0
    picture: float = 0.0
    strokes: int = 0
    cut: bool = False
    repaired: bool = False
    hidden: bool = False


class Unreadable(msgspec.Struct, frozen=True, tag=True):
    """One page could not be read; the others go on."""

    number: int
    reason: str


class Worded(msgspec.Struct, frozen=True, tag=True):
    page: PageWords


class Found(msgspec.Struct, frozen=True, tag=True):
    findings: tuple[Finding, ...]
    encryption: Encryption | None


class Signed(msgspec.Struct, frozen=True, tag=True):
    signature: Signature


class Drawn(msgspec.Struct, frozen=True, tag=True):
    preview: Preview


class Scanned(msgspec.Struct, frozen=True, tag=True):
    """The picture that was asked for, as PGM; `width` and `height` of the page in points."""

    page: int
    width: float
    height: float
    dpi: float
    pgm: bytes


class NotDrawn(msgspec.Struct, frozen=True, tag=True):
    refusal: Refusal


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The kernel refused this when it was tried."""

    name: str


class Done(msgspec.Struct, frozen=True, tag=True):
    """The job is over; `reason` is None when nothing stood in its way."""

    reason: str | None = None


Frame = Opened | PageText | Unreadable | Worded | Found | Signed | Drawn | Scanned | NotDrawn | Refused | Done


class Ending(msgspec.Struct, frozen=True):
    """How a fork ended. `signal` is 0 when it left by itself; `peak_memory` in bytes (ru_maxrss), `cpu` in seconds.

    `blame` is set where somebody ended it on purpose: the reason.
    """

    signal: int = 0
    code: int = 0
    peak_memory: int = 0
    cpu: float = 0.0
    blame: str | None = None


class Ready(msgspec.Struct, frozen=True):
    """The warm child's first word: what it could put in force."""

    enforced: tuple[str, ...]


class Broken(Exception):
    """The job must be called off: what came over the pipe is no frame of ours, is too much, or comes too late."""

    def __init__(self, blame: str) -> None:
        self.blame = blame


encode = msgspec.msgpack.Encoder().encode
_frames: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


def framed(frame: Frame) -> bytes:
    body = encode(frame)
    return len(body).to_bytes(HEAD) + body


def frames(buffer: bytearray, longest: int) -> Iterator[Frame]:
    """The whole frames at the buffer's beginning, which are taken from it. Raises `Broken`."""
    while len(buffer) >= HEAD:
        end = HEAD + int.from_bytes(buffer[:HEAD])
        if end > longest:
            raise Broken("too_big_when_expanded")
        if len(buffer) < end:
            return
        body = bytes(buffer[HEAD:end])
        del buffer[:end]
        yield _decoded(body)


def _decoded(body: bytes) -> Frame:
    try:
        return _frames.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Broken("crashed") from error
