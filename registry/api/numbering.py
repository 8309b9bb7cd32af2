"""Numbers and citations over HTTP: what a number is and who bears or cites it, and what a pasted text cites."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response

from registry import citing, documents
from registry.api import answers, shapes
from registry.api.requests import ResolveQuery, TextSent
from registry.api.schemas.numbering import CitationsShown, Resolved
from registry.api.spec import described
from registry.law import citations, numbers
from registry.store.database import Session
from registry.store.tables import Document
from registry.web.access import instance, public, viewer

blueprint = Blueprint("api_numbers", __name__)
TAG = "Numbers"


@blueprint.get("/resolve")
@public
@described(Resolved, tag=TAG)
def resolve_number(query: ResolveQuery) -> Response:
    """Read a number in any spelling, and find the documents that bear it, and those whose text cites it.

    Always 200: what is odd about the number stands in `parsed.problems`, and where there is no such document
    `candidates` is empty. Several issuers may have given one number out.
    """
    parsed = numbers.parse(query.number)
    with instance().reading() as session:
        found = documents.numbered(session, viewer(), query.number) if parsed.key else []
        citing_it = citing.cited_by(session, viewer(), parsed) if parsed.key else []
        shown = {
            "parsed": shapes.parsed(parsed),
            "candidates": _candidates(session, found),
            "cited_by": _candidates(session, citing_it),
        }
    return answers.answer(shown)


@blueprint.post("/citations")
@public
@described(CitationsShown, 400, 413, 415, tag=TAG)
def find_citations(json: TextSent) -> Response:
    """Find the citations in a text of up to 2,000,000 characters, each with the documents that it resolves to.

    Paste a list of numbers to get all the texts. `start` and `end` are offsets in code points of the text as it came.
    """
    found = citations.find(json.text)
    with instance().reading() as session:
        held = _shown_by_key(session, citing.resolved(session, viewer(), found))
    items = [citations.as_json(one) | {"documents": held.get(one.number.key, [])} for one in found]
    return answers.answer({"citations": items})


def _shown_by_key(session: Session, held: Mapping[str, Sequence[Document]]) -> Mapping[str, Sequence[shapes.Json]]:
    every = list({document.id: document for some in held.values() for document in some}.values())
    shown = dict(zip((document.id for document in every), _candidates(session, every), strict=True))
    return {key: [shown[document.id] for document in some] for key, some in held.items()}


def _candidates(session: Session, found: Sequence[Document]) -> list[shapes.Json]:
    extra = shapes.extras(session, instance().settings, viewer(), [])
    successors = {document.successor.public_id for document in found if document.successor}
    named = documents.visible(session, viewer(), successors)
    return [shapes.candidate(document, extra, named) for document in found]
