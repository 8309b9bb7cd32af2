"""How many numbers a second are read on one core: distinct ones, first with nothing remembered, then again.

python -m bench.numbers [FILE]     one number per line; without a file, made-up ones of the common shapes
"""

import sys
from itertools import product
from pathlib import Path
from time import process_time

from registry.law import symbols
from registry.law.numbers import loose_key, parse
from registry.law.vocabulary import Vocabulary

TARGET = 30_000


def made_up():
    shapes = ("{}/2024/TT-BTC", "{}/2019/NĐ-CP", "{}/QĐ-UBND", "{}/2016/QH14", "{}-NQ/TW", "{}/UBND-VX", "{}/VBHN-BYT",
              "Số: {}/2020/TTLT-BCA-BQP-TANDTC", "{}/2021/qđ-ttg", "{} /2018/TT- BTNMT")  # fmt: skip
    return [shape.format(number) for number, shape in product(range(1, 2001), shapes)]


def rate(read, texts):
    started = process_time()
    for text in texts:
        read(text)
    return len(texts) / (process_time() - started)


def main():
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 1 else made_up()
    texts = list(dict.fromkeys(texts))
    Vocabulary.shipped()
    symbols.read.cache_clear()
    print(f"| {len(texts)} distinct numbers | a second | of the target {TARGET} |")
    print("|---|---|---|")
    for name, read in (("read, nothing remembered", parse), ("read again", parse), ("loose key alone", loose_key)):
        found = rate(read, texts)
        print(f"| {name} | {found:,.0f} | {found / TARGET:.1f} × |")


if __name__ == "__main__":
    main()
