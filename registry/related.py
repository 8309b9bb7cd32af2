"""What relates to a document, and how it may be told to a viewer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from registry import linking
from registry.accounts import Viewer
from registry.law.relations import ACTING, ORDER, Kind
from registry.store.tables import LEFT_DRAFT, Document, DocumentIssuer, Relation
from registry.visibility import known_to, visible_to

SHOWN = 200  # relations of one side that are shown, those that people look for most first
_RANK = sa.case({kind: place for place, kind in enumerate(ORDER)}, value=Relation.kind)


@dataclass(frozen=True, slots=True)
class Side:
    """An edge that leads out of a document, or into it, as a viewer may see it. `other`: the document at its other end,
    None where that is known by its number only; `several`: because several documents here bear it.
    """

    relation: Relation
    other: Document | None
    number: str
    several: bool = False


def out_of(session: Session, viewer: Viewer, document: Document, *, suggested: bool = False) -> Sequence[Side]:
    """What it acts on. A target that is held but may not be known to the viewer is left out, whatever its number."""
    rows = _whole().where(Relation.source_id == document.id, _is(suggested=suggested)).order_by(_RANK, Relation.id)
    found = session.scalars(rows.limit(SHOWN)).all()
    names = _known(session, viewer, {row.target_id for row in found if row.target_id})
    open_ = {row.target_key for row in found if not row.target_id}
    hidden, borne = _hidden_keys(session, viewer, open_), _borne_keys(session, open_)
    return [
        Side(row, names.get(row.target_id or 0), row.target_number, row.target_id is None and row.target_key in borne)
        for row in found
        if (row.target_id in names if row.target_id else row.target_key not in hidden)
    ]


def into(session: Session, viewer: Viewer, document: Document) -> Sequence[Side]:
    """What acts on it: confirmed edges whose source the viewer may see, or whose source is a number that is not held."""
    of_number = Relation.source_id.is_(None)
    rows = (
        _whole()
        .join(Document, Relation.source_id == Document.id, isouter=True)
        .where(Relation.target_id == document.id, _is(suggested=False), visible_to(viewer) | of_number)
    )
    found = session.scalars(rows.order_by(_RANK, of_number, Document.issued_on.desc(), Relation.id).limit(SHOWN)).all()
    names = _known(session, viewer, {row.source_id for row in found if row.source_id})
    open_ = {row.source_key for row in found if row.source_key and not row.source_id}
    hidden, borne = _hidden_keys(session, viewer, open_), _borne_keys(session, open_)
    return [_acting(row, names, borne) for row in found if row.source_id or row.source_key not in hidden]


def _acting(row: Relation, names: Mapping[int, Document], borne: Collection[str] = ()) -> Side:
    other = names[row.source_id] if row.source_id else None
    number = (other.canonical if other else row.source_number) or ""
    return Side(row, other, number, other is None and row.source_key in borne)


def not_held(session: Session, viewer: Viewer, document: Document) -> Sequence[str]:
    """Numbers of documents that are said to act on this one's validity, are not held, and of which no day is known."""
    rows = sa.select(Relation.source_key, sa.func.min(Relation.source_number)).where(
        Relation.target_id == document.id, Relation.source_id.is_(None), Relation.worked_on.is_(None),
        Relation.kind.in_(ACTING), _is(suggested=False),
    )  # fmt: skip
    found = {key or "": number or "" for key, number in session.execute(rows.group_by(Relation.source_key))}
    hidden = _hidden_keys(session, viewer, set(found))
    return sorted(number for key, number in found.items() if key not in hidden)


def _whole() -> sa.Select[Relation]:
    return sa.select(Relation)


def _is(*, suggested: bool) -> sa.ColumnElement[bool]:
    return Relation.confirmed_at.is_(None) if suggested else Relation.confirmed_at.is_not(None)


def named(session: Session, viewer: Viewer, keys: Collection[int | None]) -> Mapping[int, Document]:
    """Those of these documents that may be named to the viewer."""
    return _known(session, viewer, {key for key in keys if key is not None})


def _known(session: Session, viewer: Viewer, keys: Collection[int]) -> Mapping[int, Document]:
    rows = sa.select(Document).options(joinedload(Document.type)).where(Document.id.in_(keys), known_to(viewer))
    return {row.id: row for row in session.scalars(rows)} if keys else {}


def _hidden_keys(session: Session, viewer: Viewer, keys: Collection[str]) -> set[str]:
    """Numbers that belong to a document that this viewer may not know of."""
    if not keys:
        return set()
    hidden = sa.select(Document.number_key).where(Document.number_key.in_(keys), ~known_to(viewer))
    return {key for key in session.scalars(hidden) if key}


def _borne_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Numbers that documents here bear; an edge that names one and means none of them may mean several."""
    if not keys:
        return set()
    borne = sa.select(Document.number_key).where(Document.number_key.in_(keys), Document.state.in_(LEFT_DRAFT))
    return {key for key in session.scalars(borne) if key}


def acting_numbers(session: Session, viewer: Viewer, edges: Collection[int | None]) -> Mapping[int, str]:
    """By edge: the number that acts, where no document of it is held; as far as the viewer may be told."""
    rows = sa.select(Relation.id, Relation.source_key, Relation.source_number).where(
        Relation.id.in_({key for key in edges if key is not None}), Relation.source_id.is_(None)
    )
    found = session.execute(rows).all()
    hidden = _hidden_keys(session, viewer, {key for _, key, _ in found if key})
    return {edge: number for edge, key, number in found if number and key not in hidden}


def replaced_by(session: Session, viewer: Viewer, document: Document) -> Sequence[Document]:
    """Visible documents that replaced all of it."""
    newer = aliased(Relation)
    rows = sa.select(Document).options(joinedload(Document.type)).join(newer, newer.source_id == Document.id).where(
        newer.target_id == document.id, newer.kind == Kind.REPLACES, ~newer.part, newer.worked_on.is_not(None),
        newer.confirmed_at.is_not(None), visible_to(viewer),
    )  # fmt: skip
    return session.scalars(rows.order_by(Document.issued_on, Document.id)).unique().all()


def _with_names() -> sa.Select[Document]:
    issuing = selectinload(Document.issuing).joinedload(DocumentIssuer.issuer)
    return sa.select(Document).options(joinedload(Document.type), issuing)


def candidates(session: Session, viewer: Viewer, row: Relation, *, acting: bool = False) -> Sequence[Document]:
    """The documents that bear the number which the edge acts on, or which acts, where they are several."""
    key, kind = (row.source_key, row.source_type) if acting else (row.target_key, row.target_type)
    other = row.target_id if acting else row.source_id
    same = _with_names().where(
        Document.number_key == key,
        Document.state.in_(LEFT_DRAFT),
        known_to(viewer),
        Document.id != (other or 0),
    )
    held = session.scalars(same.order_by(Document.issued_on.desc(), Document.id).limit(SHOWN)).all()
    fits = [one for one in held if kind in {"", one.type.code if one.type else ""}]
    return fits if len(fits) > 1 else ()


def undecided(session: Session, viewer: Viewer, document: Document) -> Sequence[Side]:
    """What acts on the number of this document by a number that is not held either: which one it acts on is not known."""
    rows = _whole().where(linking.may_mean(document), Relation.source_id.is_(None), _is(suggested=False))
    found = session.scalars(rows.order_by(_RANK, Relation.id).limit(SHOWN)).all()
    hidden = _hidden_keys(session, viewer, {row.source_key for row in found if row.source_key})
    return [_acting(row, {}) for row in found if row.source_key not in hidden]
