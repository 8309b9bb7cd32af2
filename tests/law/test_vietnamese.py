"""Vietnamese as characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.law.vietnamese import fold, modern_tones, nfc, slug


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nghị định", "nghi dinh"),
        ("ĐẢNG ỦY", "dang uy"),
        ("Ðảng ủy", "dang uy"),
        ("thường vụ Quốc hội", "thuong vu quoc hoi"),
        ("Bà Rịa - Vũng Tàu 2025", "ba ria - vung tau 2025"),
        ("", ""),
    ],
)
def test_fold_takes_marks_and_case_away(text, folded):
    assert fold(text) == folded


@given(st.text(alphabet="aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ\u0300\u0301\u0303\u0309\u0323 -/1", max_size=40))
def test_nfc_and_nfd_fold_alike_and_folding_twice_changes_nothing(text):
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(apart)
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_a_slug_has_only_letters_digits_and_single_hyphens(text):
    made = slug(text, limit=20)
    assert len(made) <= 20
    assert made.replace("-", "").isascii()
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert "--" not in made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bộ Tài chính", "bo-tai-chinh"),
        ("Về việc: sửa đổi, bổ sung Điều 5", "ve-viec-sua-doi-bo-sung-dieu-5"),
        ("Đắk Lắk", "dak-lak"),
        ("***", ""),
    ],
)
def test_slugs_read_as_words(text, expected):
    assert slug(text) == expected


def test_a_long_slug_is_cut_between_words():
    assert slug("một hai ba bốn", limit=10) == "mot-hai-ba"
    assert slug("một hai ba bốn", limit=9) == "mot-hai"
    assert slug("a" * 50, limit=10) == "a" * 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("Toà án", "Tòa án"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("quỹ", "quỹ"),
        ("hoàn toàn", "hoàn toàn"),
        ("thuyết", "thuyết"),
        ("huỳnh", "huỳnh"),
        ("Hà Nội", "Hà Nội"),
    ],
)
def test_old_tones_move_and_only_those(old, new):
    assert modern_tones(old) == new


def test_nfc_gives_ascii_back_untouched():
    text = "25/2024/TT-BTC"
    assert nfc(text) is text
