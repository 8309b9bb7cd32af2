"""In force or not, on any day: one pure fold of dates and confirmed edges into timelines. No clock: the day is asked for.

The fold goes through the days on which something happens, in order. On each day acts begin, terms and pauses end, and then
edges work, those of the act issued last first: whoever is ended on that very day by a later act does not act any more.
An edge works only while its source is in force: one whose source was ended before has no effect at all, one whose
source is paused works on the day on which the pause ends. What has worked stays so (a repeal does not come undone when
the repealing act ends), except for a pause, which lasts no longer than the act that orders it.

Sources: Luật 80/2015/QH13 Art. 151-154; NĐ 34/2016/NĐ-CP Art. 38; Luật 64/2025/QH15 Art. 53-57 (read second hand).
"""

from registry.law.effect.edges import ON_FORCE, bears_on_force, looks_up
from registry.law.effect.facts import (
    Act,
    Cause,
    Doubt,
    Edge,
    Key,
    Outcome,
    Period,
    Status,
    Trouble,
    Why,
    at,
    parted_on,
)
from registry.law.effect.fold import fold
from registry.law.effect.rules import RULES, Rules, rules_on
from registry.law.effect.standing import NORMATIVE, Normative, Standing, is_normative, standing

__all__ = [
    "NORMATIVE", "ON_FORCE", "RULES", "Act", "Cause", "Doubt", "Edge", "Key", "Normative", "Outcome", "Period", "Rules", "Standing",
    "Status", "Trouble", "Why", "at", "bears_on_force", "fold", "is_normative", "looks_up", "parted_on", "rules_on", "standing",
]  # fmt: skip
