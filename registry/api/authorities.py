"""Types, issuers, fields and signers over HTTP, and who a token speaks for."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from flask import Blueprint, Response

from registry import authorities, directory
from registry.api import answers, shapes
from registry.api.requests import AuthoritiesQuery, NoQuery, ReadHeaders
from registry.api.schemas.authorities import FieldsShown, IssuersShown, MeShown, SignersShown, TypesShown
from registry.api.spec import described
from registry.errors import NotSignedIn
from registry.store.database import Session
from registry.store.tables import Field, Issuer, Type
from registry.web.access import instance, public, viewer

blueprint = Blueprint("api_authorities", __name__)
TAG = "Authorities"
ONES_OWN = "private, no-store"


class _Coded(Protocol):
    code: str


Row = TypeVar("Row", bound=_Coded)


def _code(query: AuthoritiesQuery) -> str | None:
    """The code after which a list goes on. Raises Invalid."""
    return answers.read_cursor(query.cursor, tuple[str])[0] if query.cursor else None


def _cut(rows: Sequence[Row], query: AuthoritiesQuery) -> tuple[Sequence[Row], str | None]:
    """A page of a list that is short enough to be read whole (hundreds of rows), and the address of the next."""
    start = 0
    if (after := _code(query)) is not None:
        start = next((place for place, row in enumerate(rows, 1) if row.code == after), -1)
        if start < 0:
            raise answers.malformed_cursor()
    page = rows[start : start + query.limit]
    more = start + query.limit < len(rows)
    return page, answers.next_url([page[-1].code] if more else None)


@blueprint.get("/types")
@public
@described(TypesShown, tag=TAG, headers=ReadHeaders)
def list_types(query: AuthoritiesQuery) -> Response:
    """Types of document (loại văn bản)."""
    with instance().reading() as session:
        rows, going_on = _cut(authorities.types(session), query)
    return answers.hashed({"items": [_type(row) for row in rows], "next": going_on})


def _type(row: Type) -> shapes.Json:
    return {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "symbols": row.symbols.split(),
        "families": row.families.split(),
        "new_days": row.new_days,
    }


@blueprint.get("/issuers")
@public
@described(IssuersShown, tag=TAG, headers=ReadHeaders)
def list_issuers(query: AuthoritiesQuery) -> Response:
    """Bodies that issue documents (cơ quan ban hành), with the codes that stand for them in numbers."""
    with instance().reading() as session:
        rows, going_on = _cut(authorities.issuers(session), query)
        shown = _issuers(session, rows)
    return answers.hashed({"items": shown, "next": going_on})


def _issuers(session: Session, rows: Sequence[Issuer]) -> list[shapes.Json]:
    aliases, codes = directory.issuer_names(session, "alias"), directory.issuer_names(session, "code")
    return [
        {
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en,
            "level": row.level,
            "aliases": aliases.get(row.id, []),
            "codes": codes.get(row.id, []),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in rows
    ]


@blueprint.get("/fields")
@public
@described(FieldsShown, tag=TAG, headers=ReadHeaders)
def list_fields(query: AuthoritiesQuery) -> Response:
    """Fields of law (lĩnh vực)."""
    with instance().reading() as session:
        known = authorities.fields(session)
    codes = {row.id: row.code for row in known}
    rows, going_on = _cut(known, query)
    return answers.hashed({"items": [_field(row, codes) for row in rows], "next": going_on})


def _field(row: Field, codes: dict[int, str]) -> shapes.Json:
    parent = codes.get(row.parent_id) if row.parent_id is not None else None
    return {"code": row.code, "name": row.name, "name_en": row.name_en, "parent": parent}


@blueprint.get("/signers")
@public
@described(SignersShown, tag=TAG, headers=ReadHeaders)
def list_signers(query: AuthoritiesQuery) -> Response:
    """Signers of documents that you may see."""
    with instance().reading() as session:
        rows = directory.signers(session, viewer(), query.limit + 1, _code(query))
    page = rows[: query.limit]
    going_on = answers.next_url([page[-1].code] if len(rows) > query.limit else None)
    return answers.hashed({"items": [{"code": row.code, "name": row.name} for row in page], "next": going_on})


@blueprint.get("/me")
@public
@described(MeShown, tag="Tokens")
def get_me(query: NoQuery) -> Response:  # noqa: ARG001  checked, not used
    """Who the token speaks for, and what it allows. Without a token: 401."""
    one = viewer()
    if one.rank is None:
        raise NotSignedIn
    response = answers.answer({"name": one.name, "rank": one.rank.value, "scopes": sorted(one.scopes or ())})
    response.headers["Cache-Control"] = ONES_OWN
    return response
