"""What a running text cites, and what it says of it: one short text for each rule."""

import pytest

from registry.law import citations
from registry.law.vocabulary import Vocabulary


def found(text):
    return citations.find(text)


WHERE = [
    pytest.param("Nghị định số 30/2020/NĐ-CP ngày", ["30/2020/NĐ-CP"], ["30/2020/NĐ-CP"], id="plain"),
    pytest.param(
        "Thông tư số 18/2022/TT-\nBLĐTBXH.",
        ["18/2022/TT-\nBLĐTBXH"],
        ["18/2022/TT-BLĐTBXH"],
        id="broken after the hyphen",
    ),
    pytest.param(
        "Thông tư 12/2017/TT-BL\nĐTBXH ngày", ["12/2017/TT-BL\nĐTBXH"], ["12/2017/TT-BLĐTBXH"], id="broken in a code"
    ),
    pytest.param("Thông tư 12/2017/TT-BTC\nBYT", ["12/2017/TT-BTC"], ["12/2017/TT-BTC"], id="a code on the next line"),
    pytest.param(
        "Thông tư số 05/2012/\nTT-BTC.", ["05/2012/\nTT-BTC"], ["05/2012/TT-BTC"], id="broken after the slash"
    ),
    pytest.param(
        "Thông tư số 17 /2018/TT- BTNMT,", ["17 /2018/TT- BTNMT"], ["17/2018/TT-BTNMT"], id="spaces at separators"
    ),
    pytest.param(
        "Quyết định 3003/QĐ - BYT của", ["3003/QĐ - BYT"], ["3003/QĐ-BYT"], id="spaces on both sides of a hyphen"
    ),
    pytest.param("Nghị định số 40/2026/NĐ-СР.", ["40/2026/NĐ-СР"], ["40/2026/NĐ-CP"], id="Cyrillic look-alikes"),
    pytest.param("Quyết định số 2403/QÐ-UBND", ["2403/QÐ-UBND"], ["2403/QĐ-UBND"], id="eth for Đ"),
    pytest.param("Thông tư số 02/2015/TT–BYT", ["02/2015/TT–BYT"], ["02/2015/TT-BYT"], id="en dash"),
    pytest.param(
        "TTLT số 02/2015/TTLT-VKSNDTC\ufffeTANDTC",
        ["02/2015/TTLT-VKSNDTC\ufffeTANDTC"],
        ["02/2015/TTLT-VKSNDTC-TANDTC"],
        id="hyphen at a line's end as PDFium gives it",
    ),
    pytest.param(
        "Nghị định số 163/2016/NĐ-CPcủa Chính phủ", ["163/2016/NĐ-CP"], ["163/2016/NĐ-CP"], id="glued to the next word"
    ),
    pytest.param(
        "Quyết định số 15/2018/QĐ-TTgngày 1", ["15/2018/QĐ-TTg"], ["15/2018/QĐ-TTg"], id="glued after a small letter"
    ),
    pytest.param("Nghị quyết số 66-NQ/TW1 của", ["66-NQ/TW"], ["66-NQ/TW"], id="glued footnote mark"),
    pytest.param(
        "Thông tư số 44/2016/TT-BTNMT(1) ngày",
        ["44/2016/TT-BTNMT"],
        ["44/2016/TT-BTNMT"],
        id="footnote mark in brackets",
    ),
    pytest.param(
        "Luật số 45/2019/QH14, có", ["45/2019/QH14"], ["45/2019/QH14"], id="the digits of a term belong to the number"
    ),
    pytest.param(
        "Thông tư số 27/2016/TTBLĐTBXH ngày",
        ["27/2016/TTBLĐTBXH"],
        ["27/2016/TT-BLĐTBXH"],
        id="lost hyphen is restored",
    ),
    pytest.param("Quyết định số 926QĐ-TTg ngày", ["926QĐ-TTg"], ["926/QĐ-TTg"], id="lost slash"),
    pytest.param(
        "Nghị quyết số 66.16/2026/NQ-CP của",
        ["66.16/2026/NQ-CP"],
        ["66.16/2026/NQ-CP"],
        id="dotted ordinal is read whole",
    ),
    pytest.param("Nghị quyết số 30a/2008/NQ-CP", ["30a/2008/NQ-CP"], ["30a/2008/NQ-CP"], id="letter in the ordinal"),
    pytest.param(
        "theo Kết luận 01-KL/TW và Kết luận 21-KL/TW, Nghị quyết 04-NQ/TU",
        ["01-KL/TW", "21-KL/TW", "04-NQ/TU"],
        ["01-KL/TW", "21-KL/TW", "04-NQ/TU"],
        id="Party numbers without a label",
    ),
    pytest.param("Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026", ["12-NQ/ĐU"], ["12-NQ/ĐU"], id="Party committee"),
    pytest.param(
        "Công văn số 5053-CV/VPTW/nb ngày", ["5053-CV/VPTW/nb"], ["5053-CV/VPTW/nb"], id="Party letter for use inside"
    ),
    pytest.param("Công văn số 1234/BTC-TCT ngày", ["1234/BTC-TCT"], ["1234/BTC-TCT"], id="official letter"),
    pytest.param("Quyết định số 87-CT ngày 1", ["87-CT"], ["87-CT"], id="old form"),
    pytest.param("Nghị định số 25/CP ngày 23", ["25/CP"], ["25/CP"], id="old form with a slash"),
    pytest.param("Công văn số 89 TC/TCT ngày", ["89 TC/TCT"], ["89-TC/TCT"], id="old form with a space"),
    pytest.param("Quyết định số 1830 QĐ-UBND ngày", ["1830 QĐ-UBND"], ["1830/QĐ-UBND"], id="space for a slash"),
    pytest.param("Pháp lệnh số 10-LCT/HĐNN7 sửa", ["10-LCT/HĐNN7"], ["10-LCT/HĐNN7"], id="order of the State Council"),
    pytest.param(
        "Thông tư số 12/2003/TTLT/BGD&ĐT-BTC",
        ["12/2003/TTLT/BGD&ĐT-BTC"],
        ["12/2003/TTLT/BGD&ĐT-BTC"],
        id="slash chain with an ampersand",
    ),
    pytest.param(
        "(Nghị định 15/2020/NĐ-CP; 16/2020/NĐ-CP)",
        ["15/2020/NĐ-CP", "16/2020/NĐ-CP"],
        ["15/2020/NĐ-CP", "16/2020/NĐ-CP"],
        id="in brackets, the second without a type",
    ),
    pytest.param("nghị định 85/2017/nđ-cp", ["85/2017/nđ-cp"], ["85/2017/NĐ-CP"], id="small letters"),
]


@pytest.mark.parametrize(("text", "written", "canonical"), WHERE)
def test_a_number_is_found_whole_and_alone(text, written, canonical):
    assert [(one.text, one.canonical) for one in found(text)] == list(zip(written, canonical, strict=True))
    assert all(text[one.start : one.end] == one.text for one in found(text))


NO_CITATION = [
    pytest.param("CÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024", id="running header of the gazette"),
    pytest.param("ÔNG BÁO/Số 229/Ngày 19-04-2026", id="running header that lost a letter"),
    pytest.param("theo mẫu 301.2/NCC-S và mẫu số 03.09/HCLS", id="codes of forms"),
    pytest.param("theo Mẫu số 01/TNDN ban hành kèm theo Thông tư này", id="form of a tax"),
    pytest.param("giai đoạn 2021-2025 và 2026/2030", id="range of years"),
    pytest.param("ngày 05/9/2026, 28-4-2022", id="dates"),
    pytest.param("theo quyết định 3-4 người", id="range of numbers after a type"),
    pytest.param("Điều 15.6.LQ.1. và Điều 15.6.TT.2.5", id="article ids of the codification"),
    pytest.param("tải tệp 23-2018-TT-BNNPTNT.docx về", id="file name"),
    pytest.param("tệp 12/2020/TT-BTC.pdf", id="file name with slashes"),
    pytest.param("xem https://vbpl.vn/van-ban/25/2024/TT-BTC", id="address"),
    pytest.param("https://vbpl.vn/van-ban/\n25/2024/TT-BTC-quy-dinh.html", id="rest of an address alone on its line"),
    pytest.param(
        "https://vbpl.vn/TW/vbpq-\ntoanvan.aspx?ItemID=1&Keyword= \n74/2014/QH13  \n2.", id="last word of an address"
    ),
    pytest.param("a.aspx?ItemID=1&Keyword=\n12/2017/TT-BL%C4%90TBXH", id="percent-encoded rest of an address"),
    pytest.param("QCVN 01:2020/BCT, TCVN 5945-2005/BKHCN", id="standards"),
    pytest.param("BỘ TÀI CHÍNH\n\nSố: 25/2024/TT-BTC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", id="own number line"),
    pytest.param("ĐẢNG ỦY XÃ\n*\nSố 05-NQ/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM", id="own number line of the Party"),
    pytest.param("QUỐC HỘI\nLuật số: 45/2019/QH14\nCỘNG HÒA", id="own number line of a law"),
    pytest.param("Số: 4246/VBHN-BTC   Hà Nội, ngày 24 tháng 11 năm 2021", id="own number beside the date"),
    pytest.param("Độc lập - Tự do - Hạnh phúc", id="motto"),
    pytest.param("tỷ lệ 1/500, 24/7, 3/4 số phiếu", id="fractions"),
]


@pytest.mark.parametrize("text", NO_CITATION)
def test_what_only_looks_like_a_number_is_no_citation(text):
    assert [one.text for one in found(text)] == []


NAMES = [
    pytest.param("Nghị định số 1/2020/NĐ-CP", "Nghị định", id="type and label"),
    pytest.param("Nghị quyết 04-NQ/TU", "Nghị quyết", id="type without a label"),
    pytest.param("Luật Giao dịch điện tử số 20/2023/QH15", "Luật", id="title between"),
    pytest.param(
        "Luật Tài nguyên, môi trường biển và hải đảo số 82/2015/QH13", "Luật", id="title with a comma and an and"
    ),
    pytest.param("Bộ luật Lao động số 45/2019/QH14", "Bộ luật", id="code"),
    pytest.param("Báo cáo thẩm tra số 1006/BC-UBXH15", "Báo cáo", id="which report"),
    pytest.param("Thông tư liên tịch số 17/2014/TTLT-BTC-BYT", "Thông tư liên tịch", id="joint circular"),
    pytest.param("Nghi định số 60/2014/NĐ-CP", "Nghị định", id="a mark lost in print"),
    pytest.param("THÔNG TƯ SỐ 12/2020/TT-BTC", "Thông tư", id="capitals"),
    pytest.param("Nghị\nđịnh số\n12/2020/NĐ-CP", "Nghị định", id="broken over lines"),
    pytest.param("Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg", "Quyết định", id="issuer between"),
    pytest.param("số 12/2020/TT-BTC", None, id="not stated"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_the_type_is_what_the_text_says(text, expected):
    assert [one.type for one in found(text)] == [expected]


DATES = [
    pytest.param(" ngày 04 tháng 4 năm 2026 của", "2026-04-04", id="in words"),
    pytest.param(" ngày 28/8/2023", "2023-08-28", id="with slashes"),
    pytest.param(", ngày 28-4-2022", "2022-04-28", id="with hyphens after a comma"),
    pytest.param("\nngày 28\ntháng 01 năm 2021", "2021-01-28", id="broken over lines"),
    pytest.param(
        " ngày 28 tháng 8 năm\n\nCÔNG BÁO/Số 71/Ngày 10-11-2024\n71\n\n2023 của", "2023-08-28", id="broken over pages"
    ),
    pytest.param("1 ngày 28 tháng 8 năm 20237 thì", "2023-08-28", id="a footnote mark glued to the year"),
    pytest.param(" ngày 31 tháng 02 năm 2020", None, id="no such day"),
    pytest.param(" có hiệu lực từ ngày 01 tháng 7 năm 2020", None, id="another day"),
]


@pytest.mark.parametrize(("after", "expected"), DATES)
def test_the_date_follows_the_number(after, expected):
    (one,) = found("Thông tư số 12/2020/TT-BTC" + after)
    assert citations.as_json(one)["date"] == expected


ISSUERS = [
    pytest.param("của Chính phủ quy định chi tiết", "Chính phủ", id="one body"),
    pytest.param(
        "của Bộ trưởng Bộ Kế hoạch và Đầu tư hướng dẫn", "Bộ trưởng Bộ Kế hoạch và Đầu tư", id="and in a name"
    ),
    pytest.param(
        "của Bộ trưởng Bộ Lao động - Thương binh và Xã hội, Bộ trưởng Bộ Y tế quy định",
        "Bộ trưởng Bộ Lao động - Thương binh và Xã hội, Bộ trưởng Bộ Y tế",
        id="two bodies",
    ),
    pytest.param(
        "của Bộ trưởng Bộ Giao thông vận tải về", "Bộ trưởng Bộ Giao thông vận tải", id="small letters in a name"
    ),
    pytest.param("của Bộ\ntrưởng Bộ Tài\nchính;", "Bộ trưởng Bộ Tài chính", id="broken over lines"),
    pytest.param("của Chính phủ và Báo cáo thẩm tra", "Chính phủ", id="and another document"),
    pytest.param(
        "của Ủy ban Thường vụ Quốc hội\n\nỦY BAN THƯỜNG VỤ QUỐC HỘI",
        "Ủy ban Thường vụ Quốc hội",
        id="a heading after it",
    ),
    pytest.param(
        "của Bộ trưởng, Chủ nhiệm Ủy ban Dân tộc công nhận", "Bộ trưởng, Chủ nhiệm Ủy ban Dân tộc", id="two offices"
    ),
    pytest.param(
        "của Hội nghị lần thứ bảy Ban Chấp hành Trung ương khóa XII về",
        "Hội nghị lần thứ bảy Ban Chấp hành Trung ương khóa XII",
        id="a congress",
    ),
    pytest.param(
        "của Bộ trưởng Bộ Lao động - Thương bình và Xã hội quy định",
        "Bộ trưởng Bộ Lao động - Thương bình và Xã hội",
        id="misprinted",
    ),
    pytest.param("sửa đổi Luật của Quốc hội", None, id="not right after"),
]


@pytest.mark.parametrize(("after", "expected"), ISSUERS)
def test_the_issuer_follows_number_and_date(after, expected):
    assert found(f"Nghị định số 12/2020/NĐ-CP ngày 1 tháng 2 năm 2020 {after}")[0].issuer == expected


PROVISIONS = [
    pytest.param("điểm a khoản 2 Điều 5", "điểm a khoản 2 Điều 5", id="small to large"),
    pytest.param("khoản 5, khoản 6 và khoản 8 Điều 76 của", "khoản 5, khoản 6 và khoản 8 Điều 76", id="several"),
    pytest.param("tại các khoản 3, 4,\n5 Điều 12", "khoản 3, 4, 5 Điều 12", id="without its plural"),
    pytest.param(
        "Điều 3, 9 và tại các khoản 1, 3 Điều 10", "Điều 3, 9 và tại các khoản 1, 3 Điều 10", id="plural in the middle"
    ),
    pytest.param("Điều 9, Điều 13 Mục 3 và Mục 4", "Điều 9, Điều 13 Mục 3 và Mục 4", id="sections"),
    pytest.param("Phụ lục V ban hành kèm theo", "Phụ lục V", id="annex issued with it"),
    pytest.param("Số thứ tự 3 và 10 Điều 1", "Số thứ tự 3 và 10 Điều 1", id="ordinals"),
    pytest.param("điểm đ khoản 1 Điều 9a", "điểm đ khoản 1 Điều 9a", id="letters"),
    pytest.param("Điều 1 Thông tư này và", None, id="of another"),
    pytest.param("theo quy định tại", None, id="none"),
]


@pytest.mark.parametrize(("before", "expected"), PROVISIONS)
def test_the_provision_stands_before_the_document(before, expected):
    assert found(f"{before} Nghị định số 12/2020/NĐ-CP")[0].provision == expected


def test_json_has_exactly_the_documented_keys():
    (one,) = found("Căn cứ Nghị định số 1/2020/NĐ-CP ngày 2 tháng 3 năm 2020 của Chính phủ")
    assert citations.as_json(one) == {
        "start": 20,
        "end": 32,
        "text": "1/2020/NĐ-CP",
        "canonical": "01/2020/NĐ-CP",
        "type": "Nghị định",
        "date": "2020-03-02",
        "issuer": "Chính phủ",
        "provision": None,
        "relation": "basis",
        "direction": "this_acts",
        "scope": "whole",
    }


def test_offsets_count_code_points_of_the_text_as_it_came():
    text = "Căn cứ Nghị định số 12/2020/NĐ-CP và Thông tư số 13/2020/TT-BTC"
    decomposed = __import__("unicodedata").normalize("NFD", text)
    assert [decomposed[one.start : one.end] for one in found(decomposed)] == ["12/2020/NĐ-CP", "13/2020/TT-BTC"]
    assert [one.relation for one in found(decomposed)] == ["basis", "basis"]


HOSTILE = {
    "empty": "",
    "slashes": "/" * 100_000,
    "digits": "1" * 100_000,
    "digits and slashes": "1/" * 50_000,
    "hyphens": "1-A" * 40_000,
    "bases": "Căn cứ " * 20_000,
    "numbers": "12/2020/TT-BTC " * 8_000,
    "numbers glued": "12/2020/TT-BTC" * 8_000,
    "labels": "số " * 40_000,
    "units": "khoản 1 " * 20_000,
    "units and a number": "khoản 1, " * 20_000 + "Thông tư số 12/2020/TT-BTC",
    "quotes": "“" * 100_000,
    "brackets": "(" * 50_000 + "Thông tư số 12/2020/TT-BTC" + ")" * 50_000,
    "expiring": "Thông tư số 12/2020/TT-BTC hết hiệu lực, " * 4_000,
    "nested": "(Thông tư số 12/2020/TT-BTC " * 5_000,
    "NUL": "\0" * 100_000,
    "lone surrogates": "\ud800\udc00\ud800 số 12/2020/TT-BTC\ud800" * 5_000,
    "combining": "a" + "\u0301" * 100_000,
    "blank lines": "\n" * 100_000,
    "headers": "CÔNG BÁO/Số 1\n" * 10_000,
    "page numbers": "1\n\n" * 40_000,
    "noncharacters": "\ufdd0\ufdd1" * 50_000 + "Thông tư số 12/2020/TT-BTC",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_raises_or_costs_more_steps_than_its_length(text):
    reading = citations.Reading(text, Vocabulary.shipped())
    assert all(text[one.start : one.end] == one.text for one in reading.citations())
    assert reading.steps <= 2 * len(text) + 4_000


@pytest.mark.parametrize("times", [1, 10])
def test_steps_grow_with_the_text_and_not_faster(times):
    piece = "Căn cứ Luật A số 25/2008/QH12 được sửa đổi, bổ sung bởi Luật số 46/2014/QH13; theo (khoản 1 Điều 2).\n"
    once, many = (citations.Reading(piece * count, Vocabulary.shipped()) for count in (50, 50 * times))
    assert len(list(once.citations())) * times == len(list(many.citations()))
    assert many.steps <= once.steps * times * 1.01 + 10
