"""Recognition (OCR) of pages that are pictures, by Tesseract with Vietnamese where it is installed.

The page is drawn in the sandbox; Tesseract reads the picture in a process that is bound by the same limits.
"""

import csv
import functools
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from registry.pdf import lettering
from registry.pdf.facts import Page, PageWords, Verdict, Word
from registry.pdf.limits import Limits
from registry.pdf.protocol import Scanned
from registry.pdf.reader import Reader, Source

LANGUAGE = "vie"
DPI = 200
SECONDS = 60  # for one page; a dense one takes three
LEAST_LETTERS = 20  # with fewer there is nothing on the page that could be called its text
SURE = 40  # mean confidence in per cent below which what was seen are no letters
FAILED = "ocr_failed"  # the reason of a page; a code of registry.pdf.reasons
POINTS = 72  # to the inch


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page as Tesseract read it: its text, and its words where there are any."""

    page: Page
    words: PageWords | None


@functools.cache
def program() -> str | None:
    """Where Tesseract is, if it knows Vietnamese."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603
    return os.path.realpath(found) if LANGUAGE in listed.stdout.split() else None


def pages(
    reader: Reader, file: Source, wanted: Iterable[tuple[int, Verdict]], *, password: str = ""
) -> Iterator[Recognised]:
    """Read these pages from their pictures; one that cannot be keeps its verdict, and a reason."""
    for number, verdict in wanted:
        picture = reader.scan(file, number, DPI, password=password)
        read = _read(picture, reader.limits) if picture else None
        if picture is None or read is None:
            yield Recognised(Page(number, "", "tesseract", verdict, 0, FAILED), None)
        else:
            yield _recognised(picture, read, verdict)


def _read(picture: Scanned, limits: Limits) -> list[dict[str, str]] | None:
    """Tesseract's table of words; None when it failed or took too long."""
    try:
        ran = subprocess.run(  # noqa: S603  every argument is ours
            _command(limits, picture.dpi), input=picture.pgm, capture_output=True, timeout=SECONDS, check=True,
            cwd="/", env=_environment(),
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    table = ran.stdout[: limits.output].decode("utf-8", "replace")
    return list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))


def _command(limits: Limits, dpi: float) -> list[str]:
    launch = [sys.executable, "-B", "-m", "registry.pdf.child.starting", str(os.getpid())]
    tesseract = [
        program() or "tesseract",
        "stdin",
        "stdout",
        "-l",
        LANGUAGE,
        "--dpi",
        str(round(dpi)),
        "--psm",
        "3",
        "tsv",
    ]
    return [*launch, str(limits.memory), str(SECONDS), *tesseract]


def _environment() -> dict[str, str]:
    """Without the service's secrets; one thread a page, since several pages are read at once."""
    kept = {name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ}
    own = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONSAFEPATH": "1", "OMP_THREAD_LIMIT": "1"}
    return {"PATH": "/usr/bin:/bin", **own, **kept}


def _recognised(picture: Scanned, table: list[dict[str, str]], verdict: Verdict) -> Recognised:
    rows = [row for row in table if row["level"] == "5" and row["text"].strip()]
    lines = [list(line) for _, line in groupby(rows, key=_line)]
    text = lettering.cleaned("\n".join(" ".join(row["text"] for row in line) for line in lines))
    letters = lettering.letters(text)
    if letters < LEAST_LETTERS or _confidence(rows) < SURE:
        return Recognised(Page(picture.page, "", "tesseract", verdict, 0), None)
    words = tuple(_word(row, number, picture.dpi) for number, line in enumerate(lines) for row in line)
    placed = PageWords(picture.page, picture.width, picture.height, repaired=False, words=words)
    return Recognised(Page(picture.page, text, "tesseract", "ocr", letters), placed)


def _line(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["block_num"], row["par_num"], row["line_num"]


def _confidence(rows: list[dict[str, str]]) -> float:
    return sum(float(row["conf"]) for row in rows) / max(1, len(rows))


def _word(row: Mapping[str, str], line: int, dpi: float) -> Word:
    left, top, width, height = (int(row[name]) * POINTS / dpi for name in ("left", "top", "width", "height"))
    return Word(lettering.cleaned(row["text"]), (left, top, left + width, top + height), line, round(height, 1))
