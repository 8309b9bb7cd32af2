"""Words with their places, and the order in which lines that stand side by side are read."""

import io
from collections.abc import Iterator
from itertools import groupby

import pytest

from registry.pdf.arranging import Line, rows
from registry.pdf.reader import Reader
from tests import corpus
from tests.pdf import making, old_fonts


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def told(lines: list[Line], *, first_page: bool = True) -> list[str]:
    return [" | ".join(lines[place].text for place in row) for row in rows(lines, first_page=first_page)]


def block(x0: float, x1: float, top: float, *texts: str, step: float = 16) -> list[Line]:
    return [Line(text, x0, top + step * row, x1, top + step * row + 12) for row, text in enumerate(texts)]


ISSUER = block(80, 240, 70, "ỦY BAN NHÂN DÂN", "TỈNH AN GIANG", "Số: 5/QĐ-UBND")
MOTTO = block(280, 540, 70, "CỘNG HÒA", "Độc lập", "An Giang, ngày 5")
BODY = block(80, 540, 150, "QUYẾT ĐỊNH", "Về việc", "Điều 1.")
HEAD = ["ỦY BAN NHÂN DÂN | CỘNG HÒA", "TỈNH AN GIANG | Độc lập", "Số: 5/QĐ-UBND | An Giang, ngày 5"]
AFTER = ["QUYẾT ĐỊNH", "Về việc", "Điều 1."]


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        pytest.param([*ISSUER, *MOTTO, *BODY], HEAD + AFTER, id="left block, right block"),
        pytest.param([*MOTTO, *ISSUER, *BODY], HEAD + AFTER, id="right block, left block"),
        pytest.param(
            [*block(200, 540, 30, "CÔNG BÁO/Số 294"), *ISSUER, *MOTTO, *BODY],
            ["CÔNG BÁO/Số 294", *HEAD, *AFTER],
            id="under a running header",
        ),
        pytest.param(
            [*ISSUER, *MOTTO[:1], *BODY], [HEAD[0], "TỈNH AN GIANG", "Số: 5/QĐ-UBND", *AFTER], id="one shorter"
        ),
        pytest.param(BODY, AFTER, id="nothing side by side"),
        pytest.param(
            [*ISSUER, *block(250, 300, 70, "a", "b"), *block(310, 500, 70, "c", "d"), *BODY],
            ["ỦY BAN NHÂN DÂN", "TỈNH AN GIANG", "Số: 5/QĐ-UBND", "a", "b", "c", "d", *AFTER],
            id="three side by side are a table",
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_the_head_is_told_row_by_row_and_no_line_is_cut(lines, order):
    assert told(lines) == order


def test_on_other_pages_only_recipients_and_signature_are_told_row_by_row():
    cells = [*block(80, 240, 70, "one", "two"), *block(280, 540, 70, "three", "four")]
    assert told(cells, first_page=False) == ["one", "two", "three", "four"]
    tail = [*block(80, 240, 70, "Nơi nhận:", "- Như trên;"), *block(280, 540, 70, "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")]
    assert told(tail, first_page=False) == ["Nơi nhận: | KT. BỘ TRƯỞNG", "- Như trên; | THỨ TRƯỞNG"]


def test_every_line_is_told_once_however_they_lie():
    lines = [Line(str(at), at * 37 % 400, at * 61 % 700, at * 37 % 400 + 90, at * 61 % 700 + 12) for at in range(200)]
    for first_page in (True, False):
        assert sorted(place for row in rows(lines, first_page=first_page) for place in row) == list(range(200))


def test_words_come_with_box_size_and_line_from_the_top_left_corner(reader):
    file = making.document(making.line("Two words", x=72, y=700) + making.line("below", x=100, y=650))
    (page,) = reader.words(io.BytesIO(file)).pages
    assert (page.number, page.width, page.height, page.repaired) == (1, 595, 842, False)
    assert [(word.text, word.line, word.size) for word in page.words] == [
        ("Two", 0, 12),
        ("words", 0, 12),
        ("below", 1, 12),
    ]
    x0, y0, x1, y1 = page.words[0].box
    assert x0 == pytest.approx(72, abs=1)
    assert y0 < 842 - 700 < y1
    assert x0 < x1 < page.words[1].box[0]


def test_a_size_set_by_the_matrix_counts(reader):
    file = making.document(b"BT /F 1 Tf 14 0 0 14 72 700 Tm (scaled) Tj ET")
    assert reader.words(io.BytesIO(file)).pages[0].words[0].size == 14


@pytest.mark.parametrize(("turned", "size"), [(0, (595, 842)), (90, (842, 595)), (180, (595, 842)), (270, (842, 595))])
def test_boxes_are_of_the_page_as_it_is_shown(reader, turned, size):
    file = making.document(making.line("word", x=72, y=700)).replace(b"/MediaBox", b"/Rotate %d/MediaBox" % turned)
    (page,) = reader.words(io.BytesIO(file)).pages
    assert (page.width, page.height) == size
    x0, y0, x1, y1 = page.words[0].box
    assert 0 <= x0 < x1 <= size[0]
    assert 0 <= y0 < y1 <= size[1]


def test_two_columns_on_one_row_are_two_lines(reader):
    file = making.document(making.line("Number: 5", x=72) + making.line("Place, date", x=300))
    assert [word.line for word in reader.words(io.BytesIO(file)).pages[0].words] == [0, 0, 1, 1]


def test_words_of_old_fonts_are_unicode_and_show_their_capitals(reader):
    lines = [old_fonts.tcvn3("thông tư của bộ trưởng"), old_fonts.tcvn3("số: 5/2004/QĐ-BTC")]
    file = old_fonts.document([lines], name="ABCDEF+.VnTimeH,Bold", glyphs=old_fonts.TCVN3_GLYPHS)
    (page,) = reader.words(io.BytesIO(file)).pages
    assert page.repaired
    assert " ".join(word.text for word in page.words) == "thông tư của bộ trưởng số: 5/2004/QĐ-BTC"
    assert " ".join(word.shown for word in page.words[:2]) == "THÔNG TƯ"
    assert all(word.bold and word.capitals for word in page.words)


def test_only_the_pages_that_are_asked_for_are_told(reader):
    file = making.document(*(making.line(f"page {number}") for number in range(1, 4)))
    wording = reader.words(io.BytesIO(file), pages=(3, 1))
    assert [(page.number, page.words[1].text) for page in wording.pages] == [(3, "3"), (1, "1")]
    assert (wording.outcome, wording.page_count) == ("read", 3)
    beyond = reader.words(io.BytesIO(file), pages=(9,))
    assert (beyond.outcome, beyond.reason) == ("failed", "no_such_page")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        pytest.param(b"nothing", "not_a_pdf", id="not a PDF"),
        pytest.param(making.expanding(), "too_big_when_expanded", id="a bomb"),
    ],
)
def test_what_has_no_words_to_tell_says_why(reader, file, reason):
    wording = reader.words(io.BytesIO(file))
    assert (wording.outcome, wording.reason, wording.pages) == ("failed", reason, ())


def test_words_and_text_of_a_first_page_agree(reader):
    for folder in ("vn_congbao", "vn_tcvn3", "vn_vbpl"):
        for file in sorted(corpus.path(f"pdf/{folder}").glob("*.pdf"))[:6]:
            (page,) = reader.words(file).pages
            text = reader.text(file, last=1).text
            assert [word.text for word in page.words] == text.split(), file.name
            assert [number for number, _ in groupby(word.line for word in page.words)] == list(
                range(page.words[-1].line + 1)
            )
