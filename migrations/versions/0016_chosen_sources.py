"""A clerk may say which of several documents of one number is the one that acts."""

from alembic import op

revision = "0016_chosen_sources"
down_revision = "0015_standings"


def upgrade() -> None:
    """By SQL that both databases know: another way, SQLite would make the table anew and loosen what points to it."""
    op.execute("ALTER TABLE relations ADD COLUMN source_chosen BOOLEAN DEFAULT false NOT NULL")
