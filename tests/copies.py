"""Databases like an installed one, each lent to one test after another and put back as it was.

Making one on PostgreSQL takes longer than putting it back; and what SQLAlchemy compiled for one serves the next test, too.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from registry.store.database import Database
from tests import postgresql

SHIPPED = "shipped"  # the schema in which a copy on PostgreSQL keeps what it had at first


class Maker(Protocol):
    def new(self) -> str:
        """The URL of a copy."""

    def put_back(self, url: str) -> bool:
        """Nobody needs it any more. False: it cannot be made what it was, and must not be lent again."""

    def close(self) -> None: ...


class Copies:
    def __init__(self, maker: Maker) -> None:
        self._maker, self._free = maker, list[Database]()

    @contextmanager
    def lent(self) -> Iterator[Database]:
        """A database that nobody else has."""
        database = self._free.pop() if self._free else Database(self._maker.new(), threads=10)
        try:
            yield database
        finally:
            database.dispose()
            if self._maker.put_back(database.url.render_as_string(hide_password=False)):
                self._free.append(database)

    def close(self) -> None:
        self._maker.close()


class Files:
    """SQLite's: a file is copied, over the one that was used."""

    def __init__(self, original: Path, folder: Path) -> None:
        self._original, self._folder, self._made = original, folder, 0

    def new(self) -> str:
        self._made += 1
        url = f"sqlite:///{self._folder / str(self._made)}.sqlite3"
        self.put_back(url)
        return url

    def put_back(self, url: str) -> bool:
        path = sa.make_url(url).database or ""
        with closing(sqlite3.connect(self._original)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return True

    def close(self) -> None:
        pass


class Databases:
    """PostgreSQL's: what is shipped is kept beside it, and put back without a look at foreign keys and triggers, which
    needs a superuser. Whoever is still connected is put out."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server, self._template = server_url, template
        self._made = ExitStack()

    def new(self) -> str:
        url = self._made.enter_context(postgresql.database(self._server, self._template))
        with postgresql.engine(url).connect() as connection:
            shipped = (f"CREATE TABLE {SHIPPED}.{table} AS TABLE public.{table}" for table in _tables(connection))
            connection.exec_driver_sql(";".join([f"CREATE SCHEMA {SHIPPED}", *shipped]))
        return url

    def put_back(self, url: str) -> bool:
        with postgresql.engine(url).connect() as connection:
            tables = _tables(connection)
            if tables != _tables(connection, SHIPPED):  # a test changed the tables themselves, only rows are put back
                return False
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            changed = [table for table in tables if connection.exec_driver_sql(_differs(table)).scalar()]
            if changed:
                connection.exec_driver_sql("SET session_replication_role = replica")
                connection.exec_driver_sql(";".join(f"DELETE FROM public.{table}" for table in changed))
                copied = (f"INSERT INTO public.{table} SELECT * FROM {SHIPPED}.{table}" for table in changed)
                connection.exec_driver_sql(";".join(copied))
        return True

    def close(self) -> None:
        self._made.close()


def _tables(connection: sa.Connection, schema: str = "public") -> list[str]:
    asked = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = '{schema}'::regnamespace"
    return sorted(set(connection.exec_driver_sql(asked).scalars()) - {"alembic_version"})


def _differs(table: str) -> str:
    now, then = f"SELECT t::text FROM public.{table} t", f"SELECT t::text FROM {SHIPPED}.{table} t"
    return f"SELECT EXISTS (({now} EXCEPT ALL {then}) UNION ALL ({then} EXCEPT ALL {now}))"
