from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from registry import accounts
from registry.app import create_app
from registry.jobs import Instance
from registry.store.tables import Rank
from tests.api.conforming import Conforming
from tests.api.sending import document_sent
from tests.making import PASSWORD

SCOPES = ("read", "write", "publish")


@pytest.fixture
def app(home: Instance) -> Flask:
    return _app(home)


def _app(home: Instance) -> Flask:
    made = create_app(home)
    made.test_client_class = Conforming
    return made


@pytest.fixture(scope="module")
def anybody(shared: Instance) -> Conforming:
    """Somebody without a token, at the shared instance."""
    return _app(shared).test_client()


@pytest.fixture(scope="module")
def writer(shared: Instance) -> Conforming:
    """A clerk's program at the shared instance."""
    return with_token(_app(shared), shared, Rank.CLERK)


def with_token(app: Flask, home: Instance, rank: Rank, scopes: tuple[str, ...] = SCOPES, login: str = "") -> Conforming:
    with home.unit_of_work() as session:
        user = accounts.add_user(session, login or f"{rank}-{'-'.join(scopes)}", PASSWORD, rank)
        _, token = accounts.add_token(session, user, "a test", frozenset(scopes))
    one = app.test_client()
    one.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return one


@pytest.fixture
def client(app: Flask) -> Conforming:
    """Somebody without a token."""
    return app.test_client()


@pytest.fixture
def program(app: Flask, home: Instance) -> Callable[..., Conforming]:
    """A client with a token of an account of that rank."""

    def make(rank: Rank = Rank.CLERK, scopes: tuple[str, ...] = SCOPES, login: str = "") -> Conforming:
        return with_token(app, home, rank, scopes, login)

    return make


@pytest.fixture
def clerk(program: Callable[..., Conforming]) -> Conforming:
    return program(Rank.CLERK)


@pytest.fixture
def editor(program: Callable[..., Conforming]) -> Conforming:
    return program(Rank.EDITOR)


@pytest.fixture
def facts() -> dict[str, Any]:
    return document_sent()
