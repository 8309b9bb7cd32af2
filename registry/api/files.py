"""Files of a document over HTTP: what there is, new ones, new bytes for old ones. Bytes are given out by /tai-ve/."""

from flask import Blueprint, Response, request

from registry import files as store
from registry import lending, passwords
from registry.api import answers, moments, shapes
from registry.api.documents import TAG, address, find, locked
from registry.api.once import Made, once
from registry.api.requests import (
    ChangeHeaders,
    FileForm,
    LinkSent,
    NoQuery,
    PasswordSent,
    ReadHeaders,
    ReplacementForm,
    UploadHeaders,
)
from registry.api.schemas.files import FilesShown, FileWhole, LinkShown
from registry.api.spec import described
from registry.errors import NotFound
from registry.files import Upload
from registry.store.database import Session
from registry.store.tables import Document, File, Rank, Role
from registry.web import links, uploads
from registry.web.access import instance, needs, public, viewer

blueprint = Blueprint("api_files", __name__)


def file_of(document: Document, file_id: str) -> File:
    """Raises NotFound."""
    found = next((file for file in document.files if file.public_id == file_id), None)
    if found is None:
        raise NotFound(file_id)
    return found


@blueprint.get("/documents/<document_id>/files")
@public
@described(FilesShown, 404, 410, tag=TAG, headers=ReadHeaders)
def list_files(document_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """The document's files.

    All of them; `next` is always null.
    """
    with instance().reading() as session:
        document = find(session, document_id)
        extra = shapes.extras(session, instance().settings, viewer(), [document])
        shown = [shapes.file_whole(document, file, extra) for file in document.files]
        body, changed = (
            answers.rendered({"items": shown, "next": None}),
            moments.settled([moments.of_document(document, extra)]),
        )
        return answers.tagged(body, document.version, changed=changed)


@blueprint.get("/documents/<document_id>/files/<file_id>")
@public
@described(FileWhole, 404, 410, tag=TAG, headers=ReadHeaders)
def get_file(document_id: str, file_id: str, query: NoQuery) -> Response:  # noqa: ARG001
    """One file.

    `reading.state` tells whether its text has been read; `download` is the address of its bytes.
    """
    with instance().reading() as session:
        document = find(session, document_id)
        return answers.tagged(_show(session, document, file_of(document, file_id)), document.version)


def _show(session: Session, document: Document, file: File) -> bytes:
    extra = shapes.extras(session, instance().settings, viewer(), [document])
    return answers.rendered(shapes.file_whole(document, file, extra))


@blueprint.post("/documents/<document_id>/files", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(FileWhole, 400, 403, 404, 409, 412, 413, 415, 503, 507, status=201, tag=TAG, headers=UploadHeaders)
def add_file(document_id: str, form: FileForm) -> Response:
    """Add a file.

    It is kept as it comes, byte for byte, and read by a worker soon after. With an `Idempotency-Key` a repetition of the
    request is done once.
    """
    upload = uploads.received(request, instance(), Role(form.role))
    asked = [upload.sha256, upload.name, form.role, form.name]
    with instance().unit_of_work() as session:
        made = once(session, viewer(), asked, lambda: _add(session, document_id, upload, form))
    return made.answer()


def _add(session: Session, document_id: str, upload: Upload, form: FileForm) -> Made:
    document = locked(session, document_id)
    file = store.attach(session, viewer(), document, upload, form.name)
    keep_password(session, file, form.password)
    return Made(_show(session, document, file), f"{address(document)}/files/{file.public_id}")


@blueprint.put("/documents/<document_id>/files/<file_id>", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(FileWhole, 400, 403, 404, 409, 412, 413, 415, 503, 507, tag=TAG, headers=ChangeHeaders)
def replace_file(document_id: str, file_id: str, form: ReplacementForm) -> Response:
    """New bytes for a file.

    Its address gives them from now on; the old ones stay under their version's address.
    """
    with instance().reading() as session:  # what it is decides what it may be replaced by
        role = file_of(find(session, document_id), file_id).role
    upload = uploads.received(request, instance(), role)
    with instance().unit_of_work() as session:
        document = locked(session, document_id)
        file = file_of(document, file_id)
        store.replace(session, viewer(), file, upload)
        keep_password(session, file, form.password)
        return answers.plain(_show(session, document, file))


@blueprint.post("/documents/<document_id>/files/<file_id>/password", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(FileWhole, 400, 403, 404, 409, 413, 415, tag=TAG)
def give_password(document_id: str, file_id: str, json: PasswordSent) -> Response:
    """Give the password of an encrypted file.

    The file is read then. The password is kept, encrypted, only until that is done; reading it anew asks for it again.
    """
    with instance().unit_of_work() as session:
        document = find(session, document_id)
        file = file_of(document, file_id)
        store.unlock(session, viewer(), file.current, json.password, instance().settings.secret_key)
        return answers.plain(_show(session, document, file))


@blueprint.post("/documents/<document_id>/files/<file_id>/links", provide_automatic_options=False)
@needs(Rank.CLERK, "write")
@described(LinkShown, 400, 403, 404, 409, 413, 415, status=201, tag=TAG)
def lend_file(document_id: str, file_id: str, json: LinkSent) -> Response:
    """Make a link to a file that is not public.

    Whoever has it may download the file until `expires_at`, and no longer than the account that made it may; it ends
    when the document is withdrawn. Who made it and until when is noted in the audit.
    """
    settings = instance().settings
    with instance().unit_of_work() as session:
        document = find(session, document_id)
        file = file_of(document, file_id)
        lent = lending.lend(session, viewer(), file, json.hours, settings.secret_key)
        url = links.lent(settings, document, file, lent.token)
    return answers.plain(answers.rendered({"url": url, "expires_at": lent.until}), 201)


def keep_password(session: Session, file: File, password: str) -> None:
    if password:
        passwords.keep(session, instance().settings.secret_key, file.current.id, password)
