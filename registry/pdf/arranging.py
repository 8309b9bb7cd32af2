"""The order in which a page's lines are read: pure.

A reader gives the lines in the file's own order, mostly the right one. Two blocks that stand side by side (the issuer and
the national motto at the head of the first page, the recipients and the signature at the end) come in any order, one
after the other or mixed. They are told row by row, the left line before the right, and no line is cut.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

HEAD = 6  # lines of running headers and marks that may stand above the head of the first page
NEAR = 40  # lines before and behind two blocks among which a third one beside them is looked for
_RECIPIENTS = re.compile(r"\s*N(?:ơ|¬|ô)i nh(?:ậ|Ë|aä)n", re.IGNORECASE)  # in Unicode, TCVN3 and VNI


class Line(NamedTuple):
    """A run of text without a break, in points from the page's top left corner; y grows downwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def rows(lines: Sequence[Line], *, first_page: bool) -> list[list[int]]:
    """The lines' places in reading order, those of one row together; the file's order where nothing is to be mended."""
    order: list[list[int]] = []
    at = 0
    while at < len(lines):
        pair = _side_by_side(lines, at)
        if pair and _is_known(lines, pair[0], pair[1], first_page=first_page):
            start, _, end = pair
            del order[len(order) - (at - start) :]
            order += _by_row(lines, range(start, end))
            at = end
        else:
            order.append([at])
            at += 1
    return order


def _side_by_side(lines: Sequence[Line], turn: int) -> tuple[int, int, int] | None:
    """Where line `turn` lies higher than the line before it and beside it: the start of the block before, `turn`, and
    the end of the block that it begins. None where there are no two such blocks, or a third one: that is a table.
    """
    if not turn or not _above(lines[turn], lines[turn - 1]) or not _apart(lines[turn], lines[turn - 1]):
        return None
    start = turn - 1
    while (
        start
        and _apart(lines[start - 1], lines[turn])
        and _higher(lines[start - 1], lines[start])
        and lines[start - 1].y1 > lines[turn].y0
    ):
        start -= 1
    left, right = min(line.x0 for line in lines[start:turn]), max(line.x1 for line in lines[start:turn])
    end = turn + 1
    while end < len(lines) and _higher(lines[end - 1], lines[end]) and not _meets(lines[end], left, right):
        end += 1
    third = any(
        _meets_across(line, lines[turn]) for line in (*lines[max(0, start - NEAR) : start], *lines[end : end + NEAR])
    )
    return None if third else (start, turn, end)


def _is_known(lines: Sequence[Line], start: int, turn: int, *, first_page: bool) -> bool:
    head = first_page and start <= HEAD
    return head or any(_RECIPIENTS.match(lines[block].text) for block in (start, turn))


def _above(one: Line, other: Line) -> bool:
    return one.y1 <= other.y0 + _height(other) / 2 or one.y0 < other.y0 - _height(other) / 2


def _higher(one: Line, other: Line) -> bool:
    """`one` does not begin below `other`."""
    return one.y0 <= other.y0 + _height(other) / 4


def _height(line: Line) -> float:
    return max(line.y1 - line.y0, 1.0)


def _apart(one: Line, other: Line) -> bool:
    return one.x1 <= other.x0 or other.x1 <= one.x0


def _meets(line: Line, left: float, right: float) -> bool:
    return line.x0 < right and left < line.x1


def _meets_across(line: Line, other: Line) -> bool:
    return line.y0 < _middle(other) < line.y1


def _by_row(lines: Sequence[Line], places: range) -> list[list[int]]:
    """From the top; two lines share a row when the middle of one lies within the other."""
    found: list[list[int]] = []
    for place in sorted(places, key=lambda place: _middle(lines[place])):
        row = lines[found[-1][0]] if found else None
        if (
            row
            and row.y0 < _middle(lines[place]) < row.y1
            and all(_apart(lines[place], lines[one]) for one in found[-1])
        ):
            found[-1].append(place)
        else:
            found.append([place])
    return [sorted(row, key=lambda place: lines[place].x0) for row in found]


def _middle(line: Line) -> float:
    return (line.y0 + line.y1) / 2
