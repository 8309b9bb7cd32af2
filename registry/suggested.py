"""Relations that were read in a document's text: suggested, with the place where they stand, until a clerk decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from ulid import ULID

from registry import linking
from registry.law.relations import OF_CITATIONS, Kind
from registry.relations import REMOVED
from registry.store.tables import Change, CitationFound, Document, File, FileVersion, Page, Relation


def suggest(session: Session, version_id: int) -> int:
    """Unconfirmed edges from what a version's text says that its document does; returns how many are new. What somebody
    has entered, or removed, is not suggested again.
    """
    document = session.scalars(
        sa.select(Document).join(File).join(FileVersion).where(FileVersion.id == version_id)
    ).one()
    known, removed = _known(session, document), _removed(session, document)
    fresh: dict[tuple[Kind, str], Relation] = {}
    for row in session.execute(_said(version_id)):
        kind = OF_CITATIONS[row.relation]
        edge = kind, row.number_key
        if row.number_key == document.number_key or edge in known or (kind, row.canonical) in removed or edge in fresh:
            continue
        fresh[edge] = Relation(
            public_id=str(ULID()), source_id=document.id, kind=kind, target_number=row.canonical, target_key=row.number_key,
            part=row.scope == "part", read_from=f"trang {row.page}",
        )  # fmt: skip
    session.add_all(fresh.values())
    session.flush()
    for one in fresh.values():
        linking.link(session, one)
    return len(fresh)


def _said(version_id: int) -> sa.Select[*tuple[object, ...]]:
    """What the text says, each once, with the first page on which it does."""
    columns = CitationFound.relation, CitationFound.canonical, CitationFound.number_key, CitationFound.scope
    said = sa.select(*columns, sa.func.min(CitationFound.page).label("page")).where(
        CitationFound.version_id == version_id, CitationFound.direction == "this_acts", CitationFound.relation.in_(OF_CITATIONS)
    )  # fmt: skip
    return said.group_by(*columns).order_by(sa.text("page"))


def _known(session: Session, document: Document) -> set[tuple[Kind, str]]:
    rows = sa.select(Relation.kind, Relation.target_key).where(Relation.source_id == document.id)
    return {(kind, key) for kind, key in session.execute(rows)}


def _removed(session: Session, document: Document) -> set[tuple[str, str]]:
    rows = sa.select(Change.payload).where(Change.document_id == document.id, Change.kind == REMOVED)
    return {(payload["relation"], payload["target"]) for payload in session.scalars(rows)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document's text an edge was read: the page, the number as it stands there, and what is around it."""

    page: int
    before: str
    cited: str
    after: str


AROUND = 110  # characters shown on either side


def places(session: Session, document: Document, rows: Sequence[Relation]) -> Mapping[int, Place]:
    """By edge of this document: the first place of its present files where the text says so."""
    versions = [file.current.id for file in document.files]
    kinds = {kind: word for word, kind in OF_CITATIONS.items()}
    said = sa.select(CitationFound, Page.text).join(
        Page, (Page.version_id == CitationFound.version_id) & (Page.number == CitationFound.page)
    )
    said = said.where(
        CitationFound.version_id.in_(versions), CitationFound.direction == "this_acts",
        CitationFound.number_key.in_({row.target_key for row in rows}),
    )  # fmt: skip
    found: dict[tuple[str, str | None], Place] = {}
    for citation, text in session.execute(said.order_by(*CitationFound.__table__.primary_key)):
        found.setdefault((citation.number_key, citation.relation), _place(citation, text))
    known = {row.id: found.get((row.target_key, kinds.get(row.kind))) for row in rows}
    return {key: place for key, place in known.items() if place}


def _place(citation: CitationFound, text: str) -> Place:
    before = text[max(0, citation.start - AROUND) : citation.start]
    return Place(
        citation.page, before.partition(" ")[2] if len(before) == AROUND else before,
        text[citation.start : citation.end], text[citation.end : citation.end + AROUND].rpartition(" ")[0],
    )  # fmt: skip
