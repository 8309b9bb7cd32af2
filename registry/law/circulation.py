"""Marks that a document is for use inside only ("lưu hành nội bộ", /nb): it may be kept, and not published.

NĐ 30/2020/NĐ-CP, Annex I, box 11; Hướng dẫn 05-HD/VPTW for the Party's /nb.
"""

import re

from registry.law import numbers
from registry.law.vietnamese import fold

INTERNAL = "nb"
_MARK = re.compile(r"\W*(?:tai lieu |van ban |chi )?luu hanh noi bo\W*")
MOST_LINES = 400  # a page of print has some 50


def internal(number: str | None, first_page: str) -> str | None:
    """What says so, as it is printed: the end of the number, or a line that says nothing else; None where nothing does."""
    if number and numbers.parse(number).suffix.lower() == INTERNAL:
        return number
    lines = first_page.splitlines()[:MOST_LINES]
    return next((line.strip() for line in lines if len(line) < 80 and _MARK.fullmatch(fold(line))), None)
