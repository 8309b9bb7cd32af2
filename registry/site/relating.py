"""The desk's page of a document's relations: entering, confirming, choosing and removing them, and what is in doubt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext

from registry import authorities, documents, effects, related, relations, suggested
from registry.errors import N_, FieldProblem, Invalid, NotFound
from registry.law.effect import Doubt
from registry.law.relations import ACTING, ORDER
from registry.related import Side
from registry.relations import Draft, Made, Numbered
from registry.site import addresses, validity
from registry.site.editing import NOTHING, REFUSALS, Refusal
from registry.site.forms import Typed, day_typed
from registry.store.database import Session
from registry.store.tables import Document, Rank, Relation
from registry.web import problems
from registry.web.access import instance, needs, viewer

PASSIVE = "passive"  # the other document acts on this one
LOOKED_INTO = 20  # documents acted on whose doubts are looked for


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Something that contradicts itself, with the relation and the document that it is about."""

    doubt: Doubt
    relation: Relation | None
    about: Document


@needs(Rank.CLERK, "read")
def relations_page(public_id: str) -> Response:
    with instance().reading() as session:
        return _page(session, documents.get(session, viewer(), public_id), Typed({}), NOTHING)


def _page(session: Session, document: Document, typed: Typed, refusal: Refusal) -> Response:
    sides = related.out_of(session, viewer(), document, suggested=True)
    out, into = related.out_of(session, viewer(), document), related.into(session, viewer(), document)
    shown = {
        "document": document,
        "typed": typed,
        "refusal": refusal,
        "kinds": ORDER,
        "acting_kinds": ACTING,
        "types": authorities.types(session),
        "suggested": sides,
        "places": suggested.places(session, document, [side.relation for side in sides]),
        "acts_on": validity.grouped(out),
        "acted_on_by": validity.grouped(into),
        "undecided": related.undecided(session, viewer(), document),
        "candidates": _candidates(session, (*sides, *out)) | _candidates(session, into, acting=True),
        "doubts": list(_doubts(session, document, out)),
        "validity": validity.of(session, document),
    }
    return make_response(render_template("desk/relations.html", **shown))


def _candidates(session: Session, sides: Sequence[Side], *, acting: bool = False) -> dict[int, Sequence[Document]]:
    """By relation: the documents that it may mean at its other end, where they are several."""
    open_ = [side.relation for side in sides if not side.other]
    found = {row.id: related.candidates(session, viewer(), row, acting=acting) for row in open_}
    return {key: some for key, some in found.items() if some}


def _doubts(session: Session, document: Document, out: Sequence[Side]) -> Iterator[Doubtful]:
    """Of the document, and of what its own relations do to others."""
    own = {side.relation.id: side.relation for side in out if side.relation.kind in ACTING}
    into = {side.relation.id: side.relation for side in related.into(session, viewer(), document)}
    for doubt in effects.doubts(session, document.id):
        yield Doubtful(doubt, (own | into).get(doubt.edge or 0), document)
    others = list(dict.fromkeys(side.other for side in out if side.other and side.relation.id in own))
    for other in others[:LOOKED_INTO]:
        for doubt in effects.doubts(session, other.id):
            if doubt.edge in own:
                yield Doubtful(doubt, own[doubt.edge], other)


@needs(Rank.CLERK, "write")
def add_relation(public_id: str) -> Response:
    """A relation, confirmed at once: who enters it has read it."""
    typed = Typed.sent(request.form)
    try:
        with instance().unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            made = _related(session, document, typed)
            waits = made.relation.target_id is None or (made.relation.source_id is None and not made.relation.worked_on)
    except REFUSALS as error:
        return _refused(public_id, typed, error)
    flash(gettext("The relation is stored."))
    if waits:
        flash(gettext("It waits for the document of that number, or for you to say which one is meant."), "waits")
    for warning in made.warnings:
        flash(problems.sentence(warning, {}), "warning")
    return _back(public_id)


def _related(session: Session, document: Document, typed: Typed) -> Made:
    """The document acts on another, or another on it. Raises Invalid, RelationTaken."""
    said = _draft(typed)
    if typed.one("voice") != PASSIVE:
        return relations.relate(session, viewer(), document, said)
    other = Numbered(said.number, said.target_type)
    return relations.relate(session, viewer(), other, replace(said, number="", target_type="", target=document))


def _draft(typed: Typed) -> Draft:
    """Raises Invalid naming the days that are none."""
    days: dict[str, Any] = {}
    wrong: list[FieldProblem] = []
    for name in ("effective_on", "ends_on"):
        try:
            days[name] = day_typed(name, typed.one(name))
        except Invalid as error:
            wrong += error.problems
    if wrong:
        raise Invalid(tuple(wrong))
    return Draft(
        typed.one("kind"), typed.one("number"), target_type=typed.one("type"), provisions=typed.one("provisions"),
        part=bool(typed.one("part")), read_from=typed.one("read_from"), **days,
    )  # fmt: skip


def _refused(public_id: str, typed: Typed, error: Any) -> Response:
    """The form again. The error has undone the transaction, so the document is loaded as it is now."""
    with instance().reading() as session:
        page = _page(session, documents.get(session, viewer(), public_id), typed, Refusal.of(error))
        page.status_code = problems.status_of(error)[0]
        return page


def _back(public_id: str) -> Response:
    return make_response(redirect(addresses.page("relations_page", public_id=public_id), HTTPStatus.SEE_OTHER))


@needs(Rank.CLERK, "write")
def confirm_relation(public_id: str, relation: str) -> Response:
    """A suggestion is right: it counts from now on."""
    return _done(
        public_id,
        N_("The relation is confirmed."),
        lambda session, document: relations.confirm(session, viewer(), document, relation),
    )


@needs(Rank.CLERK, "write")
def remove_relation(public_id: str, relation: str) -> Response:
    return _done(
        public_id,
        N_("The relation is removed."),
        lambda session, document: relations.unrelate(session, viewer(), document, relation),
    )


@needs(Rank.CLERK, "write")
def choose_relation(public_id: str, relation: str) -> Response:
    """Which of several documents of the number is meant at the other end."""

    def choose(session: Session, document: Document) -> None:
        relations.choose(session, viewer(), document, relation, _chosen(session))

    return _done(public_id, N_("The document that is meant is stored."), choose)


@needs(Rank.CLERK, "write")
def date_relation(public_id: str, relation: str) -> Response:
    """From which day a document acts that is not held."""

    def give(session: Session, document: Document) -> None:
        day = day_typed("day", request.form.get("day", ""))
        if day is None:
            raise Invalid.field("day", N_("Give a day."))
        relations.give_day(session, viewer(), document, relation, day)

    return _done(public_id, N_("The day is stored."), give)


def _chosen(session: Session) -> Document:
    """Raises Invalid."""
    try:
        return documents.get(session, viewer(), request.form.get("target", ""))
    except NotFound:
        raise Invalid.field("target", N_("Say which document is meant.")) from None


def _done(public_id: str, told: str, act: Callable[[Session, Document], object]) -> Response:
    try:
        with instance().unit_of_work() as session:
            act(session, documents.get(session, viewer(), public_id))
    except REFUSALS as error:
        return _refused(public_id, Typed({}), error)
    flash(gettext(told))
    return _back(public_id)
