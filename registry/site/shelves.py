"""Documents by field of law and by signer: the tree of fields, the list of signers, and what stands under one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from flask import Response, render_template, request

from registry import authorities, directory, search, usage
from registry.errors import NotFound
from registry.search import Query, Sort
from registry.site import addresses, by_validity, lists
from registry.store.database import Session
from registry.store.tables import Field
from registry.web.access import instance, public, viewer

SIGNERS = 200  # names on one page
NOBODY = 0  # parent of the fields at the top


@public
def field_list() -> Response:
    with instance().reading() as session:
        html = render_template("fields.html", below=_by_parent(authorities.fields(session)), top=NOBODY)
    return addresses.kept_a_minute(html)


@public
def of_field(code: str) -> Response:
    """With all below it; a document that is in several of them stands here once. Raises NotFound."""
    with instance().reading() as session:
        known = authorities.fields(session)
        field = next((one for one in known if one.code == code), None)
        if field is None:
            raise NotFound(code)
        shown = {"about": field, "above": _above(field, known), "below": _by_parent(known).get(field.id, ())}
        return _shelf(session, Query(field=code, sort=Sort.PUBLISHED), "of_field", code, **shown)


def _by_parent(known: Sequence[Field]) -> Mapping[int, Sequence[Field]]:
    rows = sorted(known, key=lambda one: (one.parent_id or NOBODY, one.position, one.id))
    return {parent: list(some) for parent, some in groupby(rows, key=lambda one: one.parent_id or NOBODY)}


def _above(field: Field, known: Sequence[Field]) -> Sequence[Field]:
    """From the top down to its parent; each once, should they stand in a circle."""
    by_id, path = {one.id: one for one in known}, [field]
    while (parent := by_id.get(path[0].parent_id or NOBODY)) and parent not in path:
        path.insert(0, parent)
    return path[:-1]


@public
def signer_list() -> Response:
    """By name as it stands in addresses, so without marks."""
    after = request.args.get(lists.AFTER) or None
    with instance().reading() as session:
        found = directory.signers(session, viewer(), SIGNERS + 1, after)
        more = addresses.page("signer_list", **{lists.AFTER: found[SIGNERS - 1].code}) if len(found) > SIGNERS else None
        html = render_template("signers.html", signers=found[:SIGNERS], following=more, first=after is None)
    return addresses.kept_a_minute(html)


@public
def of_signer(code: str) -> Response:
    """Raises NotFound, also for who signed nothing that may be seen."""
    with instance().reading() as session:
        signer = directory.signer(session, viewer(), code)
        return _shelf(session, Query(signer=code, sort=Sort.PUBLISHED), "of_signer", code, about=signer)


def _shelf(session: Session, query: Query, name: str, code: str, **shown: object) -> Response:
    asked = replace(query, status=by_validity.asked())
    found = search.find(session, viewer(), asked, lists.ROWS, lists.place())
    html = render_template(
        "list.html",
        documents=found.documents,
        counts=usage.counts(session, [one.id for one in found.documents]),
        statuses=by_validity.shown(session, found.documents),
        following=lists.following(found.after, name, code=code),
        validity=asked.status,
        first=lists.AFTER not in request.args,
        beginning=addresses.page(name, code=code, **by_validity.kept()),
        **shown,
    )
    return addresses.kept_a_minute(html)
