"""Documents that have a status on a day are found by it, where few have it."""

from alembic import op

revision = "0017_periods_by_status"
down_revision = "0016_chosen_sources"


def upgrade() -> None:
    op.create_index("ix_effect_periods_status_until", "effect_periods", ["status", "until"])
