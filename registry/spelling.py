"""“Ý bạn là …?”: where nothing was found, the nearest words of the titles here with which something is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, product

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import estimating
from registry.accounts import Viewer
from registry.law import nearness, terms
from registry.law.vietnamese import modern_tones, nfc
from registry.search import Query
from registry.store.tables import TitleWord

MOST_WORDS = 8  # of a query in which a misspelling is looked for
CHOICES = 5  # near words that are tried for one
TRIES = 12  # queries that are asked in all


def nearest(session: Session, viewer: Viewer, query: Query) -> str | None:
    """The query with its likeliest misspelling mended; only one that finds something the viewer may see."""
    words = list(dict.fromkeys(terms.words(query.looked_for)))
    if not words or len(words) > MOST_WORDS:
        return None
    unknown = _unknown(session, words)
    near = {word: _near(session, word) for word in unknown or words}
    tried = list(_mended(near, together=bool(unknown)))
    best, most = None, 0
    for _, mended in sorted(tried, key=lambda one: one[0])[:TRIES]:
        text = _replaced(query.looked_for, mended)
        number = estimating.count(session, viewer, replace(query, words=text)).number
        if number > most:
            best, most = text, number
    return best


def _unknown(session: Session, words: Sequence[str]) -> list[str]:
    bare = {terms.bare(word): word for word in words if word.isalpha()}
    known = set(session.scalars(sa.select(TitleWord.bare).where(TitleWord.bare.in_(bare))))
    return [word for letters, word in bare.items() if letters not in known]


def _near(session: Session, word: str) -> Sequence[tuple[int, str]]:
    """(distance, word of a title) of the nearest; written with marks where `word` has some."""
    letters = terms.bare(word)
    most = nearness.allowed(letters)
    alike = sa.func.length(TitleWord.bare).between(len(letters) - most, len(letters) + most)
    found: dict[str, tuple[int, int, str]] = {}
    for bare, written in session.execute(sa.select(TitleWord.bare, TitleWord.word).where(alike)):
        steps = nearness.distance(letters, bare, most)
        if 0 < steps <= most:
            marked = nearness.distance(word, written, 9) if letters != word else 0
            found[bare] = min(found.get(bare, (99, 99, "")), (steps, marked, written if letters != word else bare))
    return [(steps, written) for steps, _, written in sorted(found.values())[:CHOICES]]


def _mended(
    near: Mapping[str, Sequence[tuple[int, str]]], *, together: bool
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(distance in all, word → what it may be): all unknown words at once, or of known ones each by itself."""
    ways: Iterable[tuple[tuple[str, int, str], ...]]
    if together:
        ways = product(*([(word, *choice) for choice in choices] for word, choices in near.items()))
    else:
        ways = chain.from_iterable([((word, *choice),) for choice in choices] for word, choices in near.items())
    for way in ways:
        yield sum(steps for _, steps, _ in way), {word: meant for word, _, meant in way}


def _replaced(text: str, mended: Mapping[str, str]) -> str:
    plain = modern_tones(nfc(text)).lower()
    return terms.WORD.sub(lambda found: mended.get(found[0], found[0]), plain)
