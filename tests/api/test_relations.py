"""Relations and validity over the API."""

import datetime as dt

from registry import documents, publishing, relations
from registry.accounts import SYSTEM
from registry.relations import Draft
from tests.making import document_facts


def published(home, ordinal, day, title="Quy định"):
    facts = document_facts(number=f"{ordinal}/2024/TT-BTC", issued_on=day, effective_on=day, title=title)
    with home.unit_of_work() as session:
        document = documents.register(session, SYSTEM, facts)
        publishing.publish(session, SYSTEM, document)
        return document.public_id


def test_a_repeal_is_told_from_both_sides_and_by_day(home, tmp_path):
    from registry.app import create_app

    client = create_app(home).test_client()
    law, repeal = published(home, 1, dt.date(2024, 1, 1)), published(home, 2, dt.date(2024, 5, 1))
    with home.unit_of_work() as session:
        source = documents.get(session, SYSTEM, repeal)
        relations.relate(session, SYSTEM, source, Draft("replaces", "1/2024/TT-BTC"))
    (acts,) = client.get(f"/api/v1/documents/{repeal}/relations").get_json()["acts_on"]
    assert (acts["kind"], acts["verb"], acts["document"]["id"]) == ("replaces", "thay thế", law)
    (acted,) = client.get(f"/api/v1/documents/{law}/relations").get_json()["acted_on_by"]
    assert acted["verb"] == "bị thay thế bởi"
    for day, status in (("2023-12-31", "not_yet"), ("2024-04-30", "in_force"), ("2024-05-01", "ended")):
        assert client.get(f"/api/v1/documents/{law}/effect?as_of={day}").get_json()["status"] == status
    page = client.get(f"/van-ban/{law}/x", follow_redirects=True).get_data(as_text=True)
    for shown in ("Hết hiệu lực toàn bộ", "Lược đồ", "Lịch sử hiệu lực", "Bị thay thế bởi", "2/2024/TT-BTC"):
        assert shown in page


def test_a_day_that_is_none_is_refused(shared):
    from registry.app import create_app

    answer = create_app(shared).test_client().get(f"/api/v1/documents/{'0' * 26}/effect?as_of=heute")
    assert answer.status_code == 422
