"""Bringing a database to the present shape of the tables, and telling whether it has it.

Alembic is loaded by what migrates: a web process only asks for the revision, and is spared 8 MB.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from registry.store import stamps
from registry.store.database import Database
from registry.store.tables import Base

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _config(connection: sa.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing, each in its own transaction. Safe to call at every start."""
    from alembic import command

    with database.engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        if revision == "head":
            stamps.install(connection)
        connection.commit()


def head() -> str:
    """The newest revision that the code knows: migrations are named for theirs, and numbered."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(database: Database) -> str | None:
    """The revision that the database has, None for an empty one."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision


def differences(database: Database) -> list[object]:
    """What a migration would still have to change for the database to match the tables; empty when it does."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_of_the_tables})
        return list(compare_metadata(context, Base.metadata))


def _is_of_the_tables(name: str | None, kind: str, _parents: object) -> bool:
    """The search index and its shadow tables are no tables of the metadata: each database has its own."""
    return not (kind in {"table", "index"} and name is not None and name.startswith("search_index"))


def draft(database: Database, number: str, words: str) -> None:
    """Write a new migration file from the differences, for a developer to read and correct."""
    from alembic import command

    with database.engine.connect() as connection:
        name = words.replace(" ", "_")
        command.revision(_config(connection), words, autogenerate=True, rev_id=f"{number}_{name}")
