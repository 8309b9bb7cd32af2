"""Text and previews of PDF files against poppler's programs on the same files, as ratios.

    python bench/pdf.py [FOLDER…]      folders of PDF files; by default made-up ones

Ours is a warm reader with its sandbox, a fork for every file; poppler's programs start for every file, as a shell or a
worker would start them. The median of the rounds is taken, in turns, so that a busy machine hurts both alike.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from registry.pdf.reader import Reader

ROUNDS = 5
WIDTH = "800"


def made_up(folder: Path) -> list[Path]:
    """Forty files of ten pages of print each."""
    from tests.pdf import making

    page = b"".join(
        making.line("The quick brown fox jumps over the lazy dog " * 2, x=40, y=800 - 16 * row) for row in range(46)
    )
    files = [folder / f"{number}.pdf" for number in range(40)]
    for file in files:
        file.write_bytes(making.document(*[page] * 10))
    return files


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both."""
    turns = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    return statistics.median(turn[0] for turn in turns), statistics.median(turn[1] for turn in turns)


def text(reader: Reader, files: Sequence[Path]) -> tuple[int, float, float]:
    pages = sum(reader.text(file).page_count for file in files)

    def theirs() -> None:
        for file in files:
            subprocess.run(["pdftotext", file, "-"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    return pages, *ratio(lambda: [reader.text(file) for file in files], theirs)


def preview(reader: Reader, files: Sequence[Path], out: Path) -> tuple[int, float, float]:
    command = ["pdftoppm", "-png", "-scale-to-x", WIDTH, "-scale-to-y", "-1", "-f", "1", "-l", "1"]

    def theirs() -> None:
        for file in files:
            subprocess.run([*command, file, out / "page"], stderr=subprocess.DEVNULL, check=False)

    return len(files), *ratio(lambda: [reader.previews(file, sizes=("page",)) for file in files], theirs)


def row(what: str, peer: str, target: float, measured: tuple[int, float, float]) -> str:
    pages, ours, theirs = measured
    return f"| {what} | {pages / ours:.0f} | {peer} | {pages / theirs:.0f} | {theirs / ours:.2f} | ≥ {target} |"


def main(folders: Sequence[str]) -> None:
    if not all(map(shutil.which, ("pdftotext", "pdftoppm"))):
        print("pdf: skipped, pdftotext and pdftoppm are not installed (poppler-utils)")
        return
    with tempfile.TemporaryDirectory() as scratch, Reader() as reader:
        out = Path(scratch)
        files = sorted(file for folder in folders for file in Path(folder).glob("**/*.pdf")) or made_up(out)
        print("| what | pages/s | peer | pages/s | ratio | target |\n|---|---|---|---|---|---|")
        print(row("text, sandbox included", "pdftotext", 0.6, text(reader, files)))
        print(row("one preview at 800 px", "pdftoppm -png", 3.0, preview(reader, files[:20], out)))


if __name__ == "__main__":
    main(sys.argv[1:])
