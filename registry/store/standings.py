"""Triggers that keep, beside each document, how often it is used: what is counted here, with what was brought over.

Sorting by a sum of two tables would read both whole at every request; so it stands in one row, with an index. Like stamps,
the triggers are looked for, and added where they are missing, at every start.
"""

from collections.abc import Iterator

SUMMED = ("usage_totals", "opening_balances")
EVENTS = ("INSERT", "UPDATE", "DELETE")
_BEGIN = "INSERT INTO usage_standings (document_id, views, downloads) VALUES (new.id, 0, 0)"


def _sum(kind: str) -> str:
    parts = (
        f"coalesce((SELECT one.count FROM {table} AS one WHERE one.document_id = usage_standings.document_id"  # noqa: S608  of constants
        f" AND one.kind = '{kind}'), 0)"
        for table in SUMMED
    )
    return " + ".join(parts)


SUMS = f"UPDATE usage_standings SET views = {_sum('view')}, downloads = {_sum('download')}"  # noqa: S608


def sqlite() -> Iterator[tuple[str, list[str]]]:
    """(name, statements) of each trigger."""
    name = "standing_documents"
    yield name, [f"CREATE TRIGGER {name} AFTER INSERT ON documents BEGIN {_BEGIN}; END"]
    for table in SUMMED:
        for event in EVENTS:
            name, row = f"standing_{table}_{event.lower()}", "old" if event == "DELETE" else "new"
            made = f"{SUMS} WHERE document_id = {row}.document_id"
            yield name, [f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {made}; END"]


def postgresql() -> Iterator[tuple[str, list[str]]]:
    yield _trigger("documents", "INSERT", f"{_BEGIN};")
    made = f"IF TG_OP = 'DELETE' THEN changed := old; ELSE changed := new; END IF; {SUMS} WHERE document_id = changed.document_id;"
    for table in SUMMED:
        yield _trigger(table, " OR ".join(EVENTS), made)


def _trigger(table: str, events: str, done: str) -> tuple[str, list[str]]:
    name = f"standing_{table}"
    function = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE changed {table}; BEGIN {done} RETURN NULL; END $$"""
    return name, [function, f"CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"]
