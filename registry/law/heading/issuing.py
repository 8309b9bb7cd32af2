"""Which bodies issued a document: what its letterhead names, and whom the codes in its number may mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.law import candidates
from registry.law.heading import names
from registry.law.heading.pages import Line
from registry.law.issuers import Issuer, Level
from registry.law.numbers import Number
from registry.law.vocabulary import Vocabulary

_UNFINISHED = re.compile(r"(?:-|–|,|\bvà|\bVÀ|&)$")
_GOES_ON = re.compile(r"(?:và|VÀ|-|–|&|tỉnh|thành phố|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|XÃ|PHƯỜNG|THỊ|ĐẶC KHU)\b")
_RULES = re.compile(r"[_*=~]{2,}|[_*]+")
# A body and the place it serves may stand on two lines, as may a body that is named after another one.
_OPEN = re.compile(
    r"(?:uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd|van phong|ban chap hanh|uy ban kiem tra|so|cong an|ban|thuong truc)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as suggested: `code` is its code in the tables, empty where it has none; `named` that the letterhead names
    it, `meant` that the number's code means it.
    """

    name: str
    code: str
    named: bool
    meant: bool


def read(
    letterhead: Sequence[Line], number: Number | None, on: date | None, place: str, vocabulary: Vocabulary
) -> tuple[Body, ...]:
    """The issuing bodies in the order of the number's codes, or those that the letterhead names alone."""
    printed = split([_RULES.sub(" ", line.text) for line in letterhead])
    text = "\n".join(line.text for line in letterhead)
    found: list[Body] = []
    if number is not None and number.issuers:
        meant = candidates.candidates(number, on, letterhead=text, place=place, vocabulary=vocabulary)
        found = [body for bodies in meant if (body := _of_code(bodies, printed, text, vocabulary))]
    if found:
        return tuple(found)
    return _named(printed, on, vocabulary)


def _of_code(bodies: Sequence[Issuer], printed: list[str], text: str, vocabulary: Vocabulary) -> Body | None:
    """The body among those the code may mean; a kind of body (UBND of some commune) takes its name from the letterhead."""
    if not bodies:
        return None
    words = f" {names.plain(text)} "
    for issuer in bodies:
        if any(f" {names.plain(name)} " in words for name in (issuer.name, *issuer.aliases)):
            return Body(_name(issuer, printed), issuer.code, named=True, meant=True)
    own = printed[-1] if printed else ""
    if len(bodies) == 1 and "generic" not in bodies[0].marks:
        return Body(bodies[0].name, bodies[0].code, named=False, meant=True)
    if own and any(_alike(own, issuer) for issuer in bodies):
        return Body(names.printed(own), "", named=True, meant=True)
    known = _named(printed, None, vocabulary)
    return known[-1] if known else None


def _alike(own: str, issuer: Issuer) -> bool:
    """Whether a printed name begins as the kind of body does: `UBND XÃ …` and `Ủy ban nhân dân cấp xã`."""
    first = names.plain(names.printed(own)).split(" ")[:2]
    return first == names.plain(issuer.name).split(" ")[:2] or names.plain(issuer.name) in names.plain(own)


def _name(issuer: Issuer, printed: list[str]) -> str:
    """The table's name; of a Party body that is known under several, the one the letterhead has."""
    if issuer.level is Level.PARTY:
        for own in reversed(printed):
            for alias in issuer.aliases:
                if names.plain(alias) == names.plain(own):
                    return alias
    return issuer.name.partition(" (")[0]


def _named(printed: list[str], on: date | None, vocabulary: Vocabulary) -> tuple[Body, ...]:
    """The last body of the letterhead; those above it are its parents."""
    if not printed:
        return ()
    own = printed[-1]
    known = names.bodies(vocabulary).get(names.plain(names.printed(own)), ())
    living = [issuer for issuer in known if on is None or issuer.existed_on(on)] or list(known)
    if living:
        return (Body(_name(living[0], printed), living[0].code, named=True, meant=False),)
    return (Body(names.printed(own), "", named=True, meant=False),)


def split(letterhead: Sequence[str]) -> list[str]:
    """The bodies of a letterhead, one a string: lines that belong to one name are joined."""
    found: list[str] = []
    for raw in letterhead:
        line = " ".join(raw.split()).strip(" -–") if not _UNFINISHED.search(raw.strip()) else " ".join(raw.split())
        if not line:
            continue
        if found and _joins(found[-1], line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return list(dict.fromkeys(found))


def _joins(name: str, line: str) -> bool:
    if _UNFINISHED.search(name) or _GOES_ON.match(line):
        return True
    return not names.starts_body(line) or bool(_OPEN.fullmatch(names.plain(name)))
