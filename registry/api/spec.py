"""The OpenAPI document: spectree gathers it from the views, and checks requests against the very same schemas.

What spectree does not know of is added here: problem types, entity tags, who may ask.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from pydantic import BaseModel
from spectree import Response as Answers
from spectree import SpecTree
from spectree.models import SecurityScheme, SecuritySchemeData
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.routing import Rule

from registry.api import checking
from registry.api.problems import MEDIA_TYPE
from registry.api.requests import ReadHeaders
from registry.api.schemas.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])
Model = type[BaseModel] | None

PREFIX = "/api/v1"
DESCRIPTION = """Documents of the registry: reading, searching by number, uploading, publishing.

Reading what is public needs no token. Everything else needs `Authorization: Bearer …` with a token that has the scope
(`read`, `write`, `publish`); whoever writes needs `read` as well. Errors are `application/problem+json` (RFC 9457) in
the language of `Accept-Language` (vi or en). Lists are paged: follow `next` until it is null. How much may still be asked
within the minute stands in `RateLimit`; a sheet counts as 20 requests, a search for words as 3.
"""
PATHS = {
    "document_id": "Id of the document: 26 letters and digits.",
    "relation_id": "Id of the relation: 26 letters and digits.",
    "file_id": "Id of the file: 26 letters and digits.",
}
AN_ID = "01J0G5Y8ZK4T6W2M9QX3R7B1CD"
TAG = {"ETag": {"description": "Version and hash, for If-Match and If-None-Match.", "schema": {"type": "string"}}}
HEADERS: Mapping[int, Mapping[str, Any]] = {
    201: {"Location": {"description": "Address of what was made.", "schema": {"type": "string"}}},
    304: TAG,
    429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}


class Plugin(FlaskPlugin):
    """spectree's way into Flask, with our own reading of requests: it would take what is no JSON for an empty object,
    and tell pydantic's sentences. Answers are not checked at run time.
    """

    def register_route(self, app: Any) -> None:
        """Nothing: the document and its page are routes of our own, open like the others, and load nothing from afar."""

    def find_routes(self) -> Iterator[Rule]:
        rules = current_app.url_map.iter_rules()
        yield from sorted((rule for rule in rules if rule.rule.startswith(PREFIX)), key=lambda rule: rule.rule)

    def validate(
        self, func: Callable[..., Any], query: Model, json: Model, form: Model, *_: Any, **names: Any
    ) -> Response:
        """As spectree's own, without its hooks and sockets, and without a check of what is answered."""
        sent = self.sent(query, json, form)
        return make_response(func(**names, **{name: one for name, one in sent.items() if name in func.__annotations__}))

    def sent(self, query: Model, json: Model, form: Model) -> Mapping[str, Any]:
        """What a view takes, by the name of its parameter. Headers are described, and read where they are needed: of a
        header any text is taken. Raises what `checking` raises.
        """
        as_form = form is not None and (json is None or request.mimetype == checking.FORM)
        if as_form:
            request.allow_upload()  # type: ignore[attr-defined]  # web.uploads.UploadRequest
        return {
            "query": checking.query(query, request) if query else None,
            "form": checking.form(form, request) if form and as_form else None,
            "json": checking.json(json, request) if json and not as_form else None,
        }


_spec = SpecTree(
    backend=Plugin,
    title="Registry of legal documents",
    version="1",
    description=DESCRIPTION,
    mode="strict",
    validation_error_model=Problem,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        SecurityScheme(name="token", data=SecuritySchemeData(type="http", scheme="bearer"))  # type: ignore[arg-type]
    ],
)


def described(
    answer: type[BaseModel] | None,
    *problems: int,
    tag: str,
    status: int = 200,
    headers: type[BaseModel] | None = None,
    also: str = "",
) -> Callable[[View], View]:
    """What a view answers; what it takes, spectree reads from its `query`, `json` and `form`.

    `problems`: the statuses of its errors, beside those that any route may have. `also`: a media type of text in which
    it answers beside JSON.
    """
    models: dict[str, Any] = {f"HTTP_{status}": answer}
    models |= {f"HTTP_{code}": Problem for code in sorted({401, 422, 429, 500, *problems})}
    if headers is ReadHeaders:
        models["HTTP_304"] = (None, "What you have is still so.")
    validate = _spec.validate(resp=Answers(**models), tags=[tag], path_parameter_descriptions=PATHS, headers=headers)

    def mark(view: View) -> View:
        made = cast("View", validate(view))
        made.also = also  # type: ignore[attr-defined]
        return made

    return mark


TAGS = {
    "Documents": "Their records, files, text, relations, validity and use.",
    "Numbers": "Numbers in any spelling, and the citations in a text.",
    "Authorities": "Types, issuing bodies, signers and fields.",
    "Tokens": "Whose token it is, and what it may do.",
}
"""Groups of routes, those that most look for first."""


@cache
def document() -> Mapping[str, Any]:
    """The whole document. Needs an application's context the first time; it is the same for all of them."""
    made = cast("dict[str, Any]", _spec.spec)
    made["servers"] = [{"url": "/"}]
    made["tags"] = [{"name": name, "description": said} for name, said in TAGS.items()]
    for (path, method), view in _views().items():
        _finish(made["paths"][path][method], view)
    return made


def _views() -> Mapping[tuple[str, str], Callable[..., Any]]:
    """The described views by path and method as they stand in the document."""
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    views = {
        (re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule), method.lower()): current_app.view_functions[rule.endpoint]
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return {place: view for place, view in views.items() if _spec.get_function_metadata(view)}


def _finish(operation: dict[str, Any], view: Callable[..., Any]) -> None:
    operation["operationId"] = view.__name__
    access = view.access  # type: ignore[attr-defined]  # every view says for whom it is
    operation["security"] = [{"token": []}] if access else [{}, {"token": []}]
    if access:
        rank, scope = access
        needs = f"Needs the rank `{rank.value}` or above, and a token with the scope `{scope}`."
        operation["description"] = f"{operation['description']}\n\n{needs}".strip()
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["example"] = AN_ID
    for status, answer in operation["responses"].items():
        _finish_answer(int(status), answer)
    if view.also:  # type: ignore[attr-defined]
        content = operation["responses"]["200"]["content"]
        content[view.also.partition(";")[0]] = {"schema": {"type": "string"}}  # type: ignore[attr-defined]


def _finish_answer(status: int, answer: dict[str, Any]) -> None:
    if status >= HTTPStatus.BAD_REQUEST:
        answer["description"] = HTTPStatus(status).phrase
        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    headers = dict(HEADERS.get(status, {}))
    shown = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    if shown.endswith("/Whole"):
        headers |= TAG
    if headers:
        answer["headers"] = headers
