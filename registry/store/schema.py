"""Bringing a database to the present shape of the tables, and telling whether it has it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.store import stamps
from registry.store.database import Database
from registry.store.tables import Base

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing, each in its own transaction. Safe to call at every start."""
    with database.engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        if revision == "head":
            stamps.install(connection)
        connection.commit()


def head() -> str:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(database: Database) -> str | None:
    """The revision that the database has, None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(database: Database) -> list[object]:
    """What a migration would still have to change for the database to match the tables; empty when it does."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_of_the_tables})
        return list(compare_metadata(context, Base.metadata))


def _is_of_the_tables(name: str | None, kind: str, _parents: object) -> bool:
    """The search index and its shadow tables are no tables of the metadata: each database has its own."""
    return not (kind in {"table", "index"} and name is not None and name.startswith("search_index"))


def draft(database: Database, number: str, words: str) -> None:
    """Write a new migration file from the differences, for a developer to read and correct."""
    with database.engine.connect() as connection:
        name = words.replace(" ", "_")
        command.revision(_config(connection), words, autogenerate=True, rev_id=f"{number}_{name}")
