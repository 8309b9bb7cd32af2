"""Numbers: what is printed, typed and scanned is read into its parts and printed in one form."""

import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.law import numbers, symbols
from registry.law.issuers import Issuer, Level
from registry.law.numbers import Family, as_json, loose_key, parse
from registry.law.problems import MESSAGES
from registry.law.types import Type
from registry.law.vocabulary import Vocabulary

BY_HAND = [
    [cell.strip() for cell in line.split(" | ")]
    for line in Path(__file__).with_name("numbers_by_hand.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def listed(cell):
    return () if cell == "-" else tuple(part.replace("~", " ") for part in cell.split(" "))


@pytest.mark.parametrize("row", BY_HAND, ids=lambda row: row[0])
def test_every_shape_is_read_into_its_parts(row):
    text, canonical, kind, issuers, units, year, family, problems = row
    number = parse(text.replace("⏎", "\n"))
    assert number.canonical == (text if canonical == "=" else canonical)
    assert (number.type or "-", number.issuers, number.units) == (kind, listed(issuers), listed(units))
    assert (str(number.year or "-"), number.family) == (year, family)
    assert [problem.code for problem in number.problems] == ([] if problems == "ok" else problems.split(" "))


def test_the_table_by_hand_holds_every_family_and_enough_numbers():
    assert len(BY_HAND) >= 150
    assert {row[6] for row in BY_HAND} == set(Family)


@pytest.mark.parametrize("row", BY_HAND, ids=lambda row: row[0])
def test_printing_and_parsing_again_is_the_identity_on_real_shapes(row):
    once = parse(row[0].replace("⏎", "\n"))
    again = parse(once.canonical)
    assert parts(again) == parts(once)


def parts(number):
    return (number.canonical, number.ordinal, number.year, number.type, number.issuers, number.units, number.suffix,
            number.family, number.key, number.loose_key)  # fmt: skip


SPELLINGS = [
    "25/2024/TT-BLĐTBXH",
    "25/2024/tt-blđtbxh",
    "25/2024/TT-BLDTBXH",
    "25/2024/TT-BLÐTBXH",
    "25/2024/TT-BLĐTBXH\u0301".replace("\u0301", ""),
    "025/2024/TT-BLĐTBXH",
    "25/2024/TT–BLĐTBXH",
    "25/2024/TT\u2011BLĐTBXH",
    "25/2024/TT\u2212BLĐTBXH",
    "25/2024/TT-\nBLĐTBXH",
    "25/2024/\nTT-BLĐTBXH",
    "25 /2024/ TT - BLĐTBXH",
    "25/2024/TT\ufffeBLĐTBXH",
    "25/2024/ТТ-BLĐTВХН",
    "25-2024-TT-BLDTBXH",
    "25-2024-tt-bldtbxh",
    "Số: 25/2024/TT-BLĐTBXH",
    "Thông tư số 25/2024/TT-BLĐTBXH",
    "25/2024/TT-BL\u200bĐTBXH",
    "25/2024/TTBLĐTBXH",
    "25/2024/TT-BLĐTB&XH",
    "25/2024/TT_BLĐTBXH",
    "25/2024/TT-BL§TBXH",
    "25/2024/TT-BLĐTBXH\x00",
]


@pytest.mark.parametrize("text", SPELLINGS, ids=ascii)
def test_all_spellings_of_one_number_share_the_loose_key(text):
    assert loose_key(text) == "25-2024-ttbldtbxh"
    assert parse(text).loose_key == "25-2024-ttbldtbxh"


def test_nfd_and_nfc_are_one_number():
    assert parse("12/2019/NQ-HĐND").key == parse("12/2019/NQ-HĐND".replace("Ư", "U\u031b")).key
    assert loose_key("522b/NQ-UBTƯMTTQVN") == loose_key("522b/NQ-UBTU\u031bMTTQVN")


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("66.16/2026/NQ-CP", "66.1"),
        ("25/2024/TT-BTC", "25/2024"),
        ("25/2024/TT-BTC", "25/2024/TT"),
        ("01-KL/TW", "01-K"),
        ("30a/2008/NQ-CP", "30a"),
    ],
)
def test_a_beginning_of_a_number_has_a_beginning_of_its_loose_key(text, beginning):
    assert loose_key(text).startswith(loose_key(beginning))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("36/2026/TT-BXD", "36/2026/QĐ-TTg"),
        ("85/2025/NĐ-CP", "275/2025/NĐ-CP"),
        ("198-KL/TW", "198-KH-CĐKT"),
        ("66.16/2026/NQ-CP", "16/2026/NQ-CP"),
        ("66.16/2026/NQ-CP", "6616/2026/NQ-CP"),
        ("05/HD-BNV", "05/HĐ-BNV"),
        ("30/2008/NQ-CP", "30a/2008/NQ-CP"),
        ("11/2026/TT-BNNMT", "11/2026/TT-BTNMT"),
        ("26/KH-BCĐ (138)", "26/KH-BCĐ"),
        ("45/2019/QH14", "45/2019/QH13"),
        ("34/2009/QH12", "34/2009/NQ-QH12"),
        ("12/QĐ-UBND", "12/2024/QĐ-UBND"),
        ("83-TTg", "83/TTg"),
        ("22/2021/QD-TTg", "22/2021/QĐ-TTg"),
    ],
)
def test_near_misses_keep_their_own_exact_key(one, other):
    assert parse(one).key != parse(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("02/2018/tt-ubdt", "02/2018/TT-UBDT"),
        ("21/2016/QĐ-TTG", "21/2016/QĐ-TTg"),
        ("2403/QÐ-UBND", "2403/QĐ-UBND"),
        ("4/VBHN-BTC", "04/VBHN-BTC"),
        ("25-2024-TT-BTC", "25/2024/TT-BTC"),
        ("5053-CV/VPTW/NB", "5053-CV/VPTW/nb"),
        ("30A/2008/NQ-CP", "30a/2008/NQ-CP"),
    ],
)
def test_what_carries_no_meaning_does_not_make_another_exact_key(one, other):
    assert parse(one).key == parse(other).key


@pytest.mark.parametrize(
    "label",
    ["Số: ", "Số ", "Số : ", "Luật số: ", "Nghị quyết số ", "Bộ luật số:", "Sè : ", "Thông tư liên tịch số ",
     "Thông tư liên bộ số ", "Decree No. ", "số", "SỐ: ", "Nghị định ", "“"],
)  # fmt: skip
def test_labels_before_a_number_are_dropped(label):
    number = parse(f"{label}34/2016/NĐ-CP")
    assert (number.canonical, number.ok) == ("34/2016/NĐ-CP", True)


@pytest.mark.parametrize("ending", [".", ",", ";", ")", ":", "(1)", "[2]", "¹", "*", "”", " .", "/"])
def test_punctuation_and_footnote_marks_after_a_number_are_dropped(ending):
    number = parse(f"34/2016/NĐ-CP{ending}")
    assert (number.canonical, number.ok) == ("34/2016/NĐ-CP", True)


@pytest.mark.parametrize(
    ("text", "part", "message"),
    [
        ("12/2024/TTT-BTC", "type", "the type symbol TTT is unknown; did you mean TT?"),
        ("25/2024/TT-BTCC", "issuer", "the issuer code BTCC is unknown; did you mean BTC?"),
        ("22/2021/QD-TTg", "type", "QD has lost its marks; write QĐ"),
        ("26/2012/QH12", "year", "the year 2012 is not within the term of QH12 (2007 to 2011); check both"),
        ("25/98/TT-BTC", "year", "write the year with four digits: 1998"),
        ("18/NQ-TW", "separator", "Party numbers are written with a hyphen, then a slash; write …-NQ/TW"),
        ("34/2016/NĐ-CP của Chính phủ", "text", "“của Chính phủ” after the number was left out"),
        ("theo 34/2016/NĐ-CP", "text", "“theo” before the number was left out"),
        ("", "number", "there is no number here; write one such as 25/2024/TT-BTC"),
        ("x" * 301, "number", "a number has at most 300 characters; send the number alone"),
    ],
)
def test_a_problem_names_its_part_and_says_what_to_do(text, part, message):
    (problem,) = parse(text).problems
    assert (problem.part, problem.message) == (part, message)


def test_every_problem_code_has_a_sentence_and_every_sentence_is_used():
    used = set()
    for text in [*(row[0] for row in BY_HAND), "", "x" * 301, "abc", "theo 34/2016/NĐ-CP", "12/1800/TT-BTC",
                 "12/2024/COI-TTg"]:  # fmt: skip
        used |= {problem.code for problem in parse(text).problems}
    assert used == set(MESSAGES)


def test_one_line_of_the_command_has_exactly_the_promised_keys():
    line = as_json(parse("12/2024/TTT-BTC"))
    assert list(line) == ["input", "ok", "canonical", "ordinal", "year", "type", "issuers", "units", "suffix", "family",
                          "key", "loose_key", "problems"]  # fmt: skip
    assert [list(problem) for problem in line["problems"]] == [["part", "code", "message"]]
    assert (line["input"], line["ok"], line["year"], line["issuers"]) == ("12/2024/TTT-BTC", False, 2024, ["BTC"])


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "/" * 1_000_000, "-", "0", "\ud800", "25/2024/TT-\udfff", "((((", "1/", "9" * 299, "0" * 400,
     "1.1.1.1", "Không", "25/2024/" + "A" * 280, "25/2024/" + "A-" * 140, "25/2024/" + ". " * 140, "²", "٣/2024"],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_no_text_raises(text):
    number = parse(text)
    assert number.raw == text
    assert [problem.message for problem in number.problems]
    loose_key(text)


VOCABULARY = Vocabulary.shipped()
ODD = ["QH13", "ngày", "BTC1", "(138)", "nb", "2024", "1998", "98", "X", "tt", "Luật", "TTBYT", "NĐ.CP", "BKH,CN"]
WORDS = st.sampled_from([*VOCABULARY.symbols.values(), *VOCABULARY.codes.values(), *VOCABULARY.units.values(), *ODD])
JUNK = st.text(alphabet="0123456789/-–. _&()[],;:\n\u00a0\u200b\ufffeÐđQTBcpngàyÑ§\u0303\u0301a²*'\"", max_size=12)
SEPARATORS = st.sampled_from(["/", "-", " ", "/ ", " -", ".", ""])
TAILS = st.lists(st.one_of(WORDS, SEPARATORS, st.integers(0, 3000).map(str), JUNK), max_size=9).map("".join)
TEXTS = st.one_of(TAILS, st.text(max_size=60), TAILS.map("25/2024/{}".format), TAILS.map("12{}".format))


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_printing_and_parsing_again_is_the_identity(text):
    once = parse(text)
    assert parts(parse(once.canonical)) == parts(once)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_the_loose_key_of_a_number_is_that_of_its_canonical_form(text):
    number = parse(text)
    assert number.loose_key == loose_key(number.canonical)
    assert all(problem.message for problem in number.problems)


def test_an_administrators_type_and_issuer_are_read_like_the_shipped_ones():
    circular = Type("thong-tu-q", "Thông tư Q", "Q circular", (Family.NORMATIVE,), ("TTQ",))
    ministry = Issuer("bo-vu-tru", ("BVTr",), "Bộ Vũ trụ", "Ministry of Space", Level.MINISTRY)
    richer = VOCABULARY.extended(types=[circular], issuers=[ministry])
    number = parse("12/2027/ttq-bvtr", richer)
    assert (number.ok, number.canonical) == (True, "12/2027/TTQ-BVTr")
    assert richer.meanings("TTQ", Family.NORMATIVE) == (circular,)
    assert [problem.part for problem in parse("12/2027/TTQ-BVTr").problems] == ["type", "issuer"]


def calls_made(text):
    """How many calls reading takes, Python's and C's, with nothing remembered."""
    symbols.read.cache_clear()
    made = 0

    def count(*_):
        nonlocal made
        made += 1

    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize(
    "unit",
    ["/", "-", "A", "a", "1", "1.", "(", ")", "A-", "A ", "A.", ",", "À", "QĐ", "TT-", "ngày ", "& ", "2024/", "số "],
)
def test_reading_takes_steps_in_proportion_to_the_length_and_none_beyond_the_limit(unit):
    short, long = (calls_made("25/2024/" + (unit * 300)[:length]) for length in (70, 280))
    assert long <= 6 * max(short, 100)
    assert calls_made("25/2024/" + unit * 100_000) < 60


def test_today_is_never_asked():
    assert parse("12/2099/TT-BTC").ok
    assert numbers.parse("12/2024/TT-BTC") == parse("12/2024/TT-BTC")
    assert date.max.year > symbols.LAST_YEAR
