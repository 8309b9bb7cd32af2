import csv
import datetime as dt
import io

import pytest

from registry import usage
from registry.site.statistics import ELEVEN_MONTHS, Span
from registry.store.tables import Channel, Kind, SiteDay, UsageDay
from tests.site import making


@pytest.fixture
def used(home):
    """Today's use of a published document and of one that only readers may see."""
    made = making.published(home), making.published(home, number="2/2024/TT-BTC", view_audience="readers")
    day = usage.today(home.settings.timezone)
    with home.unit_of_work() as session:
        session.add(SiteDay(day=day, visits=12_345))
        for document, count in zip(made, (7, 9_000), strict=True):
            session.add(
                UsageDay(
                    document_id=document.key, file_id=0, day=day, kind=Kind.VIEW, channel=Channel.PERSON, count=count
                )
            )
    return day


def test_the_home_page_tells_who_came(browser, used):
    page = browser.get("/").text
    for name in ("Đang truy cập", "Hôm nay", "Tháng hiện tại", "Tháng trước", "Tổng lượt truy cập"):
        assert name in page
    assert "12.345" in page


@pytest.mark.parametrize("span", ["", *Span, "gi-do"])
def test_statistics_show_numbers_as_a_table_that_the_chart_is_drawn_from(browser, used, span):
    page = browser.get("/thong-ke", query_string={"khoang": span}).text
    assert 'data-count="12345"' in page
    assert 'data-count="7"' in page
    assert "9.000" not in page, "what only some may see is in no sum"
    assert "uplot" in page
    assert "<script>" not in page, "nothing inline, which the policy would not let run"


def test_statistics_come_in_english_too(browser, used):
    page = browser.get("/en/thong-ke").text
    assert "Most downloaded" in page
    assert "12,345" in page


def test_the_sheet_holds_every_day_of_the_time(browser, used):
    answer = browser.get("/thong-ke.csv?khoang=7-ngay")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["period"] for row in rows] == [str(used - dt.timedelta(days=back)) for back in range(6, -1, -1)]
    assert (rows[-1]["visits"], rows[-1]["views"]) == ("12345", "7")


def test_eleven_months_back_is_the_same_month_in_every_year():
    for number in range(48):
        first = dt.date(2023 + number // 12, number % 12 + 1, 1)
        back = (first - ELEVEN_MONTHS).replace(day=1)
        assert (first.year - back.year) * 12 + first.month - back.month == 11
