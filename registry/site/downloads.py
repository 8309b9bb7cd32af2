"""Files and pictures as bytes."""

import unicodedata

from flask import Response, request

from registry import contents, documents, lending, serving
from registry.counting.rules import Given, Kind, Tallied
from registry.errors import NotFound
from registry.serving import Served
from registry.web import bundles, counting, links, sending
from registry.web.access import instance, public, viewer
from registry.web.conditions import Answer

# Browsers keep a public picture for good (its address names the version); what stands between asks again soon,
# so that a withdrawal reaches everybody.
PICTURE_KEPT = f"public, max-age=31536000, s-maxage={sending.PUBLIC_SECONDS}, immutable"
LONGEST_NAME = 255  # characters; file systems take no longer ones


@public
def download(file: str, filename: str, number: int | None = None) -> Response:
    served, home = _served(file, filename, number), instance()

    def count(answer: Answer) -> None:
        hit = counting.asked(request, viewer(), published=served.counted)
        given = Given(answer.status, answer.start, answer.end)
        counting.count(home, request, hit, Kind.DOWNLOAD, served.document_id, served.file_id, given)

    return sending.send(request, home, served, inline=False, count=count)


@public
def inline(file: str, filename: str, number: int | None = None) -> Response:
    """A look at the PDF in the browser: the same permission, but it counts as a preview, and as no download."""
    served, home = _served(file, filename, number), instance()

    def count(answer: Answer) -> None:
        hit = counting.asked(request, viewer(), published=served.counted)
        given = Given(answer.status, answer.start, answer.end)
        counting.tally(home, hit, Tallied.PREVIEW, served.document_id, given)

    return sending.send(request, home, served, inline=True, count=count)


def _served(file: str, filename: str, number: int | None) -> Served:
    """The file; any name will do that can be one. Raises NotFound and as `serving.served` and `lending.borrowed`."""
    _check_name(filename)
    token, home = request.args.get(links.KEY), instance()
    if token is None or number is not None:
        return serving.asked_for(home.database, viewer(), file, number)
    with home.reading() as session:
        return lending.borrowed(session, file, token, home.settings.secret_key)


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

    def count(status: int) -> None:
        for one in files:
            hit, given = counting.asked(request, viewer(), published=one.counted), Given(status, 0, one.size)
            counting.count(home, request, hit, Kind.DOWNLOAD, one.document_id, one.file_id, given)

    return bundles.send(request, home, title, files, count)


@public
def picture(file: str, number: int, page: int, size: str) -> Response:
    home = instance()
    with home.reading() as session:
        found = contents.picture(session, viewer(), file, number, page, size)
    hit = counting.asked(request, viewer(), published=found.published)
    counting.tally(home, hit, Tallied.PREVIEW, found.document_id)
    response = Response(home.blobs.read(found.sha256), mimetype="image/webp")
    response.headers["Cache-Control"] = PICTURE_KEPT if found.public else "private, no-store"
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response
