import datetime as dt
import io

import pytest

from registry import sheets
from registry.errors import Invalid


def read(text: str):
    return list(sheets.rows(io.StringIO(text)))


def test_a_row_gives_its_facts():
    text = (
        "file\tnumber\tissuers\tissued_on\tsigners\na.pdf\t25/2024/TT-BTC\tBTC; BCT\t23/04/2024\tAn (Bộ trưởng); Bình\n"
    )
    (row,) = read(text)
    assert row.file == "a.pdf"
    assert row.facts == {
        "number": "25/2024/TT-BTC",
        "issued_on": dt.date(2024, 4, 23),
        "issuers": ["BTC", "BCT"],
        "signers": [("An", "Bộ trưởng"), ("Bình", "")],
    }


@pytest.mark.parametrize("cell", ["2024-04-23", "23/04/2024", "23-4-2024", "23.04.2024"])
def test_days_are_read_as_offices_write_them(cell):
    assert read(f"file\tissued_on\na.pdf\t{cell}\n")[0].facts == {"issued_on": dt.date(2024, 4, 23)}


def test_a_bad_day_stops_its_own_row_only():
    bad, good = read("file\tissued_on\na.pdf\t31/02/2024\nb.pdf\t2024-02-01\n")
    assert [str(problem) for problem in bad.problems] == [
        "Line 2: “31/02/2024” is no day; write 2024-04-23 or 23/04/2024."
    ]
    assert good.problems == ()


def test_unknown_columns_are_named():
    with pytest.raises(Invalid) as caught:
        read("file\tnumbr\n")
    assert [problem.field for problem in caught.value.problems] == ["numbr"]


def test_the_file_column_is_needed():
    with pytest.raises(Invalid) as caught:
        read("number\n25/2024/TT-BTC\n")
    assert [problem.field for problem in caught.value.problems] == ["file"]


def test_quotes_and_a_byte_order_mark_of_a_sheet_are_understood():
    (row,) = read('\ufefffile\ttitle\na.pdf\t"Về ""mẫu"" báo cáo"\n')
    assert row.facts["title"] == 'Về "mẫu" báo cáo'


def test_type_and_issuer_are_read_from_the_number_where_it_leaves_no_doubt(session):
    (row,) = read("file\tnumber\tissued_on\na.pdf\t25/2024/TT-BTC\t2024-04-23\n")
    assert sheets.complete(session, row) == {**row.facts, "type": "TT", "issuers": ["BTC"]}


def test_an_issuer_that_may_be_any_of_many_is_not_guessed(session):
    (row,) = read("file\tnumber\tissued_on\na.pdf\t477/CT-UBND\t2024-02-06\n")
    assert "issuers" not in sheets.complete(session, row)
