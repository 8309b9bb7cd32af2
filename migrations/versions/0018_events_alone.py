"""Events hold no foreign keys: each would be looked up, and its row locked, before the answer to every download.

The trigger that begins a stamp is another one now; the next start adds it.
"""

from alembic import op

revision = "0018_events_alone"
down_revision = "0017_periods_by_status"


def upgrade() -> None:
    with op.batch_alter_table("usage_events") as table:
        for column in ("document_id", "file_id"):
            table.drop_constraint(f"fk_usage_events_{column}", type_="foreignkey")
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER IF EXISTS {'stamp_documents_insert' if sqlite else 'stamp_documents ON documents'}")
