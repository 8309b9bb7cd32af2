from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from registry import accounts
from registry.app import create_app
from registry.jobs import Instance
from registry.store.tables import Rank
from registry.web.access import COOKIE
from tests.making import PASSWORD
from tests.site.browsing import Browser

TRANSLATIONS = Path(__file__).resolve().parents[2] / "registry" / "translations"


@pytest.fixture(scope="session", autouse=True)
def catalogs() -> None:
    """The catalogs as they are now, also where only the tests are run and nothing was set up before."""
    for po in TRANSLATIONS.rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests, each of which has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(home: Instance, compiled: FileSystemBytecodeCache) -> Flask:
    made = create_app(home)
    made.jinja_env.bytecode_cache = compiled
    made.test_client_class = Browser
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, home: Instance) -> Callable[[Rank], Browser]:
    """A browser in which an account of that rank has signed in."""

    def sign_in(rank: Rank) -> Browser:
        with home.unit_of_work() as session:
            user = accounts.add_user(session, rank.value, PASSWORD, rank)
            token = accounts.start_session(session, user)
        one = app.test_client()
        one.set_cookie(COOKIE, token)
        return one

    return sign_in


@pytest.fixture
def clerk(signed_in: Callable[[Rank], Browser]) -> Browser:
    return signed_in(Rank.CLERK)


@pytest.fixture
def editor(signed_in: Callable[[Rank], Browser]) -> Browser:
    return signed_in(Rank.EDITOR)
