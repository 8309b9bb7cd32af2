"""Readers' ratings of documents."""

import sqlalchemy as sa
from alembic import op

revision = "0014_ratings"
down_revision = "0013_settled_relations"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("rater", sa.String(length=32), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_ratings_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "rater", name=op.f("pk_ratings")),
    )
