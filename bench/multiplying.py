"""A small registry made large: its documents many times over, by the database itself, which takes minutes, not hours.

Copies differ in keys, ids and moments, and every tenth of them has the text; titles, names and days are those of the first.
"""

import sqlite3

import sqlalchemy as sa

from registry.jobs import Instance
from registry.store.tables import (
    Base,
    Document,
    DocumentField,
    DocumentIssuer,
    DocumentSigner,
    File,
    FileVersion,
    Page,
    Preview,
    SearchEntry,
    Work,
)

# Which columns are keys that a copy has of its own; all others are as they were, or as below.
KEYS = {
    Document: ("id",), DocumentIssuer: ("document_id",), DocumentSigner: ("document_id",), DocumentField: ("document_id",),
    File: ("id", "document_id"), FileVersion: ("id", "file_id"), Preview: ("version_id",), Page: ("version_id",),
    SearchEntry: ("document_id",), Work: ("subject_id",),
}  # fmt: skip
IDS = "substr(public_id, 1, 22) || 'U' || substr('00' || {turn}, -3)"  # no id that was given out has a U
OWN = {
    "public_id": {"sqlite": IDS, "postgresql": "substr(public_id, 1, 22) || 'U' || lpad('{turn}', 3, '0')"},
    "identity_key": dict.fromkeys(("sqlite", "postgresql"), "identity_key || '|{turn}'"),
    "published_at": {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%f', published_at, '+{turn} seconds') || '000'",
        "postgresql": "published_at + interval '{turn} seconds'",
    },
}


def multiply(home: Instance, made: int, times: int) -> None:
    """Documents 1 to `made` are there; afterwards `times` as many."""
    dialect = home.database.engine.dialect.name
    for turn in range(1, times):
        with home.database.writing(durable=False) as session:
            if dialect == "sqlite":
                session.connection().exec_driver_sql("PRAGMA cache_size = -300000")
            for table, keys in KEYS.items():
                session.execute(sa.text(_copy(table, keys, dialect, made, turn)))


def multiply_plain(plain: sqlite3.Connection, times: int) -> None:
    """The same for the one table of whoever is compared."""
    made = plain.execute("SELECT max(rowid) FROM documents").fetchone()[0]
    names = [row[1] for row in plain.execute("PRAGMA table_info(documents)")]
    moment = "strftime('%Y-%m-%dT%H:%M:%S+00:00', published_at, '+{turn} seconds')"
    own = {"id": IDS.replace("public_id", "id"), "published_at": moment}
    values = ", ".join(own.get(name, name) for name in names)
    for turn in range(1, times):
        plain.execute(f"INSERT INTO documents SELECT {values.format(turn=turn)} FROM documents WHERE rowid <= {made}")
        plain.commit()


def _copy(table: type[Base], keys: tuple[str, ...], dialect: str, made: int, turn: int) -> str:
    names = [column.key for column in table.__table__.columns if not (table is Work and column.key == "id")]
    values = [_value(table, name, keys, dialect, turn * made, turn) for name in names]
    among = f"subject_id <= {made} AND kind IN ('reading', 'previews')" if table is Work else f"{keys[-1]} <= {made}"
    return f"INSERT INTO {table.__tablename__} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table.__tablename__} WHERE {among}"


def _value(table: type[Base], name: str, keys: tuple[str, ...], dialect: str, shift: int, turn: int) -> str:
    if name in keys:
        return f"{name} + {shift}"
    if name in OWN and (name != "public_id" or table in {Document, File}):
        return OWN[name][dialect].format(turn=turn)
    return name
