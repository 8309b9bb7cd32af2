"""For the machine's watchers: is the process alive, can it answer."""

import sqlalchemy as sa
from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from registry.store import schema
from registry.web.access import instance, public


@public
def livez() -> Response:
    return Response("ok\n", mimetype="text/plain")


@public
def readyz() -> tuple[Response, int]:
    """200 when the database answers and has the present tables. Details are for the operator's log, not for the public."""
    try:
        with instance().reading() as session:
            session.execute(sa.text("SELECT 1"))
        ready = schema.revision_of(instance().database) == schema.head()
    except SQLAlchemyError:
        ready = False
    return jsonify(ready=ready), 200 if ready else 503


def register(app: Flask) -> None:
    app.add_url_rule("/livez", view_func=livez)
    app.add_url_rule("/readyz", view_func=readyz)
