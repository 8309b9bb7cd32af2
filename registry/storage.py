"""Sweeping the blob store: what no row points to, and is older than a day, goes."""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.store.blobs import Blobs
from registry.store.tables import FileVersion, Preview

ORPHANED_AFTER = dt.timedelta(days=1)  # an upload puts its bytes in place before its row; never does that take a day
AT_ONCE = 500


def sweep(reading: Callable[[], AbstractContextManager[Session]], blobs: Blobs, moment: dt.datetime) -> int:
    """Delete orphans last written before `moment`, and what was half received; returns how many orphans there were.

    Opens short sessions of its own, since no transaction may last as long as listing a large store takes.
    """
    blobs.sweep_incoming(moment)
    swept = 0
    listed = blobs.older_than(moment)
    while old := tuple(islice(listed, AT_ONCE)):
        with reading() as session:
            kept = referenced(session, old)
        for sha256 in set(old) - kept:
            blobs.delete_older(sha256, moment)
            swept += 1
    return swept


def referenced(session: Session, hashes: Iterable[str]) -> set[str]:
    """Those of the hashes that a row points to."""
    wanted = list(hashes)
    versions = session.scalars(sa.select(FileVersion.sha256).where(FileVersion.sha256.in_(wanted)))
    previews = session.scalars(sa.select(Preview.sha256).where(Preview.sha256.in_(wanted)))
    return {*versions, *previews}
