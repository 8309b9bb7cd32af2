"""Days as documents print them: in words in a head, with strokes in a sentence."""

import re
from datetime import date

__all__ = ["SPELT", "STATED", "day", "first_in"]

# "ngày 05 tháng 4 năm 2024"; digits may be missing (filled in by hand) or have a footnote's mark glued on ("20264").
SPELT = re.compile(
    r"ng[àa]y\s{0,3}(\d{0,2})[\s.…_]{0,12}th[áa]ng\s{0,3}(\d{0,2})[\s.…_]{0,12}n[ăa]m\s{0,3}(\d{0,4})", re.IGNORECASE
)
_STROKED = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
STATED = re.compile(rf"(?:{SPELT.pattern})|ng[àa]y\s{{0,3}}{_STROKED}", re.IGNORECASE)


def day(digits: re.Match[str], first: int = 1) -> date | None:
    """The day in three groups of a match from `first` on (day, month, year); None where one is blank or impossible."""
    parts = digits.group(first, first + 1, first + 2)
    if not all(parts):
        return None
    dd, mm, yyyy = map(int, parts)
    return date(yyyy, mm, dd) if 1900 < yyyy < 2200 and _possible(yyyy, mm, dd) else None


def _possible(year: int, month: int, day_of_month: int) -> bool:
    try:
        date(year, month, day_of_month)
    except ValueError:
        return False
    return True


def first_in(text: str) -> tuple[date, int, int] | None:
    """The first complete day in `text` and where it stands."""
    for found in STATED.finditer(text):
        stated = day(found) or (day(found, 4) if found[4] else None)
        if stated:
            return stated, found.start(), found.end()
    return None
