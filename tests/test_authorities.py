import datetime as dt

import pytest

from registry import authorities
from registry.errors import Invalid

DAY = dt.date(2024, 5, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [("thong-tu", "thong-tu"), ("Thông tư", "thong-tu"), ("thông  tư", "thong-tu"), ("TT", "thong-tu"),
     ("NQ", "nghi-quyet"), ("VB HN", "van-ban-hop-nhat"), ("Decree", "nghi-dinh")],
)  # fmt: skip
def test_a_type_is_known_by_code_name_and_symbol(session, text, code):
    assert authorities.type_called(session, text).code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [("BTC", "Bộ Tài chính"), ("bo-tai-chinh", "Bộ Tài chính"), ("bộ tài chính", "Bộ Tài chính"),
     ("CP", "Chính phủ"), ("QH14", "Quốc hội"), ("UBTVQH15", "Ủy ban thường vụ Quốc hội"),
     ("Thủ tướng", "Thủ tướng Chính phủ")],
)  # fmt: skip
def test_an_issuer_is_known_by_slug_name_alias_and_code(session, text, name):
    assert authorities.issuer_called(session, text, DAY).name == name


def test_unknown_words_are_named(session):
    for ask in (authorities.type_called, authorities.field_called):
        with pytest.raises(Invalid, match="Xyz"):
            ask(session, "Xyz")
    with pytest.raises(Invalid, match="Xyz"):
        authorities.issuer_called(session, "Xyz", DAY)


def test_a_code_that_many_share_names_some_of_them(session):
    with pytest.raises(Invalid, match="UBND.*may be several bodies.*…"):
        authorities.issuer_called(session, "UBND", DAY)


def test_a_code_that_many_share_means_the_offices_own(session):
    session.info[authorities.HOME_ISSUERS] = ("Ủy ban nhân dân tỉnh Lâm Đồng",)
    assert authorities.issuer_called(session, "UBND", DAY).name == "Ủy ban nhân dân tỉnh Lâm Đồng"
    assert authorities.issuer_called(session, "BTC", DAY).name == "Bộ Tài chính"


def test_a_signer_is_one_person_however_often_named(session):
    first = authorities.signer_called(session, "Nguyễn Văn Mẫu")
    assert authorities.signer_called(session, "Nguyễn Văn Mẫu") is first
