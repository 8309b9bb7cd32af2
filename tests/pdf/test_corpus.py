"""Every real and every hostile file ends in a known state, in time, within its memory, and leaves the reader working."""

import io
import time
from collections.abc import Iterator

import pytest

from registry.pdf.limits import Limits
from registry.pdf.reader import Reader
from registry.pdf.reasons import REASONS
from tests import corpus
from tests.pdf import making

LIMITS = Limits(wall=10)
FILES = sorted(
    str(file.relative_to(corpus.ROOT))
    for folder in ("hostile", "pdf")
    for file in corpus.ROOT.glob(f"{folder}/**/*.pdf")
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(LIMITS) as reader:
        yield reader


@pytest.mark.parametrize("name", FILES or ["hostile"])
def test_a_file_ends_in_time_in_a_known_state_within_its_limits(reader, name):
    file, start = corpus.path(name), time.monotonic()
    reading = reader.text(file)
    drawing = reader.previews(file, sizes=("cover",))
    assert time.monotonic() - start < 30
    for told in (reading, drawing):
        assert (told.outcome == "read") is (told.reason is None)
        assert told.reason is None or told.reason in REASONS
        assert 0 < told.peak_memory <= LIMITS.memory
    assert all("\0" not in page.text and "\ufffe" not in page.text for page in reading.pages)
    assert reader.text(io.BytesIO(making.document(making.line("still works")))).text.strip() == "still works"


@pytest.mark.parametrize("folder", ["pdf/vn_congbao", "pdf/vn_vbpl", "pdf/vn_tcvn3", "pdf/vn_signed_scan"])
def test_every_page_of_an_official_document_is_read(reader, folder):
    for file in sorted(corpus.path(folder).glob("*.pdf")):
        reading = reader.text(file)
        assert (reading.outcome, len(reading.pages)) == ("read", reading.page_count), file.name
        assert {page.source for page in reading.pages} == {"pdfium"}
        if folder == "pdf/vn_signed_scan":
            assert {page.verdict for page in reading.pages} <= {"scanned", "stamp_only"}, file.name
