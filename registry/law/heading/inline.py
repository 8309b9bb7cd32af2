"""A head in one sentence: `Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg ngày 25 tháng 6 năm 2004 về việc …`."""

import re
from dataclasses import dataclass
from datetime import date

from registry.law.citing import shapes
from registry.law.heading import days, names
from registry.law.numbers import Number
from registry.law.types import Type
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

_BEFORE = re.compile(r"(?:cua (.{3,80}) )?so ?:? ?")
_JOINS = re.compile(r"[\s,;-]{0,4}")
_CONSOLIDATES = re.compile(r"hợp nhất\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inline:
    """What the sentence says; `title` is what is left of it, `type` the type that the title names instead."""

    number: Number | None
    day: date | None
    body: str
    title: str
    type: Type | None


def read(text: str, vocabulary: Vocabulary) -> Inline:
    """`text` is what follows the type's name. Without a number in front it is all title."""
    mention = next(shapes.mentions(text[:300], vocabulary), None)
    before = _BEFORE.fullmatch(fold(text[: mention.start])) if mention else None
    if mention is None or before is None:
        return Inline(None, None, "", text, None)
    body = text[before.start(1) : before.end(1)] if before[1] else ""
    joint = _JOINS.match(text, mention.end)
    end = joint.end() if joint else mention.end
    stated = days.first_in(text[end : end + 40])
    day = stated[0] if stated and stated[1] == 0 else None
    if stated and day:
        end += stated[2]
    return _rest(mention.number, day, body, text[end:].strip(" ,;-"), vocabulary)


def _rest(number: Number, day: date | None, body: str, title: str, vocabulary: Vocabulary) -> Inline:
    """`Bộ luật hình sự` and `hợp nhất Luật …` as titles: the type's name and the verb are no part of it."""
    title = _CONSOLIDATES.sub("", title, count=1) if _CONSOLIDATES.match(title) else title
    begun = names.type_at_start(title, vocabulary)
    if begun and begun[1] and begun[0].code in ("luat", "bo-luat", "phap-lenh", "hien-phap"):
        return Inline(number, day, body, begun[1], begun[0])
    return Inline(number, day, body, title, None)
