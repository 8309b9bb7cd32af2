"""What offices write in their tables for a relation: "có nội dung bị bãi bỏ", "được sửa đổi, bổ sung", "repeals".

Which end acts is told by the columns of a table, so that the voice of a label decides nothing.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from registry.law import vietnamese
from registry.law.relations import VERBS, Kind


class Mark(NamedTuple):
    """What a label says. `part`: of a part of the document only."""

    kind: Kind
    part: bool


_SEVERAL = re.compile(r"[|;]")
_JOINED = re.compile(r",| va ")
_PART = re.compile(r"^co noi dung | mot phan$")
_VOICE = re.compile(r"^(?:bi|duoc|la) | (?:boi|theo|cua|den)$")
# Beside the verbs of the kinds: old spellings and what the national database calls them.
_ALSO: Mapping[str, Kind] = {
    "huy bo": Kind.REPEALS, "tam dinh chi": Kind.SUSPENDS, "dinh chi thi hanh": Kind.SUSPENDS, "huong dan thi hanh": Kind.GUIDES,
    "quy dinh chi tiet thi hanh": Kind.DETAILS, "lien quan": Kind.RELATED, "lien quan khac": Kind.RELATED,
    "het hieu luc": Kind.LISTS_ENDED,
}  # fmt: skip


def _stem(label: str) -> str:
    plain = " ".join(vietnamese.fold(label).split())
    return _VOICE.sub("", _VOICE.sub("", plain))


def _known() -> Iterator[tuple[str, Kind]]:
    for kind, verb in VERBS.items():
        for word in (kind.value, verb.active, verb.passive, verb.active_en, verb.passive_en):
            yield _stem(word), kind
    yield from _ALSO.items()


_KINDS: Mapping[str, Kind] = dict(_known())


def read(text: str) -> tuple[Mark, ...] | None:
    """Kinds in a cell that may hold several labels, separated by "|" or ";"; None when one of them is none."""
    found: dict[Mark, None] = {}
    for label in filter(None, map(str.strip, _SEVERAL.split(text))):
        plain = " ".join(vietnamese.fold(label).split())
        stem = _PART.sub("", plain)
        kinds = _kinds(stem)
        if kinds is None:
            return None
        found.update({Mark(kind, stem != plain): None for kind in kinds})
    return tuple(found) or None


def _kinds(label: str) -> list[Kind] | None:
    if whole := _KINDS.get(_stem(label)):
        return [whole]
    parts = [_KINDS.get(_stem(part)) for part in _JOINED.split(label)]
    known = [kind for kind in parts if kind is not None]
    return known if len(known) == len(parts) else None
