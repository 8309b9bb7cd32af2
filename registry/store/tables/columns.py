"""What all tables share: names of constraints, column types, the declarative base."""

import datetime as dt
import enum
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

# Constraint names are built from the columns, so that what SQLite reports (columns) and what PostgreSQL reports
# (a name) can be told to be the same thing: see store.database.broken_constraint.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware moment, in UTC on both databases. Refuses naive ones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite's rowid alias must be INTEGER; it is 64 bits too

Key = Annotated[int, mapped_column(BigInt, primary_key=True)]
Count = Annotated[int, mapped_column(sa.BigInteger(), default=0)]
Moment = Annotated[dt.datetime, mapped_column(UtcDateTime())]
PublicId = Annotated[str, mapped_column(sa.String(26), unique=True)]
Sha256 = Annotated[str, mapped_column(sa.String(64))]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def choice(kind: type[enum.StrEnum]) -> sa.Enum:
    """A text column that holds one of the values of `kind`, with a check in the database."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads a plain dict
        str: sa.Text(),
        dict[str, Any]: sa.JSON(),
        int: sa.Integer(),
    }
