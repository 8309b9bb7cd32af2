"""The application with two addresses more, that answer with constant bytes after the same steps as their neighbours:
identity, limits, headers and figures, and no work. One is a route of Flask; the other does without Flask's request, as
records and lists do for those who show nothing of themselves, and is the most that any answer could reach.
"""

import re

from flask import Blueprint, Flask, Response
from werkzeug.wrappers import Request

from registry import app
from registry.api import answers, express
from registry.api.ready import Record
from registry.api.spec import PREFIX
from registry.web.access import public, viewer
from registry.web.express import Express, Lane

ADDRESS, AT_ONCE = f"{PREFIX}/constant", f"{PREFIX}/constant-at-once"
BODY = b'{"constant":true}'

blueprint = Blueprint("constant", __name__)
blueprint.after_request(answers.finish)


@blueprint.get(ADDRESS)
@public
def constant() -> Response:
    viewer()
    return answers.plain(BODY)


@express.for_everybody
def _constant(asked: Request) -> Record:  # noqa: ARG001
    return BODY, answers.hash_of(BODY), None


LANE = Lane(re.compile(AT_ONCE), f"{blueprint.name}.{constant.__name__}", _constant)


def from_environment() -> Flask:
    """What the web server loads in place of the application. Raises WrongSetting."""
    made = app.from_environment()
    made.register_blueprint(blueprint)
    made.wsgi_app = Express(made, (LANE,))  # type: ignore[method-assign]
    return made
