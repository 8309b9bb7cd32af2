"""Lists as sheets (CSV): the same documents in the same order, bounded, and nothing in them that runs."""

import csv
import datetime as dt
import io

import pytest

from registry.api import sheet
from registry.web.cells import cell
from tests.api.sending import DOCUMENTS, published

NAMES = list(sheet.COLUMNS)


def rows(answer):
    assert answer.status_code == 200
    text = answer.data.decode()
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_sheet_holds_what_the_list_holds_in_its_order(client, clerk, facts):
    for number in range(1, 4):
        published(clerk, facts, number=f"{number}/2024/TT-BTC", fields=["an-ninh-quoc-gia"])
    shown = client.get(f"{DOCUMENTS}?q=bai+bo&sort=issued_on").json["items"]
    answer = client.get(f"{DOCUMENTS}?q=bai+bo&sort=issued_on&format=csv")
    found = rows(answer)
    assert [row["id"] for row in found] == [one["id"] for one in shown]
    assert list(found[0]) == NAMES
    assert found[0]["issuers"] == "Bộ Tài chính"
    assert (found[0]["issued_on"], found[0]["signers"]) == ("2024-04-23", "Cao Anh Tuấn")
    assert found[0]["links"] == shown[0]["links"]["page"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert 'filename="van-ban.csv"' in answer.headers["Content-Disposition"]
    assert "Link" not in answer.headers


def test_a_sheet_of_many_streams_up_to_its_bound_and_tells_where_to_go_on(client, clerk, facts, monkeypatch):
    made = [published(clerk, facts, number=f"{number}/2024/TT-BTC")["id"] for number in range(1, 8)]
    monkeypatch.setattr(sheet, "AT_ONCE", 2)
    monkeypatch.setattr(sheet, "ROWS", 5)
    first = client.get(f"{DOCUMENTS}?format=csv&fields=number")
    assert first.is_streamed
    address = first.headers["Link"].removesuffix('>; rel="next"').removeprefix("<")
    second = client.get(address.partition("8000")[2])
    assert [row["id"] for row in (*rows(first), *rows(second))] == made[::-1]
    assert list(rows(second)[0]) == ["id", "number"]
    assert "Link" not in second.headers


def test_what_is_withdrawn_while_a_sheet_streams_is_not_in_the_rest(client, clerk, editor, facts, monkeypatch):
    made = [published(clerk, facts, number=f"{number}/2024/TT-BTC")["id"] for number in range(1, 5)]
    monkeypatch.setattr(sheet, "AT_ONCE", 1)
    streaming = client.get(f"{DOCUMENTS}?format=csv&fields=number", buffered=False)
    parts = streaming.iter_encoded()
    sent = [next(parts), next(parts)]
    editor.post(f"{DOCUMENTS}/{made[0]}/withdraw", json={"reason": "Đăng nhầm"})
    text = b"".join([*sent, *parts]).decode()
    streaming.close()
    assert made[0] not in text
    assert all(one in text for one in made[1:])


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(start):
    assert cell(start) == f"'{start}"


def test_other_cells_stay_as_they_are():
    moment = dt.datetime(2024, 5, 1, 3, 0, 0, 5, tzinfo=dt.UTC)
    assert [cell(one) for one in ("Số 1=2", None, dt.date(2024, 5, 1), moment)] == [
        "Số 1=2", "", "2024-05-01", "2024-05-01T03:00:00Z",
    ]  # fmt: skip


def test_a_title_that_would_run_is_defused_in_the_sheet(client, clerk, facts):
    published(clerk, facts, title='=HYPERLINK("http://example.org";"x")')
    (row,) = rows(client.get(f"{DOCUMENTS}?format=csv"))
    assert row["title"].startswith("'=HYPERLINK")
