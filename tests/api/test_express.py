"""Records and lists that are kept ready-made are answered without a request of Flask, and nobody can tell."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry import documents, publishing
from registry.accounts import SYSTEM
from tests.api.sending import DOCUMENTS, created, published

ASKED = (
    {}, {"User-Agent": ""}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "gzip;q=0"}, {"Accept-Language": "vi-VN"},
    {"If-None-Match": "*"}, {"If-None-Match": '"other"'}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"If-Modified-Since": "nonsense"}, {"Range": "bytes=0-9"}, {"Origin": "https://example.org"}, {"Accept": "text/html"},
)  # fmt: skip
QUERIES = (
    "", "?limit=1", "?type=thong-tu&limit=2", "?year=2024&sort=issued_on", "?fields=number,title", "?count=true",
    "?q=thu%E1%BA%BF", "?q=khong-co-gi", "?status=in_force", "?as_of=2024-05-01", "?sort=views", "?text_quality=none",
    "?issuer=bo-tai-chinh&related_issuers=true",
)  # fmt: skip
LEFT_TO_FLASK = ("?limit=0", "?unknown=1", "?type=nobody", "?cursor=nonsense", "?limit=1&limit=2", "?format=csv")


@pytest.fixture
def some(home, client, clerk, facts):
    """Published documents, none of them fresh enough to be told apart by a moment, all of them kept ready-made."""
    ids = [published(clerk, {**facts, "number": f"{number}/2024/TT-BTC"})["id"] for number in range(1, 5)]
    with home.unit_of_work() as session:
        session.execute(sa.text("UPDATE documents SET updated_at = '2024-05-01 00:00:00+00:00'"))
        session.execute(sa.text("UPDATE changes SET at = '2024-05-01 00:00:00+00:00'"))
    client.get(DOCUMENTS)
    return ids


def told(app, browser, path, headers):
    """The answer, and what was counted. How much may still be asked changes with every request."""
    answer = browser.get(path, headers=headers)
    app.extensions["tallies"].flush()
    home = app.extensions["registry"]
    with home.unit_of_work() as session:
        tallies = session.execute(sa.text("SELECT kind, outcome, document_id, count FROM usage_tallies")).all()
        session.execute(sa.text("DELETE FROM usage_tallies"))
    shown = {name: re.sub(r"r=\d+;t=\d+", "", value) for name, value in answer.headers}
    return answer.status_code, shown, answer.data, tallies


def test_a_record_is_the_same(app, client, with_a_cookie, asked, some):
    path = f"{DOCUMENTS}/{some[0]}"
    asked.clear()
    express = [told(app, client, path, headers) for headers in ASKED]
    assert not asked
    assert express == [told(app, with_a_cookie, path, headers) for headers in ASKED]
    assert len(asked) == len(ASKED)
    assert [status for status, *_ in express].count(304) == 2
    assert all(
        tallies[0][:2] == ("metadata", "person") or headers == {"User-Agent": ""}
        for headers, (*_, tallies) in zip(ASKED, express, strict=True)
    )


@pytest.mark.parametrize("query", QUERIES)
def test_a_list_is_the_same(app, client, with_a_cookie, asked, some, query):
    path = f"{DOCUMENTS}{query}"
    told(app, with_a_cookie, path, {})
    asked.clear()
    express = [told(app, client, path, headers) for headers in ASKED]
    assert not asked
    assert express == [told(app, with_a_cookie, path, headers) for headers in ASKED]


def test_following_next_goes_through_all(client, asked, some):
    path, found = f"{DOCUMENTS}?limit=3&type=thong-tu", []
    asked.clear()
    while path:
        page = client.get(path).json
        found += [one["id"] for one in page["items"]]
        path = page["next"]
    assert found == some[::-1]
    assert not asked


@pytest.mark.parametrize("query", LEFT_TO_FLASK)
def test_what_is_no_plain_list_is_told_by_flask(app, client, with_a_cookie, asked, some, query):
    asked.clear()
    answer = told(app, client, f"{DOCUMENTS}{query}", {})
    assert asked
    assert answer == told(app, with_a_cookie, f"{DOCUMENTS}{query}", {})


def test_another_language_a_draft_and_what_has_changed_are_left_to_flask(home, client, clerk, asked, facts, some):
    draft = created(clerk, {"title": "Chưa ban hành"})["id"]
    asked.clear()
    assert client.get(f"{DOCUMENTS}/{some[0]}", headers={"Accept-Language": "en"}).status_code == 200
    assert client.get(f"{DOCUMENTS}/{draft}").status_code == 404
    clerk.patch(f"{DOCUMENTS}/{some[1]}", json={"title": "Khác"}, headers={"If-Match": "*"})
    assert client.get(f"{DOCUMENTS}/{some[1]}").json["title"] == "Khác"
    assert len(asked) == 4
    assert client.get(f"{DOCUMENTS}/{some[1]}").json["title"] == "Khác"
    assert len(asked) == 4


def test_what_was_withdrawn_is_gone_at_once(home, client, some):
    assert client.get(f"{DOCUMENTS}/{some[0]}").status_code == 200
    with home.unit_of_work() as session:
        publishing.withdraw(session, SYSTEM, documents.get(session, SYSTEM, some[0]), "a reason")
    assert client.get(f"{DOCUMENTS}/{some[0]}").status_code == 410
    assert some[0] not in [one["id"] for one in client.get(DOCUMENTS).json["items"]]


def left(client, path, headers=None):
    """What may still be asked after this."""
    return int(re.search(r"r=(\d+)", client.get(path, headers=headers).headers["RateLimit"])[1])


def test_a_request_is_counted_once_whoever_answers(client, some):
    record = f"{DOCUMENTS}/{some[0]}"
    before = left(client, record)
    assert left(client, record, {"Accept-Language": "en"}) == before - 1
    assert left(client, record) == before - 2
    assert left(client, f"{DOCUMENTS}?limit=0") == before - 3
    assert left(client, f"{DOCUMENTS}?q=a") == before - 6


def test_who_asks_too_often_is_told_by_flask(home, app, client, some):
    limits = app.extensions["limits"]
    limits.settings = replace(
        home.settings, local_rate_limit=limits.settings.local_rate_limit - left(client, f"{DOCUMENTS}/{some[0]}") + 1
    )
    statuses = [client.get(f"{DOCUMENTS}/{some[0]}").status_code for _ in range(3)]
    assert statuses == [200, 429, 429]
