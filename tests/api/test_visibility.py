"""Whatever is asked, a document shows itself only to its audience: one canary for each state and audience."""

import pytest

from registry.store.tables import Audience, Rank, State
from tests.api.conftest import _app, with_token
from tests.api.sending import DOCUMENTS, created, published, upload
from tests.making import pdf

STATES = (State.DRAFT, State.PUBLISHED, State.WITHDRAWN)
ROLES = ("anonymous", "reader", "clerk", "write-only clerk")


def canary(state, audience):
    return f"canary{state}{audience}"


@pytest.fixture(scope="module")
def canaries(shared):
    """Address of each canary by state and audience; its title, signer and file name say which it is."""
    app = _app(shared)
    editor = with_token(app, shared, Rank.EDITOR)
    found = {}
    for number, (state, audience) in enumerate(((s, a) for s in STATES for a in Audience), 1):
        name = canary(state, audience)
        sent = {
            "number": f"{number:02}/2024/TT-BTC", "type": "thong-tu", "issuers": ["Bộ Tài chính"],
            "issued_on": "2024-04-23", "title": name, "signers": [{"name": name}], "audiences": {"view": audience},
            "internal_note": "secretnote",
        }  # fmt: skip
        made = (created if state == State.DRAFT else published)(editor, sent)
        upload(editor, made["id"], pdf(), name=name)
        if state == State.WITHDRAWN:
            answer = editor.post(f"{DOCUMENTS}/{made['id']}/withdraw", json={"reason": "gone"})
            assert answer.status_code == 200
        found[state, audience] = (f"{DOCUMENTS}/{made['id']}", sent["number"])
    return found


@pytest.fixture(scope="module")
def roles(shared):
    app = _app(shared)
    return {
        "anonymous": app.test_client(),
        "reader": with_token(app, shared, Rank.READER, ("read",), "r"),
        "clerk": with_token(app, shared, Rank.CLERK, ("read",), "c"),
        "write-only clerk": with_token(app, shared, Rank.CLERK, ("write",), "w"),
    }


def may_see(role, state, audience):
    if role == "clerk":
        return True
    audiences = (Audience.PUBLIC, Audience.READERS) if role == "reader" else (Audience.PUBLIC,)
    return state == State.PUBLISHED and audience in audiences


@pytest.mark.parametrize("role", ROLES)
def test_every_reading_route_shows_a_canary_to_its_audience_alone(canaries, roles, role):
    client = roles[role]
    answers = {"lists": client.get(f"{DOCUMENTS}?limit=100").text + client.get("/api/v1/signers").text}
    for place, (own, number) in canaries.items():
        parts = [client.get(f"{own}{part}") for part in ("", "/files", "/text", "/usage")]
        parts.append(client.get(f"/api/v1/resolve?number={number}"))
        answers[place] = "".join(part.text for part in parts)
    for state in STATES:
        for audience in Audience:
            name = canary(state, audience)
            assert (name in answers[state, audience]) == may_see(role, state, audience), name
            others = "".join(text for place, text in answers.items() if place not in {"lists", (state, audience)})
            assert name not in others, f"{name} shows in the answer about another"
            listed = may_see(role, state, audience)
            assert (name in answers["lists"]) == listed, name


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_for_somebody_is_as_if_it_were_not(canaries, roles, role):
    for (state, audience), (own, _) in canaries.items():
        status = roles[role].get(own).status_code
        if may_see(role, state, audience):
            assert status == 200
        elif may_see(role, State.PUBLISHED, audience) and state == State.WITHDRAWN:
            assert status == 410
        else:
            assert status == 404


def test_notes_for_staff_show_to_staff_alone(canaries, roles):
    own, _ = canaries[State.PUBLISHED, Audience.PUBLIC]
    shown = {role: roles[role].get(own).json for role in ROLES}
    assert {role for role in ROLES if "internal_note" in shown[role]} == {"clerk", "write-only clerk"}
    for role in ("anonymous", "reader"):
        assert not {"internal_note", "version", "audiences", "withdrawal"} & set(shown[role])


def test_who_may_see_but_not_download_is_given_no_address(shared, roles):
    editor = with_token(_app(shared), shared, Rank.EDITOR, login="another editor")
    made = published(editor, {"number": "90/2024/TT-BTC", "type": "TT", "issuers": ["BTC"], "issued_on": "2024-01-02",
                              "audiences": {"view": "public", "download": "readers"}})  # fmt: skip
    upload(editor, made["id"])
    downloads = {role: roles[role].get(f"{DOCUMENTS}/{made['id']}").json["files"][0]["download"] for role in ROLES}
    assert {role for role in ROLES if downloads[role]} == {"reader", "clerk"}


def test_signers_page_through(canaries, roles):
    client = roles["clerk"]
    whole = client.get("/api/v1/signers").json["items"]
    first = client.get("/api/v1/signers?limit=2").json
    rest = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json
    assert first["items"] + rest["items"] == whole[:4]
