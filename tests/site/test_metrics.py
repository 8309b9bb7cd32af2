"""What a monitoring system reads, and who may."""

from prometheus_client.parser import text_string_to_metric_families

from registry import accounts, work
from registry.app import create_app
from registry.store.tables import Rank
from tests.making import make_viewer


def token_of(home, rank, *scopes):
    with home.unit_of_work() as session:
        make_viewer(session, rank)
        user = accounts.user_called(session, rank.value)
        return accounts.add_token(session, user, "watcher", frozenset(scopes))[1]


def test_figures_tell_of_requests_of_owed_work_and_of_the_disk(home):
    client = create_app(home).test_client()
    with home.unit_of_work() as session:
        work.owe(session, work.READING, 1)
    assert client.get("/livez").status_code == 200
    bearer = {"Authorization": f"Bearer {token_of(home, Rank.ADMIN, 'admin')}"}
    told = client.get("/metrics", headers=bearer)
    assert told.status_code == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }
    assert found["registry_request_seconds_count", "GET", "livez", "200"] >= 1
    assert found["registry_work", "reading", "owed"] == 1
    assert found["registry_work_age_seconds", "reading", "owed"] >= 0
    assert found["registry_disk_free_bytes",] > 0


def test_they_are_for_administrators_with_the_scope(home):
    client = create_app(home).test_client()
    assert client.get("/metrics").headers["Location"].startswith("/dang-nhap")
    for rank, scope in [(Rank.CLERK, "admin"), (Rank.ADMIN, "read")]:
        bearer = {"Authorization": f"Bearer {token_of(home, rank, scope)}"}
        assert client.get("/metrics", headers=bearer).status_code == 403
