from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from registry.errors import NameTaken
from registry.store.database import Database, broken_constraint, constraint_errors
from registry.store.prepared import KEPT
from registry.store.tables import Signer, Type


def test_concurrent_updates_are_all_kept(home):
    """With SQLAlchemy's defaults SQLite lost 517 of 800 such updates without an error."""

    def raise_position(_):
        with home.unit_of_work() as session:
            row = session.scalars(sa.select(Type).where(Type.code == "thong-tu").with_for_update()).one()
            row.new_days += 1

    with home.reading() as session:
        before = session.scalar(sa.select(Type.new_days).where(Type.code == "thong-tu"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_position, range(200)))
    with home.reading() as session:
        assert session.scalar(sa.select(Type.new_days).where(Type.code == "thong-tu")) == before + 200


def test_a_reader_cannot_write(home):
    with home.reading() as session, pytest.raises((OperationalError, ProgrammingError, sa.exc.InternalError)):
        session.add(Signer(code="x", name="x"))
        session.flush()


def test_a_failed_unit_of_work_leaves_nothing(home):
    with pytest.raises(ZeroDivisionError), home.unit_of_work() as session:
        session.add(Signer(code="x", name="x"))
        session.flush()
        raise ZeroDivisionError
    with home.reading() as session:
        assert session.scalars(sa.select(Signer)).all() == []


def test_both_databases_name_a_broken_constraint_alike(session):
    session.add(Signer(code="x", name="x"))
    session.flush()
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        session.add(Signer(code="x", name="y"))
        session.flush()
    assert broken_constraint(caught.value) == "uq_signers_code"


def test_a_broken_constraint_becomes_its_domain_error_and_the_transaction_lives_on(session):
    session.add(Signer(code="x", name="x"))
    session.flush()
    with pytest.raises(NameTaken), constraint_errors(session, {"uq_signers_code": lambda: NameTaken("x")}):
        session.add(Signer(code="x", name="y"))
        session.flush()
    assert session.scalar(sa.select(sa.func.count()).select_from(Signer)) == 1


def _types(home):
    named = home.database.prepared("a type", lambda: sa.select(Type.code).where(Type.code == sa.bindparam("code")))
    return [row.code for row in named.rows(code="thong-tu")]


def test_prepared_queries_see_what_was_committed_since_on_the_connection_they_hold(home):
    counted = home.database.prepared("signers", lambda: sa.select(sa.func.count().label("number")).select_from(Signer))
    assert counted.rows()[0].number == 0
    with home.unit_of_work() as session:
        session.add(Signer(code="x", name="x"))
    assert counted.rows()[0].number == 1


def test_prepared_queries_go_on_once_the_database_is_back(home):
    assert _types(home) == ["thong-tu"]
    if not home.database.is_sqlite:  # whose connections nothing but a program's own mistake can lose
        with home.unit_of_work() as session:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            session.execute(sa.text(others))
    assert _types(home) == ["thong-tu"]


def test_many_threads_read_by_prepared_queries_and_leave_connections_to_others(home):
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(lambda _: _types(home), range(200))) == [["thong-tu"]] * 200
    with home.reading() as session:
        assert session.scalar(sa.select(Type.code).where(Type.code == "thong-tu")) == "thong-tu"
    assert home.database.engine.pool.checkedout() <= KEPT


def test_what_the_url_asks_of_postgresql_is_kept_beside_our_own(home):
    if home.database.is_sqlite:
        return
    url = home.database.url.update_query_dict({"options": "-c application_name=office"})
    asked = Database(url.render_as_string(hide_password=False))
    with asked.reading() as session, asked.counting.connection() as counting:
        name = sa.text("SHOW application_name")
        assert (session.scalar(name), counting.scalar(name)) == ("office", "office")
        assert session.scalar(sa.text("SHOW work_mem")) == "64MB"
        assert counting.scalar(sa.text("SHOW synchronous_commit")) == "off"
    asked.dispose()
