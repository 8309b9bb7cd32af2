"""Words one letter away from a misspelt one, found by leaving out each letter in turn: linear in the word's length."""

from collections.abc import Iterable, Iterator, Mapping


def shortened(word: str) -> Iterator[str]:
    """The word with each of its letters left out once."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def index(words: Iterable[str], *, shortest: int) -> dict[str, str]:
    """Shortened upper-case form → the first word in the order of the table that has it."""
    found: dict[str, str] = {}
    for word in words:
        if len(word) >= shortest:
            for form in shortened(word.upper()):
                found.setdefault(form, word)
    return found


def near(word: str, known: Mapping[str, str], shortened_words: Mapping[str, str], *, longest: int = 24) -> str | None:
    """The known word that `word` has one letter more than, one letter less than, or one other letter than; best first."""
    upper = word.upper()
    if not upper or len(upper) > longest:
        return None
    forms = [form for form in shortened(upper) if len(form) > 1]
    one_more = next((known[form] for form in forms if form in known), None)
    one_other = next((shortened_words[form] for form in forms if form in shortened_words), None)
    return one_more or shortened_words.get(upper) or one_other
