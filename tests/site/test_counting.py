"""Requests as they come in over HTTP, and what is written of them: events, tallies, misses."""

import pytest
import sqlalchemy as sa

from registry import folding, usage
from registry.store.tables import Audience, Channel, Kind, Rank, Tallied, UsageEvent, UsageTally, VisitorSalt, now
from tests.making import pdf
from tests.site import making
from tests.site.browsing import AGENT

CONTENT = pdf("the bytes that are never touched")
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def made(home):
    return making.published(home, content=CONTENT)


@pytest.fixture
def path(made):
    return f"/tai-ve/{made.file}/x.pdf"


def events(home):
    with home.reading() as session:
        rows = sa.select(UsageEvent.kind, UsageEvent.channel, UsageEvent.document_id).order_by(UsageEvent.id)
        return [tuple(row) for row in session.execute(rows)]


def tallies(app, home):
    app.extensions["tallies"].flush()
    with home.reading() as session:
        rows = session.execute(sa.select(UsageTally.kind, UsageTally.outcome, UsageTally.count)).all()
        return {(row.kind, row.outcome): row.count for row in rows}


def test_what_is_left_out_of_downloads_is_tallied_by_its_reason(app, home, browser, clerk, path):
    etag = browser.get(path).headers["ETag"]
    browser.get(path, headers={"If-None-Match": etag})
    browser.head(path)
    for wanted in ("bytes=0-1", "bytes=5-", "bytes=9-"):
        browser.get(path, headers={"Range": wanted})
    browser.get(path, headers={"Sec-Purpose": "prefetch"})
    clerk.get(path)
    assert len(events(home)) == 1
    reasons = {"not_modified": 1, "head": 1, "probe": 1, "part": 2, "ahead": 1, "staff": 1}
    assert tallies(app, home) == {(Tallied.DOWNLOAD, reason): count for reason, count in reasons.items()}


def test_looks_at_pictures_and_at_the_file_in_the_page_are_previews_by_who_looked(app, home, browser, made):
    making.read(home, made, "chữ")
    browser.get(f"/anh/{made.file}/1/1/page.webp")
    browser.get(f"/anh/{made.file}/1/1/page.webp", headers={"User-Agent": GOOGLE})
    browser.get(f"/xem/{made.file}/x.pdf")
    browser.get(f"/xem/{made.file}/x.pdf", headers={"Range": "bytes=10-"})
    assert events(home) == []
    assert tallies(app, home) == {(Tallied.PREVIEW, "person"): 2, (Tallied.PREVIEW, "robot"): 1}


def test_a_document_read_by_api_is_tallied_and_is_no_view(app, home, browser, made):
    assert browser.get(f"/api/v1/documents/{made.id}").status_code == 200
    assert events(home) == []
    assert tallies(app, home) == {(Tallied.METADATA, "person"): 1}


def test_every_file_of_a_visitor_counts_and_not_only_the_first(home, browser):
    keys = []
    for number in ("1/2024/TT-BTC", "2/2024/TT-BTC"):
        made = making.published(home, number=number)
        keys.append(made.key)
        browser.get(f"/tai-ve/{made.file}/x.pdf")
    with home.unit_of_work() as session:
        folding.fold(session, now())
        counts = usage.counts(session, keys)
    assert [counts[key].downloads for key in keys] == [1, 1]


def test_two_clicks_on_one_file_are_one_download_and_two_events(home, browser, made, path):
    for _ in range(2):
        browser.get(path)
    assert len(events(home)) == 2
    with home.unit_of_work() as session:
        folding.fold(session, now())
        assert usage.counts(session, [made.key])[made.key].downloads == 1


def test_a_page_without_a_document_tells_that_somebody_is_there(home, browser, clerk):
    assert '<img src="/dem.gif"' in browser.get("/").text
    assert browser.post("/dem").status_code == 204
    assert browser.get("/dem.gif").mimetype == "image/gif"
    assert clerk.post("/dem").status_code == 204
    assert events(home) == [(Kind.VIEW, Channel.PERSON, None)] * 2


def test_a_document_that_only_some_may_see_counts_their_views(home, browser, signed_in):
    hidden = making.published(home, view_audience=Audience.READERS)
    assert browser.post("/dem", data={"document": hidden.id}).status_code == 404
    assert signed_in(Rank.READER).post("/dem", data={"document": hidden.id}).status_code == 204
    assert events(home) == [(Kind.VIEW, Channel.PERSON, hidden.key)]


def test_no_address_and_no_agent_is_kept_and_the_salt_is_of_the_registrys_day(home, browser, path):
    browser.get(path, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    with home.reading() as session:
        (row,) = session.execute(sa.select(UsageEvent)).scalars()
        assert row.visitor not in {"", "203.0.113.9", AGENT}
        assert session.scalars(sa.select(VisitorSalt.day)).all() == [usage.today(home.settings.timezone)] == [row.day]


def test_an_event_that_cannot_be_written_within_a_second_is_a_miss_and_the_answer_is_given(app, home, browser, path):
    browser.get(path)  # the salt of the day is known from now on
    with home.database.writing() as session:
        session.execute(sa.text("SELECT 1" if home.database.is_sqlite else "LOCK TABLE usage_events"))
        assert browser.get(path).data == CONTENT
    assert len(events(home)) == 1
    assert tallies(app, home) == {(Tallied.DOWNLOAD, "missed"): 1}


def test_tallies_that_cannot_be_written_wait_for_the_next_time(app, home, browser, path):
    browser.head(path)
    kept = home.database._session
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(home.database, "_session", lambda **_: kept(bind=sa.create_engine("sqlite:////nowhere/x")))
        app.extensions["tallies"].flush()
    assert tallies(app, home) == {(Tallied.DOWNLOAD, "head"): 1}


@pytest.mark.parametrize("installed", ["postgresql"], indirect=True)
def test_a_database_that_was_restarted_costs_no_event(home, browser, path):
    browser.get(path)
    with home.database.writing() as session:
        session.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                "current_database() AND pid <> pg_backend_pid()"))  # fmt: skip
    browser.get(path)
    assert len(events(home)) == 2


def test_addresses_come_from_trusted_proxies_only(home, browser, path):
    """Without a proxy in front, what a client writes into X-Forwarded-For makes no new visitor of it."""
    for address in ("198.51.100.1", "198.51.100.2"):
        browser.get(path, headers={"X-Forwarded-For": address})
    with home.reading() as session:
        assert len(set(session.scalars(sa.select(UsageEvent.visitor)))) == 1
