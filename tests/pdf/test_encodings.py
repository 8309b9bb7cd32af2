"""TCVN3 and VNI: known by their letters and their fonts, made Unicode, and nothing else touched."""

import difflib
import functools
import io
import time
import unicodedata
from collections.abc import Iterator

import pytest

from registry.law import encodings
from registry.pdf import repairs
from registry.pdf.reader import Reader
from tests import corpus
from tests.pdf import old_fonts

LAW = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/2003/QĐ-UB",
    "Căn cứ Luật Tổ chức Hội đồng nhân dân và Uỷ ban nhân dân ngày 26 tháng 11",
    "Những quyết định trước đây trái với quyết định này đều bãi bỏ, kỳ quặc, lưỡi;",
    "hằng năm, hẳn hoi, ẵm, bắt đầu, ẩn, vẫn, ấm; kẻ, vẽ, té, mẹ, về, để, tiễn;",
    "xì, nghỉ, nghĩ, ít, thịt, bò, bỏ, võ, có, họ, hồ, hổ, hỗ, tốt, một, mờ, mở, mỡ, mới, mợ;",
    "bù, củ, cũ, thú, vụ, từ, tử, giữ, thứ, tự, kỳ, tỷ, mỹ, quý, kỵ.",
]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize("typed", [old_fonts.vni, old_fonts.tcvn3])
def test_every_letter_comes_back(typed):
    text = "\n".join(LAW)
    encoding = encodings.recognised(typed(text))
    assert encoding is not None
    assert encodings.converted(typed(text), encoding) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("vèn ®Çu t\ufffecßn chËm", "vốn đầu tư\ncòn chậm", id="ư that was taken for a hyphen"),
        pytest.param("nh\ufffem«i tr\xadêng", "như\nmôi trường", id="ư behind two consonants"),
        pytest.param("TTLT\ufffeTANDTC", "TTLT\ufffeTANDTC", id="a hyphen between names stays one"),
        pytest.param("giai ®o¹n 2004\ufffe2005", "giai đoạn 2004\ufffe2005", id="a hyphen between years stays one"),
        pytest.param("n−íc x∙ héi", "nước xã hội", id="glyphs named by their looks"),
        pytest.param("®Çu t- n-íc ngoµi", "đầu tư nước ngoài", id="ư named hyphen"),
        pytest.param("Q§-TTg vµ N§-CP", "QĐ-TTg và NĐ-CP", id="hyphens of numbers"),
        pytest.param("CéNG HOµ X· HéI", "CỘNG HOÀ XÃ HỘI", id="small letters for want of capitals"),
        pytest.param("Sè : 01/2006/TT-NHNN", "Số : 01/2006/TT-NHNN", id="a number makes no line of capitals"),
        pytest.param("§iÒu 5. Hµ Néi", "Điều 5. Hà Nội", id="one capital makes no word of capitals"),
    ],
)
def test_tcvn3_is_converted_with_what_readers_make_of_it(raw, text):
    assert encodings.converted(raw, "tcvn3") == text


@pytest.mark.parametrize(
    ("name", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        ("AARIQC+.VnTimeH,Bold", "tcvn3", True),
        ("FBHPFO+VnTimeHBold", "tcvn3", True),
        (".VnArialH", "tcvn3", True),
        (".VnAvant,BoldItalic", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("ABCDEF+VNI-Helve-Bold", "vni", False),
        ("TimesNewRomanPSMT", None, False),
        ("Vnext-H", None, False),
        ("VNTIMESH", None, False),
    ],
)
def test_fonts_are_known_by_name(name, encoding, capitals):
    assert encodings.by_font(name) == encoding
    assert encodings.shows_capitals(name) is capitals


OTHERS = {
    "Vietnamese": "\n".join(LAW),
    "Vietnamese without any letter that only Unicode has": "Có ba là sáu, hai là bé; con cá to lắm. Số không có: thì là mà và cô bà",
    "English with signs": "§ 5 applies; the ® mark, 5 µm ± 2 µg, n−1, t−1, x−y × z·w, «quoted» naïve café résumé",
    "French": "Été comme hiver, la société a déjà créé où là thé né dû sûr île très même côté; voilà l'être bien aimé, à côté",
    "German": "Für schöne Bäume größer als Häuser, über Österreich, müßig, fröhlich, Türen und Öfen, ähnlich, süß",
    "Spanish": "El niño comió más piñas así también él está aquí, té, sí, qué, mí, café, según, después, través, además",
    "Portuguese": "A situação não é só nossa: há três avós, você, até, é, já, pé, fé, ação, informação, às mães",
    "Irish": "Tá sé ag dul amach ná bí cé mé lá bhí é sí tú ó á mná fógra ní dóibh gúna lón bán cáis",
    "Icelandic": "Það er gott að sjá þig hér á Íslandi, við erum öll hér, já, nú, þú, sé, fé, ný, bæ, tún, mær",
    "Danish": "Så går vi på øen, få små æbler, blå bær, når, gør, tør, før, rød, sød, stå, nå, må, træ, fløde",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_nothing_else_is_recognised(text):
    for times in (1, 50):
        assert encodings.recognised(text * times) is None
    assert repairs.repaired([(text, "TimesNewRoman"), ("\n", "")]) is None


def test_true_unicode_in_a_font_with_an_old_name_stays():
    text = "Có ba là sáu. " + "\n".join(LAW)
    assert repairs.repaired([(text, ".VnTime")]) is None


def test_only_the_fonts_that_are_old_are_converted():
    runs = [
        ("Nguyễn có ", "Arial"),
        (old_fonts.tcvn3("có quyết định\nSố: 5"), ".VnTime"),
        ("\n", ""),
        ("là có", "Arial"),
    ]
    assert repairs.repaired(runs) == "Nguyễn có có quyết định\nSố: 5\nlà có"


def test_fonts_without_a_telling_name_are_converted_when_the_letters_prove_it():
    runs = [(old_fonts.vni("\n".join(LAW)), "TT1"), ("\n", ""), (old_fonts.vni("Điều khoản"), "TT2")]
    assert repairs.repaired(runs) == "\n".join([*LAW, "Điều khoản"])


def test_a_word_across_two_fonts_is_one_word():
    assert (
        repairs.repaired([("n", ".VnTime"), ("−", "ABCDEF+.VnTime"), ("íc ®iÒu kho¶n", ".VnTime")]) == "nước điều khoản"
    )


@pytest.mark.parametrize("piece", ["\ufffe", "t-", "aù", "n−íc ", "CéNG", "é", "A ", "-¬", "."])
def test_time_grows_with_length_alone(piece):
    start = time.perf_counter()
    text = piece * 60_000
    encodings.recognised(text)
    for encoding in ("tcvn3", "vni"):
        encodings.converted(text, encoding)
        encodings.shows_capitals(".Vn" + text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("name", "typed", "glyphs"),
    [
        ("VNI-Times", old_fonts.vni, old_fonts.VNI_GLYPHS),
        ("F1", old_fonts.vni, old_fonts.VNI_GLYPHS),
        (".VnTime", old_fonts.tcvn3, old_fonts.TCVN3_GLYPHS),
        ("F1", old_fonts.tcvn3, old_fonts.TCVN3_GLYPHS),
    ],
    ids=["VNI", "VNI, font unnamed", "TCVN3", "TCVN3, font unnamed"],
)
def test_a_file_set_with_old_fonts_is_repaired(reader, name, typed, glyphs):
    file = old_fonts.document([[typed(line) for line in LAW] * 5, ["12", "trang 2 / 3"]], name=name, glyphs=glyphs)
    reading = reader.text(io.BytesIO(file))
    assert [page.verdict for page in reading.pages] == ["repaired", "text"]
    assert error(reading.pages[0].text, "\n".join(LAW * 5)) <= 0.01


def test_the_second_reader_repairs_too(reader):
    lines = [old_fonts.tcvn3(line) for line in LAW]
    file = old_fonts.document([lines], name=".VnTime", glyphs=old_fonts.TCVN3_GLYPHS)
    unopened = file.replace(b"%PDF-1.7", b"%\xe2\xe3\xcf\xd3   ")  # pdfium wants the header, pypdf does not
    (page,) = reader.text(io.BytesIO(unopened)).pages
    assert (page.source, page.verdict) == ("pypdf", "repaired")
    assert error(page.text, "\n".join(LAW)) <= 0.01


def plain(text: str) -> str:
    """Composed, every run of spaces and breaks one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def error(read: str, truth: str) -> float:
    """Character error: edits by the letters of the truth. Blocks of words that differ are compared letter by letter, so
    that it is never less than the edit distance of the whole."""
    ours, theirs = plain(read).split(), plain(truth).split()
    blocks = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    edits = sum(distance(" ".join(ours[a:b]), " ".join(theirs[c:d])) for what, a, b, c, d in blocks if what != "equal")
    return edits / len(plain(truth))


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != wanted)))
        before = now
    return before[-1]


@functools.cache
def tcvn3_files() -> list[str]:
    return sorted(file.name for file in (corpus.ROOT / "pdf/vn_tcvn3").glob("*.pdf"))


@pytest.mark.parametrize("name", tcvn3_files() or ["any.pdf"])
def test_real_tcvn3_files_are_within_a_hundredth_of_their_transcripts(reader, name):
    file = corpus.path(f"pdf/vn_tcvn3/{name}")
    reading = reader.text(file)
    assert {page.verdict for page in reading.pages if page.letters > 50} == {"repaired"}
    assert error(reading.text, file.with_suffix(".truth.txt").read_text("utf-8")) <= 0.01


@pytest.mark.parametrize("folder", ["vn_congbao", "vn_vbpl", "vn_signed_scan", "general"])
def test_unicode_files_are_never_repaired(reader, folder):
    for file in sorted(corpus.path(f"pdf/{folder}").glob("**/*.pdf")):
        assert all(page.verdict != "repaired" for page in reader.text(file, last=40).pages), file.name
