"""Receiving files: what is uploaded is streamed into the blob store's incoming area while it is hashed."""

from typing import IO, Any, cast

from flask import Request, current_app

from registry import files
from registry.errors import N_, Invalid
from registry.files import Upload
from registry.jobs import Instance
from registry.store.blobs import Incoming
from registry.store.tables import Role

FORM_ROOM = 1024 * 1024  # beside the file itself: the other fields of the form, and its boundaries


class UploadRequest(Request):
    """A request whose files never lie in memory. Whatever becomes of it, nothing is left behind in incoming/."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received: list[Incoming] = []

    def allow_upload(self) -> None:
        """Views that take files say so; all other requests keep the small limit."""
        settings = cast(Instance, current_app.extensions["registry"]).settings
        self.max_content_length = settings.max_upload + FORM_ROOM

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002  werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        home = cast(Instance, current_app.extensions["registry"])
        incoming = home.blobs.receive(home.settings.max_upload)
        self._received.append(incoming)
        return cast("IO[bytes]", incoming)

    def close(self) -> None:
        for incoming in self._received:
            incoming.close()


def received(request: Request, home: Instance, role: Role = Role.MAIN, field: str = "file") -> Upload:
    """The file in that form field, checked and in its place in the blob store. Raises Invalid, TooLarge, StorageFull."""
    sent = request.files.get(field)
    incoming: object = sent.stream if sent is not None else None
    if sent is None or not isinstance(incoming, Incoming):
        raise Invalid.field(field, N_("Choose a file."))
    media_type = files.check(incoming, sent.filename or "", role)
    return Upload(home.blobs.keep(incoming), incoming.size, media_type, sent.filename or "", role)
