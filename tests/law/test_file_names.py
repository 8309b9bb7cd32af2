"""Numbers in the names of files: what offices and gazettes call their scans."""

import pytest

from registry.law import file_names, first_page


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("quyet-dinh-so-109-qd-btc-468842.pdf", "109/QĐ-BTC"),
        ("thong-bao-so-02-2023-tb-lpqt-39022.pdf", "02/2023/TB-LPQT"),
        ("thong-tu-so-12-2022-tt-bldtbxh-37536.pdf", "12/2022/TT-BLĐTBXH"),
        ("luat-so-69-2020-qh14-32699.pdf", "69/2020/QH14"),
        ("25_2024_TT-BTC.signed.pdf", "25/2024/TT-BTC"),
        ("Thông tư 25-2024-TT-BTC (bản chính).pdf", "25/2024/TT-BTC"),
        ("100.2015.QH13.P4.pdf", "100/2015/QH13"),
        ("2024-05-03 scan so 153-tb-vpcp.pdf", "153/TB-VPCP"),
        ("05-2015-ttlt-bxd-bnv.pdf", "05/2015/TTLT-BXD-BNV"),
    ],
)
def test_a_name_tells_the_number_with_its_marks(name, number):
    assert file_names.number(name).canonical == number


@pytest.mark.parametrize(
    "name",
    ["scan0001.pdf", "IMG_20240503_123456.pdf", "báo cáo 2024.pdf", "59-nd.signed.pdf", "2450-kgvx.pdf", "", "..", "1" * 500,
     "2005_Ke_hoach_2005__QH_lan_6_25-10.pdf", "CV 1234 BTC-CST ngay 2-3.pdf", "1-" * 300],
)  # fmt: skip
def test_a_name_without_a_whole_number_tells_none(name):
    assert file_names.number(name) is None


HEAD = "BỘ TÀI CHÍNH\nSố: {} Hà Nội, ngày 21 tháng 01 năm 2026\n\nQUYẾT ĐỊNH\nVề việc công bố văn bản\n\nBỘ TRƯỞNG\n"


def test_the_name_speaks_only_where_the_pages_do_not_and_is_never_sure():
    name = "quyet-dinh-so-109-qd-btc-468842.pdf"
    printed = first_page.named(first_page.read([HEAD.format("333/QĐ-BTC")]), name).number
    assert (printed.value.canonical, printed.page) == ("333/QĐ-BTC", 1)
    written = first_page.named(first_page.read([HEAD.format("     /QĐ-BTC")]), name).number
    assert (written.value.canonical, written.page, written.snippet) == ("109/QĐ-BTC", None, name)
    nothing = first_page.named(first_page.read([""]), name).number
    assert 0.5 < nothing.confidence < written.confidence < 0.9
