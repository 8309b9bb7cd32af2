"""From a stored file to what is known of it: the worker's tasks, secrecy, passwords."""

import io

import pypdf
import pytest
import sqlalchemy as sa

from registry import circulating, contents, documents, passwords, publishing, reading, secrecy, suggesting, work
from registry.accounts import SYSTEM, Viewer
from registry.errors import Invalid, NotFound, NotReadyToPublish, WrongState
from registry.pdf import recognising
from registry.store.tables import (
    Change,
    CitationFound,
    FilePassword,
    FileVersion,
    Page,
    Preview,
    Rank,
    ReadingFacts,
    State,
    UsageEvent,
    Work,
)
from tests.making import make_document, make_file, make_viewer
from tests.working import app, circular, scanned, work_off, worker_of

needs_tesseract = pytest.mark.skipif(recognising.program() is None, reason="Tesseract with Vietnamese is not installed")
CLERK, ADMIN = Viewer(1, Rank.CLERK), Viewer(2, Rank.ADMIN)


def stored(home, content, **changed) -> str:
    with home.unit_of_work() as session:
        document = make_document(session, **changed)
        make_file(session, home, document, content)
        return document.public_id


def count(home, table) -> int:
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def facts_of(home, public_id) -> ReadingFacts:
    with home.reading() as session:
        version = documents.get(session, SYSTEM, public_id).files[0].current.id
        return contents.facts(session, [version])[version]


def locked(password: str, content: bytes | None = None) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(content or circular()))
    writer.encrypt(password, "chủ sở hữu", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_is_read_examined_and_drawn_the_first_pages_before_the_others(home):
    made = stored(home, circular(pages=15))
    assert work_off(home, *work.ON_VERSIONS) == ["reading", "previews", "examining", *["more_previews"] * 4]
    facts = facts_of(home, made)
    assert facts.suggestions["number"]["value"] == "25/2024/TT-BTC"
    assert (facts.signatures, facts.active_content, facts.encrypted) == ([], [], False)
    with home.reading() as session:
        drawn = session.execute(sa.select(Preview.page, Preview.size)).all()
    assert sorted(drawn) == sorted(
        [(1, "cover"), *((page, size) for page in range(1, 16) for size in ("page", "large"))]
    )


def test_what_was_read_stands_beside_what_was_typed_and_says_where_they_differ(home):
    made = stored(home, circular(), number="52/2024/TT-BTC", title="", signers=[("Cao Anh Tuấn", "")])
    work_off(home, work.READING)
    with home.reading() as session:
        found = suggesting.of_document(session, documents.get(session, SYSTEM, made))
    assert {name for name, one in found.items() if one.differs} == {"number"}
    assert found["number"].values == ("25/2024/TT-BTC",)
    assert found["type"].values == ("thong-tu",)
    assert found["issuers"].values == ("Bộ Tài chính",)
    assert found["issued_on"].values == ("23/04/2024",)
    assert found["title"].fills


def test_a_marked_document_is_hidden_at_once_and_nothing_read_from_it_is_kept(home):
    made = stored(home, circular(mark="TỐI MẬT"))
    with home.unit_of_work() as session:
        publishing.publish(session, SYSTEM, documents.get(session, SYSTEM, made))
    assert work_off(home, *work.ON_VERSIONS) == ["reading"]
    assert [count(home, table) for table in (Page, CitationFound, Preview, ReadingFacts)] == [0, 0, 0, 0]
    with home.reading() as session:
        for viewer in (Viewer(), CLERK):
            with pytest.raises(NotFound):
                documents.get(session, viewer, made)
        assert [row.mark for row in circulating.standing(session, documents.get(session, ADMIN, made))] == ["Tối mật"]
        assert [one.public_id for one in secrecy.refused(session, ADMIN)] == [made]


def test_a_refused_document_is_erased_with_its_bytes_and_its_traces(home):
    made = stored(home, circular(mark="MẬT"))
    work_off(home)
    with home.unit_of_work() as session:
        document = documents.get(session, ADMIN, made)
        session.add(UsageEvent(day=document.issued_on, kind="view", channel="person", document_id=document.id))
        sha256 = document.files[0].current.sha256
    with home.unit_of_work() as session:
        with pytest.raises(WrongState):
            secrecy.erase(session, SYSTEM, make_document(session, number="1/QĐ-BTC", type="quyet-dinh"))
        assert secrecy.erase(session, SYSTEM, documents.get(session, ADMIN, made)) == [sha256]
    home.blobs.erase(sha256)
    with pytest.raises(NotFound):
        home.blobs.read(sha256)
    assert count(home, FileVersion) == 0
    with home.reading() as session:
        assert session.scalar(sa.select(Change.payload).where(Change.kind == "document.erased")) == {"sha256": [sha256]}


def test_a_false_alarm_is_overridden_with_a_reason_in_the_audit(home):
    made = stored(home, circular(mark="MẬT"))
    work_off(home)
    with home.unit_of_work() as session:
        admin = make_viewer(session, Rank.ADMIN)
        document = documents.get(session, admin, made)
        with pytest.raises(Invalid):
            secrecy.override(session, admin, document, "  ")
        secrecy.override(session, admin, document, "Văn bản đã giải mật")
    assert work_off(home, *work.ON_VERSIONS)[0] == "reading"
    with home.reading() as session:
        assert documents.get(session, CLERK, made).files[0].current.outcome == "read"
        told = session.scalar(sa.select(Change).where(Change.kind == "document.refusal_overridden"))
        assert (told.payload["reason"], told.actor_id) == ("Văn bản đã giải mật", admin.user_id)
    assert count(home, Page) == 1


@pytest.mark.parametrize(
    ("content", "number"),
    [(circular(below="LƯU HÀNH NỘI BỘ"), "25/2024/TT-BTC"), (circular(), "5053-CV/VPTW/nb")],
    ids=["by its page", "by its number"],
)
def test_what_is_for_use_inside_is_kept_and_never_published(home, content, number):
    made = stored(home, content, number=number, type="cong-van")
    work_off(home, work.READING)
    with home.unit_of_work() as session:
        document = documents.get(session, CLERK, made)
        with pytest.raises(NotReadyToPublish):
            publishing.publish(session, SYSTEM, document)
    with home.reading() as session:
        assert documents.get(session, CLERK, made).state == State.DRAFT


def test_what_turns_out_to_be_for_use_inside_is_for_clerks_alone_from_then_on(home):
    made = stored(home, circular(below="LƯU HÀNH NỘI BỘ"))
    with home.unit_of_work() as session:
        publishing.publish(session, SYSTEM, documents.get(session, SYSTEM, made))
    work_off(home, work.READING)
    with home.unit_of_work() as session:
        with pytest.raises(NotFound):
            documents.get(session, Viewer(), made)
        document = documents.get(session, CLERK, made)
        with pytest.raises(NotReadyToPublish):
            documents.change(session, SYSTEM, document, {"view_audience": "public"}, document.version)


def test_a_password_is_kept_sealed_until_the_file_is_read_and_a_rebuild_asks_again(home):
    key = home.settings.secret_key
    made = stored(home, locked("mở ra"))
    assert work_off(home, *work.ON_VERSIONS) == ["reading"]
    with home.unit_of_work() as session:
        version = documents.get(session, SYSTEM, made).files[0].current
        assert (version.outcome, version.reason) == ("failed", "encrypted")
        passwords.keep(session, key, version.id, "sai rồi")
        work.owe(session, work.READING, version.id)
        assert "sai rồi".encode() not in session.scalar(sa.select(FilePassword.sealed))
    work_off(home)
    assert count(home, FilePassword) == 0
    with home.unit_of_work() as session:
        version = documents.get(session, SYSTEM, made).files[0].current
        assert version.reason == "wrong_password"
        passwords.keep(session, key, version.id, "mở ra")
        work.owe(session, work.READING, version.id)
    assert work_off(home, *work.ON_VERSIONS) == ["reading", "previews", "examining"]
    assert [count(home, table) for table in (FilePassword, Page, Preview)] == [0, 1, 3]
    assert facts_of(home, made).encrypted
    with home.unit_of_work() as session:
        work.owe(session, work.READING, version.id)
    work_off(home)
    assert [count(home, table) for table in (Page, Preview)] == [1, 3]
    with home.reading() as session:
        version = documents.get(session, SYSTEM, made).files[0].current
        assert (version.outcome, version.reason) == ("read", "password_again")


def test_a_password_that_nobody_needs_any_more_is_forgotten(home):
    made = stored(home, circular())
    with home.unit_of_work() as session:
        version = documents.get(session, SYSTEM, made).files[0].current.id
        passwords.keep(session, home.settings.secret_key, version, "không cần")
        passwords.erase_when_read(session, version)
        assert passwords.of(session, home.settings.secret_key, version) == "không cần"
        assert passwords.of(session, "k" * 41, version) == ""
        session.execute(sa.update(FilePassword).values(given_at=sa.func.current_timestamp()))
        session.execute(sa.delete(Work))
        passwords.erase_when_read(session, version)
        assert passwords.of(session, home.settings.secret_key, version) == ""


@needs_tesseract
def test_scanned_pages_are_recognised_by_and_by_those_at_the_ends_first(home, monkeypatch):
    monkeypatch.setattr(reading, "RECOGNISED_AT_ONCE", 2)
    made = stored(home, scanned(circular(pages=3)))
    assert work_off(home, work.READING) == ["reading"]
    assert facts_of(home, made).suggestions["number"] is None
    with worker_of(home):
        app.tasks["registry.ocr"](str(facts_of(home, made).version_id))
    with home.reading() as session:
        version = documents.get(session, SYSTEM, made).files[0].current
        (step,) = [one for one in contents.reading_statuses(session, [version])[version.id].steps if one.total]
        verdicts = session.scalars(sa.select(Page.verdict).order_by(Page.number)).all()
    assert (step.kind, step.done, step.total, step.waits) == ("ocr", 2, 3, True)
    assert verdicts == ["ocr", "scanned", "ocr"]
    assert facts_of(home, made).suggestions["number"]["value"] == "25/2024/TT-BTC"
    assert work_off(home, work.OCR) == ["ocr"]
    with home.reading() as session:
        pages = session.scalars(sa.select(Page).order_by(Page.number)).all()
        assert {(page.source, page.verdict) for page in pages} == {("tesseract", "ocr")}
        assert "có hiệu lực kể từ ngày 07 tháng 6 năm 2024" in pages[2].text
        assert session.scalars(sa.select(CitationFound.canonical)).all() == ["83/2014/TT-BTC"] * 2


@needs_tesseract
def test_a_scan_that_turns_out_to_be_a_state_secret_is_refused(home):
    made = stored(home, scanned(circular(mark="TỐI MẬT")))
    work_off(home, work.READING, work.OCR)
    assert count(home, Page) == 0
    with home.reading() as session, pytest.raises(NotFound):
        documents.get(session, CLERK, made)


def test_without_tesseract_scanned_pages_are_flagged_and_the_reason_is_told(home, monkeypatch):
    monkeypatch.setattr(recognising, "program", lambda: None)
    made = stored(home, scanned(circular()))
    work_off(home, work.READING, work.OCR)
    with home.reading() as session:
        version = documents.get(session, SYSTEM, made).files[0].current
        (step,) = [one for one in contents.reading_statuses(session, [version])[version.id].steps if one.kind == "ocr"]
        assert (step.progress, step.reason, step.done, step.total) == ("failed", work.NO_OCR, 0, 1)
        assert session.scalars(sa.select(Page.verdict)).all() == ["scanned"]


def test_a_document_that_was_discarded_meanwhile_is_no_task(session):
    assert reading.task(session, 987_654) is None
