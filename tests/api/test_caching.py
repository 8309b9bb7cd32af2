"""What caches, browsers of other sites and slow lines need: dates, tags, compression, leave to read."""

import datetime as dt
import gzip

import pytest
import sqlalchemy as sa

from registry.store.tables import Change, Document, now
from tests.api.sending import DOCUMENTS, published, upload

LONG_AGO = dt.datetime(2024, 5, 2, 3, 0, tzinfo=dt.UTC)
SAID = "Thu, 02 May 2024 03:00:00 GMT"
EARLIER = "Thu, 02 May 2024 02:59:59 GMT"


@pytest.fixture
def made(clerk, facts):
    return published(clerk, facts)["id"]


def age(home, moment=LONG_AGO):
    """As if the last thing had happened then."""
    with home.unit_of_work() as session:
        session.execute(sa.update(Document).values(updated_at=moment))
        session.execute(sa.update(Change).values(at=moment))


def since(client, address, moment, **headers):
    return client.get(address, headers={"If-Modified-Since": moment, **headers}).status_code


@pytest.mark.parametrize("address", [f"{DOCUMENTS}/%s", f"{DOCUMENTS}/%s/files", f"{DOCUMENTS}?year=2024"])
def test_what_was_not_changed_since_is_not_sent_again(client, home, made, address):
    address = address % made if "%s" in address else address
    age(home)
    assert client.get(address).headers["Last-Modified"] == SAID
    assert since(client, address, SAID) == 304
    assert since(client, address, EARLIER) == 200
    assert since(client, address, SAID, **{"If-None-Match": '"another"'}) == 200  # a tag is asked before a date


def test_what_has_only_just_changed_has_no_date_yet(client, home, made):
    age(home, now())
    for address in (f"{DOCUMENTS}/{made}", DOCUMENTS):
        assert "Last-Modified" not in client.get(address).headers


def test_a_file_that_is_being_read_still_changes_what_is_shown(client, clerk, home, facts):
    made = published(clerk, facts)["id"]
    upload(clerk, made)
    age(home)
    assert "Last-Modified" not in client.get(f"{DOCUMENTS}/{made}").headers


def test_a_document_that_is_taken_back_changes_the_list(client, editor, home, made):
    age(home)
    editor.post(f"{DOCUMENTS}/{made}/withdraw", json={"reason": "Đăng nhầm"})
    assert since(client, DOCUMENTS, SAID) == 200


def test_text_is_compressed_for_who_takes_it_and_its_tag_is_weak_then(client, home, clerk, facts):
    for number in range(1, 4):
        published(clerk, facts, number=f"{number}/2024/TT-BTC")
    plain = client.get(DOCUMENTS)
    other = client.get(DOCUMENTS, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(other.data) == plain.data
    assert len(other.data) < len(plain.data) / 2
    assert other.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, other))
    again = client.get(DOCUMENTS, headers={"If-None-Match": other.headers["ETag"], "Accept-Encoding": "gzip"})
    assert again.status_code == 304


def test_small_answers_stay_as_they_are(client):
    answer = client.get(f"{DOCUMENTS}?limit=1", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.json["items"] == []


@pytest.mark.parametrize("address", [f"{DOCUMENTS}?year=x", f"{DOCUMENTS}/nothing", "/api/v1/nowhere", "/api/v1/types"])
def test_pages_of_other_sites_may_read_errors_too(client, address):
    answer = client.get(address)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert client.options(address, headers=asked).headers["Access-Control-Allow-Origin"] == "*"


def test_pages_of_other_sites_may_ask_what_a_text_cites_and_write_nothing(client, clerk):
    before = client.options("/api/v1/citations")
    assert before.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    answer = client.post("/api/v1/citations", json={"text": "Căn cứ Nghị định số 34/2016/NĐ-CP"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options(DOCUMENTS).headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Origin" not in clerk.post(DOCUMENTS, json={}).headers


def test_a_query_longer_than_counts_is_cut_and_the_answer_says_to_what(client, made):
    words = "bãi bỏ thông tư " + "x" * 10_000
    answer = client.get(DOCUMENTS, query_string={"q": words}).json
    assert answer["looked_for"] == "bãi bỏ thông tư"
    assert [one["id"] for one in answer["items"]] == [made]
    assert "looked_for" not in client.get(DOCUMENTS, query_string={"q": "bãi bỏ"}).json
