"""Migrations that carry data over, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.store import schema
from registry.store.database import Database
from tests import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/registry.sqlite3")
        yield database
        database.dispose()
        return
    with postgresql.database(request.getfixturevalue("postgresql_server")) as url:
        database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
        yield database
        database.dispose()


def insert(connection, name, **values):
    """A row of a table as it is at this revision; columns that must have something, and are not given, get nothing much."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    fill = {int: 0, str: "", bool: False, dt.date: moment.date(), dt.datetime: moment}
    needed = {one.name: fill[one.type.python_type] for one in table.c if not one.nullable and not one.server_default}
    return connection.execute(table.insert().values(needed | values))


def document(connection, key):
    insert(connection, "documents", id=key, public_id=f"document-{key}", state="draft", view_audience="public",
           download_audience="public")  # fmt: skip


def test_timelines_survive_the_new_cause_and_those_it_concerns_are_owed_anew(empty):
    schema.upgrade(empty, "0005_relations")
    day = dt.date(2025, 7, 1)
    with empty.engine.begin() as connection:
        for key in (1, 2, 3, 4):
            document(connection, key)
        for key, kind in ((1, "replaces"), (3, "repeals")):
            insert(connection, "relations", id=key, public_id=f"relation-{key}", source_id=2, target_id=key, kind=kind,
                   target_key=str(key))  # fmt: skip
            insert(connection, "effect_periods", document_id=key, position=0, status="ended", since=day, cause="edge",
                   relation_id=key)  # fmt: skip
    schema.upgrade(empty, "0006_what_stays")
    with empty.engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM effect_periods WHERE status = 'ended'")) == 2
        assert connection.execute(sa.text("SELECT kind, subject_id, progress FROM work")).all() == [
            ("effect", 1, "owed")
        ]
        insert(connection, "effect_periods", document_id=4, position=0, status="in_force", since=day, cause="stays")
    with pytest.raises(sa.exc.IntegrityError), empty.engine.begin() as connection:
        insert(connection, "effect_periods", document_id=2, position=0, status="in_force", since=day, cause="whim")


def test_events_and_sums_from_before_repeats_and_visits_are_kept(empty):
    schema.upgrade(empty, "0006_what_stays")
    day, kinds = dt.date(2024, 5, 1), {"kind": "view", "document_id": 7}
    with empty.engine.begin() as connection:
        document(connection, 7)
        for key, visitor, folded in ((1, None, True), (2, "a", False), (3, None, False)):
            insert(
                connection, "usage_events", id=key, day=day, channel="person", visitor=visitor, folded=folded, **kinds
            )
        insert(connection, "usage_days", day=day, channel="person", count=1, **kinds)
    schema.upgrade(empty, "0010_counting")
    with empty.engine.begin() as connection:
        events = connection.execute(sa.text("SELECT id, visitor, folded FROM usage_events ORDER BY id")).all()
        assert events == [(1, None, True), (2, "a", False), (3, "", False)], (
            "what waits has a visitor, if an unknown one"
        )
        assert connection.execute(sa.text("SELECT count, repeats FROM usage_days")).all() == [(1, 0)]
        insert(connection, "usage_events", id=4, day=day, kind="view", channel="person", document_id=None)
    schema.upgrade(empty, "0018_events_alone")
    with empty.engine.begin() as connection:
        insert(connection, "usage_events", id=5, day=day, kind="view", channel="person", document_id=8)
        assert connection.execute(sa.text("SELECT id, document_id FROM usage_events ORDER BY id")).all() == [
            (1, 7), (2, 7), (3, 7), (4, None), (5, 8),
        ]  # fmt: skip


def test_relations_keep_their_periods_and_what_follows_from_documents_is_open(empty):
    schema.upgrade(empty, "0012_lines")
    day = dt.date(2024, 7, 1)
    with empty.engine.begin() as connection:
        document(connection, 1)
        document(connection, 2)
        insert(
            connection,
            "relations",
            id=1,
            public_id="relation-1",
            source_id=2,
            target_id=1,
            kind="repeals",
            worked_on=day,
        )
        insert(connection, "effect_periods", document_id=1, position=0, status="ended", cause="edge", relation_id=1)
    schema.upgrade(empty, "0013_settled_relations")
    with empty.engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT relation_id FROM effect_periods")) == 1
        assert connection.scalar(sa.text("SELECT settled FROM relations WHERE worked_on IS NOT NULL")) == "open"
        assert connection.execute(sa.text("SELECT document_id, fate FROM effect_fates")).all() == [(1, None), (2, None)]
    with pytest.raises(sa.exc.IntegrityError), empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE relations SET settled = 'perhaps'"))
