"""Relations know whether the day on which they worked is settled, and documents what others follow from."""

import sqlalchemy as sa
from alembic import op

revision = "0013_settled_relations"
down_revision = "0012_lines"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """All is open: it is settled when its document is looked at next, or by `rebuild effect`.

    The column comes by SQL that both databases know: another way, SQLite would make the table anew and loosen the periods
    that point to it.
    """
    op.create_table(
        "effect_fates",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("fate", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_effect_fates_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_effect_fates")),
    )
    op.execute("INSERT INTO effect_fates (document_id) SELECT id FROM documents")
    op.execute(
        "ALTER TABLE relations ADD COLUMN settled VARCHAR(20) DEFAULT 'open' NOT NULL"
        " CONSTRAINT ck_relations_settled CHECK (settled IN ('open', 'plain', 'waited'))"
    )
    op.drop_index("ix_relations_target_id_kind", "relations")
    op.create_index("ix_relations_target_id_kind_source_id", "relations", ["target_id", "kind", "source_id"])
