"""The life of a document over HTTP, from draft to withdrawal."""

import hashlib

import pytest

from registry.store.tables import State
from tests.api.sending import DOCUMENTS, created, faults, published, type_of, upload, with_metadata
from tests.making import pdf


def test_a_document_is_drafted_filled_published_read_and_withdrawn(client, clerk, editor, facts):
    draft = clerk.post(DOCUMENTS, json=facts)
    own = f"{DOCUMENTS}/{draft.json['id']}"
    assert draft.headers["Location"] == f"http://127.0.0.1:8000{own}"
    assert draft.json["state"] == State.DRAFT
    assert client.get(own).status_code == 404

    content = pdf("Thong tu", pages=2)
    file = upload(clerk, draft.json["id"], content)
    assert file.status_code == 201
    assert file.json["sha256"] == hashlib.sha256(content).hexdigest()
    assert file.json["reading"] == {"state": "waiting", "reason": None}

    read = clerk.get(own)
    changed = clerk.patch(own, json={"title": "Tên mới"}, headers={"If-Match": read.headers["ETag"]})
    assert (changed.status_code, changed.json["title"]) == (200, "Tên mới")

    assert clerk.post(f"{own}/publish").json["state"] == State.PUBLISHED
    shown = client.get(own)
    assert shown.status_code == 200
    assert [one["id"] for one in client.get(DOCUMENTS).json["items"]] == [draft.json["id"]]
    bytes_ = client.get(shown.json["files"][0]["download"].removeprefix("http://127.0.0.1:8000"))
    assert bytes_.data == content

    gone = editor.post(f"{own}/withdraw", json={"reason": "Đăng nhầm"})
    assert gone.json["withdrawal"]["reason"] == "Đăng nhầm"
    answer = client.get(own)
    assert (answer.status_code, answer.json["reason"], type_of(answer)) == (410, "Đăng nhầm", "withdrawn")
    assert client.get(DOCUMENTS).json["items"] == []


def test_all_that_is_said_of_a_document_is_given_back(clerk, facts):
    said = facts | {
        "effective_on": "2024-06-10",
        "expires_on": "2030-01-01",
        "gazette": {"number": "647", "date": "2024-05-12"},
        "language": "en",
        "audiences": {"view": "readers", "download": "staff"},
        "internal_note": "Bản scan lần hai",
        "fields": ["an-ninh-quoc-gia"],
    }
    shown = created(clerk, said)
    same = ("effective_on", "expires_on", "gazette", "language", "audiences", "internal_note", "signers", "title")
    assert {name: shown[name] for name in same} == {name: said[name] for name in same}
    assert shown["fields"] == [{"code": "an-ninh-quoc-gia", "name": "An ninh quốc gia"}]
    assert shown["issuers"] == [{"code": "bo-tai-chinh", "name": "Bộ Tài chính"}]


def test_null_empties_a_field_and_what_is_not_named_stays(clerk, facts):
    made = created(clerk, facts, effective_on="2024-06-10", gazette={"number": "647", "date": "2024-05-12"})
    own = f"{DOCUMENTS}/{made['id']}"
    shown = clerk.patch(
        own, json={"effective_on": None, "gazette": None, "signers": []}, headers={"If-Match": '"v1"'}
    ).json
    assert (shown["effective_on"], shown["gazette"], shown["signers"]) == (None, None, [])
    assert shown["title"] == made["title"]


def test_a_published_document_can_be_corrected(clerk, facts):
    made = published(clerk, facts)
    own = f"{DOCUMENTS}/{made['id']}"
    shown = clerk.patch(own, json={"number": "26/2024/TT-BTC"}, headers={"If-Match": '"v2"'})
    assert (shown.status_code, shown.json["canonical_number"]) == (200, "26/2024/TT-BTC")
    assert created(clerk, facts)["state"] == State.DRAFT  # the old number is free again


def test_what_publishing_needs_cannot_be_taken_from_a_published_document(clerk, facts):
    own = f"{DOCUMENTS}/{published(clerk, facts)['id']}"
    response = clerk.patch(own, json={"number": None, "issuers": []}, headers={"If-Match": '"v2"'})
    assert set(faults(response)) == {"number", "issuers"}


def test_publishing_names_all_that_is_missing(clerk):
    own = f"{DOCUMENTS}/{created(clerk, {})['id']}"
    response = clerk.post(f"{own}/publish")
    assert list(faults(response)) == ["number", "type", "issuers", "issued_on"]
    assert type_of(response) == "not-ready-to-publish"


def test_a_taken_number_names_who_has_it(clerk, facts):
    first = published(clerk, facts)
    response = clerk.post(DOCUMENTS, json=facts)
    assert (response.status_code, type_of(response)) == (409, "number-taken")
    assert response.json["document"] == first["id"]


def test_a_draft_is_deleted_a_published_document_is_not(clerk, facts):
    draft = created(clerk, facts)
    upload(clerk, draft["id"])
    assert clerk.delete(f"{DOCUMENTS}/{draft['id']}").status_code == 204
    assert clerk.get(f"{DOCUMENTS}/{draft['id']}").status_code == 404
    kept = published(clerk, facts)
    response = clerk.delete(f"{DOCUMENTS}/{kept['id']}")
    assert (response.status_code, type_of(response)) == (409, "wrong-state")


def test_a_withdrawn_document_names_its_successor_only_to_who_may_see_it(client, clerk, editor, facts):
    old = published(clerk, facts)
    new = published(clerk, facts, number="26/2024/TT-BTC", audiences={"view": "staff"})
    own = f"{DOCUMENTS}/{old['id']}"
    editor.post(f"{own}/withdraw", json={"reason": "Có bản khác", "successor": new["id"]})
    resolver = "/api/v1/resolve?number=25/2024/TT-BTC"
    assert "successor" not in client.get(own).json
    assert client.get(resolver).json["candidates"][0]["withdrawal"]["successor"] is None
    etag = clerk.get(f"{DOCUMENTS}/{new['id']}").headers["ETag"]
    clerk.patch(f"{DOCUMENTS}/{new['id']}", json={"audiences": {"view": "public"}}, headers={"If-Match": etag})
    assert client.get(own).json["successor"] == new["id"]
    assert client.get(resolver).json["candidates"][0]["withdrawal"]["successor"] == new["id"]
    assert clerk.get(own).json["withdrawal"]["successor"] == new["id"]


def test_a_withdrawn_document_takes_no_change(clerk, editor, facts):
    own = f"{DOCUMENTS}/{(made := published(clerk, facts))['id']}"
    editor.post(f"{own}/withdraw", json={"reason": "Đăng nhầm"})
    answers = [
        clerk.patch(own, json={"title": "x"}, headers={"If-Match": "*"}),
        upload(clerk, made["id"]),
        clerk.post(f"{own}/publish"),
        editor.post(f"{own}/withdraw", json={"reason": "lần nữa"}),
    ]
    assert [(one.status_code, type_of(one)) for one in answers] == [(409, "wrong-state")] * 4


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x", "successor": "nobody"}, "successor"),
        ({"reason": "x", "since": "2024-01-01"}, "since"),
    ],
    ids=["no reason", "an empty one", "no such successor", "an unknown field"],
)
def test_a_withdrawal_says_why(clerk, editor, facts, sent, field):
    own = f"{DOCUMENTS}/{published(clerk, facts)['id']}"
    assert list(faults(editor.post(f"{own}/withdraw", json=sent))) == [field]


def test_one_call_stores_a_pdf_with_its_metadata(clerk, facts):
    content = pdf("mot lan")
    response = with_metadata(clerk, facts, content)
    assert response.status_code == 201
    assert response.json["canonical_number"] == "25/2024/TT-BTC"
    assert response.json["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_file_gets_new_bytes_under_the_same_id(clerk, facts):
    made = created(clerk, facts)
    file = upload(clerk, made["id"]).json
    own = f"{DOCUMENTS}/{made['id']}/files/{file['id']}"
    content = pdf("ban moi")
    import io

    response = clerk.put(own, data={"file": (io.BytesIO(content), "mới.pdf")})
    assert (response.status_code, response.json["id"], response.json["version"]) == (200, file["id"], 2)
    assert clerk.get(own).json["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(clerk.get(f"{DOCUMENTS}/{made['id']}/files").json["items"]) == 1
