"""Whether statuses of validity are for a document at all: by its type, its number and the day of its issue."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from registry.law.types import Family


class Standing(StrEnum):
    """Whether statuses are for a document at all."""

    NORMATIVE = "normative"
    CONSOLIDATED = "consolidated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Normative:
    """A type is normative when issued within these days, in these systems of numbering."""

    type: str
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max
    source: str = "Luật 80/2015/QH13 Art. 4; Luật 64/2025/QH15 Art. 4"


_NUMBERED = frozenset({Family.NORMATIVE, Family.NATIONAL_ASSEMBLY, Family.OLD})
NORMATIVE = (
    *(Normative(code) for code in ("hien-phap", "bo-luat", "luat", "phap-lenh", "lenh", "nghi-dinh", "quyet-dinh", "thong-tu",
      "thong-tu-lien-tich", "nghi-quyet-lien-tich", "sac-lenh", "sac-luat")),
    Normative("nghi-quyet"),
    Normative("chi-thi", until=dt.date(2016, 7, 1), source="Luật 80/2015/QH13 Art. 4, 172 (2): no directive is one any more"),
)  # fmt: skip
# Of the Government's resolutions those with a year in their number were normative until 2009, and are again since 2025.
GOVERNMENT_RESOLUTIONS = (
    Normative("nghi-quyet", until=dt.date(2009, 1, 1), source="Luật 17/2008/QH12 Art. 2, general knowledge°"),
    Normative("nghi-quyet", since=dt.date(2025, 4, 1), source="Luật 64/2025/QH15 Art. 4, second hand°"),
)
_NO_NUMBER = frozenset({"hien-phap", "bo-luat", "luat", "phap-lenh"})


def is_normative(type_code: str | None, family: Family, issuer: str | None, issued_on: dt.date | None) -> bool:
    """Whether statuses are for it at all. `issuer`: the code in its number, such as CP. Without a day, as of today's law."""
    if family not in _NUMBERED and type_code not in _NO_NUMBER:
        return False
    table = GOVERNMENT_RESOLUTIONS if (type_code, issuer) == ("nghi-quyet", "CP") else NORMATIVE
    day = issued_on or dt.date.max - dt.timedelta(days=1)
    return any(row.type == type_code and row.since <= day < row.until for row in table)


def standing(type_code: str | None, family: Family, issuer: str | None, issued_on: dt.date | None) -> Standing:
    """See `is_normative`. A consolidated text has no status of its own."""
    if type_code == "van-ban-hop-nhat":
        return Standing.CONSOLIDATED
    return Standing.NORMATIVE if is_normative(type_code, family, issuer, issued_on) else Standing.OTHER
