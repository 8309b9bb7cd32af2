"""What stands right before and after a number-shaped token, and says whether it is the number of a document."""

import re
from dataclasses import dataclass

from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary

_REACH = 64
_LABEL = re.compile(r"(?:^|(?<=[^\W_])(?=S)|(?<![^\W_]))(số|Số|SỐ|so|So|SO|Sè|sè|No)[ \t\xa0]*([:.]?)\s*$")
_LAST_WORDS = re.compile(r"[^\W\d_]+")
# A number after these is the number of a form, a standard or a code.
_NOT_DOCUMENTS = frozenset(
    {"mau", "bieu", "ma", "tcvn", "qcvn", "tcn", "iso", "hieu", "tk", "lo", "hinh", "bang", "to"}
)
_COORDINATE = re.compile(r"[,;]?\s*(?:và|hoặc|,|;)?\s*(?:số\s*)?$")
_FILE = re.compile(
    r"\S{0,60}\.(?:docx?|pdf|html?|aspx?|php|zip|rar|xlsx?|txt|signed|jpe?g|png|odt|rtf)(?![^\W_])", re.IGNORECASE
)
_SLUG = re.compile(r"[-_](?:[a-zà-ỹđ]|[0-9])|%[0-9A-Fa-f]{2}|[&?=]")
_TYPES_BEFORE_OWN = re.compile(r"^\s*(?:(?:[^\W\d_]+\s+){1,4})?$")
_PLACE = re.compile(
    r"[ \t]*(?:\r?\n|$)|[ \t]{2,}|\t|[ \t]*[^\W\d_][^\n]{0,40},[ \t]*ngày|[ \t]*[A-ZĐ][^\n]{0,30}(?:CỘNG|Độc lập)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """`type` is the folded name of the type that stands right before, or empty."""

    labelled: bool = False
    type: str = ""
    own: bool = False
    colon: bool = False
    coordinate: bool = False
    refused: bool = False


def before(text: str, start: int, vocabulary: Vocabulary, previous_end: int) -> Label:
    """What the words before `start` say. `previous_end` is where the number before this one ended, 0 if there is none."""
    previous = text[start - 1 : start]
    if previous.isalpha():
        glued = text[max(0, start - 2) : start].lower()
        if glued not in ("số", "ốs") and not text[max(0, start - 2) : start].lower().endswith("số"):
            return Label(refused=True)
    elif _glued_sign(text, start, previous):
        return Label(refused=True)
    lead = text[max(0, start - _REACH, previous_end) : start]
    found = _LABEL.search(lead)
    if found is None:
        name = _type_at_end(lead, vocabulary)
        joined = (
            previous_end > 0 and start - previous_end < 12 and bool(_COORDINATE.fullmatch(text[previous_end:start]))
        )
        return Label(bool(name), name, coordinate=joined, refused=_form(lead) and not name)
    return _labelled(lead[: found.start()], found, vocabulary)


def _glued_sign(text: str, start: int, previous: str) -> bool:
    """Part of a longer token: an address, a code, a standard (`2015/BTNMT` after a colon)."""
    if previous in {"/", "\\", "=", "_", "@", "#", "%", "&"}:
        return True
    if previous in {".", ":", "-"}:
        two = text[max(0, start - 2)] if start > 1 else " "
        return not (
            two.isspace() or text[max(0, start - 3) : start - 1].lower() == "số" or (previous == ":" and two in "oè")
        )
    return False


def _labelled(lead: str, found: re.Match[str], vocabulary: Vocabulary) -> Label:
    name = _type_at_end(lead, vocabulary)
    colon = found[2] == ":"
    line = lead.rpartition("\n")[2]
    capital = found[1][0] == "S"
    typed = colon and bool(line.strip()) and bool(name) and bool(_TYPES_BEFORE_OWN.match(line))
    bare = capital and not line.strip() and (colon or not name)
    beside = capital and colon and bool(line.strip()) and not name
    return Label(
        labelled=True,
        type=name,
        own=typed or bare or beside,
        colon=colon and not typed,
        refused=not name and _form(lead),
    )


def _type_at_end(lead: str, vocabulary: Vocabulary) -> str:
    words = [fold(word) for word in _LAST_WORDS.findall(lead[-48:])][-6:]
    if not lead.rstrip()[-1:].isalpha():
        return ""
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[-count:])
        if name in vocabulary.type_names:
            return name
    return _type_in_line(lead, vocabulary)


def _type_in_line(lead: str, vocabulary: Vocabulary) -> str:
    """`Báo cáo thẩm tra`: a type with up to three words that say which one, all on one line."""
    words = [fold(word) for word in _LAST_WORDS.findall(lead.rstrip().rpartition("\n")[2])][-5:]
    starts = (at for at in range(len(words) - 2) if " ".join(words[at : at + 2]) in vocabulary.type_names)
    return next((" ".join(words[at:]) for at in starts), "")


def _form(lead: str) -> bool:
    words = _LAST_WORDS.findall(lead[-16:])
    return bool(words) and fold(words[-1]) in _NOT_DOCUMENTS


def ends_line(text: str, end: int, *, colon: bool) -> bool:
    """Whether nothing but place and date follow on the line, as in a letterhead."""
    return colon or bool(_PLACE.match(text, end))


def in_address(text: str, start: int, end: int) -> bool:
    """Part of a file's name or of an address on the web."""
    if _FILE.match(text, end) or _SLUG.match(text, end):
        return True
    glued = text[max(0, start - 80) : start].rpartition(" ")[2].rpartition("\n")[2]
    if "://" in glued or "www." in glued:
        return True
    line_before = text[max(0, start - 120) : start]
    if not line_before.endswith("\n"):
        return False
    last = (line_before.split() or [""])[-1]
    return last.endswith(("=", "&", "?")) or ("://" in last and last[-1] in "/-_")
