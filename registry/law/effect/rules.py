"""The law on making law, from a day on: what of the fold depends on the law that is in force on the day."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """From a day on: whether what details an act lapses with it also when that act was replaced (with one that was repealed
    or has run out it always does), and whether the law states the exception that the ending act may save it.
    """

    since: dt.date
    act: str
    replaced_lapses: bool
    states_exception: bool
    source: str


# °: not read in the official text. Since 2025 what details a replaced or amended act "tiếp tục có hiệu lực" as far as it
# is not contrary to the new act and is not announced as ended; 333/QĐ-BTC (2026) announces such circulars. Of repealed
# acts, and of those whose term is over, the law of 2025 says nothing any more: there the older rule is kept.
RULES = (
    Rules(dt.date.min, "52-L/CTN", True, True, "Luật 1996 Art. 78, general knowledge°"),
    Rules(dt.date(2009, 1, 1), "17/2008/QH12", True, True, "Luật 17/2008/QH12 Art. 81 (4), second hand°"),
    Rules(dt.date(2016, 7, 1), "80/2015/QH13", True, False, "Luật 80/2015/QH13 Art. 154 (4); NĐ 34/2016/NĐ-CP Art. 38 (2)"),
    Rules(dt.date(2025, 4, 1), "64/2025/QH15", False, True, "Luật 64/2025/QH15 Art. 57 (2), quoted second hand°"),
)  # fmt: skip


def rules_on(day: dt.date) -> Rules:
    return next(rules for rules in reversed(RULES) if rules.since <= day)
