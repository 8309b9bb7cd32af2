"""The worker's tasks, run in the test's own process, and documents that look like documents.

The worker's module reads its settings when it is imported, so it gets a folder of its own then.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import PIL.Image
import sqlalchemy as sa
from fpdf.enums import Align

from registry.demo.drawing import Sheet
from registry.jobs import Instance
from registry.pdf.reader import Reader
from registry.store.tables import Progress, Work

os.environ.setdefault("REGISTRY_HOME", tempfile.mkdtemp())
from workers.app import app, worker

ISSUED = "ngày 23 tháng 4 năm 2024"


@cache
def reader() -> Reader:
    """One warm child for all tests of a process; it ends with it."""
    return Reader()


@contextmanager
def worker_of(home: Instance) -> Iterator[None]:
    """Tasks called in this block work for `home`."""
    before = worker._instance, worker._reader
    worker._instance, worker._reader = home, reader()
    try:
        yield
    finally:
        worker._instance, worker._reader = before


def work_off(home: Instance, *kinds: str) -> list[str]:
    """Do all that is owed (of these kinds, or all), in the order in which it was owed; the kinds that were done."""
    done: list[str] = []
    with worker_of(home):
        app.loader.import_default_modules()
        while True:
            with home.reading() as session:
                rows = sa.select(Work.kind, Work.subject_id).where(Work.progress == Progress.OWED).order_by(Work.id)
                owed = [row for row in session.execute(rows) if not kinds or row.kind in kinds]
            if not owed:
                return done
            kind, subject = owed[0]
            app.tasks[f"registry.{kind}"](str(subject))
            done.append(kind)
            assert len(done) < 50, f"{kind} is owed again and again"


def circular(*, mark: str = "", number: str = "25/2024/TT-BTC", below: str = "", pages: int = 1) -> bytes:
    """A circular with its head as Decree 30/2020/NĐ-CP has it; `mark` of secrecy under the number, `below` at its foot."""
    sheet = Sheet()
    sheet.add_page()
    sheet.columns("BỘ TÀI CHÍNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "B", 11)
    sheet.ln(4)
    top = sheet.get_y()
    sheet.columns(f"Số: {number}", "", "", 12)
    sheet.set_y(top)
    sheet.columns("", f"Hà Nội, {ISSUED}", "I", 12)
    sheet.ln(6)
    if mark:
        sheet.line_of(mark, "B", 13, Align.L)
        sheet.ln(6)
    sheet.line_of("THÔNG TƯ", "B", 14)
    sheet.line_of("Bãi bỏ Thông tư số 83/2014/TT-BTC", "B", 13)
    sheet.ln(5)
    sheet.line_of("Căn cứ Luật Thuế giá trị gia tăng ngày 03 tháng 6 năm 2008;", "I", 13, Align.J)
    sheet.line_of("Bộ trưởng Bộ Tài chính ban hành Thông tư.", "", 13, Align.J)
    sheet.line_of("Điều 1. Bãi bỏ toàn bộ Thông tư số 83/2014/TT-BTC.", "B", 13, Align.J)
    for page in range(2, pages + 1):
        sheet.add_page()
        sheet.line_of(f"Nội dung của trang {page}, không có gì khác.", "", 13, Align.J)
    sheet.line_of("Điều 2. Thông tư này có hiệu lực kể từ ngày 07 tháng 6 năm 2024./.", "", 13, Align.J)
    sheet.ln(4)
    sheet.columns("", "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\n\nCao Anh Tuấn", "B", 12)
    if below:
        sheet.line_of(below, "B", 12)
    return bytes(sheet.output())


def scanned(content: bytes) -> bytes:
    """The same document as a scanner gives it: its pages as pictures, without a letter."""
    from fpdf import FPDF

    count = reader().text(io.BytesIO(content)).page_count
    paper = FPDF(format="A4", unit="pt")
    for number in range(1, count + 1):
        picture = reader().scan(io.BytesIO(content), number, 200)
        assert picture is not None
        paper.add_page()
        paper.image(PIL.Image.open(io.BytesIO(picture.pgm)), 0, 0, 595, 842)
    return bytes(paper.output())
