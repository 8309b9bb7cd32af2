"""A cause more: what details an act that was replaced stays, by the law of 2025. Timelines that said otherwise are owed anew."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0006_what_stays"
down_revision = "0005_relations"

CAUSES = (
    "not_normative", "consolidated", "no_date", "dates_contradict", "awaited", "began", "term", "edge", "lapsed", "saved",
    "stays", "resumed",
)  # fmt: skip
NEW_LAW = dt.date(2025, 4, 1)


def upgrade() -> None:
    with op.batch_alter_table("effect_periods") as table:
        table.drop_constraint(op.f("ck_effect_periods_cause"), type_="check")
        table.create_check_constraint(op.f("ck_effect_periods_cause"), sa.column("cause").in_(CAUSES))
    _owe(op.get_bind())


def _owe(bind: sa.Connection) -> None:
    """Spreading from a replaced act makes the timelines of what details it anew."""
    metadata = sa.MetaData()
    periods, relations, work = (
        sa.Table(name, metadata, autoload_with=bind) for name in ("effect_periods", "relations", "work")
    )
    replaced = sa.select(periods.c.document_id).join(relations, periods.c.relation_id == relations.c.id).where(
        periods.c.status == "ended", periods.c.since >= NEW_LAW, relations.c.kind == "replaces"
    )  # fmt: skip
    keys, now = sorted(set(bind.scalars(replaced))), dt.datetime.now(dt.UTC)
    rows = [{"kind": "effect", "subject_id": key, "progress": "owed", "attempts": 0, "owed_at": now, "rung_at": now}
            for key in keys]  # fmt: skip
    if rows:
        bind.execute(work.delete().where(work.c.kind == "effect", work.c.subject_id.in_(keys)))
        bind.execute(work.insert(), rows)
