"""Quotation marks, matched: what is quoted is said by another document."""

import re

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(r"[“”\"«»„]")
_MEANING = {"“": OPEN, "„": OPEN, "«": OPEN, "”": CLOSE, "»": CLOSE}


def matched(text: str) -> str:
    """The text, as long as before, with OPEN and CLOSE for quotation marks that have a partner and spaces for the others."""
    found = [(mark.start(), _meaning(text, mark.start())) for mark in _MARK.finditer(text)]
    if not found:
        return text
    waiting: list[int] = []
    meant = dict.fromkeys((at for at, _ in found), " ")
    for at, meaning in found:
        if meaning == OPEN:
            waiting.append(at)
        elif waiting:
            meant[waiting.pop()], meant[at] = OPEN, CLOSE
    return _replaced(text, meant)


def _meaning(text: str, at: int) -> str:
    """A straight mark opens where a space, a line's start or a bracket stands before it."""
    mark = text[at]
    if mark != '"':
        return _MEANING[mark]
    return OPEN if at == 0 or text[at - 1].isspace() or text[at - 1] in "([:" else CLOSE


def _replaced(text: str, marks: dict[int, str]) -> str:
    parts: list[str] = []
    end = 0
    for at, mark in marks.items():
        parts += (text[end:at], mark)
        end = at + 1
    return "".join((*parts, text[end:]))
