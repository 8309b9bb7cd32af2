"""When what an answer shows was last changed: its Last-Modified, told once nothing can change it unseen any more."""

import datetime as dt
from collections.abc import Sequence

from registry.api.shapes import Extras
from registry.search import Found
from registry.store.tables import Document, now

# HTTP's moments are whole seconds, and a transaction may commit after another that began later: what is younger than
# this might be followed by a change that bears the same moment.
SETTLED = dt.timedelta(seconds=5)


def of_documents(shown: Sequence[Document], extra: Extras) -> dt.datetime | None:
    """None while a file of theirs is being read, and for what has only just changed."""
    return _settled(_moments(shown, extra))


def of_list(found: Found, extra: Extras) -> dt.datetime | None:
    """Any change may bring a document into a list or take one out of it, so the registry's last one counts, too."""
    return _settled([*_moments(found.documents, extra), found.changed])


def _moments(shown: Sequence[Document], extra: Extras) -> list[dt.datetime | None]:
    read = [extra.statuses[file.current.id].ended for document in shown for file in document.files]
    return [*(document.updated_at for document in shown), *read]


def _settled(moments: Sequence[dt.datetime | None]) -> dt.datetime | None:
    known = [moment for moment in moments if moment is not None]
    if not known or len(known) < len(moments):
        return None
    return max(known) if now() - max(known) >= SETTLED else None
