"""Requests that many tests make."""

import io
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.making import pdf

DOCUMENTS = "/api/v1/documents"


def created(client: FlaskClient, facts: dict[str, Any], **changed: Any) -> Any:
    response = client.post(DOCUMENTS, json=facts | changed)
    assert response.status_code == 201, response.text
    return response.json


def published(client: FlaskClient, facts: dict[str, Any], **changed: Any) -> Any:
    made = created(client, facts, **changed)
    response = client.post(f"{DOCUMENTS}/{made['id']}/publish")
    assert response.status_code == 200, response.text
    return response.json


def upload(
    client: FlaskClient, document_id: str, content: bytes | None = None, file_name: str = "tệp.pdf", **sent: Any
) -> TestResponse:
    headers = sent.pop("headers", None)
    data = {"file": (io.BytesIO(pdf() if content is None else content), file_name), **sent}
    return client.post(f"{DOCUMENTS}/{document_id}/files", data=data, headers=headers)


def with_metadata(client: FlaskClient, facts: object, content: bytes | None, **headers: str) -> TestResponse:
    data: dict[str, Any] = {"metadata": facts if isinstance(facts, str) else json.dumps(facts)}
    if content is not None:
        data["file"] = (io.BytesIO(content), "tệp.pdf")
    return client.post(DOCUMENTS, data=data, content_type="multipart/form-data", headers=headers)


def faults(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {one["field"]: one["message"] for one in response.json["errors"]}


def type_of(response: TestResponse) -> str:
    return str(response.json["type"]).rpartition("#")[2]
