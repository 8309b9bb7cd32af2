"""Timelines of validity as they are kept: refreshed with the facts they rest on, asked for by day, rebuilt by a command.

periods      what is stored of each document
graph        what a fold of some documents needs of the rest
spreading    which documents a change reaches, and making their timelines anew
rebuilding   all of it at once, compared with what is stored
"""

from registry.effects.periods import (
    beginning,
    having_status,
    in_status,
    keep_periods,
    on_day,
    stand,
    statuses,
    statuses_of,
    timelines,
)
from registry.effects.rebuilding import Differences, batches, canonicals, differences, keep
from registry.effects.spreading import doubts, is_pending, refresh, refresh_around, spread

__all__ = [
    "Differences", "batches", "beginning", "canonicals", "differences", "doubts", "having_status", "in_status", "is_pending", "keep",
    "keep_periods", "on_day", "refresh", "refresh_around", "spread", "stand", "statuses", "statuses_of", "timelines",
]  # fmt: skip
