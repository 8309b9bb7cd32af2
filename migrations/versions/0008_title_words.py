"""The words of titles, which misspelt ones are compared with."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from registry.law import terms

revision = "0008_title_words"
down_revision = "0007_relations_by_number"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1_000


def upgrade() -> None:
    words = op.create_table(
        "title_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("bare", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_title_words")),
    )
    op.create_index(op.f("ix_title_words_bare"), "title_words", ["bare"])
    found: set[str] = set()
    for title in _titles(op.get_bind()):
        found |= terms.to_learn(title)
    for start in range(0, len(found), AT_ONCE):
        some = sorted(found)[start : start + AT_ONCE]
        op.bulk_insert(words, [{"word": word, "bare": terms.bare(word)} for word in some])


def _titles(bind: sa.Connection) -> Iterator[str]:
    documents = sa.table(
        "documents", sa.column("id", KEY), sa.column("title", sa.Text()), sa.column("refused", sa.Boolean())
    )
    last = 0
    while True:
        rows = sa.select(documents.c.id, documents.c.title).where(documents.c.id > last, ~documents.c.refused)
        found = bind.execute(rows.order_by(documents.c.id).limit(AT_ONCE)).all()
        if not found:
            return
        yield from (row.title for row in found)
        last = found[-1].id
