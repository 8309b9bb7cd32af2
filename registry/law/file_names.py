"""The number that a file's name tells. Offices name scans by it (`quyet-dinh-so-109-qd-btc.pdf`, `25_2024_TT-BTC.signed.pdf`),
and of a scan whose number was written by hand it is often the only one that can be read.
"""

import re
from pathlib import PurePosixPath

from registry.law.numbers import Family, Number, parse
from registry.law.vocabulary import Vocabulary

LONGEST = 12  # words of a name that are looked at, from the first that may begin a number
_BEARABLE = {"year_unexpected"}  # some offices number by the year where nothing says that they should
_BETWEEN = re.compile(r"[\s_.,()\-–/]+")
_BEGINS = re.compile(r"\d{1,6}[a-zđ]?", re.IGNORECASE)
_LABELS = {"so", "số"}


def number(name: str, vocabulary: Vocabulary | None = None) -> Number | None:
    """The number in the name of a file, its marks put back; None where no whole number of a known kind stands there."""
    words = [word for word in _BETWEEN.split(PurePosixPath(name).stem.strip()) if word]
    for start in _starts(words):
        for end in range(min(len(words), start + LONGEST), start + 1, -1):
            found = _marked(parse("-".join(words[start:end]), vocabulary), vocabulary)
            if found:
                return found
    return None


def _starts(words: list[str]) -> list[int]:
    """Where a number may begin, behind a word that announces one first."""
    places = [at for at, word in enumerate(words) if _BEGINS.fullmatch(word)]
    return sorted(places, key=lambda at: at == 0 or words[at - 1].lower() not in _LABELS)


def _marked(found: Number, vocabulary: Vocabulary | None) -> Number | None:
    """The number as it is printed; None where its kind or its body is not known, or more stands behind them."""
    if not found.issuers or found.units or found.suffix:
        return None
    if not found.type:
        return found if found.family is Family.NATIONAL_ASSEMBLY and found.year and found.ok else None
    year = f"/{found.year}" if found.year else ""
    marked = parse(f"{found.ordinal}{year}/{'-'.join((found.type, *found.issuers))}", vocabulary)
    return marked if {problem.code for problem in marked.problems} <= _BEARABLE else None
