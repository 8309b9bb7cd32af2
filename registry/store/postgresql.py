"""What the driver of PostgreSQL is told; loaded only where that is the database."""

from typing import Any

import psycopg
from psycopg.adapt import Dumper


class _Text(Dumper):
    """Text on its way to PostgreSQL, which has no NUL and whose driver raises on one: what is looked for with it is not
    found then, as on SQLite, instead of failing."""

    def dump(self, text: str) -> bytes:
        return text.replace("\0", "\ufffd").encode()


def prepare(connection: psycopg.Connection[Any], _record: Any) -> None:
    connection.adapters.register_dumper(str, _Text)
