"""The database session: one way to read, one way to write, the same on SQLite and PostgreSQL."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from registry.errors import RegistryError, StorageFull
from registry.store.counting import Counting
from registry.store.prepared import Prepared, Reading
from registry.store.stamped import Stamped
from registry.store.tables.renditions import STAMP
from registry.store.tables.usage import INSERT_EVENT

__all__ = [
    "Database",
    "Prepared",
    "Session",
    "broken_constraint",
    "constraint_errors",
    "upsert",
]  # shells take Session from here

BUSY_MS = 10_000  # how long a SQLite writer waits for another; write transactions end within 50 ms
CACHE_KB = 2048  # of one SQLite connection; a web process may have one for each of its threads
# PostgreSQL remembers which rows an index found, and where it has no room which pages, of which it then compares every
# row: two words that 130,000 of a million documents hold took 8.8 s with its own 4 MB, and 0.3 s with 32 MB.
WORK_MEM = "64MB"
PREPARED = 500  # queries that are kept compiled
MODE = "registry_mode"  # execution option: a Mode


class Mode(NamedTuple):
    """What a transaction may do, how safe its commit is, and whether it waits for others."""

    writes: bool = True
    durable: bool = True
    patient: bool = True


READ, WRITE = Mode(writes=False), Mode()


class Database:
    """One engine. `reading()` and `writing()` open a session, and close it at the end of the block.

    A reader never takes a write lock, and on SQLite cannot write at all. A writer takes the lock at once (BEGIN
    IMMEDIATE): with SQLite's own late lock 517 of 800 concurrent updates were lost without an error.
    """

    def __init__(self, url: str, *, threads: int = 10, info: Mapping[str, Any] | None = None) -> None:
        """`threads`: how many threads of this process may want a connection at once; each gets one.

        `info`: what every session carries in its `info`, for use cases that depend on whose registry this is.
        """
        self.url = sa.make_url(url)
        self.engine = _sqlite(self.url, threads) if self.is_sqlite else _postgresql(self.url, threads)
        self.lasting: dict[str, set[str]] = {}  # by what it is: what was found once and is never taken away
        self._prepared: dict[Hashable, Prepared] = {}
        self._reading = Reading(self.engine)
        self.stamped = Stamped(Prepared(self.engine, self._reading, STAMP))
        self._reader = self.engine.execution_options(**{MODE: READ})
        self.counting = Counting(self.url, INSERT_EVENT, STAMP)
        self._session = sessionmaker(self.engine, expire_on_commit=False, info=dict(info or {}))

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._session(bind=self._reader) as session:
            yield session

    @contextmanager
    def writing(self, *, durable: bool = True, patient: bool = True) -> Iterator[Session]:
        """Commits at the end of the block, or rolls back. Raises StorageFull when the disk is full.

        `durable=False` spares SQLite the sync to disk: such a commit survives the death of any process, but a power
        cut may lose the last moments. Counting uses it, and what is derived.

        `patient=False` raises OperationalError instead of waiting for another writer.
        """
        bind = self.engine.execution_options(**{MODE: Mode(True, durable, patient)})
        try:
            with self._session(bind=bind) as session, session.begin():
                yield session
        except OperationalError as error:
            if _is_full(error):
                raise StorageFull from error
            raise

    def prepared(self, key: Hashable, build: Callable[[], sa.Select[Any]]) -> Prepared:
        """The query of that key, built and compiled the first time. At most PREPARED of them are kept."""
        found = self._prepared.get(key)
        if found is None:
            if len(self._prepared) >= PREPARED:
                self._prepared.clear()
            found = self._prepared[key] = Prepared(self.engine, self._reading, build())
        return found

    def dispose(self) -> None:
        self._reading.dispose()
        self.engine.dispose()
        self.counting.dispose()


def _sqlite(url: sa.URL, threads: int) -> sa.Engine:
    # The connection given back last is taken first: each fills a cache of its own, and few are ever busy at once.
    engine = sa.create_engine(
        url, pool_size=threads, max_overflow=0, pool_use_lifo=True, connect_args={"check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver starts no transactions behind our back; _begin_sqlite does
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")  # also for what is prepared here
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Straight to the driver: through SQLAlchemy these lines take as long as the query of a page."""
    mode = connection.get_execution_options().get(MODE, WRITE)
    execute: Any = connection.connection.driver_connection.execute  # type: ignore[union-attr]
    execute(f"PRAGMA query_only = {not mode.writes}")
    execute(f"PRAGMA busy_timeout = {BUSY_MS if mode.patient else 0}")
    if mode.writes:
        execute(f"PRAGMA synchronous = {'FULL' if mode.durable else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # may fail, and SQLAlchemy's errors are expected then
    else:
        execute("BEGIN")


def _postgresql(url: sa.URL, threads: int) -> sa.Engine:
    from registry.store.postgresql import options, prepare  # with the driver: 9 MB that SQLite does without

    told = {"options": options(url, f"work_mem={WORK_MEM}")}
    engine = sa.create_engine(url, pool_size=threads, max_overflow=0, pool_pre_ping=True, connect_args=told)
    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get(MODE, WRITE)
    if not mode.writes:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        return
    if not mode.durable:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    if not mode.patient:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '1ms'")


def _is_full(error: OperationalError) -> bool:
    text = str(error.orig)
    return "database or disk is full" in text or "No space left on device" in text


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint that was broken, as the metadata's convention has it; "" when the driver names none.

    PostgreSQL gives the name, SQLite the columns of a unique constraint ("UNIQUE constraint failed: users.login").
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    columns = re.findall(r"(\w+)\.(\w+)", str(error.orig).partition("UNIQUE constraint failed:")[2])
    return f"uq_{columns[0][0]}_{'_'.join(column for _, column in columns)}" if columns else ""


@contextmanager
def constraint_errors(session: Session, table: Mapping[str, Callable[[], RegistryError]]) -> Iterator[None]:
    """Runs the block in a savepoint and turns a broken constraint named in `table` into its domain error."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        domain_error = table.get(broken_constraint(error))
        if domain_error is None:
            raise
        raise domain_error() from error


def upsert(session: Session, table: type[Any]) -> Any:
    """An insert into a mapped table that can take `.on_conflict_do_update`, in the session's dialect."""
    dialect = session.get_bind().dialect.name
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
