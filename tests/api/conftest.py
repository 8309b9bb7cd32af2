from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from registry import accounts
from registry.app import create_app
from registry.jobs import Instance
from registry.store.tables import Rank
from tests.api.conforming import Conforming
from tests.making import PASSWORD

SCOPES = ("read", "write", "publish")


@pytest.fixture
def app(home: Instance) -> Flask:
    made = create_app(home)
    made.test_client_class = Conforming
    return made


@pytest.fixture
def client(app: Flask) -> Conforming:
    """Somebody without a token."""
    return app.test_client()


@pytest.fixture
def program(app: Flask, home: Instance) -> Callable[..., Conforming]:
    """A client with a token of an account of that rank."""

    def make(rank: Rank = Rank.CLERK, scopes: tuple[str, ...] = SCOPES, login: str = "") -> Conforming:
        with home.unit_of_work() as session:
            user = accounts.add_user(session, login or f"{rank}-{'-'.join(scopes)}", PASSWORD, rank)
            _, token = accounts.add_token(session, user, "a test", frozenset(scopes))
        one = app.test_client()
        one.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return one

    return make


@pytest.fixture
def clerk(program: Callable[..., Conforming]) -> Conforming:
    return program(Rank.CLERK)


@pytest.fixture
def editor(program: Callable[..., Conforming]) -> Conforming:
    return program(Rank.EDITOR)


@pytest.fixture
def facts() -> dict[str, Any]:
    return {
        "number": "25/2024/TT-BTC",
        "type": "thong-tu",
        "title": "Bãi bỏ Thông tư số 83/2014/TT-BTC",
        "issuers": ["Bộ Tài chính"],
        "signers": [{"name": "Cao Anh Tuấn", "office": "Thứ trưởng"}],
        "issued_on": "2024-04-23",
    }
