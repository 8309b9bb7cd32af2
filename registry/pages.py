"""Pages of files as they are given out: their text, their pictures, and why a file is not read yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import work
from registry.store.tables import Page, Preview, Progress, Work


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is there: its page, and its size ("cover" or "page") by name and in pixels."""

    page: int
    size: str
    width: int
    height: int


def drawn(session: Session, versions: Collection[int], size: str | None = None) -> Mapping[int, Sequence[Drawn]]:
    """Pictures of several versions in one query, in order of their pages; versions without any have no entry."""
    if not versions:
        return {}
    rows = sa.select(Preview.version_id, Preview.page, Preview.size, Preview.width, Preview.height)
    rows = rows.where(Preview.version_id.in_(versions)).order_by(Preview.version_id, Preview.page, Preview.size)
    if size is not None:
        rows = rows.where(Preview.size == size)
    found: dict[int, list[Drawn]] = defaultdict(list)
    for version_id, page, kind, width, height in session.execute(rows):
        found[version_id].append(Drawn(page, kind, width, height))
    return found


def parked(session: Session, versions: Collection[int]) -> Mapping[int, str]:
    """Of versions that wait to be read: those that are not tried again, with the sentence that says why (English)."""
    if not versions:
        return {}
    rows = sa.select(Work.subject_id, Work.reason).where(
        Work.kind == work.READING, Work.progress == Progress.PARKED, Work.subject_id.in_(versions)
    )
    return {subject_id: reason or work.DIED for subject_id, reason in session.execute(rows)}


def texts(
    session: Session, versions: Sequence[int], limit: int, after: tuple[int, int] | None = None, only: int | None = None
) -> Sequence[Page]:
    """Up to `limit` pages of these versions, those of the first one first; `only` the pages of that number.

    `after`: (version, page) of the last one seen.
    """
    order = {version: place for place, version in enumerate(versions)}
    if not order:
        return ()
    place = sa.case(order, value=Page.version_id)
    rows = sa.select(Page).where(Page.version_id.in_(versions)).order_by(place, Page.number).limit(limit)
    if only is not None:
        rows = rows.where(Page.number == only)
    if after is not None:
        version, number = after
        later = [one for one in versions if order[one] > order[version]]
        rows = rows.where(Page.version_id.in_(later) | sa.and_(Page.version_id == version, Page.number > number))
    return session.scalars(rows).all()
