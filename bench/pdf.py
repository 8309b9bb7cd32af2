"""Text and previews of PDF files against poppler's programs on the same files, as ratios.

    python bench/pdf.py [FOLDER…]      folders of PDF files; by default made-up ones

Ours is a warm reader with its sandbox, a fork for every file; poppler's programs start for every file, as a shell or a
worker would start them. The median of the rounds is taken, in turns, so that a busy machine hurts both alike.

An upload is measured with a whole registry in processes of its own, from the commit that ends it to the rows of text and
cover; its peer is what it may take, 4 × (pdftotext + one page of pdftoppm) + 0.5 s.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from registry.jobs import Instance
from registry.pdf.reader import Reader
from registry.store.tables import Page, Preview, Progress, Work

ROUNDS = 5
UPLOADS = 7
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


def upload(file: Path, scratch: Path) -> tuple[float, float]:
    """Median seconds of an upload of ten pages until its text and cover are there, and of the bare programs."""
    from tests.processes.running import running

    content = file.read_bytes()
    with running(scratch / "home") as registry:
        instance = registry.instance()
        took = [_until_drawn(instance, content, number) for number in range(UPLOADS + 1)][1:]
        instance.database.dispose()
    bare = [_bare(file, scratch) for _ in range(UPLOADS)]
    return statistics.median(took), statistics.median(bare)


def _until_drawn(instance: Instance, content: bytes, number: int) -> float:
    from tests.making import make_document, make_file

    with instance.unit_of_work() as session:
        document = make_document(session, number=f"{number}/QĐ-BTC", type="quyet-dinh")
        version = make_file(session, instance, document, content + b"\n%%%d" % number).current.id
    start, took = time.perf_counter(), None
    while True:
        with instance.reading() as session:
            read = session.get(Page, (version, 1))
            drawn = session.get(Preview, (version, 1, "cover"))
            if took is None and read and drawn:
                took = time.perf_counter() - start
            waiting = sa.select(Work.id).where(Work.progress.in_((Progress.OWED, Progress.RUNNING)))
            if took is not None and session.scalar(waiting) is None:  # the next upload finds the worker idle
                return took
        time.sleep(0.005)


def _bare(file: Path, out: Path) -> float:
    text_of = ["pdftotext", file, "-"]
    cover = ["pdftoppm", "-png", "-scale-to-x", "320", "-scale-to-y", "-1", "-f", "1", "-l", "1", file, out / "cover"]
    return seconds(lambda: [subprocess.run(one, capture_output=True, check=False) for one in (text_of, cover)])


def memory(reader: Reader, folder: Path) -> int:
    """The most that a child took for a file of 2,000 pages, in bytes."""
    from tests.pdf import making

    file = folder / "long.pdf"
    line = making.line("The quick brown fox jumps over the lazy dog 0123456789")
    file.write_bytes(making.document(*[line * 40] * 2_000))
    told = (reader.text(file), reader.contents(file), reader.previews(file, range(1, 51), ("page", "large")))
    return max(one.peak_memory for one in told)


def row(what: str, peer: str, target: float, measured: tuple[int, float, float]) -> str:
    pages, ours, theirs = measured
    return f"| {what} | {pages / ours:.0f} pages/s | {peer} | {pages / theirs:.0f} pages/s | {theirs / ours:.2f} | ≥ {target} |"


def main(folders: Sequence[str]) -> None:
    if not all(map(shutil.which, ("pdftotext", "pdftoppm"))):
        print("pdf: skipped, pdftotext and pdftoppm are not installed (poppler-utils)")
        return
    with tempfile.TemporaryDirectory() as scratch, Reader() as reader:
        out = Path(scratch)
        files = sorted(file for folder in folders for file in Path(folder).glob("**/*.pdf")) or made_up(out)
        print("| what | measured | peer | measured | ratio | target |\n|---|---|---|---|---|---|")
        print(row("text, sandbox included", "pdftotext", 0.6, text(reader, files)))
        print(row("one preview at 800 px", "pdftoppm -png", 3.0, preview(reader, files[:20], out)))
        most, limit = memory(reader, out), reader.limits.memory
        print(
            f"| memory of a child, 2,000 pages | {most >> 20} MiB | limit | {limit >> 20} MiB | {most / limit:.2f} | ≤ 1 |"
        )
        ten = next((file for file in files if 9 <= reader.text(file).page_count <= 11), files[0])
        took, bare = upload(ten, out)
        may = 4 * bare + 0.5
        print(
            f"| upload to text and cover, ten pages | {took:.2f} s | allowed | {may:.2f} s | {took / may:.2f} | ≤ 1 |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
