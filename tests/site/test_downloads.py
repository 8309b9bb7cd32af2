from urllib.parse import quote

import pytest
import sqlalchemy as sa

from registry import documents, files
from registry.accounts import SYSTEM
from registry.files import PDF, Upload
from registry.store.tables import Audience, Channel, Kind, Rank, Role, UsageEvent
from tests.making import pdf
from tests.site import making
from tests.site.browsing import AGENT

CONTENT = pdf("the bytes that are never touched")
ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


def events(home):
    with home.reading() as session:
        rows = session.execute(
            sa.select(UsageEvent.kind, UsageEvent.channel, UsageEvent.document_id, UsageEvent.file_id)
        )
        return rows.all()


@pytest.fixture
def made(home):
    return making.published(home, content=CONTENT)


@pytest.fixture
def path(made):
    return f"/tai-ve/{made.file}/Th%C3%B4ng%20t%C6%B0.pdf"


def test_a_download_gives_the_untouched_bytes_under_a_vietnamese_name(browser, path):
    answer = browser.get(path)
    assert answer.data == CONTENT
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="Thong tu 25-2024-TT-BTC.pdf"')
    assert "filename*=UTF-8''" + quote("Thông tư 25-2024-TT-BTC.pdf") in name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"].strip('"').isalnum()
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_whatever_name_is_written_gives_the_file_under_its_own_name(browser, made):
    for name in ("x", "a/b/c.pdf", "%F0%9F%93%84.exe", "..pdf", "x" * 255):
        answer = browser.get(f"/tai-ve/{made.file}/{name}")
        assert answer.data == CONTENT, name
        assert "Thong tu 25-2024-TT-BTC.pdf" in answer.headers["Content-Disposition"]


ODD_NAMES = [
    "../x.pdf", "..%2f..%2fetc%2fpasswd", "..%5cx", "a/..", "%09%1b.pdf", "x%00.pdf", "%7f", "%c2%85",
    "%0d%0aSet-Cookie:x", "x" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("place", ["/tai-ve/{0}/", "/tai-ve/{0}/v/1/", "/xem/{0}/"])
def test_what_can_be_no_name_of_a_file_gives_a_clear_answer_and_nothing_else(home, browser, made, place):
    for name in ODD_NAMES:
        answer = browser.get(place.format(made.file) + name)
        assert answer.status_code == 404, name
        assert "Không tìm thấy" in answer.text
        assert len(answer.data) < 5_000
        assert "Set-Cookie" not in answer.headers
    assert events(home) == []


@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [
        ({"Range": "bytes=0-9"}, 206, CONTENT[:10]),
        ({"Range": "bytes=10-"}, 206, CONTENT[10:]),
        ({"Range": "bytes=-5"}, 206, CONTENT[-5:]),
        ({"Range": "bytes=0-1,4-5"}, 200, CONTENT),
        ({"Range": "bytes=99999999-"}, 416, None),
        ({"Range": "bytes=0-9", "If-Range": '"of other bytes"'}, 200, CONTENT),
    ],
    ids=["first", "from", "last", "several are the whole", "impossible", "of other bytes"],
)
def test_parts_of_a_file(browser, path, headers, status, body):
    answer = browser.get(path, headers=headers)
    assert answer.status_code == status
    if body is not None:
        assert answer.data == body
    else:
        assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_who_has_the_bytes_already_gets_none(home, browser, path):
    etag = browser.get(path).headers["ETag"]
    answer = browser.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert len(events(home)) == 1


def test_who_insists_on_former_bytes_is_told_that_they_are_replaced(home, browser, path):
    answer = browser.get(path, headers={"If-Match": '"former"'})
    assert answer.status_code == 412
    assert "đã được thay" in answer.text
    assert events(home) == []


def test_a_head_request_tells_all_and_counts_nothing(home, browser, path):
    answer = browser.head(path)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert events(home) == []


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({}, [Channel.PERSON]),
        ({"Range": "bytes=0-999"}, [Channel.PERSON]),
        ({"Range": "bytes=0-1"}, []),
        ({"Range": "bytes=5-"}, []),
        ({"Sec-Purpose": "prefetch"}, []),
        (ROBOT, [Channel.ROBOT]),
    ],
    ids=["whole", "beginning", "probe", "middle", "prefetch", "robot"],
)
def test_what_counts_as_a_download(home, browser, made, path, headers, counted):
    browser.get(path, headers={"User-Agent": AGENT} | headers)
    assert [event[:3] for event in events(home)] == [(Kind.DOWNLOAD, channel, made.key) for channel in counted]
    assert all(event.file_id is not None for event in events(home))


def test_looking_at_the_pdf_in_the_page_is_no_download(home, browser, made):
    answer = browser.get(f"/xem/{made.file}/x.pdf")
    assert answer.data == CONTENT
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert events(home) == []


def test_a_clerks_download_is_not_counted(home, clerk, path):
    assert clerk.get(path).status_code == 200
    assert events(home) == []


@pytest.mark.parametrize("path", ["/tai-ve/{0}/x.pdf", "/tai-ve/{0}/v/1/x.pdf", "/xem/{0}/x.pdf"])
def test_who_may_view_may_not_download_for_that(home, browser, signed_in, path):
    made = making.published(home, number="1/2024/TT-BTC", download_audience=Audience.READERS)
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True)
    assert page.status_code == 200
    assert "/tai-ve/" not in page.text
    assert "không được tải về" in page.text
    answer = browser.get(path.format(made.file))
    assert answer.status_code == 403
    assert "quyền tải văn bản này" in answer.text
    assert events(home) == []
    assert signed_in(Rank.READER).get(path.format(made.file)).status_code == 200


@pytest.mark.parametrize("path", ["/tai-ve/{0}/x.pdf", "/xem/{0}/x.pdf", "/anh/{0}/1/1/page.webp"])
def test_files_and_pictures_of_hidden_documents_are_not_there(home, browser, path):
    made = making.published(home, number="2/2024/TT-BTC", view_audience=Audience.STAFF)
    making.read(home, made, "chữ")
    assert browser.get(path.format(made.file)).status_code == 404


def test_a_file_that_was_given_before_is_given_as_it_is_by_now(home, browser, made, path):
    """What is known of a file is as good as its document's stamp."""
    assert browser.get(path).data == CONTENT
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, made.id)
        documents.change(session, SYSTEM, document, {"number": "26/2024/TT-BTC"}, document.version)
    renamed = browser.get(path)
    assert "Thong tu 26-2024-TT-BTC.pdf" in renamed.headers["Content-Disposition"]
    newer = pdf("the next version")
    with home.unit_of_work() as session:
        file = documents.get(session, SYSTEM, made.id).files[0]
        files.replace(session, SYSTEM, file, Upload(home.blobs.keep_bytes(newer), len(newer), PDF, "x.pdf", Role.MAIN))
    assert browser.get(path).data == newer
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, made.id)
        audience = {"download_audience": Audience.READERS.value}
        documents.change(session, SYSTEM, document, audience, document.version)
    assert browser.get(path).status_code == 403
    making.withdraw(home, made, "Ban hành nhầm")
    assert browser.get(path).status_code == 410


def test_what_was_remembered_wrongly_keeps_no_place_and_is_counted_once(home, app, browser):
    large = pdf("large").ljust(400_000)
    made = making.published(home, content=large)
    for number in range(home.settings.transfers + 1):
        with home.unit_of_work() as session:
            document = documents.get(session, SYSTEM, made.id)
            documents.change(session, SYSTEM, document, {"title": f"Tên thứ {number}"}, document.version)
        assert browser.get(f"/tai-ve/{made.file}/x.pdf").data == large
    assert not app.extensions["transfers"]._taken.total()
    assert len(events(home)) == home.settings.transfers + 1


@pytest.mark.parametrize("path", ["/tai-ve/{0}/x.pdf", "/xem/{0}/x.pdf", "/anh/{0}/1/1/page.webp"])
def test_files_and_pictures_of_withdrawn_documents_are_gone(home, browser, made, path):
    making.read(home, made, "chữ")
    making.withdraw(home, made, "Ban hành nhầm")
    answer = browser.get(path.format(made.file))
    assert answer.status_code == 410
    assert "Ban hành nhầm" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_link_of_a_withdrawn_document_names_its_successor(home, browser, made, path):
    successor = making.published(home, number="26/2024/TT-BTC")
    making.withdraw(home, made, "Ban hành nhầm", successor)
    answer = browser.get(path)
    assert answer.status_code == 410
    assert f"/van-ban/{successor.id}" in answer.text


def test_no_cache_keeps_a_file_longer_than_a_withdrawal_may_take(browser, made, path):
    for address in (path, f"/tai-ve/{made.file}/v/1/x.pdf", f"/xem/{made.file}/x.pdf"):
        assert browser.get(address).headers["Cache-Control"] == "public, max-age=300, must-revalidate"


def test_what_is_saved_may_do_nothing_and_what_is_shown_only_what_a_viewer_needs(browser, made, path):
    assert browser.get(path).headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    shown = browser.get(f"/xem/{made.file}/x.pdf").headers["Content-Security-Policy"]
    assert shown.startswith("default-src 'none';")
    assert "script-src" not in shown


@pytest.mark.parametrize(
    "path", ["/tai-ve/x/y.pdf", "/tai-ve/{0}/v/2/y.pdf", "/anh/{0}/1/9/page.webp", "/anh/{0}/1/1/huge.webp"]
)
def test_files_and_pictures_that_are_not_there_are_not_found(home, browser, made, path):
    making.read(home, made, "chữ")
    assert browser.get(path.format(made.file)).status_code == 404


def test_pictures_of_public_documents_are_kept_for_good_and_others_not_at_all(home, browser, made, signed_in):
    making.read(home, made, "chữ")
    answer = browser.get(f"/anh/{made.file}/1/1/page.webp")
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    again = browser.get(f"/anh/{made.file}/1/1/page.webp", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    hidden = making.published(home, number="3/2024/TT-BTC", view_audience=Audience.READERS)
    making.read(home, hidden, "chữ")
    kept = signed_in(Rank.READER).get(f"/anh/{hidden.file}/1/1/page.webp")
    assert (kept.status_code, kept.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_replaced_file_keeps_its_link_and_its_former_version(home, browser, clerk, made, path):
    clerk.send(
        f"/ban-lam-viec/van-ban/{made.id}/tep/{made.file}",
        {"file": (making.as_file(pdf("the second")), "hai.pdf")},
        found_at=f"/ban-lam-viec/van-ban/{made.id}",
    )
    assert browser.get(path).data == pdf("the second")
    assert browser.get(f"/tai-ve/{made.file}/v/1/x.pdf").data == CONTENT


def test_a_page_that_is_looked_at_counts_a_view_by_its_beacon(home, browser, made):
    browser.get(f"/van-ban/{made.id}", follow_redirects=True)
    assert events(home) == [], "the page itself counts nothing, since caches give it out too"
    assert browser.post("/dem", data={"document": made.id}).status_code == 204
    answer = browser.get(f"/dem/{made.id}.gif")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/gif", "no-store")
    assert events(home) == [(Kind.VIEW, Channel.PERSON, made.key, None)] * 2


def test_what_is_not_published_or_not_visible_has_no_views(home, browser):
    hidden = [making.draft(home), making.published(home, number="4/2024/TT-BTC", view_audience=Audience.STAFF)]
    for made in (*hidden, making.Made("nothing", 0)):
        assert browser.post("/dem", data={"document": made.id}).status_code == 404
        assert browser.get(f"/dem/{made.id}.gif").status_code == 404
    assert events(home) == []


def test_a_clerks_look_is_not_counted(home, clerk, made):
    assert clerk.post("/dem", data={"document": made.id}).status_code == 204
    assert events(home) == []
