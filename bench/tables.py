"""What every benchmark prints: a markdown table, line by line as it is measured."""

from collections.abc import Iterable, Sequence

COLUMNS = ("what", "measured", "peer", "ratio", "target")


def print_table(rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> None:
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
