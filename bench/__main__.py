"""Every benchmark, as one markdown table of ratios.

    python -m bench            all of them
    python -m bench NAME…      some: a name is that of a program in this folder (service, pdf, …)

A benchmark is a program here that prints a markdown table: first what was measured, then our figures, the peer and its
figures where there is one, and `ratio` and `target` under these names. Each runs as a process of its own, one after the
other. What is skipped or broken is told on stderr; the exit code is 1 when a benchmark broke.
"""

import operator
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("what", "measured", "peer", "ratio", "target", "met")
PROGRAM = 'if __name__ == "__main__":'
NONE = "–"
TARGET = re.compile(r"([≥≤])\s*([0-9.]+)")
COMPARISONS = {"≥": operator.ge, "≤": operator.le}


def known() -> list[str]:
    return [path.stem for path in sorted(FOLDER.glob("[a-z]*.py")) if PROGRAM in path.read_text(encoding="utf-8")]


def lines(printed: str) -> Iterator[Sequence[str]]:
    """The lines of the tables in `printed`, each in our columns."""
    header: list[str] = []
    for line in printed.splitlines():
        if not line.startswith("|"):
            header = []
        elif not header:
            header = _cells(line)
        elif set(line) - set("|:- "):
            yield _line(header, _cells(line))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _line(header: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
    """What stands before `peer` is ours, what stands after it the peer's; by its place, since both may have one heading."""
    split = header.index("peer") if "peer" in header else len(header)
    own, others = _figures(header[1:split], cells[1:split]), _figures(header[split:], cells[split:])
    named = dict(zip(header, cells, strict=True))
    ratio, target = named.get("ratio", NONE), named.get("target", NONE)
    return cells[0], own, others or NONE, ratio, target, met(ratio, target)


def _figures(header: Sequence[str], cells: Sequence[str]) -> str:
    """Figures with their units: a heading that is none of our columns is the unit of what stands under it."""
    pairs = [pair for pair in zip(header, cells, strict=True) if pair[0] not in {"ratio", "target"}]
    return ", ".join(cell if name in COLUMNS else f"{cell} {name}" for name, cell in pairs)


def met(ratio: str, target: str) -> str:
    wanted = TARGET.fullmatch(target)
    if wanted is None:
        return NONE
    return "yes" if COMPARISONS[wanted[1]](float(ratio), float(wanted[2])) else "no"


def run(name: str) -> tuple[list[Sequence[str]], bool]:
    """The lines of one benchmark, and whether it went through. What it says on stderr is passed on."""
    command = [sys.executable, "-m", f"{FOLDER.name}.{name}"]
    ran = subprocess.run(command, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=False)
    for said in ran.stdout.splitlines():
        if said and not said.startswith("|"):
            print(said, file=sys.stderr)
    if ran.returncode:
        print(f"{name}: broke off", file=sys.stderr)
    return list(lines(ran.stdout)), ran.returncode == 0


def main(names: Sequence[str]) -> int:
    unknown = sorted(set(names) - set(known()))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(known())}", file=sys.stderr)
        return 2
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    whole = True
    for name in names or known():
        found, finished = run(name)
        whole = whole and finished
        for line in found:
            print(f"| {' | '.join(line)} |", flush=True)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
