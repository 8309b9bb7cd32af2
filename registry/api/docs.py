"""Pages about the API: the document for programs, the same to read and try, and what each type of problem means.

RapiDoc is kept in the house (`static/vendor`), so that the pages load nothing from elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, send_from_directory
from flask_babel import gettext

from registry.api import answers
from registry.api.problems import OF_HTTP, PATH
from registry.api.spec import PREFIX, document
from registry.errors import Invalid, RegistryError, WrongSetting
from registry.web.access import public
from registry.web.problems import STATUS

blueprint = Blueprint("api_docs", __name__, template_folder="templates")
# RapiDoc sets its layout in style attributes; scripts stay as strict as on every page, and nothing else is laxer.
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: its fragment, its status and a sentence on it, whose places stand as "…"."""

    name: str
    status: int
    sentence: str


@blueprint.get(f"{PREFIX}/openapi.json")
@public
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    return answers.answer(document())


@blueprint.get("/api/docs")
@public
def docs() -> Response:
    page = make_response(render_template("api/docs.html", openapi=f"{PREFIX}/openapi.json", problems=PATH))
    page.headers["Content-Security-Policy"] = CSP
    return page


@blueprint.get("/api/static/<path:name>")
@public
def static(name: str) -> Response:
    return send_from_directory(STATIC, name, max_age=3600)


@blueprint.get(PATH)
@public
def problems() -> str:
    return render_template("api/problems.html", kinds=kinds(), docs="/api/docs")


def kinds() -> Sequence[Kind]:
    """Every type of problem that the API gives, by status."""
    domain = [
        Kind(name, int(status), _sentence(kind)) for kind, (status, name) in STATUS.items() if kind is not WrongSetting
    ]
    http = [Kind(name, int(status), _told(sentence)) for status, (name, sentence) in OF_HTTP.items()]
    by_name = {kind.name: kind for kind in (*http, *domain)}  # a domain error says more where both have the name
    return sorted(by_name.values(), key=lambda kind: (kind.status, kind.name))


def _sentence(kind: type[RegistryError]) -> str:
    return gettext(kind.message) if issubclass(kind, Invalid) else _told(kind.message)


class _Places(dict[str, "_Place"]):
    def __missing__(self, key: str) -> "_Place":
        return _Place()


class _Place:
    """Prints as an ellipsis, whatever kind of place it fills."""

    def __str__(self) -> str:
        return "…"


def _told(sentence: str) -> str:
    """A sentence in the reader's language with its places left open; numbers among them as words."""
    return str(gettext(sentence).replace(")d", ")s") % _Places())
