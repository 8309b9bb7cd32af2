from registry.store import schema


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
