"""What a reader tells of ordinary files, of damaged ones and of bombs."""

import io
from collections.abc import Iterator

import PIL.Image
import pypdf
import pytest

from registry.pdf.facts import SIZES
from registry.pdf.limits import MIB, Limits
from registry.pdf.reader import Reader
from registry.pdf.reasons import REASONS
from tests.pdf import making

PROSE = b"".join(
    making.line("The quick brown fox jumps over the lazy dog 0123456789", y=700 - 20 * row) for row in range(10)
)
UNMARKED = b"".join(
    making.line("Thong to so 25 cua Bo Tri0ng Bo Tai chinh quy dinh chi tiet thi hanh", y=700 - 20 * row)
    for row in range(10)
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def test_text_comes_page_by_page_with_its_source_and_verdict(reader, tmp_path):
    file = tmp_path / "two.pdf"
    file.write_bytes(making.document(making.line("First page"), PROSE))
    reading = reader.text(file)
    assert (reading.outcome, reading.reason, reading.page_count, reading.encrypted) == ("read", None, 2, False)
    assert [(page.number, page.source, page.verdict) for page in reading.pages] == [
        (1, "pdfium", "text"),
        (2, "pdfium", "text"),
    ]
    assert reading.pages[0].text.strip() == "First page"
    assert reading.pages[0].letters == 9
    assert reading.text.count("\f") == 1
    assert "\r" not in reading.text


def test_a_range_of_pages_is_read_alone(reader):
    reading = reader.text(
        io.BytesIO(making.document(*(making.line(f"page {number}") for number in range(1, 6)))), first=2, last=3
    )
    assert [(page.number, page.text.strip()) for page in reading.pages] == [(2, "page 2"), (3, "page 3")]
    assert (reading.outcome, reading.page_count) == ("read", 5)


def test_a_range_beyond_the_end_is_no_such_page(reader):
    reading = reader.text(io.BytesIO(making.document(PROSE)), first=2)
    assert (reading.outcome, reading.reason) == ("failed", "no_such_page")


def test_the_callers_place_in_its_file_is_not_moved(reader, tmp_path):
    (tmp_path / "a.pdf").write_bytes(making.document(PROSE))
    with (tmp_path / "a.pdf").open("rb") as file:
        file.seek(7)
        assert reader.text(file).outcome == "read"
        assert file.tell() == 7


def test_title_and_producer_are_told(reader):
    file = making.document(PROSE, more=["<</Title(A  title)/Producer(A maker)>>"], trailer="/Info 4 0 R")
    reading = reader.text(io.BytesIO(file))
    assert (reading.title, reading.producer) == ("A title", "A maker")


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"0 0 m 99 99 l S\n" * 20, "empty", id="an ornament"),
        pytest.param(b"0 0 m 9 9 l S\n" * 400, "scanned", id="letters turned into outlines"),
        pytest.param(making.shown("X4", 595, 842), "scanned", id="a picture of the page"),
        pytest.param(
            making.shown("X4", 595, 842) + making.line("Signed by the office"), "stamp_only", id="a stamp on a scan"
        ),
        pytest.param(making.shown("X4", 595, 842) + PROSE, "text", id="a scan with its text under it"),
        pytest.param(
            making.shown("X4", 120, 90) + making.line("Signed by the office"), "text", id="a short page with a seal"
        ),
        pytest.param(making.line("Director"), "text", id="one word"),
        pytest.param(
            making.shown("X4", 595, 842) + b"3 Tr\n" + UNMARKED, "garbled", id="a scan with letters of another language"
        ),
        pytest.param(making.shown("X4", 120, 90) + UNMARKED, "text", id="a text that was typed without marks"),
    ],
)
def test_a_page_is_judged_by_its_letters_and_pictures(reader, content, verdict):
    reading = reader.text(io.BytesIO(making.document(content, more=[making.picture(60, 80)])))
    assert [page.verdict for page in reading.pages] == [verdict]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        pytest.param(b"", "not_a_pdf", id="no bytes"),
        pytest.param(b"<html><body>Not found</body></html>", "not_a_pdf", id="a web page"),
        pytest.param(b"PK\x03\x04" + bytes(9000), "not_a_pdf", id="a zip file"),
        pytest.param(b"%PDF-1.7\n", "damaged", id="nothing but the header"),
        pytest.param(making.document(PROSE)[:200], "damaged", id="cut off"),
        pytest.param(making.cyclic(), "unreadable_page", id="a page tree that is its own child"),
        pytest.param(making.expanding(), "too_big_when_expanded", id="a content that expands to a gigabyte"),
    ],
)
def test_what_cannot_be_read_ends_as_failed_with_a_reason(reader, file, reason):
    reading = reader.text(io.BytesIO(file))
    assert (reading.outcome, reading.reason, reading.pages) == ("failed", reason, ())
    assert reader.text(io.BytesIO(making.document(PROSE))).outcome == "read"


def test_a_page_that_kills_the_fork_does_not_cost_the_others(reader):
    file = _with_bomb_between(making.line("before"), making.line("after"))
    reading = reader.text(io.BytesIO(file))
    assert (reading.outcome, reading.reason) == ("partly read", "too_big_when_expanded")
    assert [(page.number, page.verdict, page.reason) for page in reading.pages] == [
        (1, "text", None),
        (2, "unread", "too_big_when_expanded"),
        (3, "text", None),
    ]
    drawing = reader.previews(io.BytesIO(file), pages=(1, 2, 3), sizes=("cover", "page"))
    assert [(preview.page, preview.size) for preview in drawing] == [
        (1, "cover"),
        (1, "page"),
        (3, "cover"),
        (3, "page"),
    ]
    assert {(refusal.page, refusal.reason) for refusal in drawing.refused} == {(2, "too_large_to_draw")}


def _with_bomb_between(before: bytes, after: bytes) -> bytes:
    bomb = making.expanding()
    start = bomb.index(b"4 0 obj\n") + len(b"4 0 obj\n")
    content = bomb[start : bomb.index(b"\nendobj\nxref")]
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
    pages = [page % number for number in (5, 7, 9)]
    bodies = [making.stream(before), content, making.stream(after)]
    return making.written(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count 3/Kids[4 0 R 6 0 R 8 0 R]>>",
            making.FONT,
            *(thing for pair in zip(pages, bodies, strict=True) for thing in pair),
        ]
    )


def test_rubbish_before_the_header_is_passed_over(reader):
    file = io.BytesIO(b"rubbish\n" * 1000 + making.document(making.line("still here")))
    assert reader.text(file).pages[0].text.strip() == "still here"


def test_the_second_reader_is_asked_where_the_first_cannot_open_the_file(reader):
    file = making.document(making.line("by the second")).replace(b"%PDF-1.7", b"%\xe2\xe3\xcf\xd3   ")
    reading = reader.text(io.BytesIO(file))
    assert (reading.outcome, reading.reason) == ("read", None)
    assert [(page.source, page.text.strip()) for page in reading.pages] == [("pypdf", "by the second")]
    assert reader.previews(io.BytesIO(file)).reason == "damaged"


def _encrypted(user: str, owner: str = "owner") -> io.BytesIO:
    writer = pypdf.PdfWriter(io.BytesIO(making.document(making.line("kept from view"))))
    writer.encrypt(user, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out


@pytest.mark.parametrize(
    ("user", "given", "outcome", "reason"),
    [
        pytest.param("", "", "read", None, id="only the owner has a password"),
        pytest.param("secret", "", "failed", "encrypted", id="a password is needed"),
        pytest.param("secret", "wrong", "failed", "encrypted", id="a wrong password"),
        pytest.param("secret", "secret", "read", None, id="the right password"),
    ],
)
def test_an_encrypted_file_is_read_only_with_its_password(reader, user, given, outcome, reason):
    file = _encrypted(user)
    reading = reader.text(io.BytesIO(file.getvalue()), password=given)
    assert (reading.outcome, reading.reason) == (outcome, reason)
    assert reading.encrypted is (outcome == "read")
    assert reader.previews(io.BytesIO(file.getvalue()), password=given).reason == reason


def test_previews_are_webp_of_the_widths_in_the_table(reader):
    drawing = reader.previews(io.BytesIO(making.document(PROSE, PROSE)), pages=(1, 2), sizes=SIZES)
    assert (drawing.outcome, drawing.page_count, drawing.refused) == ("read", 2, ())
    assert [(preview.page, preview.size) for preview in drawing] == [(page, size) for page in (1, 2) for size in SIZES]
    for preview in drawing:
        picture = PIL.Image.open(io.BytesIO(preview.webp))
        assert (picture.format, picture.size) == ("WEBP", (preview.width, preview.height))
        assert preview.width == SIZES[preview.size]
        assert preview.height == round(preview.width * 842 / 595)
        assert picture.convert("L").getextrema()[0] < 100  # there is print on it


@pytest.mark.parametrize(
    ("box", "size"),
    [
        pytest.param((1_000_000, 1_000_000), (800, 800), id="a million points a side"),
        pytest.param((10, 1_000_000), (1, 2400), id="a thread"),
        pytest.param((1_000_000, 10), (800, 1), id="a thread lying down"),
        pytest.param((0.5, 0.5), (400, 400), id="less than a point"),
        pytest.param((600, 3000), (480, 2400), id="a till roll"),
    ],
)
def test_both_sides_of_a_preview_are_capped_whatever_the_pages_size(reader, box, size):
    (preview,) = reader.previews(io.BytesIO(making.document(b"", box=box)), sizes=("page",))
    assert (preview.width, preview.height) == size


def test_a_page_with_a_picture_too_large_to_draw_is_refused_and_the_others_are_drawn(reader):
    huge = making.picture(65_500, 65_500, b"\xff" * 1000)
    file = making.document(making.shown("X4", 500, 500), PROSE, more=[huge])
    drawing = reader.previews(io.BytesIO(file), pages=(1, 2), sizes=("page",))
    assert (drawing.outcome, drawing.reason) == ("partly read", "too_large_to_draw")
    assert [preview.page for preview in drawing] == [2]
    assert [refusal.page for refusal in drawing.refused] == [1]


def test_a_page_that_is_not_there_is_refused_by_name(reader):
    drawing = reader.previews(io.BytesIO(making.document(PROSE)), pages=(0, 1, 9), sizes=("cover",))
    assert [preview.page for preview in drawing] == [1]
    assert [(refusal.page, refusal.reason) for refusal in drawing.refused] == [(0, "no_such_page"), (9, "no_such_page")]


def test_an_unknown_size_is_the_callers_mistake(reader):
    with pytest.raises(ValueError, match="huge"):
        reader.previews(io.BytesIO(making.document(PROSE)), sizes=("huge",))


def test_pages_beyond_the_limit_are_left_out_and_that_is_said():
    with Reader(Limits(pages=2)) as reader:
        reading = reader.text(io.BytesIO(making.document(*[PROSE] * 3)))
    assert (reading.outcome, reading.reason, reading.page_count) == ("partly read", "too_many_pages", 3)
    assert [page.number for page in reading.pages] == [1, 2]


def test_text_beyond_the_limits_is_cut_and_that_is_said():
    with Reader(Limits(page_letters=100)) as reader:
        reading = reader.text(io.BytesIO(making.document(PROSE, making.line("short"))))
    assert (reading.outcome, reading.reason) == ("partly read", "too_much_text")
    assert [len(page.text) <= 100 for page in reading.pages] == [True, True]
    with Reader(Limits(letters=1_000)) as reader:
        reading = reader.text(io.BytesIO(making.document(*[PROSE] * 40)))
    assert (reading.outcome, reading.reason) == ("partly read", "too_much_text")
    assert 1 <= len(reading.pages) < 40


def test_an_answer_over_the_cap_is_called_off():
    with Reader(Limits(output=20_000)) as reader:
        reading = reader.text(io.BytesIO(making.document(*[PROSE] * 200)))
        assert (reading.outcome, reading.reason) == ("partly read", "too_big_when_expanded")
        assert reader.text(io.BytesIO(making.document(PROSE))).outcome == "read"


def test_two_thousand_pages_stay_far_below_the_memory_limit(reader):
    reading = reader.text(io.BytesIO(making.document(*[PROSE] * 2_000)))
    assert (reading.outcome, len(reading.pages)) == ("read", 2_000)
    assert reading.peak_memory < 200 * MIB


def test_a_missing_file_is_an_error_of_the_callers(reader, tmp_path):
    with pytest.raises(FileNotFoundError):
        reader.text(tmp_path / "none.pdf")


def test_every_reason_is_a_code_with_a_sentence():
    for code, sentence in REASONS.items():
        assert code.isidentifier()
        assert sentence.endswith(".")


@pytest.mark.parametrize("turned", [b"0 1 -1 0 600 0", b"-1 0 0 -1 600 800", b"0 -1 1 0 0 800"])
def test_text_that_lies_on_its_side_is_read_as_lines(reader, turned):
    """Wide tables are set so, on pages that are not turned themselves."""
    lines = [f"Row {number} of a table, with some words" for number in range(1, 9)]
    drawn = b"".join(making.line(text, x=100, y=500 - 20 * row) for row, text in enumerate(lines))
    (page,) = reader.text(io.BytesIO(making.document(b"q " + turned + b" cm\n" + drawn + b"Q"))).pages
    assert page.text.split() == " ".join(lines).split()
    assert page.text.count("\n") == len(lines) - 1
