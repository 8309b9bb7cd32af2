"""Lists of one type, and lists by views and downloads, are read from an index, however many documents there are."""

import sqlalchemy as sa
from alembic import op

revision = "0015_standings"
down_revision = "0014_ratings"

SUM = (
    "coalesce((SELECT count FROM usage_totals WHERE document_id = documents.id AND kind = '{kind}'), 0)"
    " + coalesce((SELECT count FROM opening_balances WHERE document_id = documents.id AND kind = '{kind}'), 0)"
)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "usage_standings",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_usage_standings_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_usage_standings")),
    )
    sums = f"SELECT id, {SUM.format(kind='view')}, {SUM.format(kind='download')} FROM documents"  # noqa: S608  of constants
    op.execute(f"INSERT INTO usage_standings (document_id, views, downloads) {sums}")
    for kind in ("views", "downloads"):
        op.create_index(f"ix_usage_standings_{kind}", "usage_standings", [kind, "document_id"])
    for day in ("published_at", "issued_on"):
        op.create_index(f"ix_documents_type_id_state_{day}", "documents", ["type_id", "state", day])
    op.drop_index("ix_documents_type_id", "documents")  # they begin with it
