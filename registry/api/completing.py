"""Suggestions while somebody types."""

from flask import Blueprint, Response

from registry import completing
from registry.api import answers
from registry.api.requests import SuggestQuery
from registry.api.schemas.documents import SuggestionsShown
from registry.api.spec import described
from registry.web.access import instance, public, viewer

blueprint = Blueprint("api_completing", __name__)


@blueprint.get("/suggest")
@public
@described(SuggestionsShown, tag="Documents")
def suggest(query: SuggestQuery) -> Response:
    """What may be meant: numbers, issuers and titles that hold all that is typed, its last word as a beginning.

    Up to five of each, the newest documents first. Made to be asked with every letter: the answer may be kept a minute.
    """
    with instance().reading() as session:
        found = completing.suggest(session, viewer(), query.q)
    shown = [{"kind": one.kind.value, "key": one.key, "text": one.text, "more": one.more} for one in found]
    return answers.answer({"items": shown})
