"""A client that holds every answer of the API against the OpenAPI document that this same API gives out."""

import copy
import gzip
import json
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from registry.api import spec

PROBLEM = "application/problem+json"


@cache
def closed_document() -> Any:
    """A copy of the OpenAPI document in which objects have no other fields than those that are described."""
    made = copy.deepcopy(spec.document())
    for schema in made["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return made


class Conforming(FlaskClient):
    """Fails where a status is not documented, or a body breaks its schema, or a field is not described."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        path, method = response.request.path, response.request.method
        if path.startswith(f"{spec.PREFIX}/") and method != "OPTIONS":
            with self.application.app_context():
                check(self.application, closed_document(), path, method, response)
        return response


def check(app: Any, document: Any, path: str, method: str, response: TestResponse) -> None:
    operation = operation_of(app, document, path, method)
    if operation is None:  # no such route or method: a problem all the same
        conforms(document, {"$ref": "#/components/schemas/Problem"}, response, PROBLEM)
        return
    told = operation["responses"]
    assert str(response.status_code) in told, f"{method} {path}: {response.status_code} is not documented"
    content = told[str(response.status_code)].get("content")
    if method == "HEAD" or content is None:
        assert not response.data
        return
    media_type = response.mimetype if response.mimetype in content else next(iter(content))
    conforms(document, content[media_type]["schema"], response, media_type)
    for header in told[str(response.status_code)].get("headers", {}):
        assert header in response.headers, f"{method} {path}: no {header}"


def operation_of(app: Any, document: Any, path: str, method: str) -> Any:
    from werkzeug.exceptions import HTTPException

    try:
        rule, _ = app.url_map.bind("localhost").match(path, method, return_rule=True)
    except HTTPException:
        return None
    template = rule.rule.replace("<", "{").replace(">", "}")
    return document["paths"].get(template, {}).get("get" if method == "HEAD" else method.lower())


def body_of(response: TestResponse) -> bytes:
    return gzip.decompress(response.data) if response.headers.get("Content-Encoding") == "gzip" else response.data


def conforms(document: Any, schema: Any, response: TestResponse, media_type: str) -> None:
    assert response.mimetype == media_type
    if not media_type.endswith("json"):
        return  # text, which may still be streaming
    whole = {**schema, "components": document["components"]}
    errors = list(
        Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(json.loads(body_of(response)))
    )
    assert not errors, [f"{list(error.path)}: {error.message}" for error in errors]
    if media_type == PROBLEM:
        assert response.json["status"] == response.status_code
        assert response.headers["Cache-Control"] == "no-store"
