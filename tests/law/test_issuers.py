"""The tables of issuers, and who a code may mean on a day."""

from datetime import date
from itertools import pairwise

import pytest

from registry.law.candidates import candidates
from registry.law.issuers import Level, joined
from registry.law.numbers import parse
from registry.law.vocabulary import Vocabulary, table

SHIPPED = Vocabulary.shipped()
BY_CODE = {issuer.code: issuer for issuer in SHIPPED.issuers}
REFORM = date(2025, 3, 1)


def codes_of(bodies):
    return [issuer.code for issuer in bodies]


def meant(code, on=None, **known):
    (bodies,) = candidates(code, on, **known)
    return codes_of(bodies)


def test_codes_are_unique_slugs_and_every_row_is_complete():
    assert len(BY_CODE) == len(SHIPPED.issuers)
    assert all(code.isascii() and code == code.lower() and " " not in code for code in BY_CODE)
    assert all(issuer.name and issuer.name_en and issuer.codes and issuer.source for issuer in SHIPPED.issuers)


def test_lives_and_parents_make_sense():
    for issuer in SHIPPED.issuers:
        if issuer.valid_from and issuer.valid_to:
            assert issuer.valid_from <= issuer.valid_to, issuer.code
        assert not issuer.parent or issuer.parent in BY_CODE, issuer.code


def test_successors_and_predecessors_mirror_each_other():
    pairs = {(issuer.code, later.issuer) for issuer in SHIPPED.issuers for later in issuer.successors}
    assert pairs == {(earlier.issuer, issuer.code) for issuer in SHIPPED.issuers for earlier in issuer.predecessors}
    assert pairs


def test_no_body_takes_over_before_the_other_ends():
    for issuer in SHIPPED.issuers:
        for later in issuer.successors:
            if issuer.valid_to and later.on and not later.part:
                assert abs((later.on - issuer.valid_to).days) <= 1, (issuer.code, later)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bo-ke-hoach-va-dau-tu", "bo-tai-chinh"),
        ("bo-giao-thong-van-tai", "bo-xay-dung"),
        ("bo-nong-nghiep-va-phat-trien-nong-thon", "bo-nong-nghiep-va-moi-truong"),
        ("bo-tai-nguyen-va-moi-truong", "bo-nong-nghiep-va-moi-truong"),
        ("bo-lao-dong-thuong-binh-va-xa-hoi", "bo-noi-vu"),
        ("bo-thong-tin-va-truyen-thong", "bo-khoa-hoc-va-cong-nghe"),
        ("uy-ban-dan-toc", "bo-dan-toc-va-ton-giao"),
    ],
)
def test_the_mergers_of_march_2025(before, after):
    assert (after, REFORM) in [(later.issuer, later.on) for later in BY_CODE[before].successors]
    assert BY_CODE[before].valid_to == date(2025, 2, 28)
    assert BY_CODE[after].existed_on(REFORM)


def test_fourteen_ministries_and_three_agencies_stand_after_the_reform():
    today = [i for i in SHIPPED.issuers if i.level is Level.MINISTRY and i.existed_on(date(2025, 7, 1))]
    assert len(today) == 17


@pytest.mark.parametrize("kind", ["hdnd", "ubnd", "dang-bo"])
def test_sixty_three_provinces_became_thirty_four(kind):
    def standing(day):
        return [i for i in SHIPPED.issuers if i.place and i.code.startswith(f"{kind}-") and i.existed_on(day)]

    assert len(standing(date(2025, 6, 30))) == 63
    assert len(standing(date(2025, 7, 1))) == 34


@pytest.mark.parametrize(
    ("before", "after"),
    [("binh-duong", "ho-chi-minh"), ("ha-giang", "tuyen-quang"), ("quang-nam", "da-nang"), ("kien-giang", "an-giang")],
)
def test_a_province_names_its_successor(before, after):
    assert [later.issuer for later in BY_CODE[f"ubnd-{before}"].successors] == [f"ubnd-{after}"]
    assert BY_CODE[f"ubnd-{before}"].successors[0].on == date(2025, 7, 1)


def test_terms_follow_one_another_without_a_gap():
    terms = [SHIPPED.terms[number] for number in range(1, 17)]
    assert all((later.valid_from - term.valid_to).days == 1 for term, later in pairwise(terms))
    assert terms[-1].valid_to is None


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("BTC", date(2024, 1, 1), ["bo-tai-chinh"]),
        ("BNV", date(1990, 1, 1), ["bo-noi-vu-1975"]),
        ("BNV", date(1950, 1, 1), ["bo-noi-vu-1945"]),
        ("BNV", date(2020, 1, 1), ["bo-noi-vu"]),
        ("BKHĐT", date(2024, 1, 1), ["bo-ke-hoach-va-dau-tu"]),
        ("BKHĐT", date(2026, 1, 1), []),
        ("BNNMT", date(2024, 1, 1), []),
        ("BNNMT", date(2026, 1, 1), ["bo-nong-nghiep-va-moi-truong"]),
        ("QH14", date(2019, 11, 20), ["quoc-hoi"]),
        ("QH14", date(2022, 1, 1), []),
        ("NHNN7", date(2000, 1, 1), ["ngan-hang-nha-nuoc"]),
        ("BCĐ389", None, ["ban-chi-dao"]),
        ("btc", None, ["bo-tai-chinh"]),
        ("XYZ", None, []),
    ],
)
def test_a_code_means_the_bodies_that_had_it_on_the_day(code, on, expected):
    assert meant(code, on) == expected


def test_a_merged_ministry_numbers_on_for_some_weeks():
    assert meant("BCN", date(2007, 8, 7)) == ["bo-cong-nghiep"]
    assert meant("BCN", date(2008, 8, 7)) == []


def test_without_a_day_the_year_of_the_number_serves():
    assert [codes_of(bodies) for bodies in candidates(parse("12/1997/TT-BNV"))] == [["bo-noi-vu-1975"]]
    assert [codes_of(bodies) for bodies in candidates(parse("12/1800/TT-BNV"))] == [[]]


def test_a_joint_number_gives_candidates_for_each_code():
    assert [codes_of(bodies) for bodies in candidates(parse("01/2015/TTLT-VPCP-BNV"))] == [
        ["van-phong-chinh-phu"],
        ["bo-noi-vu"],
    ]


DIRECTIVE, DAY = parse("01/CT-UBND"), date(2016, 1, 6)


def test_a_directive_alone_names_no_province():
    (bodies,) = candidates(DIRECTIVE, DAY)
    assert len([issuer for issuer in bodies if issuer.place]) == 63
    assert Level.COMMUNE in {issuer.level for issuer in bodies}


@pytest.mark.parametrize(
    "known",
    [
        {"place": "Bình Dương"},
        {"place": "tỉnh Bình Dương"},
        {"letterhead": "ỦY BAN NHÂN DÂN\nTỈNH BÌNH DƯƠNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
        {"letterhead": "UỶ BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"},
        {"letterhead": "UBND TỈNH BÌNH DƯƠNG"},
        {"home": {"ubnd-binh-duong", "hdnd-binh-duong"}},
    ],
    ids=["place", "place-named-a-province", "letterhead", "letterhead-other-marks", "letterhead-short", "home"],
)
def test_letterhead_place_or_home_narrow_to_one(known):
    assert meant("UBND", DAY, **known) == ["ubnd-binh-duong"]


def test_a_hint_that_fits_nobody_is_passed_over():
    assert meant("BTC", DAY, place="Bình Dương", home={"ubnd-son-la"}) == ["bo-tai-chinh"]


def test_a_succession_of_nobody_is_refused():
    rows = [{"predecessor": "bo-tai-chinh", "successor": "nobody", "day": "2025-03-01", "part": ""}]
    with pytest.raises(KeyError, match="nobody"):
        joined(SHIPPED.issuers, rows)


def test_the_tables_say_where_their_rows_come_from():
    for name in ("issuers", "provinces", "successions", "terms", "types"):
        assert all(row["source"] for row in table(name)), name
