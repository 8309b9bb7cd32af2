from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from registry.errors import NameTaken
from registry.store.database import broken_constraint, constraint_errors
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
