"""What the worker read, on the desk and on the public page; refusals and passwords."""

import html

import pytest
import sqlalchemy as sa

from registry import work
from registry.store.tables import Document, FilePassword, Rank, State
from tests.pdf import signing
from tests.site import making
from tests.site.test_desk import NEW, edit, only_document, with_file
from tests.test_reading import locked
from tests.working import circular, work_off


def sent(clerk, content, **changed):
    """The address of the draft that a clerk makes of a file, with these fields typed and no others."""
    answer = clerk.send(NEW, {"file": (making.as_file(content), "a.pdf"), "action": "save", **changed})
    assert answer.status_code == 303
    return answer.location


def test_what_was_read_is_filled_in_and_a_difference_is_pointed_out(home, clerk):
    address = sent(clerk, circular(), number="52/2024/TT-BTC")
    waiting = clerk.get(address).text
    assert 'hx-trigger="every' in waiting
    work_off(home)
    part = html.unescape(clerk.get(f"{address}/tep").text)
    assert 'id="read-number" class="read" hx-swap-oob="true"' in part
    assert "Khác với trong tệp" in part
    page = html.unescape(clerk.get(address).text)
    assert 'id="number" name="number" value="52/2024/TT-BTC"' in page, "what was typed stays"
    for filled in ('value="thong-tu" selected', 'value="Bộ Tài chính"', 'value="23/04/2024"', 'value="Cao Anh Tuấn"'):
        assert filled in page
    assert page.count("Khác với trong tệp") == 1
    assert "đọc ở trang 1:" in page


def test_signatures_are_told_to_everybody_and_active_content_to_clerks(home, clerk, browser):
    content = signing.signed(circular())
    made = making.published(home, content=content)
    work_off(home)
    public = browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    assert "Tệp còn nguyên như khi ký." in public
    assert "Văn phòng thử, Cơ quan thử" in public
    assert "Tệp còn nguyên như khi ký." in clerk.get(edit(made)).text


def test_the_administrator_is_told_of_a_secret_and_whoever_brought_it_only_that_it_was_refused(home, clerk, signed_in):
    address = sent(clerk, circular(mark="MẬT"))
    work_off(home)
    assert clerk.get(address).status_code == 404
    desk = clerk.get("/ban-lam-viec").text
    assert "1 văn bản bạn đưa vào có đóng dấu bí mật nhà nước" in desk
    assert address not in desk
    admin = signed_in(Rank.ADMIN)
    assert address in admin.get("/ban-lam-viec").text
    assert "Đóng dấu bí mật nhà nước: Mật" in admin.get(address).text
    assert clerk.send(f"{address}/khong-mat", {"override_reason": "x"}, found_at=NEW).status_code == 403
    assert admin.send(f"{address}/khong-mat", {"override_reason": " "}, found_at=address).status_code == 422
    assert admin.send(f"{address}/khong-mat", {"override_reason": "Mẫu dấu"}, found_at=address).status_code == 303
    work_off(home)
    assert clerk.get(address).status_code == 200


def test_a_secret_is_erased_only_when_that_is_confirmed(home, clerk, signed_in):
    address = sent(clerk, circular(mark="MẬT"))
    work_off(home)
    admin, sha256 = signed_in(Rank.ADMIN), only_document(home).files[0].current.sha256
    assert admin.send(f"{address}/tieu-huy", {}, found_at=address).status_code == 422
    assert home.blobs.read(sha256)
    assert admin.send(f"{address}/tieu-huy", {"confirmed": "yes"}, found_at=address).status_code == 303
    assert only_document(home) is None
    assert [path for path in home.blobs.root.rglob(sha256)] == []


def test_a_document_for_use_inside_is_not_published(home, clerk):
    address = sent(clerk, circular(below="LƯU HÀNH NỘI BỘ"))
    work_off(home)
    answer = clerk.send(address, with_file(action="publish"), found_at=address)
    assert answer.status_code == 422
    assert "được lưu giữ nhưng không được công bố" in answer.text
    assert only_document(home).state == State.DRAFT


@pytest.mark.parametrize("at_once", [True, False], ids=["with the file", "later"])
def test_an_encrypted_file_is_read_with_its_password_which_is_erased_then(home, clerk, at_once):
    address = sent(clerk, locked("mở ra"), **({"password": "mở ra"} if at_once else {}))
    work_off(home)
    if not at_once:
        page = clerk.get(address).text
        assert "phải có mật khẩu mới mở được" in html.unescape(page)
        file = only_document(home).files[0].public_id
        given = clerk.send(f"{address}/tep/{file}/mat-khau", {"password": "mở ra"}, found_at=address)
        assert given.status_code == 303
        work_off(home)
    with home.reading() as session:
        assert session.scalars(sa.select(FilePassword)).all() == []
        assert session.scalar(sa.select(Document)).files[0].current.outcome == "read"
    assert "Tệp được mã hóa." in clerk.get(address).text


def test_a_scan_shows_how_far_its_recognition_has_come(home, clerk):
    made = making.published(home)
    making.read(home, made, "")
    with home.unit_of_work() as session:
        version = session.scalar(sa.select(Document)).files[0].current.id
        session.execute(sa.text("UPDATE pages SET verdict = 'scanned'"))
        work.owe(session, work.OCR, version)
    assert "Nhận dạng trang quét (OCR): đang chờ · 0/1 trang" in clerk.get(edit(made)).text
