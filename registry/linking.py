"""What the numbers in relations mean: the one document that bears it, once that is held. With several a clerk decides.

The outcome does not depend on what came first: whenever a document arrives or its number changes, all relations that name
the number are looked at again.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import effects
from registry.law.relations import ACTING, Kind
from registry.store.tables import LEFT_DRAFT, Document, Relation, Settled


def arrive(session: Session, document: Document) -> None:
    """A document has left draft, or its number, type or days have changed: relations that mean it link themselves, and
    what follows is computed anew.
    """
    onto = sa.select(Relation.target_key).where(Relation.target_id == document.id, ~Relation.chosen).distinct()
    of = sa.select(Relation.source_key).where(Relation.source_id == document.id).distinct()
    keys = {key for key in (document.number_key, *session.scalars(onto), *session.scalars(of)) if key}
    reached = {found for key in sorted(keys) for found in _resolve(session, key, document.id)}
    effects.refresh_around(session, document.id)
    if reached:
        effects.refresh(session, reached)


def link(session: Session, row: Relation) -> bool:
    """Link a new relation to what its numbers mean now. False: its source says the same already, and the row is gone."""
    if row.source_key is not None and not _link_source(session, row, _held(session, row.source_key)):
        return False
    if not row.chosen:
        _link_target(row, _held(session, row.target_key))
    session.flush()
    return True


def may_mean(document: Document) -> sa.ColumnElement[bool]:
    """A clause on relations: they act on this document, or on another one of its number."""
    kind = document.type.code if document.type else ""
    of_type = Relation.target_type.in_({"", kind})
    return sa.and_(Relation.target_key == document.number_key, of_type, Relation.target_id.is_(None))


def _held(session: Session, key: str) -> Sequence[Document]:
    of_number = sa.select(Document).where(Document.number_key == key, Document.state.in_(LEFT_DRAFT))
    return session.scalars(of_number.order_by(Document.id)).all()


def _resolve(session: Session, key: str, arrived: int) -> set[int]:
    """Link both ends that name this number. Returns the documents whose validity may differ for it; not those that merely
    follow from the one that arrived, which may be very many, and are looked at with it.
    """
    held, reached = _held(session, key), set[int | None]()
    following = sa.select(Relation).where(Relation.source_key == key, ~Relation.source_chosen).order_by(Relation.id)
    for row in session.scalars(following):
        before = row.source_id
        stays = _link_source(session, row, held)
        if not stays or (row.source_id != before and (before, row.source_id) != (None, arrived)):
            reached |= {before, row.source_id} if row.kind == Kind.DETAILS else {row.target_id}
    session.flush()
    of_number = sa.and_(Relation.target_key == key, ~Relation.chosen)
    for kind in session.scalars(sa.select(Relation.target_type).where(of_number).distinct()).all():
        reached |= _link_targets(session, of_number & (Relation.target_type == kind), _fitting(held, kind), arrived)
    return {found for found in reached if found is not None}


def _link_targets(
    session: Session, named: sa.ColumnElement[bool], fits: Sequence[int], arrived: int
) -> set[int | None]:
    """In one statement, for thousands may wait for one number. Edges out of one of those that fit mean another one."""
    own = set[int | None]()
    for source in fits:
        others = [one for one in fits if one != source]
        own |= _point(session, named & (Relation.source_id == source), others, arrived)
    return own | _point(
        session, named & (Relation.source_id.is_(None) | Relation.source_id.not_in(fits)), fits, arrived
    )


def _point(session: Session, edges: sa.ColumnElement[bool], fits: Sequence[int], arrived: int) -> set[int | None]:
    meant = fits[0] if len(fits) == 1 else None
    moved = edges & Relation.target_id.is_distinct_from(meant)
    touched = moved & Relation.kind.in_(ACTING) & (Relation.target_id.is_not(None) | sa.literal(meant != arrived))
    rows = session.execute(sa.select(Relation.kind, Relation.source_id, Relation.target_id).where(touched)).all()
    session.execute(sa.update(Relation).where(moved).values(target_id=meant, worked_on=None, settled=Settled.OPEN))
    ends = ({source} if kind == Kind.DETAILS else {before, meant} for kind, source, before in rows)
    return set[int | None]().union(*ends)


def _link_target(row: Relation, held: Sequence[Document]) -> None:
    row.target_id = _meant([one for one in held if one.id != row.source_id], row.target_type)


def _link_source(session: Session, row: Relation, held: Sequence[Document]) -> bool:
    meant = _meant(held, row.source_type or "")
    if meant == row.source_id:
        return True
    said = meant is not None and said_already(session, row, meant)
    if said:
        session.delete(row)
    else:
        row.source_id = meant
    session.flush()
    return not said


def _meant(held: Sequence[Document], kind: str) -> int | None:
    fits = _fitting(held, kind)
    return fits[0] if len(fits) == 1 else None


def _fitting(held: Sequence[Document], kind: str) -> Sequence[int]:
    return [one.id for one in held if kind in {"", one.type.code if one.type else ""}]


def said_already(session: Session, row: Relation, source_id: int) -> bool:
    """Whether somebody entered the same on the document itself."""
    same = sa.select(Relation.id).where(
        Relation.source_id == source_id, Relation.kind == row.kind, Relation.target_key == row.target_key,
        Relation.target_type == row.target_type, Relation.provisions == row.provisions,
    )  # fmt: skip
    return session.scalar(same.limit(1)) is not None
