"""Real databases for every test: SQLite always, PostgreSQL whenever one can be had."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from registry import accounts, config, jobs
from registry.jobs import Instance
from tests import postgresql
from tests.copies import Copies, Databases, Files, Maker


def settings_in(home: Path, database_url: str = "") -> config.Settings:
    """Settings of a test's own. Its broker is one that nobody listens to, as if it were down."""
    environ = {
        "REGISTRY_HOME": str(home),
        "REGISTRY_SECRET_KEY": "k" * 40,
        "REGISTRY_DATABASE_URL": database_url,
        "REGISTRY_BROKER_URL": f"redis+socket://{home}/nobody",
    }
    return config.read(environ)


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_quickly() -> None:
    """With the cheapest parameters, which the library has for this; what is compared stays a real hash."""
    accounts._hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> None:
    """Each test has an application of its own, but all have the same routes; compiling them takes 40 ms."""
    compiled, builders = Rule._compile_builder, dict[tuple[object, ...], object]()

    def once(rule: Rule, append_unknown: bool = True) -> object:
        key = rule.rule, append_unknown, rule.subdomain, rule.host, str(rule.defaults)
        if key not in builders:
            builders[key] = compiled(rule, append_unknown)
        return builders[key]

    Rule._compile_builder = once


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
def copies(
    installed: Instance, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    """Copies of the installed database."""
    name = installed.database.url.database or ""
    if installed.database.is_sqlite:
        maker: Maker = Files(Path(name), tmp_path_factory.mktemp("copies"))
    else:
        maker = Databases(request.getfixturevalue("postgresql_server"), name)
    with closing(Copies(maker)) as made:
        yield made


@pytest.fixture
def session(installed: Instance) -> Iterator[Session]:
    """A session inside a transaction that is rolled back at the end of the test."""
    with rolled_back(installed) as session:
        yield session


@contextmanager
def rolled_back(instance: Instance) -> Iterator[Session]:
    """A session that leaves nothing behind."""
    with instance.database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture
def home(installed: Instance, copies: Copies, tmp_path: Path) -> Iterator[Instance]:
    """An instance with a database of its own, a copy of the installed one, for tests that commit."""
    with _copied(installed, copies, tmp_path) as instance:
        yield instance


@pytest.fixture(scope="module")
def shared(installed: Instance, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One such instance for all tests of a module: for those that only ask, or whose requests are refused."""
    with _copied(installed, copies, tmp_path_factory.mktemp("shared")) as instance:
        yield instance


@contextmanager
def _copied(installed: Instance, copies: Copies, folder: Path) -> Iterator[Instance]:
    installed.database.dispose()  # a template must have no connections
    with copies.lent() as database:
        settings = settings_in(folder, database.url.render_as_string(hide_password=False))
        yield replace(jobs.open_instance(replace(settings, web_threads=8)), database=database)


@pytest.fixture
def asked(app: Flask) -> list[bool]:
    """One for each request that Flask was asked."""
    requests: list[bool] = []
    app.before_request(lambda: requests.append(True))
    return requests


@pytest.fixture
def with_a_cookie(app: Flask) -> FlaskClient:
    """Somebody whose browser sends a cookie that means nothing, so that Flask has to look at it."""
    one = app.test_client()
    one.set_cookie("theme", "dark")
    return one
