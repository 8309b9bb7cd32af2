"""What acts on what, and the timelines of validity; documents that are there get theirs from their own dates."""

import sqlalchemy as sa
from alembic import op

from registry.law import effect, numbers

revision = "0005_relations"
down_revision = "0004_search_entries"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1_000


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


STANDINGS = ("normative", "consolidated", "other")
KINDS = (
    "basis", "details", "guides", "amends", "supplements", "replaces", "repeals", "suspends", "interrupts", "continues",
    "lists_ended", "lists_unfit", "corrects", "consolidates", "publishes", "explains", "cites", "related",
)  # fmt: skip
STATUSES = (
    "not_applicable", "not_yet", "in_force", "partly_ended", "ended", "paused", "partly_paused", "unfit", "unknown",
)  # fmt: skip
CAUSES = (
    "not_normative", "consolidated", "no_date", "dates_contradict", "awaited", "began", "term", "edge", "lapsed", "saved",
    "resumed",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("standing", choice("standing", *STANDINGS), nullable=False, server_default="other"))
    _relations()
    _periods()
    _fill(op.get_bind())


def _relations() -> None:
    op.create_table(
        "relations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("target_id", KEY, nullable=True),
        sa.Column("kind", choice("kind", *KINDS), nullable=False),
        sa.Column("target_number", sa.Text(), nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("target_type", sa.String(length=60), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("part", sa.Boolean(), nullable=False),
        sa.Column("provisions", sa.String(length=500), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("read_from", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", KEY, nullable=True),
        sa.Column("worked_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_relations_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["documents.id"], name=op.f("fk_relations_source_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["documents.id"], name=op.f("fk_relations_target_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_relations_public_id")),
        sa.UniqueConstraint(
            "source_id", "kind", "target_key", "target_type", "provisions",
            name=op.f("uq_relations_source_id_kind_target_key_target_type_provisions"),
        ),
    )  # fmt: skip
    op.create_index("ix_relations_target_id_kind", "relations", ["target_id", "kind"])
    op.create_index(op.f("ix_relations_target_key"), "relations", ["target_key"])


def _periods() -> None:
    op.create_table(
        "effect_periods",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", choice("status", *STATUSES), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("cause", choice("cause", *CAUSES), nullable=False),
        sa.Column("relation_id", KEY, nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["documents.id"], name=op.f("fk_effect_periods_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_effect_periods_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["relations.id"], name=op.f("fk_effect_periods_relation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name=op.f("pk_effect_periods")),
    )
    op.create_index("ix_effect_periods_since", "effect_periods", ["since"])
    op.create_index(op.f("ix_effect_periods_relation_id"), "effect_periods", ["relation_id"])
    op.create_index(op.f("ix_effect_periods_by_id"), "effect_periods", ["by_id"])


def _fill(bind: sa.Connection) -> None:
    metadata = sa.MetaData()
    documents, types, periods = (
        sa.Table(name, metadata, autoload_with=bind) for name in ("documents", "types", "effect_periods")
    )
    columns = (
        documents.c.id, documents.c.number, documents.c.issued_on, documents.c.effective_on, documents.c.expires_on,
        types.c.code,
    )  # fmt: skip
    found = bind.execute(sa.select(*columns).join(types, isouter=True).order_by(documents.c.id)).all()
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        standings = {row.id: _standing(row) for row in some}
        changed = [{"key": key, "standing": standing.value} for key, standing in standings.items()]
        bind.execute(documents.update().where(documents.c.id == sa.bindparam("key")), changed)
        bind.execute(periods.insert(), [line for row in some for line in _timeline(row, standings[row.id])])


def _standing(row: sa.Row) -> effect.Standing:
    number = numbers.parse(row.number or "")
    return effect.standing(row.code, number.family, number.issuers[0] if number.issuers else None, row.issued_on)


def _timeline(row: sa.Row, standing: effect.Standing) -> list[dict]:
    act = effect.Act(
        row.id, row.issued_on, row.effective_on, row.expires_on,
        normative=standing == effect.Standing.NORMATIVE, consolidated=standing == effect.Standing.CONSOLIDATED,
    )  # fmt: skip
    return [
        {"document_id": row.id, "position": position, "status": one.status.value, "since": one.since, "until": one.until,
         "cause": one.why.cause.value}
        for position, one in enumerate(effect.fold([act], []).periods[row.id])
    ]  # fmt: skip
