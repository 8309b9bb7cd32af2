"""Terms of documents, and the index over them that each database has."""

import sqlalchemy as sa
from alembic import op

revision = "0004_search_entries"
down_revision = "0003_sign_in_failures"

# FTS5 keeps only its index; the terms stand in search_entries, whose triggers hand over what is old and what is new.
SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(title, whole, content='search_entries', content_rowid='document_id',
       detail='column', tokenize="unicode61 remove_diacritics 0 tokenchars '_#'")""",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
       INSERT INTO search_index(rowid, title, whole) VALUES (new.document_id, new.title, new.whole); END""",
    """CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN
       INSERT INTO search_index(search_index, rowid, title, whole)
       VALUES ('delete', old.document_id, old.title, old.whole); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
       INSERT INTO search_index(search_index, rowid, title, whole)
       VALUES ('delete', old.document_id, old.title, old.whole);
       INSERT INTO search_index(rowid, title, whole) VALUES (new.document_id, new.title, new.whole); END""",
)
POSTGRESQL = tuple(
    f"CREATE INDEX search_index_{column} ON search_entries "
    f"USING gin (array_to_tsvector(string_to_array({column}, ' ')))"
    for column in ("title", "whole")
)


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_search_entries_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_entries")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
