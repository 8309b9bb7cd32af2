"""When what an answer shows was last changed: its Last-Modified, told once nothing can change it unseen any more."""

import datetime as dt
from collections.abc import Sequence

from registry.api.shapes import Extras
from registry.store.tables import Document, now

# HTTP's moments are whole seconds, and a transaction may commit after another that began later: what is younger than
# this might be followed by a change that bears the same moment.
SETTLED = dt.timedelta(seconds=5)


def of_document(document: Document, extra: Extras) -> dt.datetime | None:
    """When it, or what is read of its files, was changed; None while a file is being read."""
    read = [extra.statuses[file.current.id].ended for file in document.files]
    known = [moment for moment in read if moment is not None]
    return max([document.updated_at, *known]) if len(known) == len(read) else None


def settled(moments: Sequence[dt.datetime | None]) -> dt.datetime | None:
    """The last of them; None where one is not known, and for what has only just changed.

    For lists the registry's last change is among them: any may bring a document into a list, or take one out of it.
    """
    known = [moment for moment in moments if moment is not None]
    if not known or len(known) < len(moments):
        return None
    return max(known) if now() - max(known) >= SETTLED else None
