"""Documents over HTTP: the list, one of them, and all that a clerk does with it."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request

from registry import documents, passwords, publishing
from registry import files as store
from registry.api import answers, checking, facts, moments, ready, shapes
from registry.api.checking import BODY
from registry.api.once import Made, once
from registry.api.requests import (
    ChangeHeaders,
    CreateHeaders,
    DocumentForm,
    DocumentSent,
    NoQuery,
    ReadHeaders,
    WithdrawalSent,
)
from registry.api.schemas.documents import Whole
from registry.api.spec import described
from registry.counting.rules import Tallied
from registry.errors import N_, FieldProblem, Invalid, NotFound
from registry.files import Upload
from registry.store.database import Session
from registry.store.tables import Document, Rank
from registry.web import counting, uploads
from registry.web.access import instance, needs, public, viewer

blueprint = Blueprint("api_documents", __name__)
TAG = "Documents"
ID_LENGTH = 26

NO_SUCCESSOR = N_("There is no document with this id.")
NOTHING_NAMED = N_("Name at least one field to change.")


def find(session: Session, document_id: str) -> Document:
    """Raises NotFound, Gone."""
    return documents.get(session, viewer(), known_id(document_id))


def known_id(document_id: str) -> str:
    """Raises NotFound. What cannot be an id is not asked of the database, which may refuse its characters."""
    if len(document_id) != ID_LENGTH or not (document_id.isascii() and document_id.isalnum()):
        raise NotFound(document_id)
    return document_id


def show(session: Session, document: Document) -> bytes:
    extra = shapes.extras(session, instance().settings, viewer(), [document])
    return answers.rendered(shapes.whole(document, extra))


def address(document: Document) -> str:
    return f"{instance().settings.public_url}/api/v1/documents/{document.public_id}"


@blueprint.post("/documents", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(Whole, 400, 403, 409, 413, 415, 503, 507, status=201, tag=TAG, headers=CreateHeaders)
def create_document(json: DocumentSent, form: DocumentForm) -> Response:
    """A new draft.

    Send its metadata as JSON; or a form with `metadata` (the same JSON) and `file`, a PDF, so that one call does both.
    A draft may lack anything; publishing tells what is missing. With an `Idempotency-Key` a repetition is done once.
    """
    upload: Upload | None = None
    found: tuple[FieldProblem, ...] = ()
    sent = json
    if request.mimetype == checking.FORM:
        sent = _metadata(form)
        upload, found = _uploaded()
    asked = [sent.model_dump(mode="json", exclude_unset=True), upload.sha256 if upload else None]
    password = form.password if request.mimetype == checking.FORM else ""
    with instance().unit_of_work() as session:
        made = once(
            session, viewer(), asked, lambda: _create(session, sent, upload, (*sent.problems, *found), password)
        )
    return made.answer()


def _metadata(form: DocumentForm) -> DocumentSent:
    try:
        return DocumentSent.sift(checking.parsed(form.metadata))
    except BadRequest:
        raise Invalid.field("metadata", checking.MALFORMED) from None


def _uploaded() -> tuple[Upload | None, tuple[FieldProblem, ...]]:
    """The file in its place, or what is wrong with it, to be told together with what else is wrong."""
    if "file" not in request.files:
        return None, ()
    try:
        return uploads.received(request, instance()), ()
    except Invalid as error:
        return None, error.problems


def _create(
    session: Session, sent: DocumentSent, upload: Upload | None, found: tuple[FieldProblem, ...], password: str
) -> Made:
    with facts.together(found):
        document = documents.register(session, viewer(), facts.named(sent))
    if upload is not None:
        file = store.attach(session, viewer(), document, upload)
        if password:
            passwords.keep(session, instance().settings.secret_key, file.current.id, password)
    session.flush()  # the answer shows what the database made of it
    return Made(show(session, document), address(document), document.version)


@blueprint.get("/documents/<document_id>")
@public
@described(Whole, 404, 410, tag=TAG, headers=ReadHeaders)
def get_document(document_id: str, query: NoQuery) -> Response:  # noqa: ARG001  checked, not used
    """One document.

    A withdrawn one is answered with 410, the reason, and the id of what took its place. Reading here counts as no view.
    """
    if ready.for_everybody():
        body, tag, changed = ready.whole(known_id(document_id))
        tally(request, document_id)
        return answers.known(body, tag, moments.settled([changed]))
    with instance().reading() as session:
        document = find(session, document_id)
        tally(request, document_id)
        extra = shapes.extras(session, instance().settings, viewer(), [document])
        body = answers.rendered(shapes.whole(document, extra))
        return answers.tagged(body, document.version, changed=moments.settled([moments.of_document(document, extra)]))


def tally(asked: Request, document_id: str) -> None:
    counting.tally(instance(), counting.asked(asked, viewer()), Tallied.METADATA, document_id)


@blueprint.patch("/documents/<document_id>", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(Whole, 400, 403, 404, 409, 412, 413, 415, 428, tag=TAG, headers=ChangeHeaders)
def change_document(document_id: str, json: DocumentSent) -> Response:
    """Change what is named.

    `If-Match` must carry the ETag of what you change: 428 without it, 412 when somebody else was faster.
    """
    with instance().unit_of_work() as session:
        document = find(session, document_id)
        version = answers.sent_version(document)
        named = facts.named(json)
        if not named and not json.problems:
            raise Invalid.field(BODY, NOTHING_NAMED)
        with facts.together(json.problems):
            documents.change(session, viewer(), document, named, version)
        return _changed(session, document)


def _changed(session: Session, document: Document) -> Response:
    session.flush()
    return answers.tagged(show(session, document), document.version)


@blueprint.post("/documents/<document_id>/publish", provide_automatic_options=False)
@needs(Rank.CLERK, "publish")
@described(Whole, 403, 404, 409, 412, tag=TAG, headers=ChangeHeaders)
def publish_document(document_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """Publish a draft.

    422 names all that is missing of number, type, issuers and day of issue; 409 when another document has the number.
    """
    with instance().unit_of_work() as session:
        document = locked(session, document_id)
        publishing.publish(session, viewer(), document)
        return _changed(session, document)


@blueprint.post("/documents/<document_id>/withdraw", provide_automatic_options=False)
@needs(Rank.EDITOR, "publish")
@described(Whole, 400, 403, 404, 409, 412, 413, 415, tag=TAG, headers=ChangeHeaders)
def withdraw_document(document_id: str, json: WithdrawalSent) -> Response:
    """Take a published document back.

    Readers are told that it is gone, why, and what took its place; its number stays taken.
    """
    with instance().unit_of_work() as session:
        document = locked(session, document_id)
        publishing.withdraw(session, viewer(), document, json.reason, _successor(session, json.successor))
        return _changed(session, document)


def _successor(session: Session, document_id: str | None) -> Document | None:
    """Raises Invalid."""
    try:
        return find(session, document_id) if document_id else None
    except NotFound:
        raise Invalid.field("successor", NO_SUCCESSOR) from None


@blueprint.delete("/documents/<document_id>", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(None, 403, 404, 409, 412, status=204, tag=TAG, headers=ChangeHeaders)
def discard_document(document_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """Delete a draft with its files.

    What was ever published is never deleted: it is withdrawn.
    """
    with instance().unit_of_work() as session:
        publishing.discard(session, viewer(), locked(session, document_id))
    return Response(status=204)


def locked(session: Session, document_id: str) -> Document:
    """The document with its row locked, at the version that If-Match names, if it is there. Raises LostRace too."""
    document = find(session, document_id)
    documents.lock(session, document)
    answers.check_version(document)
    return document
