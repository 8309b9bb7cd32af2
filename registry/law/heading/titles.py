"""The title (trích yếu): the lines under the type's name, as far as the recitals, a rule or the authority that speaks."""

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.law.heading import furniture, names
from registry.law.heading.pages import Line
from registry.law.vocabulary import Vocabulary

MOST_LINES = 30
LONGEST = 2_500

# How a document goes on after its title, in plain letters. The second list may also be words of a title, so those end it
# only with a capital letter and never stand in its first line.
_ENDS = re.compile(
    r"(?:- )?can cu |theo de nghi|kinh gui|dieu 1\b|dieu thu nhat|chuong (?:i|1)\b|phan (?:thu|mo dau|i\b|1\b)|muc luc|loi noi dau"
    r"|\((?:tiep theo|xem tiep|ban hanh|kem theo|da duoc)|kem theo|de trien khai|tren co so|sau khi|quyet (?:dinh|nghi) ?:"
    r"|xet |nghi dinh ?:|i\. |1\. |[ivx]{1,5} [-.] |muc (?:i|1)\b|a\. |phu luc|mau so|so ?: ?\d|uy ban nhan dan .{3,40} bao cao"
)
_MAY_END = re.compile(
    r"thuc hien |nham |de |trong (?:thoi gian|nhung nam)|ngay |trong |hien nay|hoi nghi |vua qua|thoi gian qua|chieu |sang |tai "
)
_OPENERS = re.compile(
    r"(?:ve|v v|quy dinh|ban hanh|huong dan|sua doi|bai bo|phe duyet|cong bo|dinh chinh|bo sung|thanh lap|dieu chinh|cong nhan|to chuc|ket luan|thay the|chi tiet|tiep tuc|thuc hien|tang cuong|trien khai|giao|cap|bo nhiem|keo dai|cap nhat)\b"
)
_SPEAKERS = re.compile(
    r"(?:bo truong|chu tich|thu tuong|thong doc|uy ban nhan dan|hoi dong nhan dan|hoi dong tham phan|giam doc|tong giam doc"
    r"|ban thuong vu|ban chap hanh|chanh an|vien truong|bi thu|tong thanh tra|tong kiem toan|cuc truong|tong cuc truong) "
)
# A footnote's mark inside a title is glued to a word in small letters; "m2" and "km2" are none.
_MARK = re.compile(r"(?<=[a-zà-ỹđ][a-zà-ỹđ][a-zà-ỹđ])\d{1,2}(?=[\s,;.)]|$)")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\d{1,2}$|\s?[([]\d{1,2}[)\]]$|\s?\*+$")


class End(StrEnum):
    """What ended a title."""

    TEXT = "text"
    RULE = "rule"
    AUTHORITY = "authority"
    PLACE = "place"
    SENTENCE = "sentence"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Title:
    """`text` is one line without the marks of footnotes; `next` is where the lines of the document go on."""

    text: str
    lines: tuple[Line, ...]
    end: End
    next: int

    @property
    def set_off(self) -> bool:
        """Whether the page prints it bold."""
        return bool(self.lines) and all(_bold(line) for line in self.lines if line.words) and bool(self.lines[0].words)

    @property
    def opens_as_usual(self) -> bool:
        return bool(_OPENERS.match(names.plain(self.text[:40])))


def read(lines: list[Line], start: int, type_line: Line, vocabulary: Vocabulary, limit: int | None = None) -> Title:
    """The title in `lines` from `start` on, below `type_line`; `limit` is a line that is known to be text."""
    found: list[Line] = []
    end = End.NOTHING
    stop = min(len(lines), start + MOST_LINES)
    for at in range(start, stop):
        line = lines[at]
        end = End.TEXT if at == limit else _ends(line, found, type_line, vocabulary)
        if end is not End.NOTHING:
            stop = at
            break
        glued = furniture.RULE_AT_END.search(line.text)
        found.append(line.part(0, glued.start()) if glued else line)
        if glued:
            end, stop = End.RULE, at + 1
            break
    kept = [line for line in found if not furniture.is_rule(line)]
    return Title(joined(kept)[:LONGEST], tuple(kept), end, stop)


def joined(found: list[Line]) -> str:
    """The lines as one, without marks of footnotes."""
    text = " ".join(line.text for line in found)
    return _MARK.sub("", _FOOTNOTE.sub("", text)).strip(" ;")


def _ends(line: Line, found: list[Line], type_line: Line, vocabulary: Vocabulary) -> End:
    if not found:
        return End.TEXT if _ENDS.match(line.folded) else End.NOTHING
    if furniture.is_rule(line) or _ENDS.match(line.folded):
        return End.RULE if furniture.is_rule(line) else End.TEXT
    if _is_authority(line, found, vocabulary):
        return End.AUTHORITY
    if line.text[:1].isupper() and (
        line.text.endswith(":") or (_MAY_END.match(line.folded) and _may_be_new(line, found))
    ):
        return End.TEXT
    if found[-1].text.endswith((".", ";", ":")) and not found[-1].text.endswith("..."):
        return End.SENTENCE
    return End.PLACE if _stands_apart(line, found, type_line) else End.NOTHING


def _may_be_new(line: Line, found: list[Line]) -> bool:
    """In a title in small letters a line that begins with a capital after a short line begins something new."""
    if found[0].text.isupper():
        return not line.text.isupper()
    return not line.box or _bold(line) != _bold(found[-1]) or abs(line.middle - found[0].middle) > 14


def _is_authority(line: Line, found: list[Line], vocabulary: Vocabulary) -> bool:
    """`BỘ TRƯỞNG BỘ TÀI CHÍNH` before the recitals."""
    name = names.plain(line.text)
    if name in names.bodies(vocabulary) and not found[-1].text.endswith((" của", ",", " và")):
        return True
    capitals = line.text.isupper() and len(name) > 5
    return capitals and (bool(_SPEAKERS.match(name)) or not (found[0].text.isupper() or name.startswith("covid")))


def _stands_apart(line: Line, found: list[Line], type_line: Line) -> bool:
    """Whether the page sets the line off: no longer bold, off the middle, or after a wide gap."""
    if not (line.box and found[-1].box and type_line.box):
        return False
    if _bold(found[-1]) and not _bold(line):
        return True
    aside = (
        not _bold(line) and abs(line.middle - type_line.middle) > 16 and abs(found[-1].middle - type_line.middle) < 10
    )
    gap = line.box[1] - found[-1].box[3]
    return aside or gap > 1.3 * max(line.size, 8.0)


def _bold(line: Line) -> bool:
    return sum(word.bold for word in line.words) * 2 > len(line.words)
