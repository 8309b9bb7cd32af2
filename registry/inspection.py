"""All that one PDF file tells, without a database: text quality, suggestions, signatures, active content, warnings."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from registry.errors import N_
from registry.law import circulation, first_page
from registry.law.first_page import PageWords, Suggestions, Word
from registry.pdf import recognising
from registry.pdf.facts import Contents, Page, Reading, Signatures
from registry.pdf.facts import PageWords as ReadWords
from registry.pdf.findings import FINDINGS
from registry.pdf.reader import Reader, Source
from registry.pdf.reasons import REASONS
from registry.pdf.recognising import Recognised

Json = dict[str, Any]
Box = tuple[float, float, float, float]

ENDS = 2  # pages from either end of a file on which most of what is suggested stands
UNREAD = ("scanned", "stamp_only", "garbled")
"""Verdicts on pages whose content is in their picture: they wait for recognition."""
NOTHING = first_page.read([""])
HARMLESS = ("form",)  # findings that are no cause for a warning

WARNINGS = {
    "needs_ocr": N_("Some pages are pictures or cannot be read; they need recognition (OCR)."),
    "encrypted": N_("The file is encrypted."),
    "secret": N_("The first page is marked as a state secret: %(mark)s. Such a document is refused."),
    "internal": N_("The document is for use inside only (“%(mark)s”); it can be kept, but not published."),
    "signature_changed": N_("The file was changed after it had been signed."),
    "signature_broken": N_("A digital signature does not fit the file."),
    "signature_unreadable": N_("A digital signature cannot be understood."),
}
"""Code → a sentence fit for a clerk; reasons and findings have theirs where they are kept."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the first page says of who may see the document: `secrecy` as the law names it, `internal` as it is printed."""

    secrecy: str | None = None
    internal: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file, read whole. `suggestions` is None where there is no text to read them from."""

    reading: Reading
    suggestions: Suggestions | None
    contents: Contents
    signatures: Signatures


def inspect(
    reader: Reader, file: Path, roots: Sequence[bytes] = (), password: str = "", *, ocr: bool = False
) -> Inspection:
    """Everything about a file. Raises OSError where it cannot be opened; nothing that is in it raises.

    `ocr`: pages that are pictures are recognised, at some two seconds a page.
    """
    reading = reader.text(file, password=password)
    found = suggestions(reader, file, reading.pages, password=password)
    if ocr and (fresh := recognise(reader, file, reading.pages, password)):
        pages = with_recognised(reading.pages, fresh)
        reading = msgspec.structs.replace(reading, pages=pages)
        found = recognised(reader, file, pages, fresh, password=password) or found
    found = named(found, file.name)
    if reading.outcome == "failed":
        return Inspection(reading, found, Contents("failed", reading.reason), Signatures("failed", reading.reason))
    contents = reader.contents(file, password=password)
    return Inspection(reading, found, contents, reader.signatures(file, roots, password=password))


def recognise(reader: Reader, file: Source, pages: Sequence[Page], password: str = "") -> list[Recognised]:
    """All pages of the file that are pictures; none where Tesseract is not installed."""
    waiting = set(needing_ocr(pages))
    wanted = [(page.number, page.verdict) for page in pages if page.number in waiting]
    return list(recognising.pages(reader, file, wanted, password=password)) if recognising.program() else []


def suggestions(reader: Reader, file: Source, pages: Sequence[Page], *, password: str = "") -> Suggestions | None:
    """What the pages say of the document, those at either end with the places of their words."""
    numbers = [page.number for page in pages if page.letters and page.source != "tesseract"]
    wanted = sorted({*numbers[:ENDS], *numbers[-ENDS:]})
    words = _words(reader, file, wanted, password)
    found = from_pages(pages, words)
    if found and (more := [page for page in found.pages if page in set(numbers) - set(wanted)]):
        return from_pages(pages, words | _words(reader, file, more, password))
    return found


def recognised(
    reader: Reader, file: Source, pages: Sequence[Page], fresh: Sequence[Recognised], *, password: str = ""
) -> Suggestions | None:
    """The same, once pages were recognised from their pictures; None where none of them is at either end of the file."""
    numbers = [page.number for page in pages]
    ends = {*numbers[:ENDS], *numbers[-ENDS:]}
    if not ends & {one.page.number for one in fresh}:
        return None
    own = [page.number for page in pages if page.number in ends and page.letters and page.source != "tesseract"]
    seen = {one.page.number: placed(one.words) for one in fresh if one.words}
    return from_pages(pages, _words(reader, file, own, password) | seen)


def named(found: Suggestions | None, name: str) -> Suggestions | None:
    """The suggestions, with a number by the file's name where the pages tell none; None where neither tells anything."""
    told = first_page.named(found or NOTHING, name)
    return told if found or told.number else None


def with_recognised(pages: Sequence[Page], fresh: Sequence[Recognised]) -> tuple[Page, ...]:
    """The pages, those that were recognised in place of what they were."""
    seen = {one.page.number: one.page for one in fresh}
    return tuple(seen.get(page.number, page) for page in pages)


def _words(reader: Reader, file: Source, pages: Collection[int], password: str) -> dict[int, PageWords]:
    if not pages:
        return {}
    return {page.number: placed(page) for page in reader.words(file, pages, password=password).pages}


def placed(page: ReadWords) -> PageWords:
    """A page's words as the law takes them."""
    words = (Word(word.shown, *word.box, word.size, word.bold, word.line) for word in page.words)
    return PageWords(tuple(words), page.width, page.height)


def from_pages(pages: Sequence[Page], words: dict[int, PageWords]) -> Suggestions | None:
    """Suggestions from pages, each by its words where they are at hand and else by its text."""
    if not any(page.letters for page in pages):
        return None
    by_number = {page.number: page for page in pages}
    texts = [_page(by_number.get(number), words) for number in range(1, max(by_number) + 1)]
    recognised = [page.number for page in pages if page.source == "tesseract"]
    return first_page.read(texts, recognised=recognised)


def _page(page: Page | None, words: dict[int, PageWords]) -> PageWords | str:
    return (words.get(page.number) or page.text) if page else ""


def marks(pages: Sequence[Page], found: Suggestions | None) -> Marks:
    number = found.number.value if found and found.number else None
    first = next((page.text for page in pages if page.number == 1), "")
    secrecy = found.secrecy if found and found.secrecy and found.secrecy.page == 1 else None
    return Marks(secrecy.value if secrecy else None, circulation.internal(number.canonical if number else None, first))


def needing_ocr(pages: Sequence[Page]) -> list[int]:
    """Pages whose content is in their picture and was not recognised yet."""
    return [page.number for page in pages if page.verdict in UNREAD and page.source != "tesseract"]


def as_json(found: Inspection, size: int, sha256: str) -> Json:
    """The object that `registry inspect` prints."""
    reading = found.reading
    encrypted = reading.encrypted or reading.reason == "encrypted"
    return {
        "pages": reading.page_count,
        "bytes": size,
        "sha256": sha256,
        "encrypted": encrypted,
        "outcome": reading.outcome,
        "reason": reading.reason,
        "quality": [quality(page) for page in reading.pages],
        "suggestions": suggested(found.suggestions),
        "signatures": signed(found.signatures),
        "active_content": active(found.contents),
        "warnings": [{"code": code, "message": message % told, **told} for code, message, told in warnings(found)],
    }


def quality(page: Page) -> Json:
    shown = {"page": page.number, "verdict": page.verdict.replace("_", " "), "letters": page.letters}
    more = {"needs_ocr": True} if page.verdict in UNREAD and page.source != "tesseract" else {}
    return shown | more | ({"reason": page.reason} if page.reason else {})


def suggested(found: Suggestions | None) -> Json:
    """Every field by name, null where nothing was read."""
    return first_page.as_json(found or NOTHING)


def signed(found: Signatures) -> list[Json]:
    return [msgspec.to_builtins(one) for one in found.found]


def active(found: Contents) -> list[Json]:
    """What the file holds beside its pages that a clerk should know of, each with its name and a sentence."""
    return [
        {"code": one.code, "count": one.count, "names": list(one.names), "message": FINDINGS[one.code]}
        for one in found.findings
        if one.code not in HARMLESS
    ]


def warnings(found: Inspection) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(code, sentence with places, what fills them) of all that a clerk should look at."""
    reading = found.reading
    if reading.reason:
        yield reading.reason, REASONS[reading.reason], {}
    if reading.encrypted:
        yield "encrypted", WARNINGS["encrypted"], {}
    said = marks(reading.pages, found.suggestions)
    for code, mark in (("secret", said.secrecy), ("internal", said.internal)):
        if mark:
            yield code, WARNINGS[code], {"mark": mark}
    if needing_ocr(reading.pages):
        yield "needs_ocr", WARNINGS["needs_ocr"], {}
    for state in dict.fromkeys(one.state for one in found.signatures.found):
        if (code := f"signature_{state}") in WARNINGS:
            yield code, WARNINGS[code], {}
    for finding in found.contents.findings:
        if finding.code not in HARMLESS:
            yield finding.code, FINDINGS[finding.code], {}


def hashed(file: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with file.open("rb") as opened:
        return file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()
