"""Types, issuers, signers and fields: what they are called, and which one a word means."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from importlib import resources

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry.errors import N_, Invalid, NotFound
from registry.law import vietnamese
from registry.law.issuers import Issuer as ShippedIssuer
from registry.law.vocabulary import Vocabulary
from registry.store.database import Database, upsert
from registry.store.tables import Field, Issuer, IssuerName, Signer, Succession, Type

_TERM = re.compile(r"(QH|UBTVQH)[0-9]{1,2}")  # the National Assembly's codes carry the number of its term
HOME_ISSUERS = "home_issuers"  # in a session's info: the bodies whose documents this office keeps
NAMED_AT_MOST = 5  # candidates that an error lists


def seed(session: Session) -> None:
    """Add the types, issuers and fields that are shipped and not here yet; what is here stays as it was edited."""
    vocabulary = Vocabulary.shipped()
    _seed_types(session, vocabulary)
    _seed_issuers(session, vocabulary)
    _seed_fields(session)


def _seed_types(session: Session, vocabulary: Vocabulary) -> None:
    here = set(session.scalars(sa.select(Type.code)))
    session.add_all(
        Type(
            code=kind.code,
            symbols=" ".join((*kind.symbols, *kind.party_symbols)),
            name=kind.name,
            name_en=kind.name_en,
            families=" ".join(kind.families),
            position=position,
        )
        for position, kind in enumerate(vocabulary.types)
        if kind.code not in here
    )


def _seed_issuers(session: Session, vocabulary: Vocabulary) -> None:
    here = set(session.scalars(sa.select(Issuer.code)))
    fresh = {
        one.code: Issuer(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            level=one.level,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            position=position,
            names=list(_names(one)),
        )
        for position, one in enumerate(vocabulary.issuers)
        if one.code not in here
    }
    session.add_all(fresh.values())
    session.flush()  # successions point to ids
    ids = {code: id_ for code, id_ in session.execute(sa.select(Issuer.code, Issuer.id))}
    session.add_all(
        Succession(predecessor_id=ids[one.code], successor_id=ids[after.issuer], since=after.on)
        for one in vocabulary.issuers
        if one.code in fresh
        for after in one.successors
        if after.issuer in ids
    )


def _names(one: ShippedIssuer) -> Iterable[IssuerName]:
    called = [("name", one.name), *(("alias", alias) for alias in one.aliases), *(("code", code) for code in one.codes)]
    for kind, name in dict.fromkeys(called):
        yield IssuerName(kind=kind, name=name, folded=vietnamese.fold(name))


def _seed_fields(session: Session) -> None:
    here = set(session.scalars(sa.select(Field.code)))
    text = resources.files("registry").joinpath("fields.tsv").read_text(encoding="utf-8")
    for position, row in enumerate(csv.DictReader(text.splitlines(), delimiter="\t")):
        if row["code"] not in here:
            session.add(Field(code=row["code"], name=row["name"], name_en=row["name_en"], position=position))


def types(session: Session) -> Sequence[Type]:
    return session.scalars(sa.select(Type).order_by(Type.position, Type.id)).all()


def issuers(session: Session) -> Sequence[Issuer]:
    return session.scalars(sa.select(Issuer).order_by(Issuer.position, Issuer.id)).all()


def fields(session: Session) -> Sequence[Field]:
    return session.scalars(sa.select(Field).order_by(Field.position, Field.id)).all()


def type_of(session: Session, code: str) -> Type:
    """The type with this code. Raises NotFound."""
    found = session.scalar(sa.select(Type).where(Type.code == code))
    if found is None:
        raise NotFound(code)
    return found


def issuer_of(session: Session, code: str) -> Issuer:
    """The body with this code. Raises NotFound."""
    found = session.scalar(sa.select(Issuer).where(Issuer.code == code))
    if found is None:
        raise NotFound(code)
    return found


def type_called(session: Session, text: str, field: str = "type") -> Type:
    """The type with this code, name or symbol; of several with one symbol the likeliest. Raises Invalid."""
    known = types(session)
    code, symbol = vietnamese.slug(text), "".join(text.split()).upper()
    for one in known:
        if code and code in (one.code, vietnamese.slug(one.name), vietnamese.slug(one.name_en)):
            return one
    for one in known:
        if symbol in one.symbols.upper().split():
            return one
    raise Invalid.field(field, N_("There is no type of document called “%(text)s”."), text=text[:100])


def code_of_type(database: Database, text: str) -> str:
    """The code of the type that is called so. Raises Invalid. Whoever sends a code already is answered from memory: no type
    is ever taken away.
    """
    codes = database.lasting.setdefault("codes of types", set())
    if text in codes:
        return text
    with database.reading() as session:
        code = type_called(session, text).code
    codes.add(code)
    return code


def issuer_called(session: Session, text: str, on: dt.date | None, field: str = "issuers") -> Issuer:
    """The body with this slug, name, alias or number code, of those that existed on that day.

    Where several bodies share a code (UBND), the one that is the office's own is meant. Raises Invalid when there is
    none, or when nothing tells them apart.
    """
    text = " ".join(text.split())
    by_slug = session.scalar(sa.select(Issuer).where(Issuer.code == text))
    if by_slug is not None:
        return by_slug
    found = _own(session, _living(_issuers_named(session, text), on))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid.field(field, N_("There is no issuing body called “%(text)s”."), text=text[:100])
    names = "; ".join(one.name for one in found[:NAMED_AT_MOST]) + (" …" if len(found) > NAMED_AT_MOST else "")
    message = N_("“%(text)s” may be several bodies; write the name of the one that is meant: %(names)s.")
    raise Invalid.field(field, message, text=text[:100], names=names)


def add_issuer(session: Session, name: str, code: str, level: str) -> Issuer:
    """A body of that name, which numbers call `code`; the one of that name where it is there already."""
    slug = vietnamese.slug(name)
    issuer = session.scalar(sa.select(Issuer).where(Issuer.code == slug))
    if issuer is None:
        names = [
            IssuerName(kind=kind, name=called, folded=vietnamese.fold(called))
            for kind, called in (("name", name), ("code", code))
        ]
        issuer = Issuer(code=slug, name=name, level=level, names=names)
        session.add(issuer)
        session.flush()  # whoever asked goes on to use it
    return issuer


def _issuers_named(session: Session, text: str) -> list[Issuer]:
    """Bodies of that very name; else those whose name differs in case and marks only (HD and HĐ are told apart)."""
    text = _TERM.sub(r"\1", text)
    rows = session.scalars(
        sa.select(IssuerName)
        .where(IssuerName.folded == vietnamese.fold(text))
        .options(joinedload(IssuerName.issuer))
        .order_by(IssuerName.issuer_id)
    ).all()
    exact = [row for row in rows if row.name == text]
    return list(dict.fromkeys(row.issuer for row in exact or rows))


def _living(found: list[Issuer], on: dt.date | None) -> list[Issuer]:
    """Those that existed on that day; all of them when none did, since tables and documents may both be wrong."""
    if on is None or len(found) < 2:
        return found
    alive = [one for one in found if (one.valid_from or on) <= on <= (one.valid_to or on)]
    return alive or found


def _own(session: Session, found: list[Issuer]) -> list[Issuer]:
    """The office's own body among several; all of them when it has none among them, or more than one."""
    home = session.info.get(HOME_ISSUERS, ())
    if len(found) < 2 or not home:
        return found
    mine = [one for one in found if one.code in home or one.name in home]
    return mine if len(mine) == 1 else found


def signer_called(session: Session, name: str) -> Signer:
    """The signer of that name, made if new."""
    code = vietnamese.slug(name) or "khong-ten"
    session.execute(upsert(session, Signer).values(code=code, name=name).on_conflict_do_nothing())
    return session.scalars(sa.select(Signer).where(Signer.code == code)).one()


def field_called(session: Session, text: str, field: str = "fields") -> Field:
    """The field of law with this code or name. Raises Invalid."""
    word = vietnamese.fold(" ".join(text.split()))
    for one in fields(session):
        if text == one.code or word in (vietnamese.fold(one.name), vietnamese.fold(one.name_en)):
            return one
    raise Invalid.field(field, N_("There is no field of law called “%(text)s”."), text=text[:100])


def add_field(session: Session, name: str) -> Field:
    """A new field at the end of the list; the one of that name where it is there already."""
    code = vietnamese.slug(name)
    last = session.scalar(sa.select(sa.func.max(Field.position))) or 0
    session.execute(upsert(session, Field).values(code=code, name=name, position=last + 1).on_conflict_do_nothing())
    return session.scalars(sa.select(Field).where(Field.code == code)).one()
