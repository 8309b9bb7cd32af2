"""The application with one route more, that answers with constant bytes after the same hooks as its neighbours.

It is the most that any answer of this application could reach: routing, identity, access and headers, and no work.
"""

from flask import Blueprint, Flask, Response

from registry import app
from registry.api import answers
from registry.api.spec import PREFIX
from registry.web.access import public, viewer

ADDRESS = f"{PREFIX}/constant"
BODY = b'{"constant":true}'

blueprint = Blueprint("constant", __name__)
blueprint.after_request(answers.finish)


@blueprint.get(ADDRESS)
@public
def constant() -> Response:
    viewer()
    return answers.plain(BODY)


def from_environment() -> Flask:
    """What the web server loads in place of the application. Raises WrongSetting."""
    made = app.from_environment()
    made.register_blueprint(blueprint)
    return made
