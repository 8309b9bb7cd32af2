"""Relations between documents: a source acts on a target. What each kind is called, and what it does to the target.

An edge may concern a part of its target only: provisions as the source names them ("khoản 2 Điều 5"), kept as written and
read into (unit, name) pairs. Kinds and their wording: Luật 80/2015/QH13 Art. 152-154, Pháp lệnh 01/2012/UBTVQH13, NĐ
34/2016/NĐ-CP, and the labels of the national database (vbpl.vn).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.errors import N_


class Kind(StrEnum):
    BASIS = "basis"
    DETAILS = "details"
    GUIDES = "guides"
    AMENDS = "amends"
    SUPPLEMENTS = "supplements"
    REPLACES = "replaces"
    REPEALS = "repeals"
    SUSPENDS = "suspends"
    INTERRUPTS = "interrupts"
    CONTINUES = "continues"
    LISTS_ENDED = "lists_ended"
    LISTS_UNFIT = "lists_unfit"
    CORRECTS = "corrects"
    CONSOLIDATES = "consolidates"
    PUBLISHES = "publishes"
    EXPLAINS = "explains"
    CITES = "cites"
    RELATED = "related"


class Does(StrEnum):
    """What an edge does to its target's validity. For a part of it, the same, in part."""

    NOTHING = "nothing"
    CHANGES = "changes"  # what it replaces is in force no more: always a part
    ENDS = "ends"
    PAUSES = "pauses"
    CONTINUES = "continues"  # ends a pause; from the act that ends another, saves what details that one
    DECLARES_ENDED = "declares_ended"  # says that it ended, whether or not the saying act is in force
    DECLARES_UNFIT = "declares_unfit"
    LAPSES = "lapses"  # turned round: the source ends with its target


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind in both voices: "A sửa đổi B", "B được sửa đổi bởi A"; both in Vietnamese and in English."""

    active: str
    passive: str
    active_en: str
    passive_en: str
    does: Does = Does.NOTHING


VERBS: Mapping[Kind, Verb] = {
    Kind.BASIS: Verb("căn cứ", "là căn cứ của", N_("rests on"), N_("is the basis of")),
    Kind.DETAILS: Verb("quy định chi tiết", "được quy định chi tiết bởi", N_("details"), N_("is detailed by"), Does.LAPSES),
    Kind.GUIDES: Verb("hướng dẫn", "được hướng dẫn bởi", N_("guides"), N_("is guided by")),
    Kind.AMENDS: Verb("sửa đổi", "được sửa đổi bởi", N_("amends"), N_("is amended by"), Does.CHANGES),
    Kind.SUPPLEMENTS: Verb("bổ sung", "được bổ sung bởi", N_("supplements"), N_("is supplemented by")),
    Kind.REPLACES: Verb("thay thế", "bị thay thế bởi", N_("replaces"), N_("is replaced by"), Does.ENDS),
    Kind.REPEALS: Verb("bãi bỏ", "bị bãi bỏ bởi", N_("repeals"), N_("is repealed by"), Does.ENDS),
    Kind.SUSPENDS: Verb("đình chỉ", "bị đình chỉ bởi", N_("suspends"), N_("is suspended by"), Does.PAUSES),
    Kind.INTERRUPTS: Verb(
        "ngưng hiệu lực", "bị ngưng hiệu lực bởi", N_("interrupts"), N_("is interrupted by"), Does.PAUSES
    ),
    Kind.CONTINUES: Verb(
        "cho tiếp tục có hiệu lực", "được tiếp tục có hiệu lực theo", N_("keeps in force"), N_("is kept in force by"),
        Does.CONTINUES,
    ),
    Kind.LISTS_ENDED: Verb(
        "công bố hết hiệu lực", "được công bố hết hiệu lực bởi", N_("lists as ended"), N_("is listed as ended by"),
        Does.DECLARES_ENDED,
    ),
    Kind.LISTS_UNFIT: Verb(
        "công bố không còn phù hợp", "được công bố không còn phù hợp bởi", N_("lists as unfit"),
        N_("is listed as unfit by"), Does.DECLARES_UNFIT,
    ),
    Kind.CORRECTS: Verb("đính chính", "được đính chính bởi", N_("corrects"), N_("is corrected by")),
    Kind.CONSOLIDATES: Verb("hợp nhất", "được hợp nhất bởi", N_("consolidates"), N_("is consolidated by")),
    Kind.PUBLISHES: Verb("công bố", "được công bố bởi", N_("publishes"), N_("is published by")),
    Kind.EXPLAINS: Verb("giải thích", "được giải thích bởi", N_("explains"), N_("is explained by")),
    Kind.CITES: Verb("dẫn chiếu", "được dẫn chiếu bởi", N_("cites"), N_("is cited by")),
    Kind.RELATED: Verb("liên quan đến", "có liên quan đến", N_("is related to"), N_("is related to")),
}  # fmt: skip

ACTING = frozenset(kind for kind, verb in VERBS.items() if verb.does != Does.NOTHING)  # kinds that validity rests on
# Kinds whose source must itself be in force for them to work, on the day and, for a pause, as long as it lasts.
NEED_FORCE = frozenset(
    kind for kind in ACTING if VERBS[kind].does in {Does.CHANGES, Does.ENDS, Does.PAUSES, Does.CONTINUES}
)
PAUSING = frozenset(kind for kind in ACTING if VERBS[kind].does == Does.PAUSES)

# What people look for most comes first.
ORDER = (
    Kind.REPLACES,
    Kind.REPEALS,
    Kind.AMENDS,
    Kind.SUPPLEMENTS,
    Kind.CORRECTS,
    Kind.DETAILS,
    Kind.GUIDES,
    Kind.SUSPENDS,
    Kind.INTERRUPTS,
    Kind.CONTINUES,
    Kind.LISTS_ENDED,
    Kind.LISTS_UNFIT,
    Kind.CONSOLIDATES,
    Kind.EXPLAINS,
    Kind.PUBLISHES,
    Kind.BASIS,
    Kind.CITES,
    Kind.RELATED,
)  # fmt: skip

# What registry.law.citations finds, as kinds. `issues_with` says nothing of validity.
OF_CITATIONS: Mapping[str, Kind] = {
    "basis": Kind.BASIS, "amends": Kind.AMENDS, "repeals": Kind.REPEALS, "replaces": Kind.REPLACES,
    "guides": Kind.GUIDES, "details": Kind.DETAILS, "consolidates": Kind.CONSOLIDATES, "corrects": Kind.CORRECTS,
    "suspends": Kind.INTERRUPTS,
}  # fmt: skip

UNITS: Mapping[str, str] = {
    "phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection", "điều": "article",
    "khoản": "clause", "điểm": "point", "phụ lục": "annex", "mẫu": "form",
}  # fmt: skip
_UNIT = re.compile(r"(tiểu mục|phụ lục|chương|phần|mục|điều|khoản|điểm|mẫu)(?: số)?(?= |$)", re.IGNORECASE)
_NAME = re.compile(r"[0-9]{1,4}[a-zđ]?(?:\.[0-9]{1,3})*|[IVXLC]{1,7}|[a-zđ]{1,2}[0-9]?", re.IGNORECASE)
_BETWEEN = re.compile(r"[ ,;]+(?:và |hoặc |của |các )*", re.IGNORECASE)
LONGEST = 500

Unit = tuple[str, str]


def provisions(text: str) -> tuple[Unit, ...] | None:
    """(unit, name) pairs as written: "điểm a, b khoản 2 Điều 5" → point a, point b, clause 2, article 5. None for what is
    no list of provisions. Linear: every step goes on where the last one ended.
    """
    found: list[Unit] = []
    unit, at, text = "", 0, " ".join(text.split())[:LONGEST]
    while at < len(text):
        if word := _UNIT.match(text, at):
            unit, at = UNITS[word[1].lower()], word.end() + 1
            if unit == "annex" and at >= len(text):
                found.append((unit, ""))
                break
        if not unit or not (name := _NAME.match(text, at)):
            return None
        found.append((unit, name[0]))
        at = name.end()
        gap = _BETWEEN.match(text, at)
        if gap is None and at < len(text):
            return None
        at = gap.end() if gap else at
    return tuple(found)
