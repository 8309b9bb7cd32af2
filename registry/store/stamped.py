"""What a process remembers of documents, each as good as the document's stamp (store.stamps)."""

from collections.abc import Hashable
from typing import Any, NamedTuple

from registry.store.prepared import Prepared

REMEMBERED = 4_000  # values, of less than 1 kB each


class Stamp(NamedTuple):
    """A document, and its stamp when something was made of its rows."""

    document_id: int
    stamp: int


class Stamped:
    """Values made of a document's rows, with its stamp, which is all that has to be read when one is asked for again: on
    SQLite every commit of another connection empties a connection's cache of pages, so that a query of five tables reads
    some twenty anew.
    """

    def __init__(self, stamp: Prepared) -> None:
        """`stamp`: selects the stamp of `document_id`."""
        self._stamp = stamp
        self._kept: dict[Hashable, tuple[Any, Stamp]] = {}

    def recall(self, key: Hashable) -> tuple[Any, Stamp] | None:
        """A value that is perhaps out of date, and the stamp under which it is not."""
        return self._kept.get(key)

    def holds(self, stamp: Stamp) -> bool:
        return self._stamp.raw(document_id=stamp.document_id) == [(stamp.stamp,)]

    def get(self, key: Hashable) -> Any | None:
        kept = self._kept.get(key)
        return kept[0] if kept and self.holds(kept[1]) else None

    def keep(self, key: Hashable, value: Any, stamp: Stamp) -> None:
        """The stamp was read no later than what `value` is made of."""
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
        self._kept[key] = value, stamp
