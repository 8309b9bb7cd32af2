"""Who may see what: the one home of this question.

Every page, list, picture, text, download and answer asks here. A draft is seen by staff alone; what is published (or
open for consultation) by its audience; what was withdrawn by staff, while its audience is told that it is gone. What is
marked as a state secret is seen by administrators alone.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from registry.accounts import Viewer
from registry.store.tables import Audience, Document, Rank, State

OPEN = (State.PUBLISHED, State.CONSULTATION)


def audiences(viewer: Viewer) -> tuple[Audience, ...]:
    if viewer.is_staff:
        return tuple(Audience)
    if viewer.rank is not None:
        return (Audience.PUBLIC, Audience.READERS)
    return (Audience.PUBLIC,)


def visible_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    """A clause on documents: those that `viewer` may see whole. A program needs the scope "read" to see more."""
    viewer = _within_scope(viewer)
    if viewer.is_staff:
        return _not_refused(viewer)
    return sa.and_(~Document.refused, _in(Document.state, OPEN), _in(Document.view_audience, audiences(viewer)))


def published_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Those of them that are published: said by one equation, since SQLite reads no index by two clauses on the state."""
    viewer = _within_scope(viewer)
    published = Document.state == State.PUBLISHED
    if viewer.is_staff:
        return sa.and_(_not_refused(viewer), published)
    return sa.and_(~Document.refused, published, _in(Document.view_audience, audiences(viewer)))


def known_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    """A clause on documents: those whose existence is no secret to `viewer`; withdrawn ones answer that they are gone."""
    viewer = _within_scope(viewer)
    if viewer.is_staff:
        return _not_refused(viewer)
    was_open = sa.and_(Document.state == State.WITHDRAWN, Document.published_at.is_not(None))
    return sa.and_(
        ~Document.refused, _in(Document.state, OPEN) | was_open, _in(Document.view_audience, audiences(viewer))
    )


def _in(column: Any, values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """As literals one by one: a plain list is put into the statement anew with every execution, at the cost of a query."""
    clause: sa.ColumnElement[bool] = column.in_([sa.literal(value, column.type) for value in values])
    return clause


def _not_refused(staff: Viewer) -> sa.ColumnElement[bool]:
    """What is marked as a state secret only administrators see, since they have to decide on it."""
    return sa.true() if staff.is_at_least(Rank.ADMIN) else ~Document.refused


def sees_withdrawn(viewer: Viewer) -> bool:
    """Staff still sees what was withdrawn; everybody else is told that it is gone."""
    return _within_scope(viewer).is_staff


def may_download(viewer: Viewer, audience: Audience) -> bool:
    """For a document that `viewer` may see: may its files, which are for `audience`, be downloaded, too?"""
    return audience in audiences(_within_scope(viewer))


def _within_scope(viewer: Viewer) -> Viewer:
    return viewer if viewer.scopes is None or "read" in viewer.scopes else Viewer()
