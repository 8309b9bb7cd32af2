import re

import pytest

from registry import ratings
from registry.site.rating import COOKIE
from registry.store.tables import Rank
from tests.site import making


@pytest.fixture
def made(home):
    return making.published(home)


def rate(browser, made, stars, status=303):
    path = f"/van-ban/{made.id}/danh-gia"
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)[1]
    answer = browser.post(path, data={"csrf_token": token, "stars": stars})
    assert answer.status_code == status
    return answer


def rated(home, made):
    with home.reading() as session:
        found = ratings.of(session, [made.key])[made.key]
    return found.sum, found.count


def test_each_browser_rates_once_and_may_change_its_mind(app, home, browser, made):
    answer = rate(browser, made, 5)
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    rate(app.test_client(), made, 2)
    assert rated(home, made) == (7, 2)
    rate(browser, made, 3)
    assert rated(home, made) == (5, 2)
    assert "Bạn đã chấm 3/5" in browser.get(f"/van-ban/{made.id}/danh-gia").text
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    assert "2,5/5" in page
    assert "2 lượt đánh giá" in page
    told = browser.get(f"/api/v1/documents/{made.id}/usage").json
    assert told["rating"] == {"sum": 5, "count": 2}


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "x", "99999999999999999999"])
def test_what_are_no_stars_comes_back_to_the_form_and_is_not_kept(home, browser, made, stars):
    assert "một đến năm sao" in rate(browser, made, stars, 422).text
    assert rated(home, made) == (0, 0)


def test_a_rating_from_another_site_is_refused(home, browser, made):
    browser.get(f"/van-ban/{made.id}/danh-gia")
    assert browser.post(f"/van-ban/{made.id}/danh-gia", data={"stars": 1}).status_code == 400
    assert rated(home, made) == (0, 0)


def test_a_cookie_that_was_not_given_out_here_is_nobody(home, browser, made):
    rate(browser, made, 5)
    browser.set_cookie(COOKIE, "made-up.signature")
    rate(browser, made, 1)
    assert rated(home, made) == (6, 2)


def test_ratings_of_one_reader_cannot_be_put_together(made):
    first, second = (ratings.rater_of("key", "token", document) for document in ("one", "two"))
    assert first != second


def test_only_what_is_published_and_may_be_seen_is_rated(home, browser, signed_in):
    hidden = making.published(home, number="4/2024/TT-BTC", view_audience="staff")
    draft = making.draft(home, number="5/2024/TT-BTC")
    for one in (hidden, draft):
        assert browser.get(f"/van-ban/{one.id}/danh-gia").status_code == 404
    assert signed_in(Rank.CLERK).get(f"/van-ban/{draft.id}/danh-gia").status_code == 404


def test_the_page_of_the_document_stays_the_same_for_all(browser, made):
    rate(browser, made, 5)
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True)
    assert "csrf_token" not in page.text
    assert "public" in page.headers["Cache-Control"]
