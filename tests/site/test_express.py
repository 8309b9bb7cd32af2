"""Downloads of those who show nothing of themselves are answered without a request of Flask, and nobody can tell."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from registry import documents, publishing
from registry.accounts import SYSTEM
from registry.site import FILES
from registry.site.downloads import LANE, download
from registry.store.tables import UsageEvent
from registry.web.sending import SMALL
from tests.making import pdf
from tests.site import making

CONTENT = pdf("the bytes")
LONG = CONTENT + b" " * SMALL
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def told(home, app, browser, path, headers):
    """The answer to the last header, and what was counted of it."""
    answer = browser.get(path, headers=headers)
    app.extensions["tallies"].flush()
    with home.unit_of_work() as session:
        columns = (UsageEvent.kind, UsageEvent.channel, UsageEvent.document_id, UsageEvent.file_id, UsageEvent.visitor)
        events = session.execute(sa.select(*columns)).all()
        tallies = session.execute(sa.text("SELECT kind, outcome, count FROM usage_tallies")).all()
        session.execute(sa.delete(UsageEvent))
        session.execute(sa.text("DELETE FROM usage_tallies"))
    shown = {
        name: value for name, value in answer.headers if name != "Vary"
    }  # of pages of errors, which differ by cookie
    return answer.status_code, shown, answer.data, events, tallies


ASKED = (
    {}, {"User-Agent": ROBOT}, {"User-Agent": ""}, {"Sec-Purpose": "prefetch"}, {"Range": "bytes=0-9"},
    {"Range": "bytes=0-1"}, {"Range": "bytes=5-"}, {"Range": "bytes=9-3"}, {"Range": "bytes=0-1,4-5"},
    {"If-None-Match": "*"}, {"If-None-Match": '"other"'}, {"If-Match": "*"}, {"Accept-Encoding": "gzip"},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, {"Range": "bytes=0-9", "If-Range": '"other"'},
)  # fmt: skip


@pytest.mark.parametrize("content", [CONTENT, LONG], ids=["in one piece", "in chunks"])
def test_the_answer_and_what_is_counted_are_the_same(home, app, browser, with_a_cookie, asked, content):
    path = f"/tai-ve/{making.published(home, content=content).file}/Th%C3%B4ng%20t%C6%B0.pdf"
    express = [told(home, app, browser, path, headers) for headers in ASKED]
    assert not asked
    assert express == [told(home, app, with_a_cookie, path, headers) for headers in ASKED]
    assert len(asked) == len(ASKED)
    assert {status for status, *_ in express} == {200, 206, 304}


def test_a_refusal_is_told_by_flask(home, app, browser, with_a_cookie, asked):
    path = f"/tai-ve/{making.published(home, content=CONTENT).file}/a.pdf"
    for headers, status in (({"Range": "bytes=99999999-"}, 416), ({"If-Match": '"other"'}, 412)):
        express = told(home, app, browser, path, headers)
        assert asked
        assert express == told(home, app, with_a_cookie, path, headers)
        assert (express[0], *express[3:]) == (status, [], [])


def test_what_was_withdrawn_is_gone_at_once(home, app, browser):
    made = making.published(home, content=CONTENT)
    path = f"/tai-ve/{made.file}/a.pdf"
    assert told(home, app, browser, path, {})[0] == 200
    with home.unit_of_work() as session:
        publishing.withdraw(session, SYSTEM, documents.get(session, SYSTEM, made.id), "a reason")
    status, *_, events, tallies = told(home, app, browser, path, {})
    assert (status, events, tallies) == (410, [], [])


def test_other_forms_of_the_address_are_looked_at_by_flask(home, browser, asked):
    path = f"/tai-ve/{making.published(home, content=CONTENT).file}/a.pdf"
    for other in (f"{path}?khoa=x", f"{path}/more.pdf", path.replace("a.pdf", "v/1/a.pdf"), path.lower()):
        browser.get(other)
    assert len(asked) == 4


def test_a_large_answer_gives_its_place_back(home, app, browser):
    path = f"/tai-ve/{making.published(home, content=LONG).file}/a.pdf"
    for _ in range(home.settings.transfers + 1):
        answer = browser.get(path, buffered=False)
        next(answer.iter_encoded())
        answer.close()
    assert not app.extensions["transfers"]._taken.total()


NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="/"), min_size=1)
ROUTER = Map([Rule(path, endpoint=view.__name__, methods=[method]) for method, path, view in FILES]).bind("")


@given(st.from_regex(r"[0-9A-Z]{26}", fullmatch=True), NAMES)
def test_the_plain_form_of_the_address_is_the_views_own(file, name):
    """Control characters, which no name may have, aside: nothing is taken from another view, and the parts are those that the router would find."""
    path = f"/tai-ve/{file}/{name}"
    found = LANE.address.fullmatch(path)
    assert found is not None
    assert ROUTER.match(path, "GET") == ("download", {"file": found[1], "filename": found[2]})


def test_the_view_is_open_to_all():
    assert download.access is None
