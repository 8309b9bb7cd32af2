"""A request that is sent twice under one key is done once."""

import json
import threading

import sqlalchemy as sa

from registry.store.tables import Document, FileVersion
from tests.api.sending import DOCUMENTS, created, faults, type_of, upload, with_metadata
from tests.making import pdf

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def counted(home, table):
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_repeated_upload_gets_the_same_answer_and_adds_nothing(home, clerk, facts):
    made = created(clerk, facts)
    first, again = (upload(clerk, made["id"], headers=KEY) for _ in range(2))
    assert (first.status_code, first.data, first.headers["Location"]) == (201, again.data, again.headers["Location"])
    assert again.status_code == 201
    assert counted(home, FileVersion) == 1


def test_a_repeated_draft_is_one_document_with_one_etag(home, clerk, facts):
    first, again = (clerk.post(DOCUMENTS, json=facts, headers=KEY) for _ in range(2))
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"]
    assert counted(home, Document) == 1


def test_a_repeated_form_may_have_another_boundary(home, clerk, facts):
    first, again = (with_metadata(clerk, facts, pdf(), **KEY) for _ in range(2))
    assert (first.status_code, first.data) == (201, again.data)
    assert (counted(home, Document), counted(home, FileVersion)) == (1, 1)


def test_the_same_key_for_another_request_is_refused(home, clerk, facts):
    made = created(clerk, facts)
    upload(clerk, made["id"], headers=KEY)
    others = [
        upload(clerk, made["id"], pdf("other"), headers=KEY),
        upload(clerk, made["id"], name="khác", headers=KEY),
        clerk.post(DOCUMENTS, json={}, headers=KEY),
        upload(clerk, created(clerk, {})["id"], headers=KEY),
    ]
    assert [(one.status_code, type_of(one)) for one in others] == [(422, "idempotency-mismatch")] * 4
    assert counted(home, FileVersion) == 1


def test_a_key_belongs_to_who_sent_it(home, clerk, editor, facts):
    made = created(clerk, facts)
    assert [upload(one, made["id"], headers=KEY).status_code for one in (clerk, editor)] == [201, 201]
    assert counted(home, FileVersion) == 2


def test_a_refused_request_leaves_its_key_free(clerk, facts):
    assert clerk.post(DOCUMENTS, json={"type": "Không có"}, headers=KEY).status_code == 422
    assert clerk.post(DOCUMENTS, json=facts, headers=KEY).status_code == 201


def test_a_key_that_is_no_key_is_named(clerk):
    for key in ("", "x" * 256):
        assert list(faults(clerk.post(DOCUMENTS, json={}, headers={"Idempotency-Key": key}))) == ["Idempotency-Key"]


def test_two_at_once_are_one(home, app, clerk, facts):
    made = created(clerk, facts)
    ready, answers = threading.Barrier(4), []

    def send() -> None:
        one = app.test_client()
        one.environ_base.update(clerk.environ_base)
        ready.wait()
        answers.append(upload(one, made["id"], headers=KEY))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [one.status_code for one in answers] == [201] * 4
    assert len({json.loads(one.data)["id"] for one in answers}) == 1
    assert counted(home, FileVersion) == 1
