from registry.store import schema
from registry.store.database import Database


def test_migrations_build_what_the_tables_say(installed):
    assert schema.differences(installed.database) == []


def test_an_installed_database_is_at_the_newest_revision(installed):
    assert schema.revision_of(installed.database) == schema.head()


def test_installing_twice_changes_nothing(home):
    from registry import authorities, jobs

    with home.reading() as session:
        before = [len(list_(session)) for list_ in (authorities.types, authorities.issuers, authorities.fields)]
    jobs.install(home)
    with home.reading() as session:
        after = [len(list_(session)) for list_ in (authorities.types, authorities.issuers, authorities.fields)]
    assert before == after


def test_what_an_administrator_edited_survives_the_next_start(home):
    from registry import authorities, jobs

    with home.unit_of_work() as session:
        authorities.type_called(session, "thong-tu").new_days = 30
    jobs.install(home)
    with home.reading() as session:
        assert authorities.type_called(session, "thong-tu").new_days == 30


def test_periods_still_name_their_relation_after_sqlite_has_made_the_table_anew(tmp_path):
    """SQLite's way of altering drops the old table, which loosens what points to it; PostgreSQL alters in place."""
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}", threads=2)
    schema.upgrade(database, "0005_relations")
    with database.engine.begin() as connection:
        for row in OLD_ROWS:
            connection.exec_driver_sql(row)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT relation_id, source_id, source_key FROM effect_periods, relations")
        assert kept.all() == [(7, 1, None)]
    database.dispose()


OLD_ROWS = (
    (
        "INSERT INTO documents (id, public_id, title, language, state, view_audience, download_audience, standing, refused,"
        " internal_note, withdrawal_reason, version, created_at, updated_at) VALUES"
        " (1, 'a', '', 'vi', 'draft', 'public', 'public', 'other', 0, '', '', 1, '2024-01-01', '2024-01-01')"
    ),
    (
        "INSERT INTO relations (id, public_id, source_id, kind, target_number, target_key, target_type, chosen, part, provisions,"
        " read_from, created_at) VALUES (7, 'b', 1, 'repeals', '1', '1', '', 0, 0, '', '', '2024-01-01')"
    ),
    "INSERT INTO effect_periods (document_id, position, status, cause, relation_id) VALUES (1, 0, 'ended', 'edge', 7)",
)
