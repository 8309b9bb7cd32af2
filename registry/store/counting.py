"""Small rows that are committed before the answer begins, and never keep it waiting for more than a second."""

import math
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from registry.store.stamped import Stamp

WITHIN_SECONDS = 1.0  # from when a row is waited for until it is committed, or given up
LEAST_SECONDS = 0.05  # that a row at the end of its time still waits for another process
AGAIN_SECONDS = 0.0002  # between two tries for SQLite's lock, see `_insert`
WAIT_MS = 600  # that PostgreSQL waits for a lock, or for the statement
MOST = 32  # rows of one statement
CHECKPOINT_PAGES = 4_000  # 16 MB of SQLite's log; other writers carry it over sooner, so that requests seldom have to

Row = Mapping[str, Any]
Run = Callable[[str, Sequence[Any]], int]


class NotWritten(Exception):
    """The row is not in the database, and will not be."""


class Changed(NotWritten):
    """The document has another stamp by now than the row was to be written under."""


class Counting:
    """Writes rows of one statement, each committed before `write` returns. Commits are light: they survive the death of
    any process, while a power cut may lose the last moments.
    """

    def __init__(self, url: sa.URL, insert: sa.Insert, stamp: "sa.Select[Any]") -> None:
        """`stamp`: selects the stamp of `document_id`."""
        self._engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
        self._lane = _Lane(self._engine, _Statement(self._engine, insert, stamp))

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Each statement on it is a transaction of its own, and light. Raises SQLAlchemyError after a second at the latest."""
        with self._engine.connect() as connection:
            yield connection

    def dispose(self) -> None:
        self._lane.close()
        self._engine.dispose()

    def announce(self, row: Row, under: Stamp | None = None) -> "Announced":
        """The row will be written, along with others: by whoever is the first to wait for one. With `under`, only while the
        document has that stamp.
        """
        return self._lane.announce(Announced(self._lane, row, under))

    def write(self, row: Row) -> None:
        """Returns once the row is committed. Raises NotWritten when it is not, after a second at the latest."""
        self.announce(row).wait()


class Announced:
    """A row on its way, and what became of it. Between `announce` and `wait` there is time for something else."""

    __slots__ = ("_lane", "error", "over", "row", "taken", "under", "until", "woken", "written")

    def __init__(self, lane: "_Lane", row: Row, under: Stamp | None) -> None:
        self._lane, self.row, self.under = lane, row, under
        self.until = math.inf  # nobody waits yet
        self.woken: threading.Lock | None = None  # locked while its thread sleeps
        self.taken = self.over = self.written = False
        self.error: Exception | None = None

    def wait(self) -> None:
        """Returns once the row is committed. Raises NotWritten when it is not, after a second at the latest, and Changed when it
        was to be written under another stamp.
        """
        self._lane.write(self)
        if isinstance(self.error, Changed):
            raise self.error
        if not self.written:  # also where the thread that took it along failed in a way of its own
            raise NotWritten(str(self.error)) from self.error

    def withdraw(self) -> None:
        """The row is not to be written after all; too late where another thread has taken it along."""
        self._lane.withdraw(self)


class _Lane:
    """One connection. The first who waits for a row, the leader, writes all that are announced in one transaction. Who
    comes to wait meanwhile sleeps, and one of them leads next; who comes later finds the row written.

    So where many threads write, a row costs a part of a commit, seldom has a thread to be woken, and nobody waits for
    company.
    """

    def __init__(self, engine: sa.Engine, statement: "_Statement") -> None:
        self._engine, self._statement = engine, statement
        self._connection: sa.PoolProxiedConnection | None = None
        self._run: Run | None = None
        self._lock = threading.Lock()
        self._announced: list[Announced] = []
        self._leader: Announced | None = None

    def close(self) -> None:
        """Nobody may be writing any more."""
        self._give_up()

    def announce(self, own: Announced) -> Announced:
        with self._lock:
            self._announced.append(own)
        return own

    def withdraw(self, own: Announced) -> None:
        with self._lock:
            if not own.taken:
                self._announced.remove(own)

    def write(self, own: Announced) -> None:
        """Returns once the row was written, or tried."""
        with self._lock:
            if own.over:
                return
            own.until = time.monotonic() + WITHIN_SECONDS
            leads = self._leader is None
            if leads:
                self._leader = own
            else:
                own.woken = threading.Lock()
                own.woken.acquire()
        if leads or self._is_woken_to_lead(own, own.woken):
            self._lead(own)

    def _is_woken_to_lead(self, own: Announced, woken: Any) -> bool:
        """False once the row was written, or tried. Raises NotWritten when its time is up before."""
        was_woken = woken.acquire(timeout=WITHIN_SECONDS - LEAST_SECONDS)
        with self._lock:
            if self._leader is own:
                return True
            if not own.taken:
                self._announced.remove(own)
                raise NotWritten("other rows are being written")
        if not was_woken:
            woken.acquire()  # another thread is about to be done with it
        return False

    def _lead(self, own: Announced) -> None:
        batch = self._take(own)
        try:
            self._write_all(batch)
        finally:
            self._wake(own, batch)

    def _take(self, own: Announced) -> Sequence[Announced]:
        with self._lock:
            self._announced.remove(own)
            batch, self._announced = [own, *self._announced[: MOST - 1]], self._announced[MOST - 1 :]
            for one in batch:
                one.taken = True
            return batch

    def _wake(self, own: Announced, batch: Sequence[Announced]) -> None:
        """Whoever sleeps for one of these rows, and who leads next."""
        with self._lock:
            for one in batch:
                one.over = True
            self._leader = next((one for one in self._announced if one.woken), None)
            asleep = [one.woken for one in (*batch, self._leader) if one and one is not own]
        for woken in asleep:
            if woken:
                woken.release()

    def _write_all(self, batch: Sequence[Announced]) -> None:
        until = max(min(one.until for one in batch), time.monotonic() + LEAST_SECONDS)
        error = self._tried(batch, until)
        for one in batch:
            # Where one of them is out of date none was written, and the others are none the worse for it.
            one.error = self._tried([one], until) if isinstance(error, Changed) and len(batch) > 1 else error
            one.written = one.error is None

    def _tried(self, batch: Sequence[Announced], until: float) -> Exception | None:
        if time.monotonic() > until:
            return NotWritten("no time was left")
        try:
            if self._commit(batch, until) < len(batch):
                return Changed()
        except (SQLAlchemyError, self._statement.driver.Error) as error:
            return error
        return None

    def _commit(self, batch: Sequence[Announced], until: float) -> int:
        fresh = self._connection is None
        try:
            return self._insert(batch, until)
        except self._statement.driver.Error as error:
            lost = self._engine.dialect.is_disconnect(error, self._connection, None)
            self._give_up()
            if fresh or not lost:
                raise
            return self._insert(batch, until)  # the database was restarted since; this connection is a new one

    def _insert(self, batch: Sequence[Announced], until: float) -> int:
        """One statement, which is a transaction of its own, for all rows or none; how many there are now.

        SQLite itself sleeps 1 to 100 ms before it looks again whether its lock is free: a processor stands idle where two
        processes write, and a fold that goes on and on may be met at every single look.
        """
        run = self._run or self._opened()
        stamps = [one.under for one in batch if one.under]
        sql, values = self._statement.sql(len(batch), len(stamps)), self._statement.values(batch, stamps)
        while True:
            try:
                return run(sql, values)
            except self._statement.driver.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
            time.sleep(AGAIN_SECONDS)

    def _opened(self) -> Run:
        self._connection = self._engine.raw_connection()
        self._run = self._statement.opened(self._connection.driver_connection)
        return self._run

    def _give_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = self._run = None


class _Statement:
    """An insert, compiled once, and put straight to the driver: that takes a third of what SQLAlchemy's way takes."""

    def __init__(self, engine: sa.Engine, insert: sa.Insert, stamp: "sa.Select[Any]") -> None:
        self._is_sqlite = engine.dialect.name == "sqlite"
        # In places instead of by name, so that there can be several rows.
        dialect: Any = engine.dialect if self._is_sqlite else type(engine.dialect)(paramstyle="format")  # type: ignore[call-arg]
        compiled = insert.inline().compile(dialect=dialect)
        self.driver: Any = engine.dialect.loaded_dbapi
        self._into, _, self._row = str(compiled).partition(" VALUES ")
        order = compiled.positiontup or ()
        self._sent = [(name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order]
        current = stamp.scalar_subquery() == sa.bindparam("stamp", type_=sa.BigInteger())
        self._current = str(current.compile(dialect=dialect))

    def opened(self, connection: Any) -> Run:
        """What runs `sql` on this connection of the driver. Making a cursor takes longer than SQLite takes for a row."""
        if self._is_sqlite:
            connection.execute("PRAGMA busy_timeout = 0")
            cursor = connection.cursor()
            return lambda sql, values: int(cursor.execute(sql, values).rowcount)
        from registry.store.postgresql import Statements  # with the driver: 9 MB that SQLite does without

        return Statements(connection).run

    @lru_cache(maxsize=4 * MOST)  # noqa: B019  there is one statement for the life of a process
    def sql(self, rows: int, stamps: int) -> str:
        values, number = f"VALUES {', '.join([self._row] * rows)}", count(1)
        if stamps:
            holds = " AND ".join([self._current] * stamps)
            values = f"SELECT * FROM ({values}) AS announced WHERE {holds}"  # noqa: S608  of constants
        sql = f"{self._into} {values}"
        return sql if self._is_sqlite else re.sub("%s", lambda _: f"${next(number)}", sql)

    def values(self, batch: Sequence[Announced], stamps: Sequence[Stamp]) -> Sequence[Any]:
        sent = [into(one.row[name]) if into else one.row[name] for one in batch for name, into in self._sent]
        sent += (value for stamp in stamps for value in stamp)
        return sent if self._is_sqlite else [None if one is None else str(one).encode() for one in sent]


def _is_busy(error: Exception) -> bool:
    """Another connection holds SQLite's lock."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


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
    from registry.store.postgresql import options  # with the driver: 9 MB that SQLite does without

    told = options(url, f"lock_timeout={WAIT_MS}", f"statement_timeout={WAIT_MS}", "synchronous_commit=off")
    return sa.create_engine(url, connect_args={"options": told, "connect_timeout": 1}, **_POOL)


_POOL: dict[str, Any] = {
    "pool_size": 2, "max_overflow": 0, "pool_timeout": WITHIN_SECONDS, "isolation_level": "AUTOCOMMIT",
}  # fmt: skip
