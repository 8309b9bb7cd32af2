"""How sure a suggestion is: stated signals, independent of each other, weighed in one table.

A weight is a change of log odds; the sum is made a probability. 2.2 is 0.9, so that no single signal is enough: two places
have to agree. The weights were set on half of the checked documents and tried on the other half.
"""

from collections.abc import Iterable, Mapping
from math import exp

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "number": {
        "start": -0.5,
        "recognised from a picture": -1.6,
        "a gap inside": -1.5,
        "labelled in the head": 1.0,
        "parsed without problems": 1.0,
        "symbol agrees with the type": 0.8,
        "code agrees with the letterhead": 0.8,
        "year agrees with the day": 0.6,
        "stands again in the text": 0.8,
        "attested at the end": 1.5,
        "named so": 0.4,
        "problems": -1.5,
    },
    "type": {
        "start": -0.5,
        "recognised from a picture": -0.4,
        "a line of its own": 1.5,
        "begins the title": 0.8,
        "agrees with the number": 1.5,
        "from the number alone": 0.8,
        "subject under the number": 2.2,
        "named in the text": 0.8,
        "consolidates another": 2.5,
    },
    "issuers": {
        "start": -0.5,
        "recognised from a picture": -0.4,
        "named in the letterhead": 1.2,
        "code means it": 1.5,
        "known to the tables": 0.8,
        "speaks in the text": 0.6,
        "in the gazette's heading": 0.8,
    },
    "place": {"start": 1.0, "recognised from a picture": -0.8, "with a day": 1.0, "known to the tables": 1.5},
    "issued_on": {
        "start": -0.5,
        "recognised from a picture": -1.6,
        "line of place and day": 1.8,
        "complete": 0.5,
        "year agrees with the number": 1.0,
        "adoption agrees": 1.0,
        "adopted on": 2.2,
        "beside the number": 1.2,
        "attested at the end": 1.0,
        "before the gazette": 0.4,
        "after the gazette": -3.0,
        "year differs from the number": -3.0,
    },
    "title": {
        "start": -0.6,
        "recognised from a picture": -1.6,
        "under the type": 1.0,
        "subject under the number": 1.0,
        "ends where the text begins": 1.2,
        "opens as titles do": 0.6,
        "said again in the text": 1.2,
        "set off on the page": 0.6,
        "very long": -1.0,
        "hardly a word": -2.0,
    },
    "signers": {
        "start": -0.8,
        "recognised from a picture": -1.2,
        "known office": 1.2,
        "known surname": 1.0,
        "the text ends before it": 1.2,
        "authority": 0.6,
        "fits the issuer": 0.4,
        "consolidation attested": 1.0,
    },
    "bases": {"start": 0.5, "recognised from a picture": -1.5, "recitals end in order": 2.0},
    "effective_on": {
        "start": -0.3,
        "recognised from a picture": -1.6,
        "this document takes effect": 1.6,
        "stated as a day": 0.6,
        "not before it was issued": 0.6,
        "in the last articles": 0.6,
        "hangs on another day": 0.4,
        "before it was issued": -1.0,
    },
    "gazette": {"start": 1.5, "recognised from a picture": -1.0, "on several pages": 1.5, "with its day": 1.0},
    "secrecy": {"start": 2.6, "recognised from a picture": 0.0},
    "urgency": {"start": 2.6, "recognised from a picture": 0.0},
    "relations": {
        "start": 0.0,
        "recognised from a picture": -1.0,
        "in the title": 1.5,
        "in the last articles": 1.2,
        "names a number": 0.8,
    },
}


def confidence(field: str, signals: Iterable[str]) -> float:
    """Between 0 and 1, two digits. KeyError where a signal is not in the table."""
    weights = WEIGHTS[field]
    total = weights["start"] + sum(weights[signal] for signal in set(signals))
    return round(1 / (1 + exp(-total)), 2)
