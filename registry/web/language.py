"""The language of an answer. Pages: by their path (/en/…), never by a header, so that caches can keep them.
API errors: by Accept-Language, since they are never kept."""

from flask import has_request_context, request

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
        wanted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())  # en-US is English
        return next((tag for tag in wanted if tag in LANGUAGES), instance().settings.language)
    return "en" if is_english_path(request.path) else instance().settings.language
