"""Wrong passwords, kept for a while so that guessing is slow."""

import sqlalchemy as sa
from alembic import op

revision = "0003_sign_in_failures"
down_revision = "0002_reading_facts"


def upgrade() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    for column in ("at", "login_hash", "address_hash"):
        op.create_index(op.f(f"ix_sign_in_failures_{column}"), "sign_in_failures", [column], unique=False)
