"""Files and pictures as bytes, and the beacon that counts views."""

import unicodedata
from base64 import b64decode

from flask import Response, request

from registry import contents, documents, lending, serving
from registry.errors import NotFound
from registry.serving import Served
from registry.store.tables import Kind
from registry.web import bundles, counting, links, sending
from registry.web.access import instance, public, viewer
from registry.web.conditions import Answer

PROBE = 2  # bytes: players and download managers ask for so much to see whether ranges are understood
# Browsers keep a public picture for good (its address names the version); what stands between asks again soon,
# so that a withdrawal reaches everybody.
PICTURE_KEPT = f"public, max-age=31536000, s-maxage={sending.PUBLIC_SECONDS}, immutable"
LONGEST_NAME = 255  # characters; file systems take no longer ones
DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@public
def download(file: str, filename: str, number: int | None = None) -> Response:
    served, home = _served(file, filename, number), instance()

    def count(answer: Answer) -> None:
        if served.counted and is_download(answer):
            counting.count(home, request, viewer(), Kind.DOWNLOAD, served.document_id, served.file_id)

    return sending.send(request, home, served, inline=False, count=count)


def is_download(answer: Answer) -> bool:
    """The whole file, or a part that begins with its first byte and is more than a probe."""
    return answer.status == 200 or (answer.start == 0 and answer.end > PROBE)


@public
def inline(file: str, filename: str, number: int | None = None) -> Response:
    """A look at the PDF in the browser: the same permission, but no download is counted."""
    served = _served(file, filename, number)
    return sending.send(request, instance(), served, inline=True, count=lambda answer: None)  # noqa: ARG005


def _served(file: str, filename: str, number: int | None) -> Served:
    """The file; any name will do that can be one. Raises NotFound and as `serving.served` and `lending.borrowed`."""
    _check_name(filename)
    token = request.args.get(links.KEY)
    with instance().reading() as session:
        if token is not None and number is None:
            return lending.borrowed(session, file, token, instance().settings.secret_key)
        return serving.served(session, viewer(), file, number)


def _check_name(filename: str) -> None:
    """Raises NotFound."""
    if not is_name(filename):
        raise NotFound(f"{documents.plain(filename[:50])}…")


def is_name(filename: str) -> bool:
    """False for what nobody names a file: too long, with control characters, or leading out of its folder."""
    steps = filename.replace("\\", "/").split("/")
    control = any(unicodedata.category(char) == "Cc" for char in filename)
    return len(filename) <= LONGEST_NAME and not control and ".." not in steps


@public
def download_all(document: str, filename: str) -> Response:
    """All files of a document in one ZIP; each of them is a download."""
    home = instance()
    _check_name(filename)
    with home.reading() as session:
        title, files = serving.all_of(session, viewer(), document)

    def count() -> None:
        for one in files:
            if one.counted:
                counting.count(home, request, viewer(), Kind.DOWNLOAD, one.document_id, one.file_id)

    return bundles.send(request, home, title, files, count)


@public
def picture(file: str, number: int, page: int, size: str) -> Response:
    home = instance()
    with home.reading() as session:
        found = contents.picture(session, viewer(), file, number, page, size)
    response = Response(home.blobs.read(found.sha256), mimetype="image/webp")
    response.headers["Cache-Control"] = PICTURE_KEPT if found.public else "private, no-store"
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response


@public
def beacon() -> Response:
    """Pages send this when somebody looks at them, so that pages out of a cache count, too."""
    _count_view(request.form.get("document", ""))
    return Response(status=204)


@public
def beacon_picture(public_id: str) -> Response:
    """The beacon where there is no JavaScript."""
    _count_view(public_id)
    return Response(DOT, mimetype="image/gif", headers={"Cache-Control": "no-store"})


def _count_view(public_id: str) -> None:
    """Raises NotFound: only what is published, and may be seen by whoever asks, has views."""
    home = instance()
    with home.reading() as session:
        document_id = documents.published_id(session, viewer(), public_id)
    counting.count(home, request, viewer(), Kind.VIEW, document_id)
