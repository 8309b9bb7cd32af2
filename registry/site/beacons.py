"""What pages send when somebody looks at them, so that pages out of a cache count, too."""

from base64 import b64decode

from flask import Response, request

from registry import documents
from registry.counting.rules import Kind
from registry.web import counting
from registry.web.access import instance, public, viewer

DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@public
def beacon() -> Response:
    """The page names its document; one that shows none sends an empty form."""
    _count_view(request.form.get("document"))
    return Response(status=204)


@public
def beacon_picture(public_id: str | None = None) -> Response:
    """The beacon where there is no JavaScript."""
    _count_view(public_id)
    return Response(DOT, mimetype="image/gif", headers={"Cache-Control": "no-store"})


def _count_view(public_id: str | None) -> None:
    """Raises NotFound: only what is published, and may be seen by whoever asks, has views."""
    home, document_id = instance(), None
    if public_id is not None:
        with home.reading() as session:
            document_id = documents.published_id(session, viewer(), public_id)
    counting.count(home, request, counting.asked(request, viewer()), Kind.VIEW, document_id)
