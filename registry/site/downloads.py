"""Files and pictures as bytes."""

import contextlib
import re

from flask import Response, request
from werkzeug.wrappers import Request

from registry import contents, documents, lending, serving
from registry.accounts import ANONYMOUS, Viewer
from registry.counting.rules import Given, Kind, Tallied
from registry.errors import NotFound, RegistryError
from registry.jobs import Instance
from registry.serving import Served
from registry.site.addresses import FILES
from registry.store.counting import Changed
from registry.store.stamped import Stamp
from registry.web import bundles, counting, links, sending
from registry.web.access import instance, public, viewer
from registry.web.express import Lane
from registry.web.sending import Ready

# Browsers keep a public picture for good (its address names the version); what stands between asks again soon,
# so that a withdrawal reaches everybody.
PICTURE_KEPT = f"public, max-age=31536000, s-maxage={sending.PUBLIC_SECONDS}, immutable"
LONGEST_NAME = 255  # characters; file systems take no longer ones
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode's category Cc


@public
def download(file: str, filename: str, number: int | None = None) -> Response:
    return given(request, viewer(), file, filename, number).response()


def given(asked: Request, who: Viewer, file: str, filename: str, number: int | None = None) -> Ready:
    """The answer to a download, which has been counted. Raises as `_served` and `sending.ready`; nothing is counted then.

    What is remembered of a file is believed until the event is written, which happens only while it is true: nearly all
    downloads ask the database nothing else.
    """
    home = instance()
    known = None if asked.query_string else serving.recalled(home.database, who, file, number)
    if known and is_name(filename):
        # Whatever is wrong may be out of date, and is found again in what is looked up now.
        with contextlib.suppress(Changed, RegistryError):
            return _counted(home, asked, who, *known)
    return _counted(home, asked, who, _served(asked, who, file, filename, number))


def _counted(home: Instance, asked: Request, who: Viewer, served: Served, under: Stamp | None = None) -> Ready:
    ready = sending.ready(asked, home, served, inline=False)
    hit = counting.asked(asked, who, published=served.counted)
    try:
        with counting.counted(home, asked, hit, Kind.DOWNLOAD, served.document_id, served.file_id, _sent(ready), under):
            return ready.read()
    except BaseException:
        ready.drop()
        raise


@public
def inline(file: str, filename: str, number: int | None = None) -> Response:
    """A look at the PDF in the browser: the same permission, but it counts as a preview, and as no download."""
    served, home = _served(request, viewer(), file, filename, number), instance()
    ready = sending.ready(request, home, served, inline=True).read()
    hit = counting.asked(request, viewer(), published=served.counted)
    counting.tally(home, hit, Tallied.PREVIEW, served.document_id, _sent(ready))
    return ready.response()


def _given_to_anybody(asked: Request, file: str, filename: str) -> Ready | None:
    if asked.query_string:  # perhaps the key of a link that was lent
        return None
    return given(asked, ANONYMOUS, file, filename.encode("latin-1").decode(errors="replace"))


# `/tai-ve/<file>/<path:filename>`, with a file's public id.
LANE = Lane(re.compile(r"/tai-ve/([0-9A-Z]{26})/([^/]+)"), f"{FILES}.{download.__name__}", _given_to_anybody)


def _sent(ready: Ready) -> Given:
    return Given(ready.answer.status, ready.answer.start, ready.answer.end)


def _served(asked: Request, who: Viewer, file: str, filename: str, number: int | None) -> Served:
    """The file; any name will do that can be one. Raises NotFound and as `serving.served` and `lending.borrowed`."""
    _check_name(filename)
    token, home = asked.args.get(links.KEY) if asked.query_string else None, instance()
    if token is None or number is not None:
        return serving.asked_for(home.database, who, file, number)
    with home.reading() as session:
        return lending.borrowed(session, file, token, home.settings.secret_key)


def _check_name(filename: str) -> None:
    """Raises NotFound."""
    if not is_name(filename):
        raise NotFound(f"{documents.plain(filename[:50])}…")


def is_name(filename: str) -> bool:
    """False for what nobody names a file: too long, with control characters, or leading out of its folder."""
    steps = filename.replace("\\", "/").split("/")
    return len(filename) <= LONGEST_NAME and not _CONTROL.search(filename) and ".." not in steps


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
