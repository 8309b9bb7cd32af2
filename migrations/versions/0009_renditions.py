"""What everybody is shown of a document, kept ready-made; the triggers on what it shows are added at every start."""

import sqlalchemy as sa
from alembic import op

revision = "0009_renditions"
down_revision = "0008_title_words"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "renditions",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("stamp", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=True),
        sa.Column("recipe", sa.String(length=24), nullable=True),
        sa.Column("tag", sa.String(length=40), nullable=True),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed", sa.LargeBinary(), nullable=True),
        sa.Column("whole", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_renditions_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_renditions")),
    )
    op.execute("INSERT INTO renditions (document_id, stamp) SELECT id, 0 FROM documents")
