"""Speed of finding citations, in megabytes of UTF-8 a second on one core, and of reading numbers as a reference.

python -m bench.citations [FOLDER]     FOLDER holds .txt files; REGISTRY_CORPUS/text/congbao without one
"""

import os
import sys
import time
from pathlib import Path

from registry.law import citations, numbers

ROUNDS = 3


def texts(folder: Path) -> list[str]:
    return [file.read_bytes().decode("utf-8", "replace") for file in sorted(folder.glob("*.txt"))]


def best(work) -> float:
    """Seconds of processor time of the fastest of several rounds; the first one also fills the caches."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    default = Path(os.environ.get("REGISTRY_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default / "text" / "congbao"
    read = texts(folder)
    if not read:
        sys.exit(f"no .txt file in {folder}; name a folder that has some")
    size = sum(len(text.encode()) for text in read) / 1e6
    found = [one for text in read for one in citations.find(text)]
    written = [one.text for one in found]
    citing = best(lambda: [citations.find(text) for text in read])
    reading = best(lambda: [numbers.parse(text) for text in written])
    print("| work | amount | a second |\n|---|---:|---:|")
    print(f"| citations in running text | {size:.2f} MB, {len(found)} citations | {size / citing:.2f} MB |")
    print(f"| numbers alone | {len(written)} numbers | {len(written) / reading:,.0f} |")


if __name__ == "__main__":
    main()
