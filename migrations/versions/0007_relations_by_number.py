"""Relations whose acting document is known by its number only, until it is held."""

import sqlalchemy as sa
from alembic import op

revision = "0007_relations_by_number"
down_revision = "0006_what_stays"


def upgrade() -> None:
    """SQLite makes the table anew, and dropping the old one would loosen the periods that point to it: they are tied again."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute(
            "CREATE TEMPORARY TABLE tied AS"
            " SELECT document_id, position, relation_id FROM effect_periods WHERE relation_id IS NOT NULL"
        )
    _alter()
    if on_sqlite:
        op.execute(
            "UPDATE effect_periods SET relation_id = tied.relation_id FROM tied"
            " WHERE tied.document_id = effect_periods.document_id AND tied.position = effect_periods.position"
        )
        op.execute("DROP TABLE tied")


def _alter() -> None:
    with op.batch_alter_table("relations") as table:
        table.alter_column("source_id", existing_type=sa.BigInteger(), nullable=True)
        table.add_column(sa.Column("source_number", sa.Text(), nullable=True))
        table.add_column(sa.Column("source_key", sa.Text(), nullable=True))
        table.add_column(sa.Column("source_type", sa.String(length=60), nullable=True))
        table.create_unique_constraint(
            "uq_relations_by_number",
            ["source_key", "source_type", "kind", "target_key", "target_type", "provisions"],
        )
        table.create_check_constraint("has_source", "source_id IS NOT NULL OR source_key IS NOT NULL")
