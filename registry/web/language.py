"""The language of an answer. Pages: by their path (/en/…), never by a header, so that caches can keep them.
API errors: by Accept-Language, since they are never kept."""

from functools import lru_cache

from flask import has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request

from registry.config import LANGUAGES
from registry.web.access import API, instance

ENGLISH = "/en"


def is_english_path(path: str) -> bool:
    return path == ENGLISH or path.startswith(f"{ENGLISH}/")


def language() -> str:
    """One of LANGUAGES."""
    if not has_request_context():
        return LANGUAGES[0]
    if request.path.startswith(API):
        return of_program(request)
    return "en" if is_english_path(request.path) else instance().settings.language


def of_program(asked: Request) -> str:
    """In which one that asks the API is answered."""
    return _first_known(asked.environ.get("HTTP_ACCEPT_LANGUAGE", "")) or instance().settings.language


@lru_cache(maxsize=1_024)  # browsers send a few hundred different ones
def _first_known(accepted: str) -> str | None:
    wanted = (tag.partition("-")[0].lower() for tag in parse_accept_header(accepted, LanguageAccept).values())
    return next((tag for tag in wanted if tag in LANGUAGES), None)  # en-US is English
