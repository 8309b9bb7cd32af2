"""Documents: registering, changing, finding and listing them."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from ulid import ULID

from registry import authorities, changes, circulating, effects, indexing, linking, narrowing
from registry.accounts import Viewer, require
from registry.errors import (
    N_,
    FieldProblem,
    Gone,
    Invalid,
    LostRace,
    NotFound,
    NotReadyToPublish,
    NumberTaken,
    WrongState,
)
from registry.law import numbers
from registry.store.database import constraint_errors
from registry.store.tables import (
    Audience,
    Document,
    DocumentIssuer,
    DocumentSigner,
    File,
    Rank,
    State,
    now,
)
from registry.visibility import known_to, sees_withdrawn, visible_to

LONGEST_TITLE = 2_000
LONGEST_NUMBER = 200
MISSING = {
    "number": N_("The number (số, ký hiệu) is missing."),
    "type": N_("The type of document is missing."),
    "issuers": N_("The issuing body is missing."),
    "issued_on": N_("The day of issue is missing."),
}
EARLIEST = dt.date(1945, 1, 1)
LANGUAGES = ("vi", "en")


def register(session: Session, by: Viewer, facts: Mapping[str, Any]) -> Document:
    """A new draft. `facts`: see `apply`. Raises Invalid naming every field at once, NumberTaken, NotSignedIn, Forbidden."""
    require(by, Rank.CLERK, "write")
    document = Document(public_id=str(ULID()), created_by=by.user_id, state=State.DRAFT)
    document.issuing, document.signing = [], []
    apply(session, document, facts)
    session.add(document)
    session.flush()  # gives the id that changes and files point to
    _look_ahead(session, document, by)
    indexing.retitle(session, document)
    effects.refresh(session, {document.id})
    changes.record(session, "document.registered", by, document, number=document.canonical)
    return document


def change(session: Session, by: Viewer, document: Document, facts: Mapping[str, Any], version: int) -> None:
    """Change what `facts` name. Raises LostRace when the row is no longer `version`, and as `register`."""
    require(by, Rank.CLERK, "write")
    if document.state == State.WITHDRAWN:
        raise WrongState(document.state)
    lock(session, document)
    if document.version != version:
        raise LostRace(document.version)
    apply(session, document, facts)
    _raise_version(document)
    if document.state == State.DRAFT:
        _look_ahead(session, document, by)
    else:
        identify(session, document, by)
        if {document.view_audience, document.download_audience} != {Audience.STAFF}:
            circulating.forbid_opening(session, document)
    indexing.retitle(session, document)
    if VALIDITY.intersection(facts):
        linking.arrive(session, document)
    changes.record(session, "document.changed", by, document, fields=sorted(facts))


def apply(session: Session, document: Document, facts: Mapping[str, Any]) -> None:
    """Set what `facts` name: number, title, type (code or name), issuers (codes or names), signers ((name, office)),
    fields (codes or names), dates, gazette, language, audiences, internal_note. Raises Invalid, naming every field.
    """
    problems: list[FieldProblem] = []
    for name, value in facts.items():
        try:
            _SETTERS[name](session, document, name, value)
        except Invalid as error:
            problems.extend(error.problems)
    if document.effective_on and document.issued_on and document.effective_on < document.issued_on:
        problems.append(FieldProblem("effective_on", N_("This is before the day of issue.")))
    if document.expires_on and document.effective_on and document.expires_on < document.effective_on:
        problems.append(FieldProblem("expires_on", N_("This is before the document takes effect.")))
    if problems:
        raise Invalid(tuple(problems))
    effects.stand(document)


def lock(session: Session, document: Document) -> None:
    """From here to the end of the transaction nobody else changes this row; its state and version are what they are."""
    session.flush()
    seen = document.version
    session.refresh(document, attribute_names=["state", "version"], with_for_update=True)
    if document.version != seen:  # what was loaded before the lock is out of date; it is loaded again where it is used
        session.expire(document)


def _raise_version(document: Document) -> None:
    document.version += 1
    document.updated_at = now()


def plain(text: str) -> str:
    """One line of NFC text without control characters, the spaces joined."""
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _set_number(_session: Session, document: Document, name: str, value: str | None) -> None:
    printed = plain(value or "")
    if len(printed) > LONGEST_NUMBER:
        raise Invalid.field(name, N_("This is longer than %(count)d characters."), count=LONGEST_NUMBER)
    if not printed:
        document.number = document.canonical = document.number_key = document.loose_key = document.family = None
        return
    number = numbers.parse(printed)
    document.number, document.canonical = printed, number.canonical
    document.number_key, document.loose_key, document.family = number.key, number.loose_key, str(number.family)


def _set_title(_session: Session, document: Document, name: str, value: str | None) -> None:
    title = plain(value or "")
    if len(title) > LONGEST_TITLE:
        raise Invalid.field(name, N_("This is longer than %(count)d characters."), count=LONGEST_TITLE)
    document.title = title


def _set_type(session: Session, document: Document, name: str, value: str | None) -> None:
    document.type = authorities.type_called(session, value, name) if value else None


def _set_issuers(session: Session, document: Document, name: str, value: Sequence[str]) -> None:
    on = document.issued_on
    found = dict.fromkeys(authorities.issuer_called(session, text, on, name) for text in value)
    kept = {row.issuer: row for row in document.issuing}
    document.issuing = [
        kept.get(issuer) or DocumentIssuer(issuer=issuer, position=position) for position, issuer in enumerate(found)
    ]
    for position, row in enumerate(document.issuing):
        row.position = position


def _set_signers(session: Session, document: Document, _name: str, value: Sequence[tuple[str, str]]) -> None:
    named = {authorities.signer_called(session, plain(name)): plain(office) for name, office in value if plain(name)}
    kept = {row.signer: row for row in document.signing}
    document.signing = [kept.get(signer) or DocumentSigner(signer=signer) for signer in named]
    for position, row in enumerate(document.signing):
        row.position, row.office = position, named[row.signer]


def _set_fields(session: Session, document: Document, name: str, value: Sequence[str]) -> None:
    document.fields = list(dict.fromkeys(authorities.field_called(session, text, name) for text in value))


def _set_date(_session: Session, document: Document, name: str, value: dt.date | None) -> None:
    if value is not None and not EARLIEST <= value <= dt.date(2200, 1, 1):
        raise Invalid.field(name, N_("Give a day from 1945 on."))
    setattr(document, name, value)


def _set_text(_session: Session, document: Document, name: str, value: str | None) -> None:
    setattr(document, name, plain(value or "")[:LONGEST_TITLE])


def _set_audience(_session: Session, document: Document, name: str, value: str) -> None:
    try:
        setattr(document, name, Audience(value))
    except ValueError:
        raise Invalid.field(name, N_("Choose one of: %(known)s."), known=", ".join(Audience)) from None


def _set_language(_session: Session, document: Document, name: str, value: str) -> None:
    if value not in LANGUAGES:
        raise Invalid.field(name, N_("Choose one of: %(known)s."), known=", ".join(LANGUAGES))
    document.language = value


_SETTERS: Mapping[str, Callable[[Session, Document, str, Any], None]] = {
    "number": _set_number,
    "title": _set_title,
    "type": _set_type,
    "issued_on": _set_date,  # before the issuers: which body a code means depends on the day
    "issuers": _set_issuers,
    "signers": _set_signers,
    "fields": _set_fields,
    "effective_on": _set_date,
    "expires_on": _set_date,
    "gazette_number": _set_text,
    "gazette_date": _set_date,
    "language": _set_language,
    "view_audience": _set_audience,
    "download_audience": _set_audience,
    "internal_note": _set_text,
}
FACTS = tuple(_SETTERS)
VALIDITY = frozenset({"number", "type", "issued_on", "effective_on", "expires_on"})  # facts that timelines rest on


def identity_of(document: Document) -> str | None:
    """Issuers, type, number and day of issue in one string; None while one of them is missing."""
    if not (document.issuing and document.type and document.number_key and document.issued_on):
        return None
    issuers = "+".join(str(row.issuer.id) for row in document.issuing)
    return f"{issuers}|{document.type.id}|{document.number_key}|{document.issued_on}"


def identify(session: Session, document: Document, by: Viewer) -> None:
    """Give the document its identity, which no other may have. Raises NumberTaken, NotReadyToPublish naming what is
    missing.
    """
    identity, missing = identity_of(document), missing_in(document)
    if missing:
        raise NotReadyToPublish(missing)
    with constraint_errors(session, {"uq_documents_identity_key": lambda: _taken(session, document, identity, by)}):
        document.identity_key = identity
        session.flush()


def missing_in(document: Document) -> tuple[FieldProblem, ...]:
    have = {
        "number": document.number_key,
        "type": document.type,
        "issuers": document.issuing,
        "issued_on": document.issued_on,
    }
    return tuple(FieldProblem(field, MISSING[field]) for field, value in have.items() if not value)


def _look_ahead(session: Session, document: Document, by: Viewer) -> None:
    """Tell a clerk at once what publishing would refuse. The constraint decides, this only spares work."""
    identity = identity_of(document)
    if identity and session.scalar(sa.select(Document.id).where(Document.identity_key == identity)):
        raise _taken(session, document, identity, by)


def _taken(session: Session, document: Document, identity: str | None, by: Viewer) -> NumberTaken:
    held_by = sa.select(Document.public_id, Document.title).where(Document.identity_key == identity, visible_to(by))
    holder = session.execute(held_by).first()
    return NumberTaken(document.canonical or "", *(holder or (None, None)))


def whole() -> sa.Select[Document]:
    """Documents with everything a page or an answer shows of them."""
    return sa.select(Document).options(
        joinedload(Document.type),
        selectinload(Document.issuing).joinedload(DocumentIssuer.issuer),
        selectinload(Document.signing).joinedload(DocumentSigner.signer),
        selectinload(Document.fields),
        selectinload(Document.files).selectinload(File.versions),
        joinedload(Document.successor),
    )


def get(session: Session, viewer: Viewer, public_id: str) -> Document:
    """Raises NotFound where there is none or the viewer may not know of it, Gone for a withdrawn one."""
    document = session.scalar(whole().where(Document.public_id == public_id, known_to(viewer)))
    if document is None:
        raise NotFound(public_id)
    if document.state == State.WITHDRAWN and not sees_withdrawn(viewer):
        raise gone(document)
    return document


def published_id(session: Session, viewer: Viewer, public_id: str) -> int:
    """The key of a published document that the viewer may see: what a view is counted for. Raises NotFound."""
    found = session.scalar(
        sa.select(Document.id).where(
            Document.public_id == public_id, Document.state == State.PUBLISHED, visible_to(viewer)
        )
    )
    if found is None:
        raise NotFound(public_id)
    return found


def gone(document: Document) -> Gone:
    successor = document.successor.public_id if document.successor else None
    return Gone(document.withdrawal_reason, heading(document), successor)


def visible(session: Session, viewer: Viewer, public_ids: Collection[str]) -> set[str]:
    """Those of the ids that `viewer` may see whole: before another document is named to them."""
    if not public_ids:
        return set()
    return set(
        session.scalars(sa.select(Document.public_id).where(Document.public_id.in_(public_ids), visible_to(viewer)))
    )


def heading(document: Document) -> str:
    """Type and number as people say them: "Thông tư 25/2024/TT-BTC"."""
    return titled(document.type.name if document.type else None, document.canonical)


def titled(type_name: str | None, canonical: str | None) -> str:
    """The same of a row."""
    return " ".join(part for part in (type_name, canonical) if part)


def numbered(session: Session, viewer: Viewer, number: str) -> Sequence[Document]:
    """Documents of that number in whatever spelling, newest first; withdrawn ones too. Exact matches come alone."""
    parsed = numbers.parse(number)
    known = whole().where(known_to(viewer)).order_by(Document.issued_on.desc(), Document.id.desc()).limit(100)
    exact = session.scalars(known.where(Document.number_key == parsed.key)).all()
    return exact or session.scalars(known.where(Document.loose_key == parsed.loose_key)).all()


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a list, and where to go on; `after` is None on the last one."""

    items: Sequence[Document]
    after: tuple[str, str] | None


def newest(
    session: Session,
    viewer: Viewer,
    limit: int,
    after: tuple[str, str] | None = None,
    kind: str | None = None,
    issuer: str | None = None,
    status: narrowing.StatusOn | None = None,
) -> Slice:
    """Published documents, latest publication first (day of issue decides nothing here). `kind`, `issuer`: codes."""
    rows = whole().where(Document.state == State.PUBLISHED, visible_to(viewer))
    if kind is not None:
        rows = rows.where(Document.type.has(code=kind))
    if issuer is not None:
        rows = rows.where(Document.issuing.any(DocumentIssuer.issuer.has(code=issuer)))
    if status is not None:
        rows = rows.where(narrowing.has_status(status))
    if after is not None:
        moment = sa.literal(dt.datetime.fromisoformat(after[0]), Document.published_at.type)
        rows = rows.where(sa.tuple_(Document.published_at, Document.public_id) < sa.tuple_(moment, after[1]))
    rows = rows.order_by(Document.published_at.desc(), Document.public_id.desc()).limit(limit + 1)
    found = session.scalars(rows).all()
    shown = found[:limit]
    more = len(found) > limit and shown[-1].published_at
    return Slice(shown, (more.isoformat(), shown[-1].public_id) if more else None)
