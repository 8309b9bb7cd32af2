"""The application with one route more, that answers with constant bytes after the same steps as its neighbours.

It is the most that any answer of this application could reach: identity, limits, headers and figures, and no work. As
they do, it does without Flask's request for those who show nothing of themselves.
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

ADDRESS = f"{PREFIX}/constant"
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


LANE = Lane(re.compile(ADDRESS), f"{blueprint.name}.{constant.__name__}", _constant)


def from_environment() -> Flask:
    """What the web server loads in place of the application. Raises WrongSetting."""
    made = app.from_environment()
    made.register_blueprint(blueprint)
    made.wsgi_app = Express(made, (LANE,))  # type: ignore[method-assign]
    return made
