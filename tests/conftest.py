"""Real databases for every test: SQLite always, PostgreSQL whenever one can be had."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry import config, jobs
from registry.jobs import Instance
from tests import postgresql


def settings_in(home: Path, database_url: str = "") -> config.Settings:
    """Settings of a test's own. Its broker is one that nobody listens to, as if it were down."""
    environ = {
        "REGISTRY_HOME": str(home),
        "REGISTRY_SECRET_KEY": "k" * 40,
        "REGISTRY_DATABASE_URL": database_url,
        "REGISTRY_BROKER_URL": f"redis+socket://{home}/nobody",
    }
    return config.read(environ)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with its tables and what is shipped; shared, so tests leave nothing in it (see `session`)."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(postgresql.database(request.getfixturevalue("postgresql_server")))
        instance = jobs.open_instance(settings_in(tmp_path_factory.mktemp("home"), url))
        stack.callback(instance.database.dispose)
        jobs.install(instance)
        yield instance


@pytest.fixture(scope="session")
def copies(installed: Instance, request: pytest.FixtureRequest) -> Iterator[postgresql.Copies | None]:
    """Copies of the installed database on PostgreSQL; a file of SQLite is copied faster than it is cleaned."""
    if installed.database.is_sqlite:
        yield None
        return
    installed.database.dispose()  # a template must have no connections
    server = request.getfixturevalue("postgresql_server")
    with closing(postgresql.Copies(server, installed.database.url.database or "")) as made:
        yield made


@pytest.fixture
def session(installed: Instance) -> Iterator[Session]:
    """A session inside a transaction that is rolled back at the end of the test."""
    with installed.database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture
def home(installed: Instance, copies: postgresql.Copies | None, tmp_path: Path) -> Iterator[Instance]:
    """An instance with a database of its own, a copy of the installed one, for tests that commit."""
    with _copied(installed, copies, tmp_path) as instance:
        yield instance


@pytest.fixture(scope="module")
def shared(
    installed: Instance, copies: postgresql.Copies | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """One such instance for all tests of a module: for those that only ask, or whose requests are refused."""
    with _copied(installed, copies, tmp_path_factory.mktemp("shared")) as instance:
        yield instance


@contextmanager
def _copied(installed: Instance, copies: postgresql.Copies | None, folder: Path) -> Iterator[Instance]:
    with ExitStack() as stack:
        if copies is None:
            url = f"sqlite:///{_copied_file(installed, folder)}"
        else:
            installed.database.dispose()  # a template must have no connections
            url = stack.enter_context(copies.lent())
        instance = jobs.open_instance(replace(settings_in(folder, url), web_threads=8))
        stack.callback(instance.database.dispose)
        yield instance


def _copied_file(installed: Instance, folder: Path) -> Path:
    copy, original = folder / "registry.sqlite3", installed.database.url.database or ""
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
