"""Suggestions while typing, and the nearest words where nothing is found; on both databases."""

import datetime as dt

import pytest

from registry import completing, publishing, spelling
from registry.accounts import ANONYMOUS, SYSTEM
from registry.law.nearness import distance
from registry.search import Query
from registry.store.tables import Audience
from tests.conftest import rolled_back
from tests.making import make_document

HELD = [
    ("25/2024/TT-BTC", "Hướng dẫn thuế giá trị gia tăng"),
    ("26/2024/TT-BTC", "Quy định về đất đai"),
    ("126/2024/TT-BTC", "Thuế thu nhập cá nhân"),
]


@pytest.fixture(scope="module")
def held(shared):
    with shared.unit_of_work() as session:
        for number, title in HELD:
            publishing.publish(session, SYSTEM, make_document(session, number=number, title=title))
        make_document(session, number="27/2024/TT-BTC", title="Bản thảo thuế xzqw")
        hidden = make_document(
            session, number="28/2024/TT-BTC", title="Chỉ cán bộ xem thuế xzqv", view_audience=Audience.STAFF
        )
        publishing.publish(session, SYSTEM, hidden)


@pytest.fixture
def session(shared):
    with rolled_back(shared) as session:
        yield session


def texts(session, typed, kind):
    return [one.text for one in completing.suggest(session, ANONYMOUS, typed) if one.kind == kind]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("25/2024/tt", ["Thông tư 25/2024/TT-BTC"]),
        ("tt-btc 12", ["Thông tư 126/2024/TT-BTC"]),
        ("26", ["Thông tư 26/2024/TT-BTC"]),
        ("0126/20", ["Thông tư 126/2024/TT-BTC"]),
        ("27/2024", []),
        ("28/2024", []),
        ("2", []),
        ("", []),
    ],
)
def test_numbers_go_on_from_what_is_typed(session, held, typed, expected):
    assert texts(session, typed, "number") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("thue", [HELD[2][1], HELD[0][1]]),
        ("Thuế thu nh", []),  # two letters begin too many words
        ("thuế thu nhậ", [HELD[2][1]]),
        ("dat dai", [HELD[1][1]]),
        ("xzq", []),
    ],
)
def test_titles_go_on_from_what_is_typed_the_newest_first(session, held, typed, expected):
    assert texts(session, typed, "title") == expected


@pytest.mark.parametrize("typed", ["bo tai ch", "Bộ Tài", "tai chinh", "BTC"])
def test_issuers_are_found_by_beginnings_of_words_of_any_of_their_names(session, held, typed):
    assert "Bộ Tài chính" in texts(session, typed, "issuer")


@pytest.mark.parametrize("typed", ['"', "%%", "a' OR 1", "title:*", "__", "\\\\", "đ" * 300])
def test_nothing_typed_breaks_the_engine(session, held, typed):
    assert [one for one in completing.suggest(session, ANONYMOUS, typed) if one.kind != "issuer"] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thuee thu nhap", "thue thu nhap"),
        ("thuế gai trị gia tăng", "thuế gia trị gia tăng"),  # two letters swapped make another syllable
        ("huonng daan thue", "huong dan thue"),
        ("đấat đai", "đất đai"),
        ("dat dia", "dat dai"),
        ("zzzzzz", None),
        ("xzqz", None),  # near to words of what is not to be seen
        ("", None),
    ],
)
def test_a_misspelt_word_offers_what_is_near_and_found(session, held, typed, meant):
    assert spelling.nearest(session, ANONYMOUS, Query(words=typed)) == meant


def test_what_is_offered_keeps_to_the_filters(session, held):
    assert spelling.nearest(session, ANONYMOUS, Query(words="thuee", issued_from=dt.date(2030, 1, 1))) is None


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("thue", "thue", 0), ("thue", "thuee", 1), ("gai", "gia", 1), ("dat", "dai", 1), ("quoc", "quuoocs", 3), ("a", "abcdef", 3)],
)  # fmt: skip
def test_how_near_words_are(one, other, steps):
    assert distance(one, other, 2) == distance(other, one, 2) == min(steps, 3)


def test_bodies_whose_name_begins_so_come_first(session, held):
    assert texts(session, "bộ tài", "issuer")[0].startswith("Bộ Tài")
    assert "Bộ Giao thông vận tải" in texts(session, "bộ tài", "issuer")
