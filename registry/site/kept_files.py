"""A file that came with a form that was refused: it is in the blob store already, and need not be sent again.

The form that comes back carries a signed note of it, good for its sender only and for less time than the sweep leaves
orphaned blobs alone.
"""

from flask import Request
from itsdangerous import BadData, URLSafeTimedSerializer

from registry.accounts import Viewer
from registry.errors import Invalid
from registry.files import Upload
from registry.jobs import Instance
from registry.store.tables import Role
from registry.web.uploads import received

FIELD = "kept_file"
SECONDS = 12 * 3600  # half of storage.ORPHANED_AFTER


def sent(request: Request, home: Instance, by: Viewer) -> Upload | None:
    """The file of this form: chosen now, or kept from the try before; None where there is none. As `uploads.received`."""
    chosen = request.files.get("file")
    if chosen is not None and chosen.filename:
        return received(request, home)
    return kept(request, home, by)


def kept(request: Request, home: Instance, by: Viewer) -> Upload | None:
    try:
        user_id, sha256, size, media_type, name = _signer(home).loads(request.form.get(FIELD, ""), max_age=SECONDS)
    except (BadData, ValueError):
        return None
    return Upload(sha256, size, media_type, name, Role.MAIN) if user_id == by.user_id else None


def token(request: Request, home: Instance, by: Viewer) -> str:
    """The note for the form that goes back; "" when no good file came with it."""
    try:
        upload = sent(request, home, by)
    except Invalid:
        return ""
    if upload is None:
        return ""
    return _signer(home).dumps([by.user_id, upload.sha256, upload.size, upload.media_type, upload.name])


def _signer(home: Instance) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(home.settings.secret_key, salt="file of a refused form")
