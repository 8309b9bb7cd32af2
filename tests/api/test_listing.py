"""The list of documents: what narrows it, which fields it shows, what a cache may keep, and following it to its end."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import documents, publishing, relations, search
from registry.accounts import SYSTEM
from registry.api.schemas.documents import Listed
from registry.relations import Draft
from registry.store.tables import Issuer, Page, State, Succession
from tests.making import make_document, make_file

LIST = "/api/v1/documents"


def published(session, number, **changed):
    document = make_document(session, number=f"{number}/2024/TT-BTC", **changed)
    publishing.publish(session, SYSTEM, document)
    return document


def numbers(answer):
    assert answer.status_code == 200, answer.json
    return {one["canonical_number"].partition("/")[0].lstrip("0") for one in answer.json["items"]}


@pytest.fixture
def bodies(home):
    """Three bodies in line, the third of which also took over from a fourth, with a document of each: 11 to 14."""
    codes = ["co-quan-a", "co-quan-b", "co-quan-c", "co-quan-d"]
    with home.unit_of_work() as session:
        rows = [Issuer(code=code, name=code, level="ministry") for code in codes]
        session.add_all(rows)
        session.flush()
        pairs = [(0, 1), (1, 2), (3, 2)]
        session.add_all(Succession(predecessor_id=rows[a].id, successor_id=rows[b].id) for a, b in pairs)
        for at, row in enumerate(rows):
            document = published(session, 11 + at)
            document.issuing[0].issuer = row
        session.flush()
    return codes


def test_an_issuer_is_shown_with_those_in_line_only_on_request(client, bodies):
    assert numbers(client.get(f"{LIST}?issuer=co-quan-b")) == {"12"}
    assert numbers(client.get(f"{LIST}?issuer=co-quan-b&related_issuers=true")) == {"11", "12", "13"}
    assert numbers(client.get(f"{LIST}?issuer=co-quan-c&related_issuers=true")) == {"11", "12", "13", "14"}


def test_a_circle_among_successions_ends(client, home, bodies):
    with home.unit_of_work() as session:
        first, *_, last = session.scalars(sa.select(Issuer).where(Issuer.code.in_(bodies)).order_by(Issuer.code)).all()
        session.add(Succession(predecessor_id=last.id, successor_id=first.id))
        session.add(Succession(predecessor_id=first.id, successor_id=last.id))
    assert "11" in numbers(client.get(f"{LIST}?issuer=co-quan-a&related_issuers=true"))


def test_files_and_changes_narrow_the_list(client, home):
    with home.unit_of_work() as session:
        published(session, 1)
        make_file(session, home, published(session, 2))
        published(session, 3).updated_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert numbers(client.get(f"{LIST}?has_file=true")) == {"2"}
    assert numbers(client.get(f"{LIST}?has_file=false")) == {"1", "3"}
    assert numbers(client.get(f"{LIST}?modified_since=2021-01-01T00:00:00%2B07:00")) == {"1", "2"}


def test_what_texts_are_worth_narrows_the_list(client, home):
    verdicts = {1: ["text", "empty"], 2: ["text", "scanned"], 3: ["garbled"], 4: []}
    with home.unit_of_work() as session:
        for number, pages in verdicts.items():
            version = make_file(session, home, published(session, number)).current
            session.add_all(
                Page(version_id=version.id, number=at, text="", source="pdfium", verdict=verdict)
                for at, verdict in enumerate(pages, 1)
            )
    assert numbers(client.get(f"{LIST}?text_quality=whole")) == {"1"}
    assert numbers(client.get(f"{LIST}?text_quality=partly")) == {"2"}
    assert numbers(client.get(f"{LIST}?text_quality=none")) == {"3", "4"}


def test_only_the_fields_asked_for_are_shown(client, home):
    with home.unit_of_work() as session:
        published(session, 1)
    (every,) = client.get(LIST).json["items"]
    assert {name for name, told in Listed.model_fields.items() if told.is_required()} <= set(every)
    (shown,) = client.get(f"{LIST}?fields=number,%20title").json["items"]
    assert set(shown) == {"id", "number", "title"}


def test_an_unchanged_list_is_not_sent_again(client, home):
    with home.unit_of_work() as session:
        published(session, 1)
    tag = client.get(LIST).headers["ETag"]
    again = client.get(LIST, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    with home.unit_of_work() as session:
        published(session, 2)
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("tpye=luat", "tpye"), ("sort=newest", "sort"), ("cursor=zzz", "cursor"), ("issued_from=2024-02-30", "issued_from"),
        ("modified_since=2024-01-01", "modified_since"), ("modified_since=0001-01-01T00:00:00%2B23:59", "modified_since"),
        ("has_file=perhaps", "has_file"), ("text_quality=good", "text_quality"), ("fields=number,secret", "fields"),
        ("fields=internal_notes", "fields"), ("year=0", "year"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(client, asked, field):
    answer = client.get(f"{LIST}?{asked}")
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == [field]


@pytest.mark.parametrize(
    "words", ['"', '""" AND', "a OR NOT (", "title : x*", "^x NEAR(", "a & | ! <-> b", "\\'", "%_"]
)
def test_operators_of_engines_are_words(client, words):
    assert client.get(LIST, query_string={"q": words}).status_code == 200


@pytest.mark.parametrize("sort", ["published_at", "issued_on"])
def test_following_next_shows_all_that_stayed_once_while_others_come_change_and_go(client, home, sort):
    with home.unit_of_work() as session:
        ids = [published(session, at, issued_on=dt.date(2024, 1 + at % 3, 1)).public_id for at in range(1, 31)]
    gone, seen, address = set(ids[::7]), [], f"{LIST}?limit=4&sort={sort}&fields=id"
    for round_ in range(30):
        answer = client.get(address).json
        seen += [one["id"] for one in answer["items"]]
        with home.unit_of_work() as session:
            published(session, 100 + round_, issued_on=dt.date(2024, 2, 1))
            _edit(session, ids[29 - round_], f"Đã sửa {round_}")
            for one in sorted(gone)[round_ : round_ + 1]:
                publishing.withdraw(session, SYSTEM, documents.get(session, SYSTEM, one), "Đăng nhầm")
        if answer["next"] is None:
            break
        address = answer["next"]
    assert answer["next"] is None
    assert len(seen) == len(set(seen))
    assert set(ids) - gone <= set(seen)


def _edit(session, public_id, title):
    document = documents.get(session, SYSTEM, public_id)
    if document.state == State.PUBLISHED:
        documents.change(session, SYSTEM, document, {"title": title}, document.version)


@pytest.fixture
def repealed(home):
    """1/2024, in force from May on, and repealed in July by 2/2024, which is in force since then."""
    with home.unit_of_work() as session:
        old = published(session, 1, effective_on=dt.date(2024, 5, 1))
        new = published(session, 2, issued_on=dt.date(2024, 6, 1), effective_on=dt.date(2024, 7, 1))
        relations.relate(session, SYSTEM, new, Draft("repeals", "1/2024/TT-BTC"))
    return old.public_id, new.public_id


@pytest.mark.parametrize(
    ("day", "statuses"),
    {
        "2024-04-30": ("not_yet", "not_yet"), "2024-05-01": ("in_force", "not_yet"), "2024-06-30": ("in_force", "not_yet"),
        "2024-07-01": ("ended", "in_force"),
    }.items(),
)  # fmt: skip
@pytest.mark.parametrize("few", [0, search.FEW], ids=["found among all", "few have it"])
def test_a_list_is_narrowed_by_the_validity_of_a_day(client, monkeypatch, repealed, day, statuses, few):
    monkeypatch.setattr(search, "FEW", few)
    answer = client.get(f"{LIST}?as_of={day}").json
    assert (answer["as_of"], answer["statuses"]) == (day, dict(zip(repealed, statuses, strict=True)))
    for query in ("", "&q=bai+bo", "&format=csv"):
        for status in ("not_yet", "in_force", "ended"):
            text = client.get(f"{LIST}?as_of={day}&status={status}{query}").text
            assert [one in text for one in repealed] == [status == one for one in statuses]


def test_without_a_day_it_is_today_and_a_status_that_is_none_is_refused(client, repealed):
    assert numbers(client.get(f"{LIST}?status=ended")) == {"1"}
    assert "statuses" not in client.get(LIST).json
    assert client.get(f"{LIST}?status=gone").status_code == 422
