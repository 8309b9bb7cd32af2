import datetime as dt
import html
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry import documents, work
from registry.accounts import SYSTEM
from registry.pdf.reasons import REASONS
from registry.store.tables import Audience, Document, Outcome, Progress, Rank, State, Work
from tests.making import make_file, pdf
from tests.site import making
from tests.site.browsing import kept_in

NEW = "/ban-lam-viec/van-ban/moi"
TYPED = {
    "number": "25/2024/TT-BTC",
    "type": "thong-tu",
    "title": "Bãi bỏ Thông tư số 83/2014/TT-BTC",
    "issuers": ["Bộ Tài chính", ""],
    "issued_on": "23/04/2024",
    "effective_on": "7-6-2024",
    "signer": ["Cao Anh Tuấn", ""],
    "office": ["KT. Bộ trưởng, Thứ trưởng", ""],
    "fields": ["tai-chinh", "thue-phi-le-phi"],
    "view_audience": "public",
    "download_audience": "readers",
    "internal_note": "hỏi lại phòng pháp chế",
}


def with_file(content=None, name="Thông tư 25.pdf", **changed):
    return TYPED | {"file": (making.as_file(pdf() if content is None else content), name)} | changed


def only_document(home) -> Document | None:
    with home.reading() as session:
        return session.scalar(documents.whole())


def count_of(home, table) -> int:
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def edit(made) -> str:
    return f"/ban-lam-viec/van-ban/{made if isinstance(made, str) else made.id}"


def test_a_clerk_uploads_checks_and_publishes(home, clerk, browser):
    sent = clerk.send(NEW, with_file(action="save"))
    assert sent.status_code == 303
    document = only_document(home)
    assert document.state == State.DRAFT
    assert "Đã lưu bản nháp." in clerk.get(sent.location).text
    assert browser.get("/so/25-2024-TT-BTC").status_code == 404
    published = clerk.send(sent.location, TYPED | {"action": "publish"})
    assert published.status_code == 303
    assert only_document(home).state == State.PUBLISHED
    assert "25/2024/TT-BTC" in browser.get("/").text


def test_all_that_a_clerk_types_is_stored(home, clerk):
    clerk.send(NEW, with_file(action="publish"))
    found = only_document(home)
    assert (found.number, found.title, found.type.code) == (TYPED["number"], TYPED["title"], "thong-tu")
    assert [row.issuer.name for row in found.issuing] == ["Bộ Tài chính"]
    assert [(row.signer.name, row.office) for row in found.signing] == [("Cao Anh Tuấn", "KT. Bộ trưởng, Thứ trưởng")]
    assert (found.issued_on, found.effective_on) == (dt.date(2024, 4, 23), dt.date(2024, 6, 7))
    assert {field.code for field in found.fields} == {"tai-chinh", "thue-phi-le-phi"}
    assert (found.view_audience, found.download_audience) == (Audience.PUBLIC, Audience.READERS)
    assert found.internal_note == "hỏi lại phòng pháp chế"
    assert [file.current.uploaded_name for file in found.files] == ["Thông tư 25.pdf"]
    assert found.state == State.PUBLISHED


def test_an_uploaded_file_is_owed_its_reading(home, clerk):
    clerk.send(NEW, with_file(action="save"))
    with home.reading() as session:
        assert session.scalars(sa.select(Work.kind)).all() == [work.READING]
    assert "Đang đọc" in clerk.get("/ban-lam-viec").text


def test_a_refused_form_names_each_field_and_keeps_what_was_typed(home, clerk):
    wrong = {
        "issued_on": "31/02/2024",
        "issuers": ["Bộ Không Có", "Bộ Tài chính"],
        "type": "la",
        "number": "99/2024/TT-BTC",
    }
    answer = clerk.send(NEW, TYPED | wrong | {"action": "save"})
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    for told in (
        "Hãy viết ngày theo dạng",
        "Không có cơ quan ban hành nào tên là “Bộ Không Có”",
        "Không có loại văn bản nào",
    ):
        assert page.count(told) == 2, "once above the form and once beside the field"
    for typed in ("31/02/2024", "Bộ Không Có", "Bộ Tài chính", "99/2024/TT-BTC", "7-6-2024", "Cao Anh Tuấn"):
        assert f'value="{typed}"' in page
    assert re.search(r'value="thue-phi-le-phi" checked', page)
    assert re.search(r'value="readers" selected', page)
    assert "hỏi lại phòng pháp chế</textarea>" in page
    assert 'id="issued_on-problem-1"' in page
    assert 'aria-describedby="issued_on-problem-1"' in page
    assert count_of(home, Document) == 0


def test_publishing_names_all_that_is_missing_and_saves_nothing_half(home, clerk):
    answer = clerk.send(NEW, {"title": "Chỉ có trích yếu", "action": "publish"})
    assert answer.status_code == 422
    for told in ("Thiếu số ký hiệu.", "Thiếu loại văn bản.", "Thiếu cơ quan ban hành.", "Thiếu ngày ban hành."):
        assert told in answer.text
    assert count_of(home, Document) == 0


def test_the_file_of_a_refused_form_need_not_be_sent_again(home, clerk):
    refused = clerk.send(NEW, with_file(action="publish", number=""))
    assert "không cần chọn lại" in refused.text
    clerk.send(NEW, TYPED | {"kept_file": kept_in(refused.text), "action": "publish"})
    assert [file.current.uploaded_name for file in only_document(home).files] == ["Thông tư 25.pdf"]


def test_a_kept_file_is_good_for_its_sender_only(home, clerk, editor):
    kept = kept_in(clerk.send(NEW, with_file(action="publish", number="")).text)
    for note in (kept, kept[:-2] + "xx", "made up"):
        editor.send(NEW, TYPED | {"kept_file": note, "number": f"1{len(note)}/2024/TT-BTC", "action": "save"})
    with home.reading() as session:
        assert all(not document.files for document in session.scalars(documents.whole()))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Tệp rỗng (0 byte)"),
        (b"PK\x03\x04 not a PDF", "Đây không phải tệp PDF"),
        (b"<script>", "Đây không phải tệp PDF"),
    ],
    ids=["empty", "zip", "text"],
)
def test_what_is_no_pdf_is_refused_and_not_kept(home, clerk, content, told):
    answer = clerk.send(NEW, with_file(content, action="save"))
    assert answer.status_code == 422
    assert told in answer.text
    assert kept_in(answer.text) == ""
    assert count_of(home, Document) == 0


def test_a_file_over_the_limit_is_refused_with_the_reason(app, home, clerk):
    app.extensions["registry"] = replace(home, settings=replace(home.settings, max_upload=1_000))
    answer = clerk.send(NEW, with_file(b"%PDF-" + b"x" * 2_000, action="save"))
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text
    assert count_of(home, Document) == 0


def test_a_taken_number_is_told_beside_the_field_with_a_link_to_its_holder(home, clerk):
    holder = making.published(home)
    answer = clerk.send(NEW, TYPED | {"action": "save"})
    assert answer.status_code == 409
    assert "Đã có văn bản cùng loại, cùng cơ quan và ngày ban hành mang số 25/2024/TT-BTC." in answer.text
    assert f'href="{edit(holder)}"' in answer.text


def test_a_lost_race_is_told_and_loses_nothing(home, clerk):
    made = making.draft(home)
    form = clerk.get(edit(made)).text
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, made.id)
        documents.change(session, SYSTEM, document, {"title": "Của người khác"}, document.version)
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    mine = TYPED | {"title": "Của tôi", "version": version, "csrf_token": token, "action": "save"}
    answer = clerk.post(edit(made), data=mine)
    assert answer.status_code == 412
    assert "người khác đã lưu văn bản này" in answer.text
    assert "Của tôi</textarea>" in answer.text
    assert "đang lưu: <b>Của người khác</b>" in answer.text
    assert making.stored(home, made.id).title == "Của người khác"
    again = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert clerk.post(edit(made), data=mine | {"version": again}).status_code == 303
    assert making.stored(home, made.id).title == "Của tôi"


def test_a_form_without_a_version_changes_nothing(home, clerk):
    made = making.draft(home)
    assert clerk.send(edit(made), TYPED | {"version": "", "title": "Đổi"}).status_code == 412
    assert making.stored(home, made.id).title == "Bãi bỏ Thông tư số 83/2014/TT-BTC"


def test_a_published_document_can_be_corrected(home, clerk, browser):
    made = making.published(home)
    assert clerk.send(edit(made), TYPED | {"title": "Đã đính chính", "action": "save"}).status_code == 303
    assert "Đã đính chính" in browser.get("/").text


def test_a_clerk_may_not_withdraw(home, clerk):
    made = making.published(home)
    assert "Thu hồi văn bản" not in clerk.get(edit(made)).text
    answer = clerk.send(f"{edit(made)}/thu-hoi", {"reason": "Nhầm"}, found_at=edit(made))
    assert answer.status_code == 403
    assert making.stored(home, made.id).state == State.PUBLISHED


def test_an_editor_withdraws_with_a_reason_and_a_successor(home, editor, browser):
    made, after = making.published(home), making.published(home, number="30/2025/TT-BTC")
    sent = editor.send(
        f"{edit(made)}/thu-hoi", {"reason": "Đã có bản thay", "successor": "30-2025-tt-btc"}, found_at=edit(made)
    )
    assert sent.status_code == 303
    answer = browser.get(f"/van-ban/{made.id}")
    assert answer.status_code == 410
    assert f"/van-ban/{after.id}/" in answer.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"reason": " "}, "Hãy nêu lý do thu hồi"),
        (
            {"reason": "Nhầm", "successor": "77/2030/TT-BTC"},
            "Không có văn bản đã công bố nào mang số “77/2030/TT-BTC”.",
        ),
        ({"reason": "Nhầm", "successor": "25/2024/TT-BTC"}, "Văn bản không thể thay thế chính nó."),
    ],
    ids=["no reason", "unknown successor", "itself"],
)
def test_a_withdrawal_that_does_not_fit_is_refused_and_keeps_what_was_typed(home, editor, sent, told):
    made = making.published(home)
    answer = editor.send(f"{edit(made)}/thu-hoi", sent, found_at=edit(made))
    assert answer.status_code == 422
    assert told in answer.text
    assert f"{sent['reason']}</textarea>" in answer.text
    assert making.stored(home, made.id).state == State.PUBLISHED


def test_a_draft_is_deleted_and_a_published_document_is_not(home, clerk):
    gone, stays = making.draft(home), making.published(home, number="1/2024/TT-BTC")
    assert clerk.send(f"{edit(gone)}/xoa", {}, found_at=edit(gone)).location == "/ban-lam-viec"
    assert clerk.get(edit(gone)).status_code == 404
    assert clerk.send(f"{edit(stays)}/xoa", {}, found_at=edit(stays)).status_code == 409
    assert clerk.get(edit(stays)).status_code == 200


def test_files_are_added_beside_the_document(home, clerk, browser):
    made = making.published(home)
    sent = {"role": "attachment", "name": "Phụ lục 1", "file": (making.as_file(b"PK\x03\x04sheet"), "pl1.xlsx")}
    assert clerk.send(f"{edit(made)}/tep", sent, found_at=edit(made)).status_code == 303
    assert "Phụ lục 1" in browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    sent["file"] = (making.as_file(b"MZ a program"), "x.exe")
    refused = clerk.send(f"{edit(made)}/tep", sent, found_at=edit(made))
    assert refused.status_code == 422
    assert "Tệp đính kèm chỉ nhận các loại" in refused.text


def test_a_file_is_taken_off_a_draft_but_not_off_what_was_public(home, clerk):
    made, public = making.draft(home), making.published(home, number="1/2024/TT-BTC")
    with home.unit_of_work() as session:
        file = make_file(session, home, documents.get(session, SYSTEM, made.id)).public_id
    assert clerk.send(f"{edit(made)}/tep/{file}/xoa", {}, found_at=edit(made)).status_code == 303
    assert making.stored(home, made.id).files == []
    assert clerk.send(f"{edit(public)}/tep/{public.file}/xoa", {}, found_at=edit(public)).status_code == 409
    assert len(making.stored(home, public.id).files) == 1


def parked(session, version):
    row = work.of(session, work.READING, version.id)
    row.progress, row.reason, row.attempts = Progress.PARKED, work.DIED, 3


def failed(_session, version):
    version.outcome, version.reason = Outcome.FAILED, "encrypted"


def partly(_session, version):
    version.outcome, version.reason = Outcome.PARTLY, "too_many_pages"


@pytest.mark.parametrize(
    ("became", "told"),
    [
        (parked, ("Đã dừng đọc", "Tệp này đã 3 lần làm chương trình đọc dừng đột ngột")),
        (failed, ("Không đọc được", "phải có mật khẩu mới mở được")),
        (partly, ("Đọc được một phần", "nhiều trang hơn giới hạn")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_desk_says_what_became_of_reading_and_why(home, clerk, became, told):
    made = making.draft(home)
    with home.unit_of_work() as session:
        file = make_file(session, home, documents.get(session, SYSTEM, made.id))
        became(session, file.versions[-1])
    for path in ("/ban-lam-viec", edit(made), f"{edit(made)}/tep"):
        assert all(sentence in clerk.get(path).text for sentence in told)


@pytest.mark.parametrize("became", [parked, partly])
def test_a_file_whose_reading_came_to_no_end_is_read_again_on_request(home, clerk, became):
    made = making.draft(home)
    with home.unit_of_work() as session:
        file = make_file(session, home, documents.get(session, SYSTEM, made.id))
        became(session, file.versions[-1])
    again = f"{edit(made)}/tep/{file.public_id}/doc-lai"
    assert again in clerk.get(edit(made)).text
    assert clerk.send(again, {}, found_at=edit(made)).status_code == 303
    with home.reading() as session:
        row = work.of(session, work.READING, file.current.id)
        assert (row.progress, row.attempts) == (Progress.OWED, 0)
    assert "Đang đọc" in clerk.get(f"{edit(made)}/tep").text


def test_the_desk_asks_again_only_while_something_is_being_read(home, clerk):
    made = making.published(home)
    assert 'hx-trigger="every' in clerk.get("/ban-lam-viec").text
    assert 'hx-trigger="every' in clerk.get(f"{edit(made)}/tep").text
    making.read(home, made, "chữ")
    assert 'hx-trigger="every' not in clerk.get("/ban-lam-viec").text
    assert 'hx-trigger="every' not in clerk.get(f"{edit(made)}/tep").text


def test_the_desk_answers_with_its_rows_alone_where_a_part_of_the_page_asks(home, clerk):
    making.draft(home)
    part = clerk.get("/ban-lam-viec", headers={"HX-Request": "true"}).text
    assert "25/2024/TT-BTC" in part
    assert "<html" not in part


@pytest.mark.parametrize(("query", "found"), [("25-2024", True), ("bai bo", True), ("77/2024", False), ("khác", False)])
def test_a_clerk_finds_drafts_by_number_and_by_words(home, clerk, query, found):
    making.draft(home, number="25/2024")
    assert ("Bãi bỏ Thông tư" in clerk.get("/ban-lam-viec", query_string={"q": query}).text) is found


def test_the_desk_lists_by_state(home, clerk):
    making.draft(home, title="Còn nháp")
    making.published(home, number="1/2024/TT-BTC", title="Đã ra ngoài")
    page = clerk.get("/ban-lam-viec?state=draft").text
    assert "Còn nháp" in page
    assert "Đã ra ngoài" not in page


def test_the_number_is_judged_while_it_is_typed(home, clerk):
    holder = making.published(home)
    hint = clerk.get("/ban-lam-viec/so", query_string={"number": "25/2024/TT-BTCX"}).text
    assert "có phải là BTC?" in hint
    hint = clerk.get("/ban-lam-viec/so", query_string={"number": "25-2024-tt-btc"}).text
    assert "25/2024/TT-BTC" in hint
    assert "Thông tư" in hint
    assert edit(holder) in hint
    own = clerk.get("/ban-lam-viec/so", query_string={"number": "25-2024-tt-btc", "document": holder.id}).text
    assert edit(holder) not in own
    assert clerk.get("/ban-lam-viec/so").text == ""


@pytest.mark.parametrize("rank", [None, Rank.READER], ids=str)
def test_the_desk_is_for_clerks(home, app, browser, signed_in, rank):
    made = making.draft(home)
    client = signed_in(rank) if rank else browser
    for rule in app.url_map.iter_rules():
        if "ban-lam-viec" not in rule.rule:
            continue
        path = rule.rule.replace("<public_id>", made.id).replace("<file>", "x")
        for method in rule.methods - {"OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code in ({403} if rank else {303, 401}), path


def test_the_words_of_all_reasons_are_in_the_catalog(app):
    from flask_babel import force_locale, gettext

    with app.test_request_context("/"), force_locale("vi"):
        assert all(gettext(sentence) != sentence for sentence in REASONS.values())
