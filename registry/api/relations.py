"""What a document acts on, what acts on it, and whether it is in force on a day."""

from flask import Blueprint, Response

from registry import effects, related, relations, usage
from registry.api import answers, shapes
from registry.api.documents import TAG, find
from registry.api.requests import DocumentChosen, EffectQuery, NoQuery, RelationSent
from registry.api.schemas.relations import EffectShown, RelationMade, RelationShown, RelationsShown
from registry.api.spec import described
from registry.documents import heading
from registry.errors import N_, Invalid, NotFound
from registry.law import effect
from registry.law.relations import VERBS
from registry.related import Side
from registry.relations import Draft, Numbered
from registry.store.database import Session
from registry.store.tables import Document, Rank, Relation
from registry.web.access import instance, needs, public, viewer
from registry.web.problems import sentence

blueprint = Blueprint("api_relations", __name__)

NO_DOCUMENT = N_("There is no document with this id.")


@blueprint.get("/documents/<document_id>/relations")
@public
@described(RelationsShown, 404, 410, tag=TAG)
def get_relations(document_id: str, query: NoQuery) -> Response:  # noqa: ARG001  checked, not used
    """What the document acts on (`acts_on`), and what acts on it (`acted_on_by`).

    A number that the registry does not hold is there without a document. Clerks see suggestions, too.
    """
    with instance().reading() as session:
        document = find(session, document_id)
        out, into = related.out_of(session, viewer(), document), related.into(session, viewer(), document)
        suggested = related.out_of(session, viewer(), document, suggested=True) if viewer().is_staff else ()
        undecided = related.undecided(session, viewer(), document) if viewer().is_staff else ()
        return answers.answer(
            {
                "acts_on": [_side(session, one) for one in (*out, *suggested)],
                "acted_on_by": [_side(session, one, passive=True) for one in into],
                "undecided": [_side(session, one, passive=True) for one in undecided],
            }
        )


@blueprint.get("/documents/<document_id>/relations/<relation_id>")
@public
@described(RelationShown, 404, 410, tag=TAG)
def get_relation(document_id: str, relation_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """One relation of the document, as its side says it. A suggestion is for clerks."""
    with instance().reading() as session:
        document = find(session, document_id)
        suggested = related.out_of(session, viewer(), document, suggested=True) if viewer().is_staff else ()
        acts_on = (*related.out_of(session, viewer(), document), *suggested)
        for passive, sides in ((False, acts_on), (True, related.into(session, viewer(), document))):
            for side in sides:
                if side.relation.public_id == relation_id:
                    return answers.answer(_side(session, side, passive=passive))
    raise NotFound(relation_id[:26])


def _side(session: Session, side: Side, *, passive: bool = False) -> shapes.Json:
    row, verb, other = side.relation, VERBS[side.relation.kind], side.other
    candidates = () if other else related.candidates(session, viewer(), row, acting=passive)
    return {
        "id": row.public_id,
        "kind": row.kind.value,
        "verb": verb.passive if passive else verb.active,
        "verb_en": verb.passive_en if passive else verb.active_en,
        "number": side.number,
        "document": _named(other) if other else None,
        "candidates": [_named(one) for one in candidates],
        "part": row.part,
        "provisions": row.provisions,
        "effective_on": row.effective_on,
        "ends_on": row.ends_on,
        "worked_on": row.worked_on,
        "read_from": row.read_from,
        "confirmed": row.confirmed_at is not None,
    }


def _named(document: Document) -> shapes.Json:
    return {"id": document.public_id, "heading": heading(document)}


@blueprint.post("/documents/<document_id>/relations", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(RelationMade, 400, 403, 404, 409, 413, 415, status=201, tag=TAG)
def add_relation(document_id: str, json: RelationSent) -> Response:
    """The document acts on another: named by its id, or by its number, whether it is held or not. With `passive` the other
    one acts on it: where that is not held, it works on its own day.

    A confirmed relation changes validity at once. `warnings` tell what is odd though it is allowed.
    """
    with instance().unit_of_work() as session:
        document = find(session, document_id)
        source, target, number, kind = _ends(session, document, json)
        said = Draft(
            json.kind, number, target, kind, json.provisions, json.part, json.effective_on, json.ends_on, json.read_from
        )
        made = relations.relate(session, viewer(), source, said, confirmed=json.confirmed)
        side = _of(made.relation, passive=json.passive)
        shown = _side(session, side, passive=json.passive) | {"warnings": [sentence(one, {}) for one in made.warnings]}
        address = f"{instance().settings.public_url}/api/v1/documents/{document.public_id}/relations/{shown['id']}"
    response = answers.plain(answers.rendered(shown), 201)
    response.headers["Location"] = address
    return response


def _ends(
    session: Session, document: Document, json: RelationSent
) -> tuple[Document | Numbered, Document | None, str, str]:
    """What acts; what it acts on, with its number and type where that is not held. Raises Invalid."""
    other = _target(session, json.document)
    if not json.passive:
        return document, other, json.number, json.type
    return other or Numbered(json.number, json.type), document, "", ""


def _of(row: Relation, *, passive: bool = False) -> Side:
    if passive:
        return Side(row, row.source, row.source.canonical or "" if row.source else row.source_number or "")
    return Side(row, row.target, row.target_number)


def _target(session: Session, document_id: str | None) -> Document | None:
    """Raises Invalid."""
    try:
        return find(session, document_id) if document_id else None
    except NotFound:
        raise Invalid.field("document", NO_DOCUMENT) from None


@blueprint.post("/documents/<document_id>/relations/<relation_id>/confirm", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(RelationShown, 403, 404, tag=TAG)
def confirm_relation(document_id: str, relation_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """A suggestion is right: it changes validity from now on. Confirming again changes nothing."""
    with instance().unit_of_work() as session:
        document = find(session, document_id)
        row = relations.confirm(session, viewer(), document, relation_id[:26])
        return answers.plain(answers.rendered(_side(session, _of(row))))


@blueprint.post("/documents/<document_id>/relations/<relation_id>/choose", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(RelationShown, 400, 403, 404, 409, 413, 415, tag=TAG)
def choose_document(document_id: str, relation_id: str, json: DocumentChosen) -> Response:
    """Say which document is meant at the other end, where several bear the number; `candidates` of the relation name them.
    Of an undecided relation: that it acts on this document.
    """
    with instance().unit_of_work() as session:
        meant, document = _target(session, json.document), find(session, document_id)
        if meant is None:
            raise Invalid.field("document", NO_DOCUMENT)
        row = relations.choose(session, viewer(), document, relation_id[:26], meant)
        passive = row.source_id != document.id
        return answers.plain(answers.rendered(_side(session, _of(row, passive=passive), passive=passive)))


@blueprint.delete("/documents/<document_id>/relations/<relation_id>", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(None, 403, 404, status=204, tag=TAG)
def remove_relation(document_id: str, relation_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """Remove a relation or a suggestion; validity is again what it was before."""
    with instance().unit_of_work() as session:
        relations.unrelate(session, viewer(), find(session, document_id), relation_id[:26])
    return Response(status=204)


@blueprint.get("/documents/<document_id>/effect")
@public
@described(EffectShown, 404, 410, tag=TAG)
def get_effect(document_id: str, query: EffectQuery) -> Response:
    """The status on a day (today, unless `as_of` says another one), and the whole timeline with causes.

    `pending`: a change that the timeline may follow is still being worked out. A cause that is a document you may not see
    is told without it.
    """
    day = query.as_of or usage.today(instance().settings.timezone)
    with instance().reading() as session:
        document = find(session, document_id)
        periods = effects.timelines(session, [document.id]).get(document.id, ())
        known = related.named(session, viewer(), [one.why.act for one in periods])
        numbers = related.acting_numbers(session, viewer(), [one.why.edge for one in periods])
        pending = effects.is_pending(session, document.id)
        unheld = related.not_held(session, viewer(), document)
    return answers.answer(
        {
            "as_of": day,
            "status": effect.at(periods, day).status.value if periods else None,
            "pending": pending,
            "not_held": unheld,
            "periods": [_period(one, known.get(one.why.act or 0), numbers.get(one.why.edge or 0)) for one in periods],
        }
    )


def _period(one: effect.Period, by: Document | None, by_number: str | None) -> shapes.Json:
    return {
        "status": one.status.value,
        "since": one.since,
        "until": one.until,
        "cause": one.why.cause.value,
        "by": _named(by) if by else None,
        "by_number": by_number,
    }
