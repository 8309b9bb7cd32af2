"""Conditions and ranges by RFC 9110, as a table: what is sent of a file of 100 bytes."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from registry.errors import FileChanged, RangeNotSatisfiable
from registry.web.conditions import Answer, plan

SIZE, TAG = 100, "0a1b"
MODIFIED = "Tue, 23 Apr 2024 08:00:00 GMT"
BEFORE, AFTER = "Mon, 22 Apr 2024 08:00:00 GMT", "Wed, 24 Apr 2024 08:00:00 GMT"
WHOLE, KNOWN = Answer(200, 0, SIZE), Answer(304, 0, 0)


def planned(method="GET", **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return plan(Request(EnvironBuilder(method=method, headers=sent).get_environ()), SIZE, TAG, MODIFIED)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=0-0", 0, 1),
        ("bytes=10-", 10, 100),
        ("bytes=99-", 99, 100),
        ("bytes=90-1000", 90, 100),
        ("bytes=-5", 95, 100),
        ("bytes=-1000", 0, 100),
        ("Bytes= 0 - 9 ", 0, 10),
    ],
)
def test_one_range_is_given_as_a_part(asked, start, end):
    assert planned(Range=asked) == Answer(206, start, end)


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5", "bytes=0-9,", "bytes=5-2", "bytes=-", "bytes=a-9", "bytes=+1-2", "bytes=1_0-2_0", "bytes=١-٢",
        "bytes=--5", "items=0-9", "0-9", "", "bytes=0-99999999999999999999",
    ],
)  # fmt: skip
def test_several_ranges_and_what_is_none_are_the_whole_file(asked):
    assert planned(Range=asked) == WHOLE


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_with_no_byte_in_it_is_refused(asked):
    with pytest.raises(RangeNotSatisfiable):
        planned(Range=asked)


def test_only_get_has_ranges():
    assert planned("HEAD", Range="bytes=0-9") == WHOLE


@pytest.mark.parametrize(
    ("condition", "is_same"),
    [
        (f'"{TAG}"', True),
        (MODIFIED, True),
        ("Tuesday, 23-Apr-24 08:00:00 GMT", True),
        (f'W/"{TAG}"', False),
        ('"other"', False),
        (TAG, False),
        (BEFORE, False),
        (AFTER, False),
        ("no date", False),
        ("", False),
    ],
)
def test_with_if_range_a_part_is_given_only_of_the_very_same_bytes(condition, is_same):
    assert planned(Range="bytes=0-9", If_Range=condition) == (Answer(206, 0, 10) if is_same else WHOLE)


def test_a_range_with_no_byte_of_other_bytes_is_the_whole_file():
    assert planned(Range="bytes=100-", If_Range='"other"') == WHOLE


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": f'"{TAG}"'},
        {"If_None_Match": f'"x", W/"{TAG}"'},
        {"If_None_Match": "*"},
        {"If_None_Match": f'"{TAG}"', "Range": "bytes=0-9"},
        {"If_None_Match": f'"{TAG}"', "If_Modified_Since": BEFORE},
        {"If_Modified_Since": MODIFIED},
        {"If_Modified_Since": AFTER},
    ],
    ids=str,
)
def test_who_has_the_bytes_gets_none(headers):
    assert planned(**headers) == KNOWN
    assert planned("HEAD", **headers) == KNOWN


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": AFTER},
        {"If_Modified_Since": BEFORE},
        {"If_Modified_Since": "no date"},
        {"If_Match": f'"{TAG}"'},
        {"If_Match": "*"},
        {"If_Match": f'"{TAG}"', "If_Unmodified_Since": BEFORE},
        {"If_Unmodified_Since": MODIFIED},
    ],
    ids=str,
)
def test_who_has_other_bytes_gets_all(headers):
    assert planned(**headers) == WHOLE


@pytest.mark.parametrize(
    "headers", [{"If_Match": '"other"'}, {"If_Match": f'W/"{TAG}"'}, {"If_Unmodified_Since": BEFORE}], ids=str
)
def test_who_insists_on_other_bytes_is_told_that_they_are_gone(headers):
    with pytest.raises(FileChanged):
        planned(**headers)
