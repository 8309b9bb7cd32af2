"""Repeats and visits; tallies without events; days that are sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0010_counting"
down_revision = "0009_renditions"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HASHED = sa.text("visitor IS NOT NULL")


def upgrade() -> None:
    _events()
    _day_rows()
    _tallies()
    _visits()


def _events() -> None:
    op.drop_index("ix_usage_events_unfolded", "usage_events")
    with op.batch_alter_table("usage_events") as table:
        table.alter_column("document_id", existing_type=KEY, nullable=True)
        for name in ("repeat", "begins_visit"):
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE usage_events SET visitor = '' WHERE visitor IS NULL AND NOT folded")
    op.create_index("ix_usage_events_at", "usage_events", ["at"], sqlite_where=HASHED, postgresql_where=HASHED)


def _day_rows() -> None:
    op.add_column("usage_days", sa.Column("repeats", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_usage_days_day", "usage_days", ["day"])
    op.create_table(
        "sealed_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_sealed_days")),
    )


def _tallies() -> None:
    kind = sa.Enum(
        "view", "download", "preview", "metadata", name="tallied", native_enum=False, create_constraint=True, length=20
    )
    op.create_table(
        "usage_tallies",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_usage_tallies_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "day", "kind", "outcome", name=op.f("pk_usage_tallies")),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("visitor", sa.String(length=32), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("visitor", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_last_at"), "visits", ["last_at"])
    op.create_table(
        "site_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_site_days")),
    )
