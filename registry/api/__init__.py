"""The JSON API under /api/v1, for programs with a bearer token and for the public; see docs/api.md."""

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from registry.api import answers, authorities, details, docs, documents, files, problems
from registry.api.spec import PREFIX
from registry.errors import RegistryError


def register(app: Flask) -> None:
    """Adds the routes, the pages about them, and the shape of every error under /api/."""
    app.before_request(problems.unrouted)
    for blueprint in (documents.blueprint, files.blueprint, details.blueprint, authorities.blueprint):
        _speak_json(blueprint)
        app.register_blueprint(blueprint, url_prefix=PREFIX)
    _speak_json(docs.blueprint)
    app.register_blueprint(docs.blueprint)


def _speak_json(blueprint: Blueprint) -> None:
    blueprint.register_error_handler(RegistryError, problems.domain)
    blueprint.register_error_handler(HTTPException, problems.http)
    blueprint.after_request(answers.finish)
