"""First pages of every family, as plain lines: what the reader must take from each, and what it must leave alone."""

import datetime as dt

import pytest

from registry.law import first_page

PARTY = """ĐẢNG BỘ TỈNH BÌNH DƯƠNG          ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ PHÚ GIÁO
*                                Phú Giáo, ngày 05 tháng 9 năm 2026
Số 05-NQ/ĐU

NGHỊ QUYẾT
về lãnh đạo thực hiện nhiệm vụ năm 2027
-----

Đảng ủy xã quyết nghị như sau:

T/M ĐẢNG ỦY
BÍ THƯ
Nguyễn Văn An
"""
LETTER = """ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH BÌNH DƯƠNG             Độc lập - Tự do - Hạnh phúc
Số: 3637/UBND-VX        Bình Dương, ngày 07 tháng 8 năm 2018
V/v tăng cường công tác phòng, chống dịch bệnh

HỎA TỐC
Kính gửi: Ủy ban nhân dân các huyện, thị xã, thành phố.

Thực hiện Công văn số 1234/BYT-DP ngày 01 tháng 8 năm 2018 của Bộ Y tế, Ủy ban nhân dân tỉnh yêu cầu:

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Thị Bình
"""
DIRECTIVE = """ỦY BAN NHÂN DÂN
TỈNH SƠN LA
Số: 01/CT-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn La, ngày 06 tháng 01 năm 2016

CHỈ THỊ
Về việc tổ chức đón Tết Nguyên đán Bính Thân năm 2016

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Cầm Văn Chính
"""
CIRCULAR = """CÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024
BỘ TÀI CHÍNH        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                        Độc lập - Tự do - Hạnh phúc
Số: 25/2024/TT-BTC      Hà Nội, ngày 23 tháng 4 năm 2024

THÔNG TƯ
Bãi bỏ Thông tư số 83/2014/TT-BTC ngày 26 tháng 6 năm 2014
của Bộ trưởng Bộ Tài chính

Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;
Căn cứ Nghị định số 14/2023/NĐ-CP ngày 20 tháng 4 năm 2023 của Chính phủ;
Bộ trưởng Bộ Tài chính ban hành Thông tư bãi bỏ Thông tư số 83/2014/TT-BTC.
Điều 1. Bãi bỏ toàn bộ Thông tư số 83/2014/TT-BTC.
Điều 2. Thông tư này có hiệu lực thi hành kể từ ngày 08 tháng 6 năm 2024.

KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Cao Anh Tuấn
"""


def read(text):
    return first_page.read([text])


@pytest.mark.parametrize(
    ("text", "number", "kind", "day", "title"),
    [
        (PARTY, "05-NQ/ĐU", "Nghị quyết", dt.date(2026, 9, 5), "về lãnh đạo thực hiện nhiệm vụ năm 2027"),
        (LETTER, "3637/UBND-VX", "Công văn", dt.date(2018, 8, 7), "V/v tăng cường công tác phòng, chống dịch bệnh"),
        (
            DIRECTIVE,
            "01/CT-UBND",
            "Chỉ thị",
            dt.date(2016, 1, 6),
            "Về việc tổ chức đón Tết Nguyên đán Bính Thân năm 2016",
        ),
        (
            CIRCULAR,
            "25/2024/TT-BTC",
            "Thông tư",
            dt.date(2024, 4, 23),
            "Bãi bỏ Thông tư số 83/2014/TT-BTC ngày 26 tháng 6 năm 2014 của Bộ trưởng Bộ Tài chính",
        ),
    ],
    ids=["Party", "official letter", "directive of a province", "circular in the gazette"],
)
def test_the_head_of_each_family(text, number, kind, day, title):
    found = read(text)
    assert found.number.value.canonical == number
    assert found.type.value.name == kind
    assert found.issued_on.value == day
    assert found.title.value == title


@pytest.mark.parametrize(
    ("text", "name", "authority"),
    [(LETTER, "Trần Thị Bình", "KT."), (DIRECTIVE, "Cầm Văn Chính", "TM."), (CIRCULAR, "Cao Anh Tuấn", "KT.")],
    ids=["letter", "directive", "circular"],
)
def test_who_signed_and_for_whom(text, name, authority):
    (signer,) = read(text).signers.value
    assert (signer.name, signer.authority) == (name, authority)


def test_a_province_is_named_by_its_letterhead():
    assert [body.name for body in read(DIRECTIVE).issuers.value] == ["Ủy ban nhân dân tỉnh Sơn La"]


@pytest.mark.parametrize("head", ["CÔNG BÁO/Số", "CÔNG BÁO/Só", "CÔNG BẢO/Sô"])  # as printed, and as it is recognised
def test_the_gazettes_running_head_is_the_gazette_and_never_the_number(head):
    unnumbered = CIRCULAR.replace("CÔNG BÁO/Số", head).replace("Số: 25/2024/TT-BTC", "A25/2 TT")
    found = read(unnumbered)
    assert (found.gazette.value.number, found.gazette.value.date) == ("1523 + 1524", dt.date(2024, 12, 29))
    assert found.number is None


def test_a_circular_says_what_it_rests_on_what_it_repeals_and_from_when():
    found = read(CIRCULAR)
    assert "14/2023/NĐ-CP" in [acts.number for acts in found.bases.value]
    assert {(one.value.relation, one.value.number, one.value.scope) for one in found.relations} == {
        ("repeals", "83/2014/TT-BTC", "whole")
    }
    assert found.effective_on.value == dt.date(2024, 6, 8)


def test_an_order_carried_out_is_no_relation():
    assert read(LETTER).relations == ()


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_mark_of_secrecy_is_seen(mark):
    found = read(DIRECTIVE.replace("Số: 01/CT-UBND", f"Số: 01/CT-UBND\n{mark}"))
    assert found.secrecy.value.casefold() == mark.casefold()


def test_a_word_of_the_text_is_no_mark_of_secrecy():
    text = DIRECTIVE.replace("Bính Thân năm 2016", "và bảo vệ bí mật nhà nước\nTài liệu mật phải giữ kín.")
    assert read(text).secrecy is None


def test_urgency_is_seen():
    assert read(LETTER).urgency.value == "Hỏa tốc"


@pytest.mark.parametrize(
    "text", ["", "\n" * 50, "Số: " * 20_000, "/" * 100_000, "Căn cứ " * 20_000, "\x00\ufffe\u202e" * 9]
)
def test_no_text_makes_it_fail(text):
    first_page.as_json(read(text))
