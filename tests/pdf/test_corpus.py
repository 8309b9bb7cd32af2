"""Every real and every hostile file ends in a known state, in time, within its memory, and leaves the reader working."""

import io
import json
import time
from collections.abc import Iterator

import pytest

from registry import inspection
from registry.pdf.limits import Limits
from registry.pdf.reader import Reader
from registry.pdf.reasons import REASONS
from tests import corpus
from tests.pdf import making

SOONER = Limits(
    wall=4, page_wall=2
)  # what does harm is stopped sooner than in the service, so that the suite stays short
FILES = sorted(
    str(file.relative_to(corpus.ROOT))
    for folder in ("hostile", "pdf")
    for file in corpus.ROOT.glob(f"{folder}/**/*.pdf")
)


@pytest.fixture(scope="module")
def hasty() -> Iterator[Reader]:
    with Reader(SOONER) as reader:
        yield reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(wall=10)) as reader:
        yield reader


SAMPLE = FILES[::10]  # and all of those made to do harm: they are few, and each does it in a way of its own
HARMFUL = [name for name in FILES if "generated" in name or "active" in name]


@pytest.mark.parametrize("name", sorted({*SAMPLE, *HARMFUL}) or ["hostile"])
def test_a_file_ends_in_time_in_a_known_state_within_its_limits(hasty, name):
    ends_well(hasty, name)


@pytest.mark.chaos
@pytest.mark.parametrize("name", FILES or ["hostile"])
def test_every_file_ends_in_time_in_a_known_state_within_its_limits(reader, name):
    ends_well(reader, name)


def ends_well(reader, name):
    """Everything that a worker does with a file: text, suggestions, signatures, contents, pictures."""
    file, start = corpus.path(name), time.monotonic()
    told = inspection.inspect(reader, file)
    drawing = reader.previews(file, sizes=("cover", "page", "large"))
    assert time.monotonic() - start < 30
    for one in (told.reading, told.contents, told.signatures, drawing):
        assert (one.outcome == "read") is (one.reason is None)
        assert one.reason is None or one.reason in REASONS
        assert 0 <= one.peak_memory <= reader.limits.memory
    assert all("\0" not in page.text and "\ufffe" not in page.text for page in told.reading.pages)
    json.dumps(inspection.as_json(told, 0, ""))
    assert reader.text(io.BytesIO(making.document(making.line("still works")))).text.strip() == "still works"


OFFICIAL = ["pdf/vn_congbao", "pdf/vn_vbpl", "pdf/vn_tcvn3", "pdf/vn_signed_scan"]


@pytest.mark.parametrize("folder", OFFICIAL)
def test_every_page_of_an_official_document_is_read(reader, folder):
    for file in sorted(corpus.path(folder).glob("*.pdf"))[::3]:
        is_read_whole(reader, folder, file)


@pytest.mark.chaos
@pytest.mark.parametrize("folder", OFFICIAL)
def test_every_page_of_every_official_document_is_read(reader, folder):
    for file in sorted(corpus.path(folder).glob("*.pdf")):
        is_read_whole(reader, folder, file)


def is_read_whole(reader, folder, file):
    reading = reader.text(file)
    assert (reading.outcome, len(reading.pages)) == ("read", reading.page_count), file.name
    assert {page.source for page in reading.pages} == {"pdfium"}
    if folder == "pdf/vn_signed_scan":
        assert {page.verdict for page in reading.pages} <= {"scanned", "stamp_only"}, file.name
