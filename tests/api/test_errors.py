"""What cannot be done is told as a problem, whole, in the reader's language, and never as a page or a traceback."""

import pytest

from registry.api import checking
from registry.store.tables import Rank
from tests.api.sending import DOCUMENTS, created, document_sent, faults, published, type_of, with_metadata


@pytest.fixture(scope="module")
def shown(writer):
    """The address of a published document."""
    return f"{DOCUMENTS}/{published(writer, document_sent())['id']}"


NOBODY = "01J0G5Y8ZK4T6W2M9QX3R7B1CD"


def test_everything_wrong_with_a_document_is_told_at_once(writer):
    wrong = {
        "number": 25,
        "type": "Thông tri lạ",
        "issuers": ["Bộ Không có"],
        "fields": "thue",
        "signers": [{"office": "Bộ trưởng"}],
        "issued_on": "23/04/2024",
        "effective_on": "2024-02-30",
        "gazette": {"date": "1800-01-01"},
        "language": "fr",
        "audiences": {"view": "everybody"},
        "tittle": "x",
    }
    told = faults(writer.post(DOCUMENTS, json=wrong, headers={"Accept-Language": "en"}))
    assert set(told) == {
        "number", "type", "issuers", "fields", "signers.0.name", "issued_on", "effective_on", "gazette.date",
        "language", "audiences.view", "tittle",
    }  # fmt: skip
    assert told["language"] == "Choose one of: vi, en."


def test_metadata_in_a_form_is_checked_with_the_file(writer):
    told = faults(with_metadata(writer, {"type": "Không có", "language": "fr"}, b"no PDF"))
    assert set(told) == {"type", "language", "file"}


def test_errors_come_in_the_language_that_is_asked_for(anybody):
    asked = f"{DOCUMENTS}?limit=0"
    in_english = anybody.get(asked, headers={"Accept-Language": "en-US, vi;q=0.5"})
    assert in_english.json["errors"][0]["message"] == "Write 1 or more."
    assert "Accept-Language" in in_english.headers["Vary"]
    in_vietnamese = anybody.get(asked, headers={"Accept-Language": "vi"})
    assert in_vietnamese.json["status"] == 422


@pytest.mark.parametrize("kind", sorted(checking.MESSAGES))
def test_every_sentence_can_be_filled_with_what_pydantic_tells(kind):
    places = {"max_length": 3, "min_length": 1, "ge": 1, "le": 100, "known": "vi, en"}
    assert checking.MESSAGES[kind] % places


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=many", "limit"),
        ("?limit=1&limit=2", "limit"),
        ("?cursor=", "cursor"),
        ("?cursor=zz", "cursor"),
        ("?cursor=%00%ff", "cursor"),
        ("?cursor=WyIyMDI0LTA1LTAxIiwieCJd", "cursor"),
        ("?cursor=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiQSJd", "cursor"),
        ("?cursor=W1tbW1tbW1tbW1tb", "cursor"),
        ("?type=nothing", "type"),
        ("?type=%00", "type"),
        ("?state=draft", "state"),
        ("?limt=3", "limt"),
    ],
)
def test_a_wrong_parameter_of_the_list_is_named(anybody, asked, field):
    assert list(faults(anybody.get(f"{DOCUMENTS}{asked}"))) == [field]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("text?page=0", "page"),
        ("text?page=99999999999999999999", "page"),
        ("text?cursor=zz", "cursor"),
        ("usage?by=week", "by"),
        ("usage?from=2024-02-30", "from"),
        ("usage?from=1714521600", "from"),
        ("usage?from=2024-05-02&to=2024-05-01", "to"),
        ("usage?from=2020-01-01&to=2024-05-01", "from"),
        ("usage?by=month&from=0001-01-01&to=9999-12-31", "from"),
        ("usage?day=2024-01-01", "day"),
        ("files?x=1", "x"),
    ],
)
def test_a_wrong_parameter_of_a_document_is_named(anybody, shown, asked, field):
    assert list(faults(anybody.get(f"{shown}/{asked}"))) == [field]


@pytest.mark.parametrize("path", ["types", "issuers", "fields", "signers"])
def test_a_wrong_cursor_of_a_list_of_authorities_is_named(anybody, path):
    asked = [f"/api/v1/{path}?cursor=zz", f"/api/v1/{path}?limit=1001", f"/api/v1/{path}?page=2"]
    assert [list(faults(anybody.get(one))) for one in asked] == [["cursor"], ["limit"], ["page"]]


def test_a_number_to_resolve_must_be_given(anybody):
    assert list(faults(anybody.get("/api/v1/resolve"))) == ["number"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b'{"title": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b" " * (5 * 1024 * 1024), "application/json", 413),
    ],
    ids=["cut", "empty", "NaN", "bytes", "deep", "list", "text", "as text", "untyped", "as a form", "long"],
)
def test_a_body_that_cannot_be_read_is_refused(writer, body, content_type, status):
    response = writer.post(DOCUMENTS, data=body, content_type=content_type)
    assert response.status_code == status


@pytest.mark.parametrize(
    "text", [r"\u0000", r"a\u0000b", r"\ud800", r"\u202e", "𝔸" * 100, "%s %(x)s"],
    ids=["NUL", "NUL within", "half a character", "right to left", "beyond the first plane", "places"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["number", "title", "type", "internal_note"])
def test_odd_text_is_kept_or_refused_and_breaks_nothing(writer, field, text):
    response = writer.post(DOCUMENTS, data=f'{{"{field}": "{text}"}}', content_type="application/json")
    assert response.status_code in {201, 400, 422}


@pytest.mark.parametrize("document_id", [NOBODY, "x", "%00", "a%2Fb", "%ED%A0%80", "9" * 400])
@pytest.mark.parametrize("part", ["", "/files", "/text", "/usage", "/files/x"])
def test_a_document_that_is_not_there_is_not_found(anybody, document_id, part):
    response = anybody.get(f"{DOCUMENTS}/{document_id}{part}")
    assert (response.status_code, type_of(response)) == (404, "not-found")


@pytest.mark.parametrize("part", ["/files/x", "/files/%00", "/text?file=x"])
def test_a_file_that_is_not_there_is_not_found(anybody, shown, part):
    assert anybody.get(f"{shown}{part}").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/", "/api/v2/documents", "/api/v1/documents/"])
def test_an_address_that_is_not_there_is_a_problem(anybody, path):
    response = anybody.get(path)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_wrong_method_names_the_right_ones(anybody, method):
    response = anybody.open(DOCUMENTS, method=method)
    assert (response.status_code, type_of(response)) == (405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


WRITES = [
    ("POST", DOCUMENTS),
    ("PATCH", f"{DOCUMENTS}/{NOBODY}"),
    ("DELETE", f"{DOCUMENTS}/{NOBODY}"),
    ("POST", f"{DOCUMENTS}/{NOBODY}/publish"),
    ("POST", f"{DOCUMENTS}/{NOBODY}/withdraw"),
    ("POST", f"{DOCUMENTS}/{NOBODY}/files"),
    ("PUT", f"{DOCUMENTS}/{NOBODY}/files/{NOBODY}"),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_who_has_no_token_may_not_write(anybody, method, path):
    response = anybody.open(path, method=method, data=b"not even read", content_type="application/json")
    assert (response.status_code, type_of(response)) == (401, "not-signed-in")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_reader_or_a_token_that_only_reads_may_not_write(program):
    for one in (program(Rank.READER), program(Rank.EDITOR, ("read",))):
        answers = [one.open(path, method=method) for method, path in WRITES]
        assert [(answer.status_code, type_of(answer)) for answer in answers] == [(403, "forbidden")] * len(WRITES)


def test_a_clerk_may_not_withdraw(writer, shown):
    assert writer.post(f"{shown}/withdraw", json={"reason": "x"}).status_code == 403


@pytest.mark.parametrize("sent", ["Bearer reg_wrong", "Bearer ", "Bearer", "Basic YTpi", "reg_x", "Bearer a b"])
@pytest.mark.parametrize("path", [DOCUMENTS, "/api/v1/me", "/api/v1/signers"])
def test_a_token_that_is_wrong_is_refused_even_where_none_is_needed(anybody, path, sent):
    assert anybody.get(path, headers={"Authorization": sent}).status_code == 401


def test_a_cookie_is_no_token(app, client, home):
    from registry import accounts
    from registry.web.access import COOKIE
    from tests.making import PASSWORD

    with home.unit_of_work() as session:
        token = accounts.start_session(session, accounts.add_user(session, "an", PASSWORD, Rank.ADMIN))
    client.set_cookie(COOKIE, token)
    assert client.get("/api/v1/me").status_code == 401
    assert client.post(DOCUMENTS, json={}).status_code == 401


def test_a_change_must_say_on_which_version_it_was_made(writer):
    own = f"{DOCUMENTS}/{created(writer, {})['id']}"
    response = writer.patch(own, json={"title": "x"})
    assert (response.status_code, type_of(response)) == (428, "version-required")


@pytest.mark.parametrize("sent", ['"v1"', '"v1-0123456789ab"', 'W/"v1-0123456789ab"', '"v9", "v1"', "*"])
def test_if_match_compares_the_version(writer, sent):
    own = f"{DOCUMENTS}/{created(writer, {})['id']}"
    assert writer.patch(own, json={"title": "x"}, headers={"If-Match": sent}).status_code == 200


@pytest.mark.parametrize("sent", ['"v7"', '"abc"', "v1", "", '"v99999999999999"'])
def test_a_lost_race_tells_the_version_there_is_now(writer, sent):
    own = f"{DOCUMENTS}/{created(writer, {'title': 'as it was'})['id']}"
    response = writer.patch(own, json={"title": "x"}, headers={"If-Match": sent})
    assert (response.status_code, type_of(response), response.json["version"]) == (412, "lost-race", 1)
    assert writer.get(own).json["title"] == "as it was"


def test_if_match_counts_wherever_it_is_sent(writer):
    own = f"{DOCUMENTS}/{created(writer, {})['id']}"
    old = {"If-Match": '"v7"'}
    assert writer.post(f"{own}/publish", headers=old).status_code == 412
    assert writer.delete(own, headers=old).status_code == 412


def test_a_change_must_change_something(writer):
    own = f"{DOCUMENTS}/{created(writer, {})['id']}"
    assert list(faults(writer.patch(own, json={}, headers={"If-Match": "*"}))) == ["body"]


def test_what_nobody_foresaw_is_a_problem_without_a_traceback(app, client, home):
    home.database.engine.dispose()
    with home.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE documents RENAME TO elsewhere")
    response = client.get(DOCUMENTS)
    assert (response.status_code, type_of(response)) == (500, "internal")
    assert "elsewhere" not in response.text
