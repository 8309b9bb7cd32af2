"""Triggers that raise a document's stamp with every change of what everybody is shown of it.

They stand in the database, so that no writer, present or to come, can forget it. Rebuilding a table drops its triggers
on SQLite, so they are looked for, and added where they are missing, at every start.
"""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from registry.store import standings

# Work on a version is shown as the steps of its reading; other kinds have documents for subjects, and are not shown.
STEPS = ("reading", "previews", "examining", "more_previews", "ocr")

_OF_VERSION = (
    "SELECT files.document_id FROM files JOIN file_versions ON file_versions.file_id = files.id"
    " WHERE file_versions.id = {row}."
)
# Table → the documents that show its row `{row}`. Texts of pages are not shown; that one was recognised is, but a
# document with work under way is never kept.
SHOWN: Mapping[str, str] = {
    "documents": "{row}.id",
    "document_issuers": "{row}.document_id",
    "document_signers": "{row}.document_id",
    "document_fields": "{row}.document_id",
    "files": "{row}.document_id",
    "file_versions": "SELECT files.document_id FROM files WHERE files.id = {row}.file_id",
    "previews": f"{_OF_VERSION}version_id",
    "reading_facts": f"{_OF_VERSION}version_id",
    "work": f"{_OF_VERSION}subject_id AND {{row}}.kind IN {STEPS}",
    "types": "SELECT documents.id FROM documents WHERE documents.type_id = {row}.id",
    "issuers": "SELECT document_id FROM document_issuers WHERE issuer_id = {row}.id",
    "signers": "SELECT document_id FROM document_signers WHERE signer_id = {row}.id",
    "fields": "SELECT document_id FROM document_fields WHERE field_id = {row}.id",
}
NAMED = ("types", "issuers", "signers", "fields")  # only a change of these is shown; they come and go unused


def install(connection: sa.Connection) -> None:
    """Adds the triggers that are missing, those of standings too, in the transaction of `connection`."""
    sqlite = connection.dialect.name == "sqlite"
    there = set(connection.scalars(sa.text(_SQLITE_NAMES if sqlite else _POSTGRESQL_NAMES)))
    own = [one for table, documents in SHOWN.items() for one in (_sqlite if sqlite else _postgresql)(table, documents)]
    for name, statements in (*own, *(standings.sqlite() if sqlite else standings.postgresql())):
        if name not in there:
            for statement in statements:
                connection.exec_driver_sql(statement)


_SQLITE_NAMES = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL_NAMES = "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = current_schema()::regnamespace"
# Begins anywhere: SQLite gives the id of its last document, once that is erased, to the next one, which must not come to
# a stamp that somebody remembers.
_BEGIN = "INSERT INTO renditions (document_id, stamp) VALUES (new.id, {anything})"
_ANYTHING = {"sqlite": "abs(random() % 1000000000000)", "postgresql": "(random() * 1000000000000)::bigint"}
_RAISE = "UPDATE renditions SET stamp = stamp + 1 WHERE document_id IN ({documents})"


def _events(table: str) -> tuple[str, ...]:
    return ("UPDATE",) if table in NAMED else ("INSERT", "UPDATE", "DELETE")


def _sqlite(table: str, documents: str) -> Iterator[tuple[str, list[str]]]:
    for event in _events(table):
        name = f"stamp_{table}_{event.lower()}"
        done = _RAISE.format(documents=documents.format(row="old" if event == "DELETE" else "new"))
        if (table, event) == ("documents", "INSERT"):
            done = _BEGIN.format(anything=_ANYTHING["sqlite"])
        yield name, [f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {done}; END"]


def _postgresql(table: str, documents: str) -> Iterator[tuple[str, list[str]]]:
    """A row that this transaction wrote already is left alone: bulk work would write it a dozen times."""
    name = f"stamp_{table}"
    once = f"{_RAISE.format(documents=documents.format(row='changed'))} AND xmin <> pg_current_xact_id()::xid"
    begin = _BEGIN.format(anything=_ANYTHING["postgresql"])
    done = f"IF TG_OP = 'INSERT' THEN {begin}; ELSE {once}; END IF" if table == "documents" else once
    function = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE changed {table}; BEGIN IF TG_OP = 'DELETE' THEN changed := old; ELSE changed := new; END IF;
        {done}; RETURN NULL; END $$"""
    events = " OR ".join(_events(table))
    yield name, [function, f"CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"]
