import itertools
from dataclasses import replace

import pytest
import sqlalchemy as sa

from registry import accounts
from registry.app import create_app
from registry.store.tables import Rank, SignInFailure
from registry.web.access import COOKIE
from tests.making import PASSWORD, make_viewer
from tests.site.browsing import token_in


@pytest.fixture
def account(home):
    with home.unit_of_work() as session:
        make_viewer(session, Rank.CLERK, "mai")


def test_who_knows_the_password_comes_to_the_desk(account, browser):
    answer = browser.send("/dang-nhap", {"login": "Mai ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/ban-lam-viec")
    assert browser.get("/ban-lam-viec").status_code == 200


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(account, browser):
    cookie = browser.send("/dang-nhap", {"login": "mai", "password": PASSWORD}).headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_secure(account, home):
    app = create_app(replace(home, settings=replace(home.settings, public_url="https://vanban.example.vn")))
    client = app.test_client()
    form = client.get("/dang-nhap", base_url="https://vanban.example.vn")
    answer = client.post(
        "/dang-nhap",
        data={"login": "mai", "password": PASSWORD, "csrf_token": token_in(form.text)},
        base_url="https://vanban.example.vn",
        headers={"Referer": "https://vanban.example.vn/dang-nhap"},
    )
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(("login", "password"), [("mai", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(account, browser, login, password):
    answer = browser.send("/dang-nhap", {"login": login, "password": password})
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert f'value="{login}"' in answer.text
    assert COOKIE not in str(answer.headers)


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/ban-lam-viec/van-ban/moi", "/ban-lam-viec/van-ban/moi"),
        ("/van-ban?sau=x", "/van-ban?sau=x"),
        ("https://evil.example/", "/ban-lam-viec"),
        ("//evil.example/", "/ban-lam-viec"),
        ("/\\evil.example", "/ban-lam-viec"),
        ("/\t/evil.example", "/ban-lam-viec"),
        ("javascript:alert(1)", "/ban-lam-viec"),
        ("", "/ban-lam-viec"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(account, browser, wanted, place):
    form = browser.get("/dang-nhap", query_string={"next": wanted})
    sent = {"login": "mai", "password": PASSWORD, "csrf_token": token_in(form.text)}
    assert browser.post("/dang-nhap", query_string={"next": wanted}, data=sent).location == place


def test_who_is_sent_to_sign_in_comes_back_to_where_they_wanted(account, browser):
    sent = browser.get("/ban-lam-viec?state=draft")
    assert sent.status_code == 303
    assert sent.location == "/dang-nhap?next=/ban-lam-viec?state%3Ddraft"
    assert browser.send(sent.location, {"login": "mai", "password": PASSWORD}).location == "/ban-lam-viec?state=draft"


def test_a_reader_comes_to_the_front_page_and_may_not_see_the_desk(home, browser):
    with home.unit_of_work() as session:
        make_viewer(session, Rank.READER, "doc")
    assert browser.send("/dang-nhap", {"login": "doc", "password": PASSWORD}).location == "/"
    answer = browser.get("/ban-lam-viec")
    assert answer.status_code == 403
    assert "cần có vai trò “văn thư”" in answer.text


def test_signing_out_ends_the_session_itself(home, clerk):
    token = clerk.get_cookie(COOKIE).value
    answer = clerk.send("/dang-xuat", {}, found_at="/ban-lam-viec")
    assert answer.status_code == 303
    with home.reading() as session:
        assert accounts.seen(session, token) is None
    assert clerk.get("/ban-lam-viec").status_code == 303


def test_a_form_of_somebody_elses_making_is_refused(clerk):
    sent = ({}, {"csrf_token": ""}, {"csrf_token": "guessed"})
    for path, data in itertools.product(("/dang-nhap", "/dang-xuat", "/ban-lam-viec/van-ban/moi"), sent):
        answer = clerk.post(path, data=data)
        assert answer.status_code == 400
        assert "Biểu mẫu đã hết hạn" in answer.text


def test_a_form_sent_after_the_session_ended_says_how_to_go_on(browser):
    answer = browser.post("/ban-lam-viec/van-ban/moi", data={"number": "1"})
    assert answer.status_code == 401
    assert "Hãy đăng nhập ở thẻ khác" in answer.text


def test_a_part_of_a_page_that_asks_after_the_session_ended_gets_nothing_to_show(browser):
    answer = browser.get("/ban-lam-viec", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (204, b"")


def test_guessing_is_slowed_down_even_for_who_comes_upon_the_password(account, browser):
    for _ in range(accounts.FAILURES_OF_LOGIN):
        assert browser.send("/dang-nhap", {"login": "mai", "password": "wrong"}).status_code == 401
    answer = browser.send("/dang-nhap", {"login": "mai", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= accounts.FAILURES_WITHIN.total_seconds()
    assert "Đã thử quá nhiều lần" in answer.text
    assert COOKIE not in str(answer.headers)


def test_guessing_from_one_address_keeps_nobody_out_who_comes_from_another(account, browser):
    for _ in range(accounts.FAILURES_OF_LOGIN):
        browser.send("/dang-nhap", {"login": "mai", "password": "wrong"})
    browser.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert browser.send("/dang-nhap", {"login": "mai", "password": PASSWORD}).status_code == 303


def test_wrong_tries_are_forgotten_after_a_while(session, monkeypatch):
    accounts.note_failure(session, "mai", "192.0.2.7")
    session.flush()
    later = accounts.now() + accounts.FAILURES_WITHIN
    monkeypatch.setattr(accounts, "now", lambda: later)
    accounts.note_failure(session, "lan", "192.0.2.7")
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 1
