"""All files of a document in one ZIP."""

import datetime as dt
import io
import zipfile

import pytest
import sqlalchemy as sa

from registry import documents, files
from registry.accounts import SYSTEM
from registry.files import PDF, Upload
from registry.store.tables import Audience, Kind, Role, UsageEvent
from registry.web import zipping
from registry.web.zipping import Member
from tests.making import make_document, make_file, pdf
from tests.site import making
from tests.site.browsing import AGENT

MIB = 1024 * 1024
MOMENT = dt.datetime(2024, 4, 23, 8, 0, 30, tzinfo=dt.UTC)
NAMES = ["Phụ lục", "Phụ lục", "../../etc/passwd", "a/b\\c:d"]


def member(name, content):
    return Member(name, len(content), MOMENT, [content[:7], content[7:]])


@pytest.mark.parametrize(
    "contents", [[], [b""], [b"one"], [b"one" * 1000, b"", bytes(300_000)]], ids=["none", "empty", "one", "three"]
)
def test_the_length_is_known_before_a_byte_is_written(contents):
    names = [f"Thông tư {number}.pdf" for number in range(len(contents))]
    written = b"".join(zipping.stream(map(member, names, contents)))
    assert zipping.length(names, map(len, contents)) == len(written)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert [archive.read(name) for name in names] == contents
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())


def test_beyond_two_gigabytes_the_length_is_not_said_and_nothing_is_held():
    """What went in comes out at once, so that memory does not grow with the files."""
    chunk, count = bytes(4 * MIB), 520
    large = Member("large.pdf", len(chunk) * count, MOMENT, (chunk for _ in range(count)))
    assert zipping.length([large.name], [large.size]) is None
    sizes = [len(part) for part in zipping.stream([large])]
    assert sum(sizes) > large.size
    assert len(sizes) == count + 1
    assert max(sizes) < len(chunk) + 200


def test_names_in_a_zip_differ_also_for_windows():
    assert zipping.unique(["a.pdf", "A.pdf", "b.pdf", "a.pdf", "a (2).pdf"]) == [
        "a.pdf", "A (2).pdf", "b.pdf", "a (3).pdf", "a (2) (2).pdf",
    ]  # fmt: skip


def bundled(home, **changed):
    """A published document with a large main file and attachments whose names are alike or odd."""
    made = making.published(home, content=pdf("main") + bytes(range(256)) * 4_000, **changed)
    with home.unit_of_work() as session:
        document = documents.get(session, SYSTEM, made.id)
        for name in NAMES:
            content = pdf(name.encode("ascii", "ignore").decode())
            upload = Upload(home.blobs.keep_bytes(content), len(content), PDF, "tệp.pdf", Role.ATTACHMENT)
            files.attach(session, SYSTEM, document, upload, name)
    return made


def downloads(home):
    asked = sa.select(UsageEvent.file_id).where(UsageEvent.kind == Kind.DOWNLOAD).order_by(UsageEvent.file_id)
    with home.reading() as session:
        return session.scalars(asked).all()


def address(made):
    return f"/tai-ve/van-ban/{made.id}/x.zip"


def test_a_zip_holds_every_file_under_a_safe_name_of_its_own(home, browser):
    made = bundled(home)
    answer = browser.get(address(made))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert 'filename="Thong tu 25-2024-TT-BTC.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read(names[0]) == browser.get(f"/tai-ve/{made.file}/x").data
    title = "Thông tư 25-2024-TT-BTC"
    assert names == [
        f"{title}.pdf", f"{title} - Phụ lục.pdf", f"{title} - Phụ lục (2).pdf", f"{title} - ..-..-etc-passwd.pdf",
        f"{title} - a-b-c-d.pdf",
    ]  # fmt: skip


def test_a_zip_counts_one_download_for_each_file_in_it(home, browser):
    made = bundled(home)
    browser.head(address(made))
    browser.get(address(made), headers={"Sec-Purpose": "prefetch", "User-Agent": AGENT})
    assert downloads(home) == []
    etag = browser.get(address(made)).headers["ETag"]
    assert len(set(downloads(home))) == len(downloads(home)) == 1 + len(NAMES)
    again = browser.get(address(made), headers={"If-None-Match": etag})
    assert (again.status_code, again.data, len(downloads(home))) == (304, b"", 1 + len(NAMES))


def test_a_zip_is_linked_only_where_there_are_several_files(home, browser):
    several, one = bundled(home), making.published(home, number="1/2024/TT-BTC")
    page = browser.get(f"/van-ban/{several.id}", follow_redirects=True).text
    assert f"/tai-ve/van-ban/{several.id}/Th%C3%B4ng%20t%C6%B0%2025-2024-TT-BTC.zip" in page
    assert "/tai-ve/van-ban/" not in browser.get(f"/van-ban/{one.id}", follow_redirects=True).text


def test_a_zip_is_for_those_who_may_download(home, browser):
    kept = bundled(home, download_audience=Audience.READERS)
    assert "/tai-ve/" not in browser.get(f"/van-ban/{kept.id}", follow_redirects=True).text
    assert browser.get(address(kept)).status_code == 403
    hidden = making.published(home, number="1/2024/TT-BTC", view_audience=Audience.STAFF)
    assert browser.get(address(hidden)).status_code == 404
    with home.unit_of_work() as session:
        draft = make_document(session, number="2/2024/TT-BTC")
        make_file(session, home, draft)
    assert browser.get(f"/tai-ve/van-ban/{draft.public_id}/x.zip").status_code == 404
    assert browser.get("/tai-ve/van-ban/nothing/x.zip").status_code == 404
    assert downloads(home) == []


def test_the_zip_of_a_withdrawn_document_is_gone(home, browser):
    made = bundled(home)
    making.withdraw(home, made, "Ban hành nhầm")
    answer = browser.get(address(made))
    assert answer.status_code == 410
    assert "Ban hành nhầm" in answer.text


def test_a_zip_with_a_lost_file_is_refused_and_nothing_is_counted(home, browser):
    made = bundled(home)
    with home.reading() as session:
        home.blobs.erase(documents.get(session, SYSTEM, made.id).files[2].current.sha256)
    assert browser.get(address(made)).status_code == 404
    assert downloads(home) == []
