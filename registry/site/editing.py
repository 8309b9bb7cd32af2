"""Entering a document, changing it, publishing it, taking it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext

from registry import (
    authorities,
    circulating,
    contents,
    documents,
    files,
    lending,
    passwords,
    publishing,
    secrecy,
    suggesting,
)
from registry.accounts import Viewer
from registry.errors import N_, Conflict, Invalid, LostRace, NotFound, NumberTaken, RegistryError
from registry.site import addresses, kept_files
from registry.site.forms import Typed, accepted
from registry.site.shown import moment
from registry.store.database import Session
from registry.store.tables import Audience, Document, File, Rank, Role, State
from registry.web import links, problems
from registry.web.access import instance, needs, viewer
from registry.web.uploads import received

REFUSALS = (Invalid, Conflict, LostRace)  # what a clerk can put right in the form itself
PUBLISH = "publish"
LINK = "link"  # of a message: it is an address to be copied
SAVED = "saved"  # of a message: what was typed is stored, so that the browser need not keep it any more


def takes_files(view: Any) -> Any:
    """Marks a view whose form may carry a file, so that its body may be large."""
    view.takes_files = True
    return view


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form came back: a sentence about all of it, sentences per field, and the document in the way, if any."""

    message: str = ""
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    holder: str | None = None
    lost: bool = False

    @classmethod
    def of(cls, error: RegistryError) -> "Refusal":
        told: dict[str, list[str]] = {}
        for one in problems.fields(error):
            told.setdefault(one["field"], []).append(one["message"])
        if isinstance(error, NumberTaken):
            told["number"] = [problems.detail(error)]
        holder = error.document if isinstance(error, NumberTaken) else None
        return cls(problems.detail(error), told, holder, isinstance(error, LostRace))


NOTHING = Refusal()


@needs(Rank.CLERK, "write")
def new_document() -> Response:
    with instance().reading() as session:
        return _new_form(session, Typed({}), NOTHING)


def _new_form(session: Session, typed: Typed, refusal: Refusal, kept: str = "") -> Response:
    shown = _choices(session) | {"typed": typed, "refusal": refusal, "kept": kept, "document": None}
    return make_response(render_template("desk/new.html", **shown))


def _choices(session: Session) -> dict[str, Any]:
    return {
        "types": authorities.types(session),
        "issuers": authorities.issuers(session),
        "fields": authorities.fields(session),
        "audiences": list(Audience),
        "roles": list(Role),
        "limit": instance().settings.max_upload,
    }


@needs(Rank.CLERK, "write")
@takes_files
def add_document() -> Response:
    """A new draft, published at once where that was asked for. A refused form comes back with all that was in it."""
    typed, home = Typed.sent(request.form), instance()
    try:
        upload = kept_files.sent(request, home, viewer())
        with home.unit_of_work() as session:
            document = accepted(typed, lambda facts: documents.register(session, viewer(), facts))
            if upload:
                files.attach(session, viewer(), document, upload)
                _keep_password(session, document.files[-1])
            published = _publish_if_asked(session, document)
    except REFUSALS as error:
        kept = kept_files.token(request, home, viewer())
        with home.reading() as session:
            return _refused(_new_form(session, typed, Refusal.of(error), kept), error)
    flash(gettext("The document is published.") if published else gettext("The draft is saved."), SAVED)
    return _back_to(document)


def _keep_password(session: Session, file: File) -> None:
    """The password that came with a file, until the file has been read. Raises Invalid."""
    if password := request.form.get("password", ""):
        passwords.keep(session, instance().settings.secret_key, file.current.id, password)


def _publish_if_asked(session: Session, document: Document) -> bool:
    if request.form.get("action") != PUBLISH:
        return False
    publishing.publish(session, viewer(), document)
    return True


def _refused(page: Response, error: RegistryError) -> Response:
    page.status_code = problems.status_of(error)[0]
    return page


def _back_to(document: Document) -> Response:
    place = addresses.page("edit_document", public_id=document.public_id)
    return make_response(redirect(place, HTTPStatus.SEE_OTHER))


@needs(Rank.CLERK, "write")
def edit_document(public_id: str) -> Response:
    with instance().reading() as session:
        document = documents.get(session, viewer(), public_id)
        typed = Typed.of(document)
        if document.state == State.DRAFT:
            typed = typed.filled(suggesting.of_document(session, document))
        return _edit_form(session, document, typed, NOTHING)


def _edit_form(session: Session, document: Document, typed: Typed, refusal: Refusal) -> Response:
    shown = (
        _choices(session)
        | _read(session, document)
        | {
            "document": document,
            "typed": typed,
            "refusal": refusal,
            "theirs": typed.differences(Typed.of(document)) if refusal.lost else {},
            "lendable": not lending.is_public(document),
            "standing": circulating.standing(session, document),
        }
    )
    return make_response(render_template("desk/edit.html", **shown))


def _read(session: Session, document: Document) -> dict[str, Any]:
    """What was read from the document's files, and how far that has come."""
    versions = [file.current for file in document.files]
    statuses = contents.reading_statuses(session, versions)
    return {
        "statuses": statuses,
        "waits": any(status.waits for status in statuses.values()),
        "covers": contents.covers(session, [document]),
        "facts": contents.facts(session, [version.id for version in versions]),
        "suggested": suggesting.of_document(session, document),
    }


@needs(Rank.CLERK, "write")
def change_document(public_id: str) -> Response:
    """Save what was typed, unless somebody else saved since the form was loaded."""
    typed, home = Typed.sent(request.form), instance()
    try:
        with home.unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            accepted(typed, lambda facts: documents.change(session, viewer(), document, facts, _version()))
            published = _publish_if_asked(session, document)
    except REFUSALS as error:
        return _edit_refused(public_id, typed, error)
    flash(gettext("The document is published.") if published else gettext("Your changes are saved."), SAVED)
    return _back_to(document)


def _version() -> int:
    """The version that the form was made from; 0, which no document has, where the form does not say."""
    return request.form.get("version", 0, type=int)


def _edit_refused(public_id: str, typed: Typed | None, error: RegistryError) -> Response:
    """The form again. The error has undone the transaction, so the document is loaded as it is now."""
    with instance().reading() as session:
        document = documents.get(session, viewer(), public_id)
        page = _edit_form(session, document, typed or Typed.of(document), Refusal.of(error))
        return _refused(page, error)


@needs(Rank.CLERK, "write")
@takes_files
def add_file(public_id: str) -> Response:
    """One more file of the document."""
    home = instance()
    try:
        role = Role.ATTACHMENT if request.form.get("role") == Role.ATTACHMENT else Role.MAIN
        upload = received(request, home, role)
        with home.unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            _keep_password(session, files.attach(session, viewer(), document, upload, request.form.get("name", "")))
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext("The file is stored."))
    return _back_to(document)


@needs(Rank.CLERK, "write")
@takes_files
def replace_file(public_id: str, file: str) -> Response:
    """New bytes for one of the document's files."""
    home = instance()
    try:
        with home.reading() as session:
            role = _file(documents.get(session, viewer(), public_id), file).role
        upload = received(request, home, role)
        with home.unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            replaced = _file(document, file)
            files.replace(session, viewer(), replaced, upload)
            _keep_password(session, replaced)
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext("The file is replaced; its link gives the new one from now on."))
    return _back_to(document)


@needs(Rank.CLERK, "write")
def remove_file(public_id: str, file: str) -> Response:
    """Take one file off a draft."""
    return _done_to_file(public_id, file, files.remove, N_("The file is removed."))


@needs(Rank.CLERK, "write")
def read_file_again(public_id: str, file: str) -> Response:
    """Have a file read again whose reading failed, or was given up."""
    return _done_to_file(public_id, file, files.read_again, N_("The file is being read again."))


@needs(Rank.CLERK, "write")
def lend_file(public_id: str, file: str) -> Response:
    """A signed link to a file that is not public, shown once."""
    home, hours = instance(), request.form.get("hours", 0, type=int)
    try:
        with home.unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            wanted = _file(document, file)
            lent = lending.lend(session, viewer(), wanted, hours, home.settings.secret_key)
            address = links.lent(home.settings, document, wanted, lent.token)
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(address, LINK)
    flash(gettext("The link is good until %(moment)s.", moment=moment(lent.until)))
    return _back_to(document)


def _done_to_file(public_id: str, file: str, act: Callable[[Session, Viewer, File], None], told: str) -> Response:
    try:
        with instance().unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            act(session, viewer(), _file(document, file))
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext(told))
    return _back_to(document)


def _file(document: Document, public_id: str) -> File:
    found = next((file for file in document.files if file.public_id == public_id), None)
    if found is None:
        raise NotFound(public_id)
    return found


@needs(Rank.CLERK, "read")
def reading_state(public_id: str) -> Response:
    """The list of the document's files, for the page to look at again while they are being read."""
    with instance().reading() as session:
        document = documents.get(session, viewer(), public_id)
        return make_response(render_template("desk/reading.html", document=document, **_read(session, document)))


@needs(Rank.EDITOR, "publish")
def withdraw_document(public_id: str) -> Response:
    try:
        with instance().unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            successor = _successor(session, request.form.get("successor", ""))
            publishing.withdraw(session, viewer(), document, request.form.get("reason", ""), successor)
    except REFUSALS as error:
        typed = Typed.sent(request.form)
        with instance().reading() as session:
            document = documents.get(session, viewer(), public_id)
            both = Typed({**Typed.of(document).values, **typed.values})
            return _refused(_edit_form(session, document, both, Refusal.of(error)), error)
    flash(gettext("The document is withdrawn. Its page says why."))
    return _back_to(document)


def _successor(session: Session, number: str) -> Document | None:
    """The one published document of that number. Raises Invalid when there is none, or more than one."""
    if not number.strip():
        return None
    known = [one for one in documents.numbered(session, viewer(), number) if one.state == State.PUBLISHED]
    if len(known) == 1:
        return known[0]
    if not known:
        raise Invalid.field("successor", N_("No published document has the number “%(number)s”."), number=number)
    raise Invalid.field("successor", N_("Several documents have the number “%(number)s”."), number=number)


@needs(Rank.CLERK, "write")
def discard_document(public_id: str) -> Response:
    try:
        with instance().unit_of_work() as session:
            publishing.discard(session, viewer(), documents.get(session, viewer(), public_id))
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext("The draft is deleted."))
    return make_response(redirect(addresses.page("desk"), HTTPStatus.SEE_OTHER))


@needs(Rank.CLERK, "write")
def give_password(public_id: str, file: str) -> Response:
    """The password of an encrypted file, which is read then."""
    home = instance()
    try:
        with home.unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            version = _file(document, file).current
            files.unlock(session, viewer(), version, request.form.get("password", ""), home.settings.secret_key)
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext("The file is being read."))
    return _back_to(document)


@needs(Rank.ADMIN, "admin")
def override_refusal(public_id: str) -> Response:
    """A mark of secrecy is none, for a stated reason."""
    try:
        with instance().unit_of_work() as session:
            document = documents.get(session, viewer(), public_id)
            secrecy.override(session, viewer(), document, request.form.get("override_reason", ""))
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    flash(gettext("The document is there again; its files are being read."))
    return _back_to(document)


@needs(Rank.ADMIN, "admin")
def erase_document(public_id: str) -> Response:
    """Erase a refused document for good: rows first, then bytes that no row points to any more."""
    home = instance()
    try:
        if request.form.get("confirmed") != "yes":
            raise Invalid.field("confirmed", N_("Confirm that the document is to be erased."))
        with home.unit_of_work() as session:
            hashes = secrecy.erase(session, viewer(), documents.get(session, viewer(), public_id))
    except REFUSALS as error:
        return _edit_refused(public_id, None, error)
    for sha256 in hashes:
        home.blobs.erase(sha256)
    flash(gettext("The document is erased."))
    return make_response(redirect(addresses.page("desk"), HTTPStatus.SEE_OTHER))
