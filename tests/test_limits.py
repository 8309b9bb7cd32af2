"""How often one client may ask: told, refused beyond it, counted by all processes of a machine together."""

import multiprocessing
from dataclasses import replace

import pytest

from registry.app import create_app
from registry.config import read
from registry.store.tables import Rank
from registry.web import limits
from tests.api.conftest import with_token

TYPES = "/api/v1/types"


@pytest.fixture
def limited(home):
    return create_app(replace(home, settings=replace(home.settings, rate_limit=5, local_rate_limit=5)))


@pytest.mark.parametrize("installed", ["sqlite"], indirect=True)
class TestAnApplication:
    def test_what_is_left_is_told_and_beyond_it_refused_until_the_minute_is_over(self, limited):
        client = limited.test_client()
        answers = [client.get(TYPES) for _ in range(6)]
        assert [one.status_code for one in answers] == [200] * 5 + [429]
        assert [one.headers["RateLimit"].partition(";t=")[0] for one in answers[3:]] == [
            '"requests";r=1', '"requests";r=0', '"requests";r=0',
        ]  # fmt: skip
        assert answers[0].headers["RateLimit-Policy"] == '"requests";q=5;w=60'
        refused = answers[5]
        assert refused.mimetype == "application/problem+json"
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get("/tim-kiem").status_code == 429  # pages and programs are counted together

    def test_another_address_is_another_client_and_a_household_is_one(self, limited):
        client = limited.test_client()
        for last in range(5):
            client.get(TYPES, environ_base={"REMOTE_ADDR": f"2001:db8::{last}"})
        assert client.get(TYPES, environ_base={"REMOTE_ADDR": "2001:db8::9"}).status_code == 429
        assert client.get(TYPES, environ_base={"REMOTE_ADDR": "2001:db8:0:1::9"}).status_code == 200

    def test_a_token_is_a_client_of_its_own_and_a_wrong_one_is_not(self, limited, home):
        somebody = limited.test_client()
        for _ in range(6):
            somebody.get(TYPES, headers={"Authorization": "Bearer wrong"})
        assert somebody.get(TYPES).status_code == 429
        assert with_token(limited, home, Rank.READER, ("read",)).get(TYPES).status_code == 200

    def test_files_and_watchers_are_never_refused(self, limited):
        client = limited.test_client()
        for path in ("/robots.txt", "/readyz", "/tinh/x/site.css", "/api/docs"):
            answers = [client.get(path) for _ in range(7)]
            assert {one.status_code for one in answers} == {200}
            assert "RateLimit" not in answers[0].headers

    def test_what_costs_more_counts_for_more(self, limited):
        client = limited.test_client()
        assert '";r=2;' in client.get("/api/v1/documents?q=thue").headers["RateLimit"]
        assert client.get("/api/v1/documents?format=csv").status_code == 429

    def test_nothing_is_counted_where_the_operator_wants_no_limit(self, home):
        free = create_app(replace(home, settings=replace(home.settings, rate_limit=0))).test_client()
        assert "RateLimit" not in free.get(TYPES).headers


def test_without_a_setting_this_machine_may_ask_more_and_with_one_the_same():
    assert (read({}).rate_limit, read({}).local_rate_limit) == (6_000, 600_000)
    named = read({"REGISTRY_RATE_LIMIT": "10"})
    assert (named.rate_limit, named.local_rate_limit) == (10, 10)


def ask(path, times):
    counters = limits.Counters(path)
    for _ in range(times):
        counters.add(7, 1, 1)


def test_processes_of_one_machine_count_together(tmp_path):
    path = tmp_path / "requests"
    counters = limits.Counters(path)
    counters.add(7, 1, 1)
    other = multiprocessing.get_context("spawn").Process(target=ask, args=(path, 100))
    other.start()
    other.join()
    assert counters.add(7, 1, 1) == 102
    assert counters.add(7, 2, 1) == 1  # another minute


def test_clients_that_share_a_place_do_not_share_a_count(tmp_path):
    counters = limits.Counters(tmp_path / "requests")
    crowd = [place * limits.SLOTS + 7 for place in range(limits.PROBES)]
    assert [counters.add(one, 1, 1) for one in crowd] == [1] * limits.PROBES
    assert [counters.add(one, 1, 1) for one in crowd] == [2] * limits.PROBES
    assert counters.add(99 * limits.SLOTS + 7, 1, 1) == 0  # no place left: not refused
