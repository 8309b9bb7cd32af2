"""The family that a document's number belongs to, so that lists can be narrowed by it."""

import sqlalchemy as sa
from alembic import op

from registry.law import numbers

revision = "0011_family"
down_revision = "0010_counting"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1_000


def upgrade() -> None:
    op.add_column("documents", sa.Column("family", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_documents_family"), "documents", ["family"])
    _fill(op.get_bind())


def _fill(bind: sa.Connection) -> None:
    documents = sa.table(
        "documents", sa.column("id", KEY), sa.column("number", sa.Text()), sa.column("family", sa.Text())
    )
    change = documents.update().where(documents.c.id == sa.bindparam("of")).values(family=sa.bindparam("is"))
    rows = sa.select(documents.c.id, documents.c.number).where(documents.c.number.is_not(None)).order_by(documents.c.id)
    last = 0
    while found := bind.execute(rows.where(documents.c.id > last).limit(AT_ONCE)).all():
        bind.execute(change, [{"of": row.id, "is": str(numbers.parse(row.number).family)} for row in found])
        last = found[-1].id
