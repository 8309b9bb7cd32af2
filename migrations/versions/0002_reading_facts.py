"""What is read from a file beside its text: suggestions, signatures, active content; passwords; refusals."""

import sqlalchemy as sa
from alembic import op

revision = "0002_reading_facts"
down_revision = "0001_foundation"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = sa.Enum("classified", "internal", name="refusalkind", native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.add_column("documents", sa.Column("refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "reading_facts",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("internal_mark", sa.Text(), nullable=True),
        sa.Column("signatures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("active_content", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["file_versions.id"], name=op.f("fk_reading_facts_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_reading_facts")),
    )
    op.create_table(
        "file_passwords",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["file_versions.id"], name=op.f("fk_file_passwords_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_file_passwords")),
    )
    op.create_table(
        "refusals",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overridden_by", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_refusals_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["file_versions.id"], name=op.f("fk_refusals_version_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["overridden_by"], ["users.id"], name=op.f("fk_refusals_overridden_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
        sa.UniqueConstraint("version_id", "kind", name=op.f("uq_refusals_version_id_kind")),
    )
    op.create_index(op.f("ix_refusals_document_id"), "refusals", ["document_id"], unique=False)
