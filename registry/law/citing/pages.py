"""What a page adds to running text: running headers, page numbers, stamps of signatures. Blanked out, so offsets stay."""

import re

# The gazette prints its header at every page, a scanner sometimes loses its first letter: "ÔNG BÁO/Số 1239 + 1240/Ngày".
_HEADER = (
    r"(?:^[ \t]*[0-9]{1,4}[ \t\r]*\n(?:[ \t\r]*\n){0,3})?"
    r"^[^\n]{0,8}ÔNG BÁO[ \t]*/[ \t]*Số[^\n]*"
    r"(?:\n(?:[ \t\r]*\n){0,3}[ \t]*[0-9]{1,4}[ \t\r]*$)?"
)
_STAMP = r"^[ \t]*(?:Người ký|Ký bởi|Email|Cơ quan|Thời gian ký|Ngày ký)[ \t]*:[^\n]*"
_FURNITURE = re.compile(f"{_HEADER}|{_STAMP}", re.MULTILINE)
_INK = re.compile(r"[^\n]")


def blanked(text: str) -> str:
    """The text, as long as before, with spaces where the page and not the author speaks."""
    if "ÔNG BÁO" not in text and " ký" not in text and "Ký bởi" not in text:
        return text
    return _FURNITURE.sub(lambda found: _INK.sub(" ", found[0]), text)
