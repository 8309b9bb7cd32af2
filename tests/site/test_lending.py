"""Links for a while: made on the desk and by the API, used in a browser that is not signed in."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from registry import accounts
from registry.store.tables import Audience, Rank, UsageEvent, User
from tests.making import pdf
from tests.site import making

CONTENT = pdf("for a few")


@pytest.fixture
def made(home):
    return making.published(home, content=CONTENT, view_audience=Audience.STAFF, download_audience=Audience.STAFF)


def on_the_desk(clerk, made, hours="24"):
    """Makes a link with the form; what the page says then."""
    page = f"/ban-lam-viec/van-ban/{made.id}"
    answer = clerk.send(f"{page}/tep/{made.file}/lien-ket", {"hours": hours}, found_at=page)
    return answer if answer.status_code != 303 else clerk.get(page)


def link_in(page):
    parts = urlsplit(unescape(re.search(r'id="lent"[^>]* value="([^"]+)"', page)[1]))
    return f"{parts.path}?{parts.query}"


def test_a_clerks_link_gives_the_file_to_who_may_not_see_its_document(home, browser, clerk, made):
    page = on_the_desk(clerk, made).text
    assert "Liên kết có hiệu lực đến" in page
    link = link_in(page)
    assert browser.get(urlsplit(link).path).status_code == 404
    answer = browser.get(link)
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert browser.get(link, headers={"Range": "bytes=0-9"}).status_code == 206
    assert browser.get(f"/van-ban/{made.id}").status_code == 404, "the link opens the file and nothing else"
    with home.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UsageEvent)) == 2


@pytest.mark.parametrize("token", ["", "x", "WyJ4Il0.x", "%00", "x" * 5_000])
def test_a_wrong_signature_gives_a_clear_answer_and_nothing_else(browser, made, token):
    answer = browser.get(f"/tai-ve/{made.file}/x.pdf?khoa={token}")
    assert answer.status_code == 403
    assert "Liên kết không đầy đủ" in answer.text
    assert b"%PDF" not in answer.data


def test_a_link_that_has_ended_says_so(home, browser, clerk, made):
    link = link_in(on_the_desk(clerk, made).text)
    with home.unit_of_work() as session:
        session.execute(sa.update(User).values(active=False))
    answer = browser.get(link)
    assert answer.status_code == 403
    assert "Liên kết không còn hiệu lực" in answer.text


def test_a_link_to_a_withdrawn_document_says_that_it_is_gone(home, browser, clerk, made):
    link = link_in(on_the_desk(clerk, made).text)
    making.withdraw(home, made, "Ban hành nhầm")
    answer = browser.get(link)
    assert answer.status_code == 410
    assert "Ban hành nhầm" in answer.text


def test_the_desk_offers_links_only_to_what_is_not_public(home, clerk, made):
    assert "/lien-ket" in clerk.get(f"/ban-lam-viec/van-ban/{made.id}").text
    public = making.published(home, number="1/2024/TT-BTC")
    assert "/lien-ket" not in clerk.get(f"/ban-lam-viec/van-ban/{public.id}").text
    refused = on_the_desk(clerk, made, hours="10000")
    assert refused.status_code == 422


def test_a_program_makes_links_too(app, home, browser, made):
    with home.unit_of_work() as session:
        user = accounts.add_user(session, "service", "mot-mat-khau-dai", Rank.CLERK)
        _, token = accounts.add_token(session, user, "test", frozenset({"read", "write"}))
    path = f"/api/v1/documents/{made.id}/files/{made.file}/links"
    bearer = {"Authorization": f"Bearer {token}"}
    answer = app.test_client().post(path, json={"hours": 2}, headers=bearer)
    assert answer.status_code == 201, answer.text
    parts = urlsplit(answer.json["url"])
    assert browser.get(f"{parts.path}?{parts.query}").data == CONTENT
    assert app.test_client().post(path, json={"hours": 0}, headers=bearer).status_code == 422
    assert app.test_client().post(path, json={"hours": 2}).status_code == 401
