"""Counts and facets of more documents than are counted, filters that few of many documents have, and lists by use."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import estimating, facets, publishing, search, usage
from registry.accounts import ANONYMOUS, SYSTEM
from registry.search import Query, Sort
from registry.store import stamps
from registry.store.tables import (
    Audience,
    Document,
    DocumentIssuer,
    Issuer,
    Kind,
    OpeningBalance,
    State,
    Type,
    UsageStanding,
    UsageTotal,
    now,
)  # fmt: skip
from tests.conftest import rolled_back
from tests.making import make_document

TODAY = dt.date(2026, 1, 1)
MANY = 24_000
CIRCULARS, DECISIONS, DIRECTIVES = 0.6, 0.39, 0.01  # shares of types among them


@pytest.fixture(scope="module")
def many(shared):
    """24,000 published documents: 14,400 circulars, 9,360 decisions and 240 directives, the years 2001 to 2020 in turns."""
    with shared.unit_of_work() as session:
        kinds = dict(session.execute(sa.select(Type.code, Type.id)).all())
        bodies = dict(session.execute(sa.select(Issuer.code, Issuer.id)).all())
        rows = [_row(number, kinds) for number in range(MANY)]
        session.execute(sa.insert(Document), rows)
        keys = session.scalars(sa.select(Document.id).where(Document.number.like("%/TK-%")).order_by(Document.id)).all()
        issued = [
            {"document_id": key, "issuer_id": bodies["bo-y-te" if at % 4_000 == 7 else "bo-tai-chinh"], "position": 0}
            for at, key in enumerate(keys)
        ]
        session.execute(sa.insert(DocumentIssuer), issued)
    return shared


def _row(number, kinds):
    share = number % 100 / 100
    kind = "thong-tu" if share < CIRCULARS else "quyet-dinh" if share < CIRCULARS + DECISIONS else "chi-thi"
    named = f"{number}/TK-BTC"
    return {
        "public_id": f"01J{number:023d}", "number": named, "canonical": named, "title": "x", "type_id": kinds[kind],
        "number_key": named, "loose_key": named, "identity_key": named, "state": State.PUBLISHED, "published_at": now(),
        "issued_on": dt.date(2001 + number // 100 % 20, 1, 1), "view_audience": Audience.PUBLIC,
    }  # fmt: skip


@pytest.fixture
def session(many):
    with rolled_back(many) as session:
        yield session


def test_a_count_beyond_ten_thousand_is_estimated_and_says_so(session):
    found = estimating.count(session, ANONYMOUS, Query(type="thong-tu"))
    assert found.estimated
    assert found.number == pytest.approx(MANY * CIRCULARS, rel=0.1)


def test_a_count_up_to_ten_thousand_is_exact_among_however_many(session):
    assert estimating.count(session, ANONYMOUS, Query(type="quyet-dinh")) == estimating.Count(round(MANY * DECISIONS))
    assert estimating.count(session, ANONYMOUS, Query(type="chi-thi")) == estimating.Count(round(MANY * DIRECTIVES))


def test_facets_of_a_sample_are_estimated_over_all_years_and_exact_where_few_match(session):
    found = facets.facets(session, ANONYMOUS, Query(type="thong-tu"), TODAY)
    assert len(found["year"]) == facets.CHOICES
    assert all(one.estimated and one.count == pytest.approx(MANY * CIRCULARS / 20, rel=0.4) for one in found["year"])
    assert {one.code: one.count for one in found["type"]} == {
        "thong-tu": pytest.approx(MANY * CIRCULARS, rel=0.1),
        "quyet-dinh": pytest.approx(MANY * DECISIONS, rel=0.1),
        "chi-thi": pytest.approx(MANY * DIRECTIVES, rel=0.5),
    }
    exact = facets.facets(session, ANONYMOUS, Query(type="chi-thi"), TODAY)
    assert {(one.count, one.estimated) for one in exact["year"]} == {(round(MANY * DIRECTIVES / 20), False)}


def test_what_many_documents_hold_is_estimated_and_what_few_hold_is_counted(session):
    session.execute(sa.text(
        "INSERT INTO search_entries (document_id, title, whole) SELECT documents.id, 'thue',"
        " CASE WHEN types.code = 'chi-thi' THEN 'dat thue' ELSE 'thue' END"
        " FROM documents JOIN types ON types.id = documents.type_id WHERE documents.number LIKE '%/TK-%'"
    ))  # fmt: skip
    found = estimating.count(session, ANONYMOUS, Query(words="thue"))
    assert (found.estimated, found.number) == (True, pytest.approx(MANY, rel=0.1))
    narrowed = estimating.count(session, ANONYMOUS, Query(words="thue", type="quyet-dinh"))
    assert narrowed == estimating.Count(round(MANY * DECISIONS))
    assert estimating.count(session, ANONYMOUS, Query(words="thue dat")) == estimating.Count(round(MANY * DIRECTIVES))
    newest = search.places(session, ANONYMOUS, Query(words="thue"), 25)
    rest = search.places(session, ANONYMOUS, Query(words="thue"), 25, newest.after)
    by_day = (
        sa.select(Document.id)
        .where(Document.number.like("%/TK-%"))
        .order_by(Document.issued_on.desc(), Document.id.desc())
    )
    assert [*newest.tiers, *rest.tiers] == list(session.scalars(by_day.limit(50)))


def test_what_few_of_many_documents_have_is_found_whole_in_order_and_page_by_page(session):
    found = search.places(session, ANONYMOUS, Query(issuer="bo-y-te", sort=Sort.ISSUED), 4)
    rest = search.places(session, ANONYMOUS, Query(issuer="bo-y-te", sort=Sort.ISSUED), 4, found.after)
    ids = [*found.tiers, *rest.tiers]
    days = session.scalars(sa.select(Document.issued_on).where(Document.id.in_(ids))).all()
    assert len(set(ids)) == len(ids) == len(days) == MANY / 4_000
    assert estimating.count(session, ANONYMOUS, Query(issuer="bo-y-te")) == estimating.Count(6)
    assert estimating.count(session, ANONYMOUS, Query(issuer="bo-y-te", type="chi-thi")) == estimating.Count(0)


def test_lists_by_use_follow_every_count_and_go_on_behind_those_that_are_tied(session):
    first, second, third = session.scalars(sa.select(Document.id).order_by(Document.id).limit(3)).all()
    session.add_all([
        UsageTotal(document_id=first, kind=Kind.VIEW, count=5), UsageTotal(document_id=second, kind=Kind.VIEW, count=7),
        UsageTotal(document_id=third, kind=Kind.DOWNLOAD, count=9),
    ])  # fmt: skip
    session.flush()
    usage.open_balance(session, first, Kind.VIEW, 10, "NukeViet", TODAY)
    session.flush()
    newest = session.scalar(sa.select(sa.func.max(Document.id)))
    assert list(_by_views(session, 3).tiers) == [first, second, newest]
    assert list(_by_views(session, 2, _by_views(session, 2).after).tiers) == [newest, newest - 1]
    session.execute(sa.delete(OpeningBalance))
    session.execute(sa.update(UsageTotal).where(UsageTotal.document_id == second).values(count=4))
    assert list(_by_views(session, 2).tiers) == [first, second]
    assert next(iter(search.places(session, ANONYMOUS, Query(sort=Sort.DOWNLOADS), 1).tiers)) == third


def _by_views(session, limit, after=None):
    return search.places(session, ANONYMOUS, Query(sort=Sort.VIEWS), limit, after)


def test_a_new_document_stands_among_the_lists_by_use(session):
    document = make_document(session)
    publishing.publish(session, SYSTEM, document)
    session.flush()
    assert next(iter(_by_views(session, 1).tiers)) == document.id


def test_triggers_of_standings_that_a_migration_dropped_are_back_after_the_next_start(home):
    with home.unit_of_work() as session:
        document = make_document(session).id
        on = "" if home.database.is_sqlite else " ON usage_totals"
        session.execute(
            sa.text(f"DROP TRIGGER standing_usage_totals{'_insert' if home.database.is_sqlite else ''}{on}")
        )
    with home.database.engine.begin() as connection:
        stamps.install(connection)
    with home.unit_of_work() as session:
        session.add(UsageTotal(document_id=document, kind=Kind.VIEW, count=3))
    with home.reading() as session:
        assert session.get_one(UsageStanding, document).views == 3
