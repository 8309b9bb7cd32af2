"""Real databases for every test: SQLite always, PostgreSQL whenever one can be had."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import config, jobs
from registry.jobs import Instance
from registry.store.database import Database

POSTGRESQL = os.environ.get("REGISTRY_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


def _settings(home: Path, database_url: str = "") -> config.Settings:
    environ = {"REGISTRY_HOME": str(home), "REGISTRY_SECRET_KEY": "k" * 40, "REGISTRY_DATABASE_URL": database_url}
    return config.read(environ)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL server; skips where there is no server."""
    server = sa.create_engine(
        POSTGRESQL.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    name = f"registry_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    except sa.exc.OperationalError as error:
        pytest.skip(f"no PostgreSQL here ({str(error.orig).splitlines()[0]}); set REGISTRY_TEST_POSTGRESQL")
    yield sa.make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with its tables and what is shipped; shared, so tests leave nothing in it (see `session`)."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    instance = jobs.open_instance(_settings(tmp_path_factory.mktemp("home"), url))
    jobs.install(instance)
    yield instance
    instance.database.dispose()


@pytest.fixture
def session(installed: Instance) -> Iterator[Session]:
    """A session inside a transaction that is rolled back at the end of the test."""
    with installed.database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture
def home(installed: Instance, tmp_path: Path) -> Iterator[Instance]:
    """An instance with a database of its own, a copy of the installed one, for tests that commit."""
    settings = installed.settings
    if installed.database.is_sqlite:
        copy = tmp_path / "registry.sqlite3"
        with installed.database.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(f"VACUUM INTO '{copy}'")
        url, drop = f"sqlite:///{copy}", None
    else:
        url, drop = _copied(installed.database)
    own = replace(settings, home=tmp_path, database_url=url, storage_url=(tmp_path / "files").as_uri(),
                  broker_url="filesystem://")  # fmt: skip
    instance = jobs.open_instance(own)
    yield instance
    instance.database.dispose()
    if drop:
        drop()


def _copied(database: Database):
    """A copy of a PostgreSQL database, made from it as a template."""
    name = f"registry_test_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(
        POSTGRESQL.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    database.dispose()  # a template must have no connections
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {database.url.database}")

    def drop() -> None:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()

    return database.url.set(database=name).render_as_string(hide_password=False), drop
