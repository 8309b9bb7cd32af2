"""A registry of made-up documents and relations, about as they are: most edges cite or give a basis, some amend, replace or
repeal, some detail; and acts with very many details. The same counts always give the same registry.
"""

import datetime as dt
import random
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from registry.jobs import Instance
from registry.law import numbers

FAN_OUTS = (1, 10, 100, 1_000, 10_000)  # details of the documents 1, 2, …
FIRST_DAY = dt.date(2005, 1, 3)
YEARS = 20
NOW = "2025-01-01 00:00:00.000000+00:00"
# Kind, share in a thousand, whether the target is a well-known act, whether it concerns a part.
SHARES = (
    ("basis", 560, True, 0), ("cites", 260, True, 0), ("guides", 30, True, 0), ("related", 25, True, 0),
    ("amends", 60, False, 1), ("supplements", 20, False, 1), ("details", 20, True, 0), ("replaces", 10, False, 0),
    ("repeals", 6, False, 0), ("repeals", 3, False, 1), ("lists_ended", 4, False, 0), ("corrects", 1, False, 1),
    ("interrupts", 1, False, 0),
)  # fmt: skip
DOCUMENT = (
    "id", "public_id", "number", "canonical", "number_key", "loose_key", "identity_key", "title", "language", "issued_on",
    "effective_on", "state", "view_audience", "download_audience", "standing", "refused", "internal_note",
    "withdrawal_reason", "version", "created_at", "updated_at", "published_at",
)  # fmt: skip
RELATION = (
    "public_id", "source_id", "target_id", "kind", "target_number", "target_key", "target_type", "chosen", "part",
    "provisions", "read_from", "confirmed_at", "settled", "created_at",
)  # fmt: skip
Row = tuple[Any, ...]


def fill(home: Instance, documents: int, edges: int) -> None:
    """Into an empty registry; its timelines are left to the rebuild."""
    _copy(home, "documents", DOCUMENT, _documents(documents))
    _copy(home, "relations", RELATION, _edges(documents, edges))
    if not home.database.is_sqlite:
        with home.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('documents', 'id'), %s)", (documents,))
            connection.exec_driver_sql("ANALYZE")


def number_of(key: int) -> str:
    return f"{key}/{FIRST_DAY.year + key % YEARS}/TT-BTC"


def _documents(count: int) -> Iterator[Row]:
    step = dt.timedelta(days=YEARS * 365) / count
    for key in range(1, count + 1):
        number = number_of(key)
        issued_on = FIRST_DAY + step * key
        yield (
            key, f"{key:026}", number, number, numbers.loose_key(number), numbers.loose_key(number), str(key),
            "Quy định chi tiết một số điều", "vi", str(issued_on), str(issued_on + dt.timedelta(days=45)), "published",
            "public", "public", "normative", 0, "", "", 1, NOW, NOW, NOW,
        )  # fmt: skip


def _edges(documents: int, count: int) -> Iterator[Row]:
    chance, made = random.Random(5), 0
    low = len(FAN_OUTS) + 1
    for key, details in enumerate(FAN_OUTS, 1):
        for source in chance.sample(range(low, documents), min(details, documents // 10)):
            made += 1
            yield _edge(made, source, key, "details", 0)
    shares = [share[1] for share in SHARES]
    while made < count:
        kind, _, known, part = chance.choices(SHARES, shares)[0]
        source = chance.randrange(low + 1, documents)
        target = low + int((source - low) * chance.random() ** (4 if known else 1))
        made += 1
        yield _edge(made, source, target, kind, part)


def _edge(number: int, source: int, target: int, kind: str, part: int) -> Row:
    """`number` stands in for what tells the edge from others."""
    return (
        f"r{number:025}",
        source,
        target,
        kind,
        number_of(target),
        str(number),
        "",
        1,
        part,
        "",
        "",
        NOW,
        "open",
        NOW,
    )


def _copy(home: Instance, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    names = ", ".join(columns)
    with home.database.engine.begin() as connection:
        raw = connection.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
        else:
            with raw.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
