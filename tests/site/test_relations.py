"""The desk's page of relations: entering, confirming, choosing, removing, and what is said of mistakes and doubts."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import documents, relations, suggested
from registry.accounts import SYSTEM
from registry.relations import Draft, Numbered
from registry.store.tables import CitationFound, Relation
from tests.site import making

OLD = {"number": "83/2014/TT-BTC", "issued_on": dt.date(2014, 6, 26), "effective_on": dt.date(2014, 9, 1)}


@pytest.fixture
def both(home):
    """A circular of 2014, and one of 2024 that may act on it."""
    return making.published(home, **OLD), making.published(home, effective_on=dt.date(2024, 6, 7))


def desk(made) -> str:
    return f"/ban-lam-viec/van-ban/{made.id}/quan-he"


def edges(home):
    with home.reading() as session:
        return session.scalars(sa.select(Relation).order_by(Relation.id)).all()


def test_a_clerk_enters_a_repeal_and_takes_it_back(home, clerk, browser, both):
    old, new = both
    assert (
        clerk.send(desk(new), {"kind": "repeals", "number": "83/2014/tt-btc", "read_from": "Điều 1"}).status_code == 303
    )
    page = clerk.get(desk(new)).text
    for shown in ("Đã lưu quan hệ.", "Thông tư 83/2014/TT-BTC", "Điều 1"):
        assert shown in page
    assert (
        "Hết hiệu lực toàn bộ</b> từ ngày 07/06/2024" in browser.get(f"/van-ban/{old.id}", follow_redirects=True).text
    )
    clerk.send(f"{desk(new)}/{edges(home)[0].public_id}/xoa", {}, desk(new))
    assert edges(home) == []
    assert "Hết hiệu lực toàn bộ</b>" not in browser.get(f"/van-ban/{old.id}", follow_redirects=True).text


MISTAKES = (
    ({"number": "25/2024/TT-BTC"}, "Một văn bản không thể tác động lên chính nó."),
    ({"effective_on": "01/01/2024"}, "Ngày này trước ngày ban hành của văn bản tác động."),
    ({"effective_on": "hôm qua"}, "Hãy viết ngày theo dạng"),
    ({"provisions": "mọi thứ"}, "Không nhận ra điều khoản nào"),
    ({"kind": "suspends", "effective_on": "08/06/2024", "ends_on": "07/06/2024"}, "không sau ngày bắt đầu"),
    ({"kind": "lists_unfit"}, "Hãy ghi rõ nguồn"),
    ({"kind": "lists_unfit", "read_from": "Quyết định 1/QĐ-BTC"}, "đối với toàn bộ văn bản"),
    ({"ends_on": "07/06/2025"}, "mới có ngày kết thúc"),
    ({"voice": "passive", "number": "83/2014/TT-BTC", "effective_on": "01/01/2014"}, "trước ngày ban hành của văn bản"),
    ({"voice": "passive", "number": " "}, "Hãy ghi số, ký hiệu của văn bản tác động."),
    ({"number": " "}, "Hãy ghi số, ký hiệu của văn bản bị tác động."),
)  # fmt: skip


def test_mistakes_are_told_in_words_and_what_was_typed_stays(home, clerk, both):
    for typed, told in MISTAKES:
        sent = {
            "kind": "repeals",
            "number": "83/2014/TT-BTC",
            "type": "thong-tu",
            "provisions": "Điều 4",
            "part": "1",
        } | typed
        answer = clerk.send(desk(both[1]), sent)
        assert (answer.status_code, edges(home), told in answer.text) == (422, [], True), told
        assert (f'value="{sent["provisions"]}"' in answer.text, "checked" in answer.text) == (True, True)


def test_a_duplicate_is_told_and_a_loop_is_warned_of(home, clerk, both):
    old, new = both
    replaces = {"kind": "replaces", "number": "83/2014/TT-BTC"}
    clerk.send(desk(new), replaces)
    again = clerk.send(desk(new), replaces)
    assert (again.status_code, len(edges(home))) == (409, 1)
    assert "Quan hệ này với văn bản 83/2014/TT-BTC đã có." in again.text
    clerk.send(desk(old), {"kind": "replaces", "number": "25/2024/TT-BTC", "effective_on": "01/08/2024"})
    page = clerk.get(desk(old)).text
    assert "thành vòng" in page
    assert "⚠" in page


def test_a_suggestion_is_shown_where_it_was_read_and_confirmed_or_rejected(home, clerk, both):
    _old, new = both
    text = "Điều 1. Bãi bỏ Thông tư số 83/2014/TT-BTC của Bộ trưởng Bộ Tài chính"
    making.read(home, new, text)
    with home.unit_of_work() as session:
        version = documents.get(session, SYSTEM, new.id).files[0].current
        start = text.index("83/2014")
        session.add(CitationFound(
            version_id=version.id, page=1, start=start, end=start + 14, canonical="83/2014/TT-BTC", number_key="83/2014/TT-BTC",
            loose_key="83/2014/TTBTC", relation="repeals", direction="this_acts", scope="whole",
        ))  # fmt: skip
        session.flush()
        assert suggested.suggest(session, version.id) == 1
        assert suggested.suggest(session, version.id) == 0
    page = clerk.get(desk(new)).text
    assert "<mark>83/2014/TT-BTC</mark> của Bộ trưởng" in page
    clerk.send(f"{desk(new)}/{edges(home)[0].public_id}/xac-nhan", {}, desk(new))
    assert edges(home)[0].confirmed_by is not None
    assert "chưa xác nhận" not in clerk.get(desk(new)).text
    clerk.send(f"{desk(new)}/{edges(home)[0].public_id}/xoa", {}, desk(new))
    with home.unit_of_work() as session:
        assert suggested.suggest(session, version.id) == 0


def test_of_two_documents_of_one_number_a_clerk_says_which(home, clerk, both):
    other = making.published(home, **(OLD | {"issued_on": dt.date(2014, 6, 27), "title": "Văn bản trùng số"}))
    new = both[1]
    clerk.send(desk(new), {"kind": "repeals", "number": "83/2014/TT-BTC"})
    page = clerk.get(desk(new)).text
    assert ("Văn bản nào?" in page, "Văn bản trùng số" in page) == (True, True)
    choice = f"{desk(new)}/{edges(home)[0].public_id}/chon"
    assert clerk.send(choice, {"target": "x"}, desk(new)).status_code == 422
    assert clerk.send(choice, {"target": other.id}, desk(new)).status_code == 303
    assert edges(home)[0].target_id == other.key


def test_what_a_number_does_that_is_not_held_is_removed_where_it_acts(home, clerk, both):
    with home.unit_of_work() as session:
        relations.relate(session, SYSTEM, Numbered("9/2020/TT-BTC"), Draft("repeals", "83/2014/TT-BTC"))
    old = both[0]
    assert "09/2020/TT-BTC" in clerk.get(desk(old)).text
    clerk.send(f"{desk(old)}/{edges(home)[0].public_id}/xoa", {}, desk(old))
    assert edges(home) == []


def test_a_clerk_enters_what_a_document_does_that_is_not_held(home, clerk, browser, both):
    """Without a day it is shown and has no effect; once a clerk knows the day, it has."""
    old, _ = both
    sent = {"voice": "passive", "kind": "repeals", "number": "9/2020/tt-btc"}
    assert clerk.send(desk(old), sent).status_code == 303
    assert "nên hiệu lực có thể khác" in browser.get(f"/van-ban/{old.id}", follow_redirects=True).text
    dated = f"{desk(old)}/{edges(home)[0].public_id}/ngay"
    assert f'action="{dated}"' in clerk.get(desk(old)).text
    for day, told in (("", "Hãy ghi ngày."), ("01/01/2014", "trước ngày ban hành của văn bản bị tác động")):
        answer = clerk.send(dated, {"day": day}, desk(old))
        assert (answer.status_code, told in answer.text) == (422, True), day
    assert clerk.send(dated, {"day": "01/02/2020"}, desk(old)).status_code == 303
    page = browser.get(f"/van-ban/{old.id}", follow_redirects=True).text
    told = 'Hết hiệu lực toàn bộ</b> từ ngày 01/02/2020 theo <span class="number">09/2020/TT-BTC</span>'
    assert (told in page, "nên hiệu lực có thể khác" in page) == (True, False)


def test_what_a_held_document_does_may_be_entered_from_either_side(home, clerk, both):
    old, new = both
    clerk.send(desk(old), {"voice": "passive", "kind": "replaces", "number": "25/2024/TT-BTC"})
    (edge,) = edges(home)
    assert (edge.source_id, edge.target_id) == (new.key, old.key)


def test_of_two_acting_documents_of_one_number_a_clerk_says_which(home, clerk, both):
    old, new = both
    making.published(home, effective_on=dt.date(2024, 6, 7), issued_on=dt.date(2024, 4, 24), title="Văn bản trùng số")
    clerk.send(desk(old), {"voice": "passive", "kind": "repeals", "number": "25/2024/TT-BTC"})
    page = clerk.get(desk(old)).text
    assert ("Văn bản nào?" in page, "Văn bản trùng số" in page) == (True, True)
    (edge,) = edges(home)
    choice = f"{desk(old)}/{edge.public_id}/chon"
    assert clerk.send(choice, {"target": old.id}, desk(old)).status_code == 422
    assert clerk.send(choice, {"target": new.id}, desk(old)).status_code == 303
    assert edges(home)[0].source_id == new.key


def test_what_acts_on_one_of_two_by_a_number_that_is_not_held_is_decided_on_the_page_of_either(home, clerk, both):
    other = making.published(home, **(OLD | {"issued_on": dt.date(2014, 6, 27), "title": "Văn bản trùng số"}))
    with home.unit_of_work() as session:
        relations.relate(session, SYSTEM, Numbered("9/2020/TT-BTC"), Draft("repeals", "83/2014/TT-BTC"))
    (edge,) = edges(home)
    assert edge.target_id is None
    for one in (both[0], other):
        assert "Tác động lên một trong các văn bản trùng số này" in clerk.get(desk(one)).text
    clerk.send(f"{desk(other)}/{edge.public_id}/chon", {"target": other.id}, desk(other))
    assert edges(home)[0].target_id == other.key


def test_the_desk_is_for_clerks(browser, both):
    assert browser.get(desk(both[0])).status_code in {302, 303, 401, 403}
