"""The clerk's desk: what lies on it, and small answers while a clerk types."""

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template, request

from registry import contents, documents, search, secrecy, worklist
from registry.documents import Slice
from registry.law import numbers
from registry.search import Query
from registry.site import lists
from registry.site.explained import explain
from registry.store.database import Session
from registry.store.tables import Document, Rank, State
from registry.web.access import instance, needs, viewer

FOUND = 50
SAME_NUMBER = 3  # documents of the same number that a clerk is told about while typing


@needs(Rank.CLERK, "read")
def desk() -> Response:
    """All documents, the ones changed last first. A part of the page asks for itself again while files are being read."""
    query, state = documents.plain(request.args.get("q", "")), _state()
    with instance().reading() as session:
        found = (
            _searched(session, query) if query else worklist.recent(session, viewer(), lists.ROWS, lists.after(), state)
        )
        versions = [file.current for document in found.items for file in document.files]
        statuses = contents.reading_statuses(session, versions)
        shown = {
            "documents": found.items,
            "statuses": statuses,
            "waits": any(status.waits for status in statuses.values()),
            "covers": contents.covers(session, found.items),
            "following": lists.next_page("desk", found, **({"state": state.value} if state else {})),
            "state": state,
            "query": query,
        }
        if "HX-Request" in request.headers:
            return make_response(render_template("desk/rows.html", **shown))
        shown |= {"states": worklist.by_state(session, viewer())} | _refused(session)
        return make_response(render_template("desk/desk.html", **shown))


def _refused(session: Session) -> dict[str, Any]:
    """The administrator is told which documents were refused, whoever brought one in only that it was."""
    if viewer().is_at_least(Rank.ADMIN):
        return {"refused": secrecy.refused(session, viewer()), "own_refused": 0}
    return {"refused": (), "own_refused": secrecy.refused_of(session, viewer())}


def _state() -> State | None:
    text = request.args.get("state", "")
    return State(text) if text in set(State) else None


def _searched(session: Session, query: str) -> Slice:
    numbered: Sequence[Document] = ()
    if numbers.parse(query).ordinal:
        numbered = documents.numbered(session, viewer(), query)
    return Slice(numbered or search.find(session, viewer(), Query(words=query, drafts=True), FOUND).documents, None)


@needs(Rank.CLERK, "read")
def number_hint() -> Response:
    """What the number that is being typed says of itself, and who has it already."""
    text = documents.plain(request.args.get("number", ""))
    if not text:
        return Response("")
    with instance().reading() as session:
        known = documents.numbered(session, viewer(), text)
        others = [one for one in known if one.public_id != request.args.get("document")][:SAME_NUMBER]
        return make_response(
            render_template(
                "desk/number_hint.html", explained=explain(text), others=others, sought="quan_he" in request.args
            )
        )
