"""Searches of two common words against the ranked query of the bare engine: FTS5's bm25 and PostgreSQL's ts_rank.

Each engine gets the same titles and pages in a table of its own, made as its documentation shows it.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from registry import search
from registry.accounts import ANONYMOUS
from registry.jobs import Instance
from registry.search import Query

ASKED = ("đất đai", "quản lý", "nhà nước")
ROUNDS, PAGE = 3, 25
MOST = 2.0  # times the wait of the bare engine
Row = tuple[str, str, str, str, str]
Asking = Callable[[str], Sequence[int]]

_SQLITE = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='')",
    """INSERT INTO words (rowid, text) SELECT id, title || ' ' || coalesce(
       (SELECT group_concat(text, ' ') FROM registry.pages WHERE version_id = one.id), '')
       FROM registry.documents AS one""",
)
_POSTGRESQL = (
    """CREATE TABLE words AS SELECT id, to_tsvector('simple', title || ' ' || coalesce(
       (SELECT string_agg(text, ' ') FROM pages WHERE version_id = one.id), '')) AS vector FROM documents AS one""",
    "CREATE INDEX words_vector ON words USING gin (vector)",
    "VACUUM ANALYZE words",
)


def compared(home: Instance, folder: Path) -> Iterator[Row]:
    name = "SQLite" if home.database.is_sqlite else "PostgreSQL"
    with _bare(home, folder) as bare:
        for words in ASKED:
            asked: dict[str, list[float]] = {"ours": [], "bare": []}
            for turn in range(ROUNDS + 1):
                for side, asking in (("ours", lambda one: _ours(home, one)), ("bare", bare)):
                    began = time.perf_counter()
                    if len(asking(words)) != PAGE:
                        raise RuntimeError(f"{side}: {words!r} is no common pair of words here")
                    asked[side].extend([time.perf_counter() - began] if turn else ())
            ours, theirs = (statistics.median(one) for one in asked.values())
            shown = f"ranked by the bare engine, {theirs * 1000:.0f} ms"
            yield f"“{words}”, {name}", f"{ours * 1000:.0f} ms", shown, f"{ours / theirs:.2f}", f"≤ {MOST:.0f}"


def _ours(home: Instance, words: str) -> Sequence[int]:
    with home.reading() as session:
        return list(search.places(session, ANONYMOUS, Query(words=words), PAGE).tiers)


@contextmanager
def _bare(home: Instance, folder: Path) -> Iterator[Asking]:
    yield from _bare_sqlite(home, folder) if home.database.is_sqlite else _bare_postgresql(home)


def _bare_sqlite(home: Instance, folder: Path) -> Iterator[Asking]:
    with closing(sqlite3.connect(folder / "words.db", isolation_level=None)) as database:
        database.execute("ATTACH ? AS registry", (home.database.url.database,))
        for statement in _SQLITE:
            database.execute(statement)
        asked = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {PAGE}"
        yield lambda words: database.execute(asked, (words,)).fetchall()


def _bare_postgresql(home: Instance) -> Iterator[Asking]:
    with home.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in _POSTGRESQL:
            connection.exec_driver_sql(statement)
        asked = sa.text(
            "SELECT id FROM words, plainto_tsquery('simple', :words) AS query WHERE vector @@ query"
            f" ORDER BY ts_rank(vector, query) DESC LIMIT {PAGE}"
        )
        yield lambda words: connection.scalars(asked, {"words": words}).all()
