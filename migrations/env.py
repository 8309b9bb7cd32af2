"""Alembic's entry: runs on the connection that `registry.store.schema` hands over."""

from alembic import context

from registry.store.tables import Base
from registry.store.tables.columns import UtcDateTime


def _rendered(kind: str, value: object, _context: object) -> str | bool:
    """Migrations name plain types, so that they stay true when the code moves on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_rendered,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
