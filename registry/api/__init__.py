"""The JSON API under /api/v1, for programs with a bearer token and for the public; see docs/api.md."""

from flask import Flask
from werkzeug.exceptions import HTTPException

from registry.api import (
    answers,
    authorities,
    completing,
    counts,
    crossing,
    details,
    docs,
    documents,
    express,
    files,
    listing,
    numbering,
    problems,
    relations,
)
from registry.api.spec import PREFIX
from registry.errors import RegistryError

ROUTES = (
    listing.blueprint,
    documents.blueprint,
    files.blueprint,
    details.blueprint,
    counts.blueprint,
    authorities.blueprint,
    numbering.blueprint,
    relations.blueprint,
    completing.blueprint,
)
PAGES = docs.blueprint
LANES = express.LANES

for blueprint in (*ROUTES, PAGES):  # the shape of every error, once for all applications
    blueprint.register_error_handler(RegistryError, problems.domain)
    blueprint.register_error_handler(HTTPException, problems.http)
    blueprint.after_request(answers.finish)


def register(app: Flask) -> None:
    """Adds the routes, and the pages about them."""
    app.before_request(problems.unrouted)
    app.after_request(crossing.allow)
    for routes in ROUTES:
        app.register_blueprint(routes, url_prefix=PREFIX)
    app.register_blueprint(PAGES)
