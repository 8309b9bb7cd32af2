"""From a reader's characters to text that can be kept."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.pdf import lettering


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(
            "số 02/2016/TTLT-VKSNDTC\ufffeTANDTC ngày", "số 02/2016/TTLT-VKSNDTC-TANDTC ngày", id="joint issuers"
        ),
        pytest.param("23/2005/TTLT\ufffeBLĐTBXH-BTC", "23/2005/TTLT-BLĐTBXH-BTC", id="type and issuer"),
        pytest.param("156/2013/NĐ\ufffeCP", "156/2013/NĐ-CP", id="a letter with a stroke"),
        pytest.param("giai đoạn 2021\ufffe2025", "giai đoạn 2021-2025", id="years"),
        pytest.param("kinh tế\ufffe xã hội", "kinh tế-xã hội", id="syllables with marks"),
        pytest.param("infor\ufffemation system", "information system", id="a divided foreign word"),
        pytest.param("e\ufffemail", "e-mail", id="one letter is no part of a divided word"),
        pytest.param("Covid\ufffe\n19", "Covid-19", id="the line break goes with it"),
        pytest.param("\ufffeđầu và cuối\ufffe", "-đầu và cuối-", id="at both ends"),
        pytest.param("a1\ufffe\ufffeb", "a1--b", id="twice"),
    ],
)
def test_a_hyphen_hidden_at_a_lines_end_is_mended(raw, text):
    assert lettering.cleaned(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn", id="line breaks"),
        pytest.param("a\0b\x01c\u200bd\ufeffe\uffff", "abcde", id="NUL and other controls"),
        pytest.param(
            "\uf0b7 điểm a\n\uf02d điểm b\n\uf0fc xong",
            "• điểm a\n- điểm b\n✓ xong",
            id="bullets of Symbol and Wingdings",
        ),
        pytest.param("\ue123", "\ue123", id="unknown private use stays"),
        pytest.param("Viê\u0323t Nam", "Việt Nam", id="marks apart"),
        pytest.param("tab\tstays", "tab\tstays", id="tabs"),
        pytest.param("so\u00adft", "so\u00adft", id="soft hyphens, which TCVN3 needs"),
    ],
)
def test_text_is_composed_and_free_of_what_cannot_be_kept(raw, text):
    assert lettering.cleaned(raw) == text


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("\0\r\n\ufffe\uf0b7\u0301\x0c"), max_size=80))
def test_any_text_comes_out_composed_without_nul_and_cleaning_again_changes_nothing(raw):
    text = lettering.cleaned(raw)
    assert "\0" not in text
    assert "\r" not in text
    assert lettering.HYPHEN_AT_LINE_END not in text
    assert unicodedata.is_normalized("NFC", text)
    assert lettering.cleaned(text) == text


@pytest.mark.parametrize("piece", ["\ufffe", "a\ufffe", "a", "\r", "\uf0b7", " \ufffe\n ", "\u0301"])
def test_time_grows_with_length_alone(piece):
    start = time.perf_counter()
    lettering.cleaned(piece * 200_000)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("raw", "count"),
    [("chữ", 0), ("\ue000\ue001x", 2), ("\uf0b7 a", 0), ("\ufffd", 1), ("\x01\x02\n", 2), ("\ufffe", 0)],
)
def test_characters_without_meaning_are_counted(raw, count):
    assert lettering.odd(raw) == count


def test_a_fact_is_one_line():
    assert lettering.line("  Thông tư\r\n số\t25 " + "x" * 900)[:15] == "Thông tư số 25 "
    assert len(lettering.line("x" * 900)) == 500
