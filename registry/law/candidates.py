"""Who may stand behind a code: the code of a number, its day, and whatever else is known of where it comes from."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

from registry.law.issuers import Issuer
from registry.law.numbers import Number
from registry.law.vietnamese import fold, slug
from registry.law.vocabulary import Vocabulary

# Ministries went on numbering under the old code for weeks after a merger: 37/2007/QĐ-BCN is of 7 August 2007.
GRACE = timedelta(days=92)

_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def candidates(
    source: Number | str,
    on: date | None = None,
    *,
    letterhead: str = "",
    place: str = "",
    home: Collection[str] = (),
    vocabulary: Vocabulary | None = None,
) -> tuple[tuple[Issuer, ...], ...]:
    """For each code of a number (or the one code), the bodies it may mean, in the order of the tables.

    `on` leaves those that existed on that day; without it, the year of the number serves. `letterhead` is text of the
    first page, `place` a province's name, `home` codes of the office's own issuers: each narrows where some body fits it,
    and is passed over where none does. No body at all: `()`.
    """
    vocabulary = vocabulary or Vocabulary.shipped()
    codes = (source,) if isinstance(source, str) else source.issuers
    first, last = _span(source, on)
    tests = _tests(letterhead, place, home)
    return tuple(_narrowed(_of_code(vocabulary, code, first, last), tests) for code in codes)


def _span(source: Number | str, on: date | None) -> tuple[date, date]:
    if on is not None:
        return on, on
    year = None if isinstance(source, str) else source.year
    in_range = year is not None and date.min.year <= year <= date.max.year
    return (date(year, 1, 1), date(year, 12, 31)) if in_range and year else (date.min, date.max)


def _of_code(vocabulary: Vocabulary, code: str, first: date, last: date) -> list[Issuer]:
    known = vocabulary.bodies(vocabulary.codes.get(code.upper(), code))
    term = vocabulary.term(code)
    if term and (first > (term.valid_to or date.max) or last < term.valid_from):
        return []
    return [issuer for issuer in known if _existed(issuer, first, last)]


def _existed(issuer: Issuer, first: date, last: date) -> bool:
    if issuer.valid_from and issuer.valid_from > last:
        return False
    return issuer.valid_to is None or first <= issuer.valid_to or first - issuer.valid_to <= GRACE


_Test = Callable[[Issuer], bool]


def _tests(letterhead: str, place: str, home: Collection[str]) -> list[_Test]:
    tests: list[_Test] = []
    if words := _words(letterhead):
        tests += [lambda issuer: _is_named(issuer, words), lambda issuer: _place_is_named(issuer, words)]
    if wanted := slug(place):
        tests.append(lambda issuer: bool(issuer.place) and wanted.endswith(issuer.place))
    if home:
        tests.append(lambda issuer: issuer.code in home)
    return tests


def _narrowed(found: Iterable[Issuer], tests: Iterable[_Test]) -> tuple[Issuer, ...]:
    left = tuple(found)
    for test in tests:
        left = tuple(filter(test, left)) or left
    return left


def _words(text: str) -> str:
    """The text as words between single spaces, with a space at both ends, so that names are found whole."""
    return f" {_NOT_WORDS.sub(' ', fold(text)).strip()} " if text.strip() else ""


def _is_named(issuer: Issuer, words: str) -> bool:
    return any(_words(name) in words for name in (issuer.name, *issuer.aliases))


def _place_is_named(issuer: Issuer, words: str) -> bool:
    return bool(issuer.place) and f" {issuer.place.replace('-', ' ')} " in words
