"""What a document rests on and what it does to others, as its recitals, its title and its last articles say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.law import citations
from registry.law.citations import Citation
from registry.law.heading import names
from registry.law.heading.pages import Line
from registry.law.types import Type
from registry.law.vocabulary import Vocabulary

_RECITAL = re.compile(r"(?:- |[*+] )?can cu\b")
_RECITALS_END = re.compile(
    r"dieu (?:1|i)\b|chuong (?:i|1)\b|phan (?:thu|i\b)|quyet (?:dinh|nghi) ?:|nghi dinh ?:|chi thi ?:|muc (?:i|1)\b|[1i]\. |thong tu lien tich:"
)
# A recital may go on behind a semicolon with another act.
_GOES_ON = re.compile(
    r"(?:va )?(?:luat|bo luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu|phap lenh) (?:so |sua doi)"
)
_FOOTNOTE = re.compile(
    r"\d{1,3}$|\d{1,3} (?:khoan|dieu|diem|muc|chuong|doan|cum tu|ten|noi dung|phu luc|luat|bo luat|thong tu|nghi dinh|quyet dinh)"
    r" (?:[^ ]+ ){0,8}(?:so \d|nay duoc|duoc (?:sua|bo|thay|bai)|co can cu)"
)
_MOST_RECITALS = 150
_CLOSING = 160
# "Quy định chi tiết một số điều và biện pháp tổ chức, hướng dẫn thi hành Luật Dân số": verbs, then one law by its name.
_NAMED_ACT = re.compile(
    r"(?:(?:về )?việc )?((?:quy định chi tiết|hướng dẫn|sửa đổi,? bổ sung|bãi bỏ|thay thế|đính chính)[^;.]{0,140}?)"
    r"((?:Bộ luật|Luật|Pháp lệnh) (?:(?! và (?:Nghị|Luật|Thông|Bộ luật)|, (?:Luật|Nghị)| số \d)[^,;(]){3,160})"
)
_NAMED_VERBS = (
    ("quy dinh chi tiet", "details"), ("huong dan", "guides"), ("sua doi", "amends"), ("bai bo", "repeals"),
    ("thay the", "replaces"), ("dinh chinh", "corrects"),
)  # fmt: skip
_ACTING = frozenset({"amends", "repeals", "replaces", "corrects", "suspends", "consolidates"})
_IN_TITLE = _ACTING | {"guides", "details"}


@dataclass(frozen=True, slots=True)
class Acts:
    """A relation of the document to another: `number` canonical, empty where only a name is printed."""

    relation: str
    number: str
    type: str | None
    name: str
    scope: str | None
    day: date | None
    line: Line


def bases(lines: Sequence[Line], start: int, vocabulary: Vocabulary) -> list[Acts]:
    """What the recitals (`Căn cứ …`) from line `start` on cite, each once, in order; proposals and reports are none."""
    found: dict[str, Acts] = {}
    for recital in recitals(lines, start):
        for citation, line in _cited(recital, vocabulary):
            found.setdefault(citation.canonical, _acts("basis", citation, line))
    return list(found.values())


def recitals(lines: Sequence[Line], start: int) -> list[list[Line]]:
    """The lines of each recital; footnotes at the foot of a page do not interrupt it."""
    found: list[list[Line]] = []
    open_, skipped = False, 0
    for line in lines[start : start + _MOST_RECITALS]:
        if skipped == line.page or _FOOTNOTE.match(line.folded):
            skipped = line.page
            continue
        if _RECITAL.match(line.folded):
            found.append([line])
            open_ = True
        elif found and _RECITALS_END.match(line.folded):
            break
        elif open_ or (found and _GOES_ON.match(line.folded)):
            found[-1].append(line)
            open_ = True
        if line.text.endswith((";", ".")):
            open_ = False
    return found


def of_title(text: str, kind: Type | None, line: Line, vocabulary: Vocabulary) -> list[Acts]:
    """What the title says the document does: sửa đổi, bãi bỏ, đính chính, quy định chi tiết …"""
    sentence = f"{kind.name.upper() if kind else 'QUYẾT ĐỊNH'}\n{text}\n"
    found = [
        _acts(citation.relation, citation, line)
        for citation in citations.find(sentence, vocabulary)
        if citation.relation in _IN_TITLE and citation.direction == "this_acts"
    ]
    return [*_named_only(text, line), *found]


def _named_only(text: str, line: Line) -> list[Acts]:
    """A law cited by name alone; only where the title begins with what it does to it."""
    named = _NAMED_ACT.match(text[:1].lower() + text[1:])
    if named is None or "so" in names.plain(named[1]).split(" ")[-1:]:
        return []
    said = names.plain(named[1])
    kind = "Bộ luật" if named[2].startswith("Bộ") else named[2].partition(" ")[0]
    kind = "Pháp lệnh" if kind == "Pháp" else kind
    return [
        Acts(relation, "", kind, named[2].strip(), _scope(relation, said), None, line)
        for verb, relation in _NAMED_VERBS
        if verb in said
    ]


def _scope(relation: str, said: str) -> str:
    """`một số điều` is a part; guiding how a law is carried out is about the whole."""
    return "part" if "mot so" in said and relation != "guides" else "whole"


def with_numbers(found: Iterable[Acts], recitals_text: str, vocabulary: Vocabulary) -> list[Acts]:
    """Laws named without a number get the one under which the recitals cite the same name."""
    cited = citations.find(recitals_text, vocabulary)
    return [_numbered(one, recitals_text, cited) if not one.number else one for one in found]


def _numbered(one: Acts, text: str, cited: Sequence[Citation]) -> Acts:
    name = names.plain(one.name)
    for citation in cited:
        before = names.plain(text[max(0, citation.start - 200) : citation.start])
        if before.endswith((f"{name} so", name)):
            return Acts(one.relation, citation.canonical, one.type, one.name, one.scope, citation.date, one.line)
    return one


def of_closing(lines: Sequence[Line], start: int, end: int, vocabulary: Vocabulary) -> list[Acts]:
    """What the articles before the signature at line `end` replace, repeal or amend."""
    closing = lines[max(start, end - _CLOSING) : end]
    return [
        _acts(citation.relation, citation, line)
        for citation, line in _cited(closing, vocabulary)
        if citation.relation in _ACTING and citation.direction == "this_acts"
    ]


def of_consolidation(lines: Sequence[Line], start: int, vocabulary: Vocabulary) -> list[Acts]:
    """The act that a consolidated text gives, and those that amended it: each is the first one cited in its item."""
    found: list[Acts] = []
    item: list[Line] = []
    for line in [*lines[start : start + 60], None]:
        ends = line is None or bool(_RECITAL.match(line.folded)) or bool(re.match(r"chuong |dieu |phan ", line.folded))
        if item and (ends or item[-1].text.endswith(("bởi:", ";", ":"))):
            first = next(iter(_cited(item, vocabulary)), None)
            if first:
                scope = "whole" if not found else "part"
                found.append(_acts("consolidates", first[0], first[1], scope))
            item = []
        if ends or line is None:
            break
        item.append(line)
    return found


def _cited(lines: Sequence[Line], vocabulary: Vocabulary) -> Iterable[tuple[Citation, Line]]:
    """Citations in these lines, each with the line where its number begins."""
    text = "\n".join(line.text for line in lines)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    place = 0
    for citation in citations.find(text, vocabulary):
        while place + 1 < len(starts) and starts[place + 1] <= citation.start:
            place += 1
        yield citation, lines[place]


def _acts(relation: str | None, citation: Citation, line: Line, scope: str | None = None) -> Acts:
    return Acts(relation or "", citation.canonical, citation.type, "", scope or citation.scope, citation.date, line)
