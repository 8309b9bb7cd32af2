"""Small rows that are committed before the answer begins, and never keep it waiting for more than a second."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

WITHIN_SECONDS = 1.0  # from when a row comes until it is committed, or given up
LEAST_MS = 50  # that a row at the end of its time still waits for another process
WAIT_MS = 600  # that PostgreSQL waits for a lock, or for the statement
LANES = 8  # connections to PostgreSQL that write; an event takes a fraction of a millisecond
CHECKPOINT_PAGES = 4_000  # 16 MB of SQLite's log; other writers carry it over sooner, so that requests seldom have to

Row = Mapping[str, Any]


@dataclass(eq=False, slots=True)
class _Waiting:
    """A row, and what became of it."""

    row: Row
    until: float
    taken: bool = False
    written: bool = False
    error: Exception | None = None


class NotWritten(Exception):
    """The row is not in the database, and will not be."""


class Counting:
    """Writes rows of one statement, each committed before `write` returns. Commits are light: they survive the death of
    any process, while a power cut may lose the last moments.

    SQLite lets one write at a time, so all threads share one lane; PostgreSQL takes as many as come.
    """

    def __init__(self, url: sa.URL, insert: sa.Insert) -> None:
        is_sqlite = url.get_backend_name() == "sqlite"
        self._engine = _sqlite(url) if is_sqlite else _postgresql(url)
        statement = _Statement(self._engine, insert)
        self._lanes = [_Lane(self._engine, statement) for _ in range(1 if is_sqlite else LANES)]

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Each statement on it is a transaction of its own, and light. Raises SQLAlchemyError after a second at the latest."""
        with self._engine.connect() as connection:
            yield connection

    def dispose(self) -> None:
        for lane in self._lanes:
            lane.close()
        self._engine.dispose()

    def write(self, row: Row) -> None:
        """Returns once the row is committed. Raises NotWritten when it is not, after a second at the latest."""
        self._lanes[threading.get_native_id() % len(self._lanes)].write(row)


class _Lane:
    """One connection. Rows of several threads that come at the same time are one transaction, which the thread whose turn
    it is commits for all.
    """

    def __init__(self, engine: sa.Engine, statement: "_Statement") -> None:
        self._engine, self._statement = engine, statement
        self._connection: sa.PoolProxiedConnection | None = None
        self._cursor: Any = None
        self._turn, self._lock = threading.Lock(), threading.Lock()
        self._waiting: list[_Waiting] = []
        self._wait_ms = WAIT_MS

    def close(self) -> None:
        with self._turn:
            self._give_up()

    def write(self, row: Row) -> None:
        own = _Waiting(row, time.monotonic() + WITHIN_SECONDS)
        with self._lock:
            self._waiting.append(own)
        if not self._turn.acquire(timeout=WITHIN_SECONDS - LEAST_MS / 1000) and not self._follow(own):
            raise NotWritten("other rows are being written")
        try:
            if not own.taken:
                self._write_all()
        finally:
            self._turn.release()
        if not own.written:  # also where the thread that took it along failed in a way of its own
            raise NotWritten(str(own.error)) from own.error

    def _follow(self, own: _Waiting) -> bool:
        """Its time is up. False: it is taken back. True: another thread has taken it along, and is about to be done."""
        with self._lock:
            if not own.taken:
                self._waiting.remove(own)
                return False
        self._turn.acquire()
        return True

    def _write_all(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
            for one in batch:
                one.taken = True
        self._wait_ms = max(LEAST_MS, int((min(one.until for one in batch) - time.monotonic()) * 1000))
        error = self._tried([one.row for one in batch])
        for one in batch:
            # Where one of them breaks a constraint, the others are none the worse for it.
            alone = len(batch) > 1 and isinstance(error, self._statement.driver.IntegrityError)
            one.error = self._tried([one.row]) if alone else error
            one.written = one.error is None

    def _tried(self, rows: Sequence[Row]) -> Exception | None:
        try:
            self._commit(rows)
        except (SQLAlchemyError, self._statement.driver.Error) as error:
            return error
        return None

    def _commit(self, rows: Sequence[Row]) -> None:
        fresh = self._connection is None
        try:
            self._execute(rows)
        except self._statement.driver.Error as error:
            if isinstance(error, self._statement.driver.IntegrityError):
                raise
            lost = self._engine.dialect.is_disconnect(error, self._connection, None)
            self._give_up()
            if fresh or not lost:
                raise
            self._execute(rows)  # the database was restarted since; this connection is a new one

    def _execute(self, rows: Sequence[Row]) -> None:
        cursor = self._opened()
        if self._statement.waits:
            cursor.execute(self._statement.waits.format(self._wait_ms))
        if len(rows) == 1:
            cursor.execute(self._statement.sql, self._statement.values(rows[0]))
        else:
            self._execute_many(cursor, rows)

    def _opened(self) -> Any:
        """The one cursor of the one connection: making either takes longer than SQLite takes for a row."""
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            self._cursor = self._connection.cursor()
        return self._cursor

    def _execute_many(self, cursor: Any, rows: Sequence[Row]) -> None:
        cursor.execute(self._statement.begin)
        try:
            cursor.executemany(self._statement.sql, [self._statement.values(row) for row in rows])
        except self._statement.driver.Error:
            with suppress(self._statement.driver.Error):  # on a connection that is lost
                cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")

    def _give_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = self._cursor = None


class _Statement:
    """An insert, compiled once, and put straight to the driver: that takes a third of what SQLAlchemy's way takes."""

    def __init__(self, engine: sa.Engine, insert: sa.Insert) -> None:
        compiled = insert.compile(engine)
        self.driver: Any = engine.dialect.loaded_dbapi
        self.sql = str(compiled)
        is_sqlite = engine.dialect.name == "sqlite"
        self.begin = "BEGIN IMMEDIATE" if is_sqlite else "BEGIN"
        self.waits = "PRAGMA busy_timeout = {}" if is_sqlite else ""  # PostgreSQL is told when the connection is made
        self._order = compiled.positiontup  # None where the driver takes names
        self._into = {
            name: bind.type.dialect_impl(engine.dialect).bind_processor(engine.dialect)
            for name, bind in compiled.binds.items()
        }

    def values(self, row: Row) -> Any:
        sent = {name: into(row[name]) if into else row[name] for name, into in self._into.items()}
        return [sent[name] for name in self._order] if self._order is not None else sent


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"check_same_thread": False}, **_POOL)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")


def _postgresql(url: sa.URL) -> sa.Engine:
    settings = (f"lock_timeout={WAIT_MS}", f"statement_timeout={WAIT_MS}", "synchronous_commit=off")
    options = " ".join(f"-c {setting}" for setting in settings)
    return sa.create_engine(url, connect_args={"options": options, "connect_timeout": 1}, **_POOL)


_POOL: dict[str, Any] = {
    "pool_size": LANES + 1, "max_overflow": 0, "pool_timeout": WITHIN_SECONDS, "isolation_level": "AUTOCOMMIT",
}  # fmt: skip
