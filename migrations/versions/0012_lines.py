"""Titles and texts as lines of spelt words, in which phrases are checked; they are made as owed work, and meanwhile the
pairs of neighbours decide, as before."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0012_lines"
down_revision = "0011_family"


def upgrade() -> None:
    for name in ("title_line", "lines"):
        op.add_column("search_entries", sa.Column(name, sa.Text(), nullable=True))
    _owe(op.get_bind())


def _owe(bind: sa.Connection) -> None:
    metadata = sa.MetaData()
    entries, work = (sa.Table(name, metadata, autoload_with=bind) for name in ("search_entries", "work"))
    now = dt.datetime.now(dt.UTC)
    bind.execute(work.delete().where(work.c.kind == "indexing"))
    owed = sa.select(
        sa.literal("indexing"), entries.c.document_id, sa.literal("owed"), sa.literal(0),
        sa.literal(now, work.c.owed_at.type), sa.literal(now, work.c.rung_at.type),
    )  # fmt: skip
    names = ["kind", "subject_id", "progress", "attempts", "owed_at", "rung_at"]
    bind.execute(work.insert().from_select(names, owed))
