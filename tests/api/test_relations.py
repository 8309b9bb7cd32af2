"""Relations and validity over the API."""

import datetime as dt

from registry import documents, publishing, relations
from registry.accounts import SYSTEM
from registry.relations import Draft, Numbered
from tests.api.sending import DOCUMENTS
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


def test_a_program_confirms_chooses_and_removes(home, clerk):
    first, second = (published(home, 1, dt.date(2024, 1, day), f"Quy định {day}") for day in (1, 2))
    repeal = published(home, 2, dt.date(2024, 5, 1))
    relations_of = f"{DOCUMENTS}/{repeal}/relations"
    made = clerk.post(relations_of, json={"kind": "repeals", "number": "1/2024/TT-BTC", "confirmed": False}).json
    (shown,) = clerk.get(relations_of).json["acts_on"]
    assert (shown["document"], {one["id"] for one in shown["candidates"]}) == (None, {first, second})
    assert clerk.post(f"{relations_of}/{made['id']}/choose", json={"document": repeal}).status_code == 422
    chosen = clerk.post(f"{relations_of}/{made['id']}/choose", json={"document": second})
    assert (chosen.status_code, chosen.json["document"]["id"], chosen.json["confirmed"]) == (200, second, False)
    assert clerk.post(f"{relations_of}/{made['id']}/confirm").json["confirmed"]
    effect = clerk.get(f"{DOCUMENTS}/{second}/effect?as_of=2024-05-01").json
    assert (effect["status"], effect["periods"][-1]["by"]["id"]) == ("ended", repeal)
    assert clerk.delete(f"{relations_of}/{made['id']}").status_code == 204
    assert clerk.post(f"{relations_of}/{made['id']}/confirm").status_code == 404


def test_what_acts_and_is_not_held_is_entered_with_its_day(home, clerk):
    law, other = published(home, 1, dt.date(2024, 1, 1)), published(home, 3, dt.date(2024, 4, 1))
    sent = {"passive": True, "kind": "repeals", "number": "9/2024/TT-BTC", "effective_on": "2024-05-01"}
    made = clerk.post(f"{DOCUMENTS}/{law}/relations", json=sent)
    assert (made.status_code, made.json["verb"], made.json["number"]) == (201, "bị bãi bỏ bởi", "09/2024/TT-BTC")
    assert clerk.get(made.headers["Location"]).json["worked_on"] == "2024-05-01"
    effect = clerk.get(f"{DOCUMENTS}/{law}/effect?as_of=2024-05-01").json
    last = effect["periods"][-1]
    assert (effect["status"], effect["not_held"], last["by"], last["by_number"]) == (
        "ended",
        [],
        None,
        "09/2024/TT-BTC",
    )
    held = clerk.post(f"{DOCUMENTS}/{law}/relations", json={"passive": True, "kind": "amends", "document": other})
    assert held.json["document"]["id"] == other
    refused = clerk.post(f"{DOCUMENTS}/{law}/relations", json=sent | {"kind": "amends", "confirmed": False})
    assert refused.status_code == 422


def test_a_program_says_which_of_two_documents_acts_and_which_is_acted_on(home, clerk):
    law = published(home, 1, dt.date(2024, 1, 1))
    first, second = (published(home, 9, dt.date(2024, 5, day), f"Quy định {day}") for day in (1, 2))
    relations_of = f"{DOCUMENTS}/{law}/relations"
    made = clerk.post(relations_of, json={"passive": True, "kind": "repeals", "number": "9/2024/TT-BTC"}).json
    (shown,) = clerk.get(relations_of).json["acted_on_by"]
    assert {one["id"] for one in shown["candidates"]} == {first, second}
    chosen = clerk.post(f"{relations_of}/{made['id']}/choose", json={"document": second})
    assert chosen.json["document"]["id"] == second
    with home.unit_of_work() as session:
        relations.relate(session, SYSTEM, Numbered("12/2024/TT-BTC"), Draft("cites", "9/2024/TT-BTC"))
    (open_,) = clerk.get(f"{DOCUMENTS}/{first}/relations").json["undecided"]
    chosen = clerk.post(f"{DOCUMENTS}/{first}/relations/{open_['id']}/choose", json={"document": first})
    assert (chosen.status_code, chosen.json["number"]) == (200, "12/2024/TT-BTC")
    assert clerk.get(f"{DOCUMENTS}/{first}/relations").json["undecided"] == []


def test_nobody_else_confirms_or_chooses(home, client):
    repeal = published(home, 2, dt.date(2024, 5, 1))
    for act, sent in (("confirm", None), ("choose", {"document": repeal})):
        assert client.post(f"{DOCUMENTS}/{repeal}/relations/{'0' * 26}/{act}", json=sent).status_code == 401


def test_what_is_said_to_act_and_is_not_held_is_named(home, client):
    law = published(home, 1, dt.date(2024, 1, 1))
    with home.unit_of_work() as session:
        relations.relate(session, SYSTEM, Numbered("12/2024/TT-BTC"), Draft("amends", "1/2024/TT-BTC", part=True))
    assert client.get(f"{DOCUMENTS}/{law}/effect").json["not_held"] == ["12/2024/TT-BTC"]
    (acted,) = client.get(f"{DOCUMENTS}/{law}/relations").json["acted_on_by"]
    assert (acted["number"], acted["document"]) == ("12/2024/TT-BTC", None)


def test_a_day_that_is_none_is_refused(shared):
    from registry.app import create_app

    answer = create_app(shared).test_client().get(f"/api/v1/documents/{'0' * 26}/effect?as_of=heute")
    assert answer.status_code == 422
