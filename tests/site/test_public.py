import datetime as dt
import html
import itertools

import pytest

from registry import documents, relations, usage
from registry.accounts import SYSTEM
from registry.relations import Draft
from registry.store.tables import Audience, Kind, Rank, now
from tests.site import making

HOSTILE = '<script>alert(1)</script> "onload=x" & {{ 7*7 }}'
SLUG = "thong-tu-25-2024-tt-btc-bai-bo-thong-tu-so-83-2014-tt-btc"


def test_the_front_page_shows_what_is_new_with_its_counts(home, browser):
    made = making.published(home)
    with home.unit_of_work() as session:
        usage.open_balance(session, made.key, Kind.VIEW, 581, "the former system", dt.date(2024, 5, 1))
        usage.open_balance(session, made.key, Kind.DOWNLOAD, 68, "the former system", dt.date(2024, 5, 1))
    page = browser.get("/").text
    for shown in (
        "Văn bản mới", "25/2024/TT-BTC", "Bãi bỏ Thông tư số 83/2014/TT-BTC", "Bộ Tài chính",
        "ban hành ngày 23/04/2024", "lượt xem: 581 | lượt tải: 68", "Mới</span>", f"/van-ban/{made.id}/{SLUG}",
    ):  # fmt: skip
        assert shown in page


def test_a_document_is_new_for_as_many_days_as_its_type_says(home, browser):
    made = making.published(home)
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, made.id)
        document.published_at = now() - dt.timedelta(days=document.type.new_days, minutes=1)
    assert "badge new" not in browser.get("/").text


def test_drafts_and_restricted_documents_are_on_no_public_page(home, browser):
    making.draft(home, title="Chưa ai được biết")
    making.published(home, number="26/2024/TT-BTC", title="Chỉ người đăng nhập", view_audience=Audience.READERS)
    for path in ("/", "/van-ban", "/loai/thong-tu", "/co-quan/bo-tai-chinh", "/tim-kiem?q=duoc", "/tim-kiem?q=nguoi"):
        page = browser.get(path).text
        assert "Chưa ai được biết" not in page
        assert "Chỉ người đăng nhập" not in page


@pytest.mark.parametrize("path", ["/van-ban", "/loai/thong-tu", "/co-quan/bo-tai-chinh"])
def test_a_list_goes_on_page_by_page_until_every_document_was_shown_once(home, browser, path):
    ids = {making.published(home, number=f"{number}/2024/TT-BTC").id for number in range(1, 24)}
    seen = []
    while path:
        page = browser.get(path).text
        seen += [one for one in ids if f"/van-ban/{one}/" in page]
        following = page.partition('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        path = html.unescape(following)
    assert sorted(seen) == sorted(ids)


def test_a_cursor_of_somebody_elses_is_refused_in_words(browser):
    for cursor in ("x", "%00", "bm90LWEtZGF5fjE", "~~~", "é", "MjAyNC0wMS0wMVQwMDowMDowMH4x"):
        answer = browser.get(f"/van-ban?sau={cursor}")
        assert answer.status_code == 422, cursor
        assert "Không có vị trí này trong danh sách" in answer.text


def test_a_wrong_slug_leads_to_the_right_one_for_good(home, browser):
    made = making.published(home)
    for prefix, slug in itertools.product(("", "/en"), ("", "/", "/wrong", "/thong-tu-25")):
        answer = browser.get(f"{prefix}/van-ban/{made.id}{slug}?trang=2")
        assert answer.status_code == 308
        assert answer.location == f"{prefix}/van-ban/{made.id}/{SLUG}?trang=2"
        assert browser.get(answer.location).status_code == 200


def test_a_document_shows_its_facts_pages_and_text(home, browser):
    made = making.published(
        home, effective_on=dt.date(2024, 6, 7), fields=["tai-chinh"], signers=[("Cao Anh Tuấn", "Thứ trưởng")],
        gazette_number="11 + 12", gazette_date=dt.date(2024, 5, 3), internal_note="chỉ nội bộ",
    )  # fmt: skip
    making.read(home, made, "Điều 1. Bãi bỏ", "Điều 2. Hiệu lực")
    page = browser.get(f"/van-ban/{made.id}/{SLUG}").text
    for shown in (
        "Thông tư", "25/2024/TT-BTC", "Bộ Tài chính", "Cao Anh Tuấn", "Thứ trưởng", "23/04/2024", "07/06/2024",
        "Tài chính", "11 + 12", "03/05/2024", "Điều 1. Bãi bỏ", "Điều 2. Hiệu lực", "2 trang",
        f"/anh/{made.file}/1/2/page.webp", 'loading="lazy"', 'alt="Ảnh trang 2 của Thông tư 25/2024/TT-BTC"',
        f"/tai-ve/{made.file}/", f"/dem/{made.id}.gif", f'data-counted="{made.id}"',
    ):  # fmt: skip
        assert shown in page
    assert "chỉ nội bộ" not in page


def test_opening_balances_are_told_apart(home, browser):
    made = making.published(home)
    with home.unit_of_work() as session:
        usage.open_balance(session, made.key, Kind.VIEW, 581, "the former system", dt.date(2024, 5, 1))
    page = browser.get(f"/van-ban/{made.id}/{SLUG}").text
    assert "trong đó 581 lượt xem, 0 lượt tải chuyển từ hệ thống cũ" in page


def test_a_file_that_is_not_read_yet_says_so(home, browser):
    made = making.published(home)
    assert "Hệ thống đang đọc tệp" in browser.get(f"/van-ban/{made.id}/{SLUG}").text


def test_pages_beyond_the_first_twenty_have_addresses_of_their_own(home, browser):
    made = making.published(home)
    making.read(home, made, *(f"Chữ của tờ số {number}." for number in range(1, 26)))
    first, second = (browser.get(f"/van-ban/{made.id}/{SLUG}?trang={start}").text for start in (1, 21))
    assert "tờ số 20." in first
    assert "tờ số 21." not in first
    assert "tờ số 21." in second
    assert "tờ số 20." not in second


def test_hostile_titles_names_and_texts_are_shown_and_never_run(home, browser, clerk):
    made = making.published(
        home, title=HOSTILE, signers=[(HOSTILE, HOSTILE)], number=f"25/2024/{HOSTILE}", gazette_number=HOSTILE
    )
    making.read(home, made, HOSTILE)
    paths = ["/", "/van-ban", f"/van-ban/{made.id}", f"/tim-kiem?q={HOSTILE}", f"/so/{HOSTILE}"]
    pages = [browser.get(path, follow_redirects=True).text for path in paths]
    pages += [
        clerk.get(path, follow_redirects=True).text for path in ("/ban-lam-viec", f"/ban-lam-viec/van-ban/{made.id}")
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert ' "onload=x" &amp;' not in page
        assert "{{ 7*7 }}" in page


def test_a_withdrawn_document_says_why_and_what_took_its_place(home, browser):
    after = making.published(home, number="30/2025/TT-BTC", title="Văn bản thay thế")
    made = making.published(home)
    making.withdraw(home, made, "Ban hành sai thẩm quyền", after)
    answer = browser.get(f"/van-ban/{made.id}/whatever")
    assert answer.status_code == 410
    assert "Ban hành sai thẩm quyền" in answer.text
    assert "Thông tư 25/2024/TT-BTC" in answer.text
    assert f"/van-ban/{after.id}/" in answer.text


def test_a_successor_is_named_only_to_those_who_may_see_it(home, browser, signed_in):
    after = making.published(home, number="30/2025/TT-BTC", title="Nội bộ", view_audience=Audience.READERS)
    made = making.published(home)
    making.withdraw(home, made, "Đã thay thế", after)
    assert after.id not in browser.get(f"/van-ban/{made.id}/x").text
    assert after.id in signed_in(Rank.READER).get(f"/van-ban/{made.id}/x").text


@pytest.mark.parametrize("number", ["25/2024/TT-BTC", "25-2024-TT-BTC", "25-2024-tt-btc", "Số: 25/2024/TT-BTC"])
def test_a_number_in_any_spelling_leads_to_its_document(home, browser, number):
    made = making.published(home)
    answer = browser.get(f"/so/{number}")
    assert answer.status_code == 302
    assert answer.location == f"/van-ban/{made.id}/{SLUG}"
    assert "max-age=60" in answer.headers["Cache-Control"]


def test_a_number_that_several_documents_have_leads_to_a_choice(home, browser):
    both = [making.published(home), making.published(home, issued_on=making.DAY, title="Văn bản khác")]
    answer = browser.get("/so/25-2024-TT-BTC")
    assert answer.status_code == 300
    assert all(f"/van-ban/{made.id}/" in answer.text for made in both)


def test_the_title_of_a_withdrawn_document_is_no_longer_shown(home, browser):
    making.withdraw(home, making.published(home, title="Không ai nên đọc nữa"), "Nhầm")
    making.published(home, issued_on=making.DAY, title="Văn bản khác")
    page = browser.get("/so/25-2024-TT-BTC").text
    assert "Đã thu hồi" in page
    assert "Không ai nên đọc nữa" not in page
    assert "khong-ai-nen-doc" not in page


def test_the_number_of_a_withdrawn_document_says_that_it_is_gone(home, browser):
    making.withdraw(home, making.published(home), "Ban hành nhầm")
    answer = browser.get("/so/25/2024/TT-BTC")
    assert answer.status_code == 410
    assert "Ban hành nhầm" in answer.text


def test_a_number_that_nobody_has_is_explained(browser):
    answer = browser.get("/so/99-2024-TT-BTCX")
    assert answer.status_code == 404
    for shown in ("99/2024/TT-BTCX", "Thông tư", "2024", "chưa biết mã cơ quan BTCX; có phải là BTC?"):
        assert shown in answer.text
    assert "Thông tri" not in answer.text


def test_the_number_of_a_hidden_document_is_as_unknown_as_any(home, browser):
    making.draft(home)
    assert browser.get("/so/25-2024-TT-BTC").status_code == 404


def test_a_number_in_the_search_box_goes_straight_to_its_document(home, browser):
    made = making.published(home)
    assert f"/van-ban/{made.id}/" in browser.get("/tim-kiem?q=25-2024-tt-btc").location


@pytest.mark.parametrize("query", ["bãi bỏ", "BAI BO", "thông tư bãi"])
def test_words_of_titles_are_found_with_and_without_marks(home, browser, query):
    made = making.published(home)
    making.published(home, number="26/2024/TT-BTC", title="Hướng dẫn khác")
    page = browser.get("/tim-kiem", query_string={"q": query}).text
    assert f"/van-ban/{made.id}/" in page
    assert "26/2024/TT-BTC" not in page


def test_any_query_has_an_answer(home, browser):
    making.published(home)
    for query in ("", " ", "không có gì như thế", "a" * 10_000, "%", "'\"()*", "\x00"):
        assert browser.get("/tim-kiem", query_string={"q": query}).status_code == 200, query


def test_the_english_pages_are_english_and_link_to_english_pages(home, browser):
    made = making.published(home)
    page = browser.get("/en/").text
    assert '<html lang="en">' in page
    assert "New documents" in page
    assert "Circular" in page
    assert f'href="/en/van-ban/{made.id}/' in page
    assert 'hreflang="vi"' in page


def test_a_page_never_depends_on_the_language_that_the_browser_asks_for(browser):
    assert "Văn bản mới" in browser.get("/", headers={"Accept-Language": "en"}).text
    assert "New documents" in browser.get("/en/", headers={"Accept-Language": "vi"}).text


def test_public_pages_may_be_kept_a_minute_and_those_of_an_account_not_at_all(home, browser, signed_in):
    made = making.published(home)
    reader = signed_in(Rank.READER)
    for path in ("/", "/van-ban", f"/van-ban/{made.id}/{SLUG}", "/so/25-2024-TT-BTC"):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" in answer.vary
        assert "ETag" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert "no-store" in reader.get(path).headers["Cache-Control"]


@pytest.mark.parametrize(("path", "told"), [("/khong-co", "Không tìm thấy"), ("/en/nothing", "There is nothing here")])
def test_what_is_not_there_is_said_in_the_readers_language(browser, path, told):
    answer = browser.get(path)
    assert answer.status_code == 404
    assert told in answer.text


def test_a_fault_of_ours_is_a_page_that_tells_no_secrets(app, browser):
    def broken():
        raise RuntimeError("the secret of the database")

    broken.access = None
    app.view_functions["pages.home"] = broken
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.text
    assert "secret" not in answer.text


def test_assets_have_addresses_that_change_with_their_content(browser):
    page = browser.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = browser.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    squeezed = browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.data) < len(answer.data)
    assert "immutable" not in browser.get("/tinh/0123456789ab/site.css").headers["Cache-Control"]


def test_no_page_runs_or_styles_anything_inline(home, clerk):
    made = making.draft(home)
    desk = ("/ban-lam-viec", "/ban-lam-viec/van-ban/moi", f"/ban-lam-viec/van-ban/{made.id}", f"/van-ban/{made.id}")
    for path in ("/", "/van-ban", "/tim-kiem?q=x", "/so/1-2", "/nope", *desk):
        page = clerk.get(path, follow_redirects=True).text
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count("<script src=")
        assert "javascript:" not in page


def test_results_of_a_search_are_there_as_a_sheet_too(home, browser):
    made = making.published(home)
    page = browser.get("/tim-kiem?q=bai+bo&nam=2024&tu=01/01/2024&xep=ban-hanh").text
    address = html.unescape(page.partition('class="as-sheet" href="')[2].partition('"')[0])
    assert "issued_from=2024-01-01" in address
    sheet = browser.get(address)
    assert sheet.mimetype == "text/csv"
    assert made.id in sheet.text


def test_lists_and_searches_show_validity_and_are_narrowed_by_that_of_a_day(home, browser):
    old = making.published(home, number="1/2024/TT-BTC", effective_on=dt.date(2024, 5, 1))
    new = making.published(
        home, number="2/2024/TT-BTC", issued_on=dt.date(2024, 6, 1), effective_on=dt.date(2024, 7, 1)
    )
    with home.unit_of_work() as session:
        source = documents.get(session, SYSTEM, new.id)
        relations.relate(session, SYSTEM, source, Draft("repeals", "1/2024/TT-BTC"))
    for path in ("/van-ban?", "/loai/thong-tu?", "/co-quan/bo-tai-chinh?", "/tim-kiem?q=bai+bo&"):
        for day, found in (("30/06/2024", old), ("", new)):
            page = browser.get(f"{path}hieu-luc=con-hieu-luc&ngay={day}").text
            assert [one.id in page for one in (old, new)] == [one is found for one in (old, new)]
    page = browser.get("/tim-kiem?q=bai+bo").text
    assert ("Hết hiệu lực toàn bộ</span>" in page, "hieu-luc=het-hieu-luc" in page) == (True, True)
    assert browser.get("/van-ban?ngay=hom+qua").status_code == 422


def test_fields_and_signers_lead_to_their_documents(home, browser):
    made = making.published(home, signers=[("Cao Anh Tuấn", "Thứ trưởng")], fields=["an-ninh-quoc-gia"])
    making.draft(home, number="27/2024/TT-BTC", signers=[("Chưa Ai Biết", "")])
    assert "/linh-vuc/an-ninh-quoc-gia" in browser.get("/linh-vuc").text
    assert made.id in browser.get("/linh-vuc/an-ninh-quoc-gia").text
    names = browser.get("/nguoi-ky").text
    assert "Cao Anh Tuấn" in names
    assert "Chưa Ai Biết" not in names
    assert made.id in browser.get("/en/nguoi-ky/cao-anh-tuan").text
    for path in ("/nguoi-ky/chua-ai-biet", "/nguoi-ky/x", "/linh-vuc/x"):
        assert browser.get(path).status_code == 404
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    assert 'href="/nguoi-ky/cao-anh-tuan"' in page
    assert 'href="/linh-vuc/an-ninh-quoc-gia"' in page


def test_a_shelf_goes_on_page_by_page(home, browser, monkeypatch):
    monkeypatch.setattr("registry.site.lists.ROWS", 2)
    made = [making.published(home, number=f"{at}/2024/TT-BTC", signers=[("Cao Anh Tuấn", "")]).id for at in range(1, 6)]
    seen, address = [], "/nguoi-ky/cao-anh-tuan"
    while address:
        page = browser.get(address).text
        seen += [one for one in made if one in page]
        _, _, rest = page.partition('rel="next"')
        address = html.unescape(page.partition(rest)[0].rpartition('href="')[2].partition('"')[0]) if rest else ""
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    "address",
    [
        "/van-ban/%00", "/loai/%00", "/co-quan/%00", "/linh-vuc/%00", "/nguoi-ky/%00", "/so/%00", "/dem/%00.gif",
        "/tai-ve/%00/x.pdf", "/tai-ve/van-ban/%00/x.zip", "/tim-kiem?q=%00a", "/tim-kiem?loai=%00&co-quan=%00&linh-vuc=%00",
        "/tim-kiem?nguoi-ky=%00", "/api/v1/documents?issuer=%00&field=%00&signer=%00&q=a", "/api/v1/documents?issuer=%00",
        "/api/v1/documents/%00", "/api/v1/suggest?q=%00ab", "/api/v1/resolve?number=%00",
    ],
)  # fmt: skip
def test_a_character_that_no_text_has_is_found_nowhere_and_breaks_nothing(browser, address):
    assert browser.get(address).status_code < 500
