"""The law on making law, from a day on: what of the fold depends on the law that is in force on the day."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """From a day on: whether what details an ended act lapses, and whether it states the exception
    that the ending act may save it.
    """

    since: dt.date
    act: str
    lapses: bool
    states_exception: bool
    source: str


RULES = (
    Rules(dt.date.min, "52-L/CTN", True, True, "Luật 1996 Art. 78, general knowledge°"),
    Rules(dt.date(2009, 1, 1), "17/2008/QH12", True, True, "Luật 17/2008/QH12 Art. 81, general knowledge°"),
    Rules(dt.date(2016, 7, 1), "80/2015/QH13", True, False, "Luật 80/2015/QH13 Art. 154 (4); NĐ 34/2016/NĐ-CP Art. 38 (2)"),
    Rules(dt.date(2025, 4, 1), "64/2025/QH15", True, True, "Luật 64/2025/QH15 Art. 57, second hand°"),
)  # fmt: skip


def rules_on(day: dt.date) -> Rules:
    return next(rules for rules in reversed(RULES) if rules.since <= day)
