"""What a page adds to running text: running headers, page numbers, stamps of signatures. Blanked out, so offsets stay."""

import re

# The gazette prints its header at every page, a scanner sometimes loses its first letter: "ÔNG BÁO/Số 1239 + 1240/Ngày".
_HEADER = re.compile(r"ÔNG BÁO[ \t]*/[ \t]*Số[^\n]*(?:\n(?:[ \t\r]*\n){0,3}[ \t]*[0-9]{1,4}[ \t\r]*$)?", re.MULTILINE)
_BEFORE_HEADER = re.compile(r"(?:(?:^|\n)[ \t]*[0-9]{1,4}[ \t\r]*\n(?:[ \t\r]*\n){0,3})?[^\n]{0,8}$")
_REACH = 80
_STAMP = re.compile(r"^[ \t]*(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký)[ \t]*:[^\n]*", re.MULTILINE)
_INK = re.compile(r"[^\n]")


def blanked(text: str) -> str:
    """The text, as long as before, with spaces where the page and not the author speaks."""
    if " ký" in text or "Ký bởi" in text:
        text = _STAMP.sub(lambda found: _INK.sub(" ", found[0]), text)
    parts: list[str] = []
    end = 0
    for header in _HEADER.finditer(text):
        start = max(end, _start(text, header.start()))
        parts += (text[end:start], _INK.sub(" ", text[start : header.end()]))
        end = header.end()
    return "".join((*parts, text[end:])) if parts else text


def _start(text: str, at: int) -> int:
    """Where the header's line starts, or the number of the page above it."""
    before = text[max(0, at - _REACH) : at]
    found = _BEFORE_HEADER.search(before)
    return at - (len(before) - found.start()) if found else at
