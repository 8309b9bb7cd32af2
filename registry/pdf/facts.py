"""What is known about a PDF file after it was read: plain values, no library behind them."""

from collections.abc import Iterator
from typing import Literal

import msgspec

Verdict = Literal["text", "repaired", "ocr", "scanned", "stamp_only", "garbled", "empty", "unread"]
Source = Literal["pdfium", "pypdf", "tesseract", "none"]
Outcome = Literal["read", "partly read", "failed"]
SIZES: dict[str, int] = {"cover": 320, "page": 800, "large": 1600}
"""Widths of previews in pixels: a list's thumbnail, the page beside the form, the page to read from."""


class Page(msgspec.Struct, frozen=True):
    """One page's text.

    number   from 1
    text     NFC, lines ended by a line feed, no NUL; empty where the page has none
    source   who read it
    verdict  text: can be relied on; repaired: the same, once its TCVN3 or VNI letters were made Unicode; ocr: read from the
             page's picture; scanned: a picture without text; stamp_only: a picture with a few words on it;
             garbled: letters that are not the page's, such as a scanner's in another language; empty: nothing to read; unread: see `reason`
    letters  how many letters and digits the text has
    reason   code in `registry.pdf.reasons`, only with the verdict unread
    """

    number: int
    text: str
    source: Source
    verdict: Verdict
    letters: int
    reason: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """A file's text. `page_count` is what the file says it has, `pages` those that were asked for and reached.

    `reason` is a code in `registry.pdf.reasons` and None only when all that was asked for was read.
    `encrypted` is also true of a file that opens without a password.
    """

    outcome: Outcome
    reason: str | None
    pages: tuple[Page, ...] = ()
    page_count: int = 0
    encrypted: bool = False
    title: str = ""
    producer: str = ""
    peak_memory: int = 0

    @property
    def text(self) -> str:
        """All pages, a form feed between them."""
        return "\f".join(page.text for page in self.pages)


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left corner of the page as it is shown."""


class Word(msgspec.Struct, frozen=True):
    """A word of a page.

    text      without spaces, in Unicode as `Page.text` has it
    box       with the font's full height
    line      from 0; words of one line follow each other, lines that stand side by side are two
    size      points
    capitals  the font draws capitals for small letters, see `shown`
    """

    text: str
    box: Box
    line: int
    size: float
    bold: bool = False
    italic: bool = False
    capitals: bool = False

    @property
    def shown(self) -> str:
        """As the page shows it."""
        return self.text.upper() if self.capitals else self.text


class PageWords(msgspec.Struct, frozen=True):
    """The words of one page in reading order; `width` and `height` of the page in points.

    `repaired`: letters were in an encoding older than Unicode.
    """

    number: int
    width: float
    height: float
    repaired: bool
    words: tuple[Word, ...]


class Wording(msgspec.Struct, frozen=True):
    """The words of the pages that were asked for and could be read."""

    outcome: Outcome
    reason: str | None
    pages: tuple[PageWords, ...] = ()
    page_count: int = 0
    peak_memory: int = 0


class Finding(msgspec.Struct, frozen=True):
    """`code` of `registry.pdf.findings`, how often it was found, and the first names of embedded files."""

    code: str
    count: int
    names: tuple[str, ...] = ()


class Encryption(msgspec.Struct, frozen=True):
    """How a file that could be opened is encrypted.

    method   AES-256, AES-128, RC4-128, RC4-40; empty when it cannot be told
    allowed  of printing, copying, changing what the file asks programs to allow who has no owner's password
    """

    method: str
    allowed: tuple[str, ...]


class Contents(msgspec.Struct, frozen=True):
    """What a file holds beside its pages."""

    outcome: Outcome
    reason: str | None
    findings: tuple[Finding, ...] = ()
    encryption: Encryption | None = None
    page_count: int = 0
    peak_memory: int = 0


SignatureState = Literal["good", "not_trusted", "no_roots", "changed", "broken", "unreadable"]
Changes = Literal["none", "allowed", "other"]


class Signature(msgspec.Struct, frozen=True):
    """One digital signature.

    state        good: nothing was changed but what the signature allows, and the signer is trusted; not_trusted: the same,
                 but no installed root vouches for the signer; no_roots: the same, but none is installed; changed: the file
                 was changed afterwards; broken: what is signed is not what is there; unreadable: cannot be understood
    signer, organization, issuer   from the signer's certificate; `issuer` vouches for the signer
    signed_at    ISO 8601 with its offset; by a timestamp authority where `timestamped`, else as the signer's program says
    whole_file   every byte of the file is signed; else something follows what is signed, see `changes`
    """

    field: str
    state: SignatureState
    signer: str = ""
    organization: str = ""
    issuer: str = ""
    signed_at: str | None = None
    timestamped: bool = False
    algorithm: str = ""
    whole_file: bool = False
    changes: Changes = "none"


class Signatures(msgspec.Struct, frozen=True):
    """The digital signatures of a file, in the order in which they were made."""

    outcome: Outcome
    reason: str | None
    found: tuple[Signature, ...] = ()
    peak_memory: int = 0


class Preview(msgspec.Struct, frozen=True):
    """A picture of one page: `width` and `height` in pixels, `size` a key of `SIZES`."""

    page: int
    size: str
    width: int
    height: int
    webp: bytes


class Refusal(msgspec.Struct, frozen=True):
    """A page of which there is no picture in this size, and why."""

    page: int
    size: str
    reason: str


class Drawing(msgspec.Struct, frozen=True):
    """The previews of a file, and the pages that could not be drawn. Iterating gives the previews."""

    outcome: Outcome
    reason: str | None
    previews: tuple[Preview, ...] = ()
    refused: tuple[Refusal, ...] = ()
    page_count: int = 0
    peak_memory: int = 0

    def __iter__(self) -> Iterator[Preview]:
        return iter(self.previews)
