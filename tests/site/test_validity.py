"""What the page of a document says of its validity: on top, on the timeline, in the scheme, today and on another day."""

import datetime as dt

import pytest

from registry import documents, related, relations, usage
from registry.accounts import SYSTEM
from registry.relations import Draft, Numbered
from tests.site import making

OLD = {"number": "83/2014/TT-BTC", "issued_on": dt.date(2014, 6, 26), "effective_on": dt.date(2014, 9, 1)}


@pytest.fixture
def law(home):
    return making.published(home, **OLD)


def page(browser, made, query=""):
    return browser.get(f"/van-ban/{made.id}{query}", follow_redirects=True).text


def act(home, source, kind, **said):
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, source.id) if isinstance(source, making.Made) else source
        relations.relate(session, SYSTEM, document, Draft(kind, "83/2014/TT-BTC", **said))


def test_what_replaced_it_is_named_once_and_the_past_is_asked_for_by_day(home, browser, law):
    act(home, making.published(home, effective_on=dt.date(2024, 6, 7)), "replaces")
    text = page(browser, law)
    assert "<b>Hết hiệu lực toàn bộ</b> từ ngày 07/06/2024. Văn bản thay thế" in text
    past = page(browser, law, "?ngay=06/06/2024")
    assert ("Đang xem hiệu lực vào ngày 06/06/2024" in past, 'class="badge force in_force"' in past) == (True, True)
    assert "<b>Hết hiệu lực toàn bộ</b> từ ngày 07/06/2024" in past  # what is to come on the day that is looked at


def test_who_is_said_to_act_and_is_not_held_is_told_on_top(home, browser, law):
    act(home, Numbered("12/2020/TT-BTC"), "amends", part=True)
    text = page(browser, law)
    assert "nên hiệu lực có thể khác" in text
    assert ("được sửa đổi bởi" in text, "12/2020/TT-BTC" in text) == (True, True)


def test_a_number_that_several_bear_leads_to_all_of_them(home, browser, law):
    for day in (1, 2):
        making.published(home, number="5/2024/TT-BTC", issued_on=dt.date(2024, 1, day), title=f"Quy định {day}")
    act(home, Numbered("5/2024/TT-BTC"), "amends", part=True)
    text = page(browser, law)
    assert ('href="/so/05/2024/TT-BTC"' in text, "có nhiều văn bản mang số, ký hiệu này" in text) == (True, True)


def test_what_lapses_says_with_what(home, browser, law):
    act(home, making.published(home, number="1/2015/TT-BTC", issued_on=dt.date(2015, 1, 2)), "details")
    act(
        home,
        making.published(home, number="2/2020/TT-BTC", issued_on=dt.date(2020, 1, 2), effective_on=dt.date(2020, 6, 7)),
        "repeals",
    )
    with home.reading() as session:
        (detail,) = [side.other for side in related.into(session, SYSTEM, documents.get(session, SYSTEM, law.id))
                     if side.relation.kind == "details"]  # fmt: skip
        address = f"/van-ban/{detail.public_id}"
    text = " ".join(browser.get(address, follow_redirects=True).text.split())
    assert "từ ngày 07/06/2020 (hết hiệu lực cùng văn bản được quy định chi tiết: <a" in text


def test_another_reason_for_what_holds_already_is_no_news(home, browser, law):
    """What is to come and changes nothing stands in the history, and not on top."""
    detail = making.published(
        home, number="1/2015/TT-BTC", issued_on=dt.date(2015, 1, 2), effective_on=dt.date(2015, 3, 1)
    )
    with home.unit_of_work() as session:
        relations.relate(session, SYSTEM, documents.get(session, SYSTEM, detail.id), Draft("details", "83/2014/TT-BTC"))
    act(
        home,
        making.published(home, effective_on=usage.today(home.settings.timezone) + dt.timedelta(days=90)),
        "replaces",
    )
    text = page(browser, detail)
    assert ("tiếp tục có hiệu lực dù" in text, '<p class="notice" role="status"><b>' in text) == (True, False)


def test_many_relations_of_a_kind_are_folded_away(home, browser, law):
    for number in range(1, 9):
        act(home, Numbered(f"{number}/2021/TT-BTC"), "guides")
    assert "còn 4 văn bản nữa" in page(browser, law)


def test_what_ends_it_is_shown_however_many_others_act_on_it(home, browser, law, monkeypatch):
    monkeypatch.setattr(related, "SHOWN", 2)
    for number in range(1, 4):
        act(home, Numbered(f"{number}/2021/TT-BTC"), "guides")
    act(home, Numbered("4/2021/TT-BTC"), "replaces")
    text = page(browser, law)
    assert ("Bị thay thế bởi" in text, "nhiều quan hệ hơn" in text) == (True, True)
