"""Documents as readers without an account are shown them: ready-made where they are kept, else made and kept.

Everybody else, and whoever reads in another language, is shown what is made anew for every request.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import registry
from registry import renditions, search
from registry.accounts import ANONYMOUS
from registry.api import answers, moments, shapes
from registry.documents import get
from registry.renditions import Made, Shown
from registry.search import Place, Query
from registry.store.database import Session
from registry.store.tables import Document
from registry.web.access import instance, viewer
from registry.web.language import language

Record = tuple[bytes, str, dt.datetime | None]  # a document's JSON and entity tag, and when it was changed


class NotKept(Exception):
    """It would have to be made anew, in a request of Flask."""


def for_everybody() -> bool:
    return viewer() is ANONYMOUS and language() == instance().settings.language


@cache
def recipe(public_url: str, language_: str) -> str:
    """Of what a rendition is made beside the rows: this program, its sentences, where addresses begin."""
    made = hashlib.blake2b(f"{public_url}\n{language_}".encode(), digest_size=12)
    for path in sorted(Path(registry.__path__[0]).rglob("*")):
        if path.suffix in {".py", ".po"}:
            made.update(path.read_bytes())
    return made.hexdigest()


def _recipe() -> str:
    return recipe(instance().settings.public_url, instance().settings.language)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its documents as JSON, what tells whether they changed, and where the next page begins.

    moments   when each was changed, and the registry; None where something is being read
    """

    items: Sequence[bytes]
    tags: Sequence[str]
    moments: Sequence[dt.datetime | None]
    after: Place | None

    def tag(self, names: Collection[str], told: object) -> str:
        """The entity tag of the page: of these documents, with these fields, and what is `told` of the list."""
        return answers.hash_of(answers.rendered([self.tags, sorted(names), told]))


def whole(document_id: str) -> Record:
    """Raises NotFound, Gone."""
    row = renditions.one(instance().database, document_id, _recipe())
    if row is not None and row.fresh:
        return row.whole, row.tag, row.moment
    with instance().reading() as session:
        document = get(session, viewer(), document_id)
        made, lasting = _made(session, [document], {document.id: row.stamp if row else 0})
    _keep([made[key] for key in lasting if row])
    one = made[document.id]
    return one.whole, one.tag, one.moment


def kept(document_id: str) -> Record:
    """As `whole`, where it need not be made. Raises NotKept."""
    row = renditions.one(instance().database, document_id, _recipe())
    if row is None or not row.fresh:
        raise NotKept
    return row.whole, row.tag, row.moment


def page(asked: Query, limit: int, after: Place | None) -> Page:
    shown = _looked_up(asked, limit, after)
    missing = {row.id: row.stamp for row in shown.rows if not row.fresh}
    return _of(shown, _made_now(missing) if missing else {})


def kept_page(asked: Query, limit: int, after: Place | None) -> Page:
    """As `page`, where nothing of it has to be made. Raises NotKept."""
    shown = _looked_up(asked, limit, after)
    if not all(row.fresh for row in shown.rows):
        raise NotKept
    return _of(shown, {})


def _looked_up(asked: Query, limit: int, after: Place | None) -> Shown:
    return renditions.of_page(instance().database, asked, limit, after, _recipe())


def _of(shown: Shown, made: Mapping[int, Made]) -> Page:
    each = [row if row.fresh else made[row.id] for row in shown.rows if row.fresh or row.id in made]
    when = [*shown.moments, *(one.moment for one in made.values())]
    return Page([one.listed for one in each], [one.tag for one in each], when, shown.after)


def _made_now(stamps: Mapping[int, int]) -> Mapping[int, Made]:
    """By document id; none for what has been withdrawn since the page was looked up."""
    with instance().reading() as session:
        made, lasting = _made(session, search.load(session, viewer(), stamps), stamps)
    _keep([made[key] for key in lasting])
    return made


def _keep(made: Sequence[Made]) -> None:
    renditions.keep(instance().database, made, _recipe())


def _made(
    session: Session, documents: Sequence[Document], stamps: Mapping[int, int]
) -> tuple[Mapping[int, Made], Collection[int]]:
    """New renditions by document id, and which of them may be kept: those without work under way."""
    extra = shapes.extras(session, instance().settings, viewer(), documents)
    made = {}
    for document in documents:
        body = answers.rendered(shapes.whole(document, extra))
        tag = answers.tag_of(body, document.version)
        listed = answers.rendered(shapes.listed(document, extra))
        moment = moments.of_document(document, extra)
        made[document.id] = Made(document.id, stamps[document.id], tag, moment, listed, body)
    return made, [document.id for document in documents if not shapes.is_changing(document, extra)]
