"""The one question that each database answers in its own words: which documents have all these terms?"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from registry.store.tables import SearchEntry

TITLE, WHOLE = "title", "whole"


def having(
    session: Session, column: str, terms: Sequence[str], *, begun: bool = False, phrases: Sequence[str] = ()
) -> sa.Select[Any]:
    """A select of the ids (`document_id`) of documents whose `column` holds every one of `terms` (at least one).

    Terms are of registry.law.terms: letters, digits, `_`, `#`; quoted for the engine all the same. `begun`: the last
    one is the beginning of a term. `phrases`: lines of terms.in_line that stand there as they are.
    """
    if session.get_bind().dialect.name == "sqlite":
        index = sa.table("search_index", sa.column("rowid", sa.Integer()), sa.column("search_index"))
        asked = f"{column} : ({' AND '.join(map(_double_quoted, terms))}{'*' if begun else ''})"
        # The sign keeps SQLite from going through all documents and asking the index about each.
        id_ = sa.literal_column("+search_index.rowid", sa.Integer())
        found = sa.select(id_.label("document_id")).select_from(index).where(index.c.search_index.op("MATCH")(asked))
        if phrases:
            found = found.join(SearchEntry, SearchEntry.document_id == id_)
        return found.where(*_saying(sa.func.instr, column, phrases))
    vector = sa.func.array_to_tsvector(sa.func.string_to_array(getattr(SearchEntry, column), " "))
    query = sa.cast(" & ".join(map(_single_quoted, terms)) + (":*" if begun else ""), TSQUERY)
    found = sa.select(SearchEntry.document_id.label("document_id")).where(vector.op("@@")(query))
    return found.where(*_saying(sa.func.strpos, column, phrases))


def _saying(place: Any, column: str, phrases: Sequence[str]) -> Iterator[sa.ColumnElement[bool]]:
    """Only what the engine found is looked through; what has no lines yet is believed."""
    lines = (SearchEntry.title_line,) if column == TITLE else (SearchEntry.title_line, SearchEntry.lines)
    for phrase in phrases:
        yield sa.or_(*(place(line, phrase) > 0 for line in lines), *(line.is_(None) for line in lines))


def listed(session: Session, ids: Sequence[int]) -> sa.Subquery:
    """These ids, of which there may be thousands (`id`), as one parameter, to be joined with.

    A subquery with a limit is read first by SQLite, and each of its rows looked up; else it may read all documents.
    """
    if session.get_bind().dialect.name == "sqlite":
        found = sa.func.json_each(json.dumps(ids)).table_valued("value").c.value
    else:
        found = sa.func.unnest(sa.literal(ids, sa.ARRAY(sa.BigInteger()))).column_valued()
    return sa.select(found.label("id")).limit(len(ids)).subquery()


def _double_quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _single_quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
