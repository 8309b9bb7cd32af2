"""The one question that each database answers in its own words: which documents have all these terms?"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from registry.store.tables import SearchEntry

TITLE, WHOLE = "title", "whole"


def having(session: Session, column: str, terms: Sequence[str], *, begun: bool = False) -> sa.Select[Any]:
    """A select of the ids (`document_id`) of documents whose `column` holds every one of `terms` (at least one).

    Terms are of registry.law.terms: letters, digits, `_`, `#`; quoted for the engine all the same. `begun`: the last
    one is the beginning of a term.
    """
    if session.get_bind().dialect.name == "sqlite":
        index = sa.table("search_index", sa.column("rowid", sa.Integer()), sa.column("search_index"))
        asked = f"{column} : ({' AND '.join(map(_double_quoted, terms))}{'*' if begun else ''})"
        return sa.select(index.c.rowid.label("document_id")).where(index.c.search_index.op("MATCH")(asked))
    vector = sa.func.array_to_tsvector(sa.func.string_to_array(getattr(SearchEntry, column), " "))
    query = sa.cast(" & ".join(map(_single_quoted, terms)) + (":*" if begun else ""), TSQUERY)
    return sa.select(SearchEntry.document_id.label("document_id")).where(vector.op("@@")(query))


def _double_quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _single_quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
