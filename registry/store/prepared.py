"""Queries that are asked all the time: compiled once, and put straight to the driver.

Through SQLAlchemy's session a look-up by a unique key takes 140 µs, of which SQLite itself takes 5; this way it takes 11.
Building the query of a list anew and running it takes 1.6 ms, this way 70 µs.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any, cast

import sqlalchemy as sa

Processor = Callable[[Any], Any]
KEPT = 4  # connections that are held ready; seldom do more threads read at the same instant


class Reading:
    """Runs statements that only read, each in a transaction of its own, on connections that are held ready.

    The pool takes a connection out and resets it in 30 µs, on PostgreSQL with three further messages.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._kept: list[sa.PoolProxiedConnection] = []

    def run(self, sql: str, values: Any) -> Sequence[Any]:
        """All rows as the driver gives them."""
        try:
            connection, fresh = self._kept.pop(), False
        except IndexError:
            connection, fresh = self._opened(), True
        try:
            cursor = connection.cursor()
            rows: Sequence[Any] = cursor.execute(sql, values).fetchall()
        except BaseException as error:
            lost = not fresh and self._is_lost(error, connection)
            connection.invalidate()
            if not lost:
                raise
            self.dispose()  # the database was restarted since: the others are as dead
            return self.run(sql, values)
        if len(self._kept) < KEPT:
            self._kept.append(connection)
        else:
            self._give_back(connection)
        return rows

    def dispose(self) -> None:
        while self._kept:
            self._kept.pop().invalidate()

    def _opened(self) -> sa.PoolProxiedConnection:
        connection = self._engine.raw_connection()
        if self._engine.dialect.name != "sqlite":  # which begins no transaction by itself
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        return connection

    def _give_back(self, connection: sa.PoolProxiedConnection) -> None:
        if self._engine.dialect.name != "sqlite":
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        connection.close()

    def _is_lost(self, error: BaseException, connection: sa.PoolProxiedConnection) -> bool:
        dialect = self._engine.dialect
        driver: Any = dialect.loaded_dbapi
        is_of_driver = isinstance(error, driver.Error)
        return is_of_driver and dialect.is_disconnect(cast("Any", error), connection, None)


class Prepared:
    """One select; what it leaves open are bind parameters with a name and a type. Values go in and come out as ever."""

    def __init__(self, engine: sa.Engine, reading: Reading, select: sa.Select[Any]) -> None:
        compiled = select.compile(engine)
        dialect = engine.dialect
        open_ = [name for name, bind in compiled.binds.items() if bind.required]
        into = {name: one.type.dialect_impl(dialect).bind_processor(dialect) for name, one in compiled.binds.items()}
        expanded = compiled.construct_expanded_state(dict.fromkeys(open_))
        columns = list(select.selected_columns)
        out = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
        self._reading = reading
        self._sql = expanded.statement
        self._order = expanded.positiontup  # None where the driver takes names
        self._into = {name: one for name, one in into.items() if one} | dict(expanded.processors)
        self._fixed = {name: self._sent(name, one) for name, one in expanded.parameters.items() if name not in open_}
        self._out: dict[str, Processor] = {
            column.key or "": one for column, one in zip(columns, out, strict=True) if one
        }
        self._row: Any = namedtuple("Row", [one.key for one in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024

    def raw(self, **values: Any) -> list[Any]:
        """All rows, with the columns' names, read in a transaction of their own; values as the driver gives them."""
        sent = self._fixed | {name: self._sent(name, value) for name, value in values.items()}
        placed = [sent[name] for name in self._order] if self._order is not None else sent
        return list(map(self._row._make, self._reading.run(self._sql, placed)))

    def read(self, column: str, value: Any) -> Any:
        """One of those values, as the column's type has it."""
        processor = self._out.get(column)
        return processor(value) if processor else value

    def rows(self, **values: Any) -> list[Any]:
        """As `raw`, with all values as the columns' types have them."""
        return [self._typed(row) for row in self.raw(**values)]

    def _typed(self, row: Any) -> Any:
        return row._replace(**{name: processor(getattr(row, name)) for name, processor in self._out.items()})

    def _sent(self, name: str, value: Any) -> Any:
        processor = self._into.get(name)
        return processor(value) if processor else value
