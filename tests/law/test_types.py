"""The table of types: complete, unambiguous where the law is, and honest where a symbol is shared."""

import pytest

from registry.law.types import Family, from_row
from registry.law.vocabulary import Vocabulary, table

SHIPPED = Vocabulary.shipped()
BY_CODE = {kind.code: kind for kind in SHIPPED.types}


def test_codes_are_unique_slugs():
    codes = [row["code"] for row in table("types")]
    assert len(codes) == len(set(codes)) == len(SHIPPED.types)
    assert all(code.replace("-", "").isalpha() and code.isascii() and code.islower() for code in codes)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Nghị quyết", "NQ"), ("Quyết định", "QĐ"), ("Chỉ thị", "CT"), ("Quy chế", "QC"), ("Quy định", "QyĐ"),
        ("Thông cáo", "TC"), ("Thông báo", "TB"), ("Hướng dẫn", "HD"), ("Chương trình", "CTr"), ("Kế hoạch", "KH"),
        ("Phương án", "PA"), ("Đề án", "ĐA"), ("Dự án", "DA"), ("Báo cáo", "BC"), ("Biên bản", "BB"),
        ("Tờ trình", "TTr"), ("Hợp đồng", "HĐ"), ("Công điện", "CĐ"), ("Bản ghi nhớ", "BGN"),
        ("Bản thỏa thuận", "BTT"), ("Giấy ủy quyền", "GUQ"), ("Giấy mời", "GM"), ("Giấy giới thiệu", "GGT"),
        ("Giấy nghỉ phép", "GNP"), ("Phiếu gửi", "PG"), ("Phiếu chuyển", "PC"), ("Phiếu báo", "PB"),
    ],
)  # fmt: skip
def test_annex_iii_of_decree_30_2020_is_complete(name, symbol):
    (kind,) = (kind for kind in SHIPPED.types if kind.name == name)
    assert kind.symbols[0] == symbol
    assert Family.ADMINISTRATIVE in kind.families


@pytest.mark.parametrize("name", ["Công văn", "Thư công"])
def test_letters_are_types_without_a_state_symbol_of_their_own(name):
    (kind,) = (kind for kind in SHIPPED.types if kind.name == name)
    assert set(kind.symbols) <= {"CV"}


@pytest.mark.parametrize(
    ("symbol", "family", "codes"),
    [
        ("QĐ", Family.PARTY, ["quyet-dinh", "quy-dinh"]),
        ("QĐ", Family.NORMATIVE, ["quyet-dinh"]),
        ("QĐ", Family.ADMINISTRATIVE, ["quyet-dinh"]),
        ("QyĐ", Family.ADMINISTRATIVE, ["quy-dinh"]),
        ("QĐi", Family.PARTY, ["quy-dinh"]),
        ("TT", Family.NORMATIVE, ["thong-tu"]),
        ("TT", Family.PARTY, ["thong-tri"]),
        ("SL", Family.OLD, ["sac-lenh"]),
        ("SL", Family.COPY, ["ban-sao-luc"]),
        ("HD", Family.PARTY, ["huong-dan"]),
        ("HĐ", Family.ADMINISTRATIVE, ["hop-dong"]),
        ("L", Family.NORMATIVE, ["lenh"]),
        ("XYZ", Family.NORMATIVE, []),
    ],
)
def test_a_shared_symbol_means_what_its_family_says(symbol, family, codes):
    assert [kind.code for kind in SHIPPED.meanings(symbol, family)] == codes


@pytest.mark.parametrize("symbol", ["QĐ", "CT", "TC", "HD", "SL", "L"])
def test_a_symbol_with_more_than_one_reading_says_so_in_a_note(symbol):
    assert any(kind.note for kind in SHIPPED.types_by_symbol[symbol])


def test_every_family_but_none_has_types_and_every_type_names_itself_twice():
    families = {family for kind in SHIPPED.types for family in kind.families}
    assert families == set(Family) - {Family.NONE}
    assert all(kind.name and kind.name_en and kind.source for kind in SHIPPED.types)


def test_no_two_symbols_differ_in_case_only():
    symbols = list(SHIPPED.types_by_symbol)
    assert len({symbol.upper() for symbol in symbols}) == len(symbols)


def test_joint_types_are_known():
    assert {kind.code for kind in SHIPPED.types if kind.joint} >= {"thong-tu-lien-tich", "nghi-quyet-lien-tich"}


def test_a_row_without_a_family_that_exists_is_refused():
    row = dict(next(iter(table("types"))), families="imaginary")
    with pytest.raises(ValueError, match="imaginary"):
        from_row(row)
