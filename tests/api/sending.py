"""Requests that many tests make."""

import io
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.making import pdf

DOCUMENTS = "/api/v1/documents"


def document_sent() -> dict[str, Any]:
    return {
        "number": "25/2024/TT-BTC",
        "type": "thong-tu",
        "title": "Bãi bỏ Thông tư số 83/2014/TT-BTC",
        "issuers": ["Bộ Tài chính"],
        "signers": [{"name": "Cao Anh Tuấn", "office": "Thứ trưởng"}],
        "issued_on": "2024-04-23",
    }


def created(client: FlaskClient, facts: dict[str, Any], **changed: Any) -> Any:
    response = client.post(DOCUMENTS, json=facts | changed)
    assert response.status_code == 201, response.text
    return response.json


def published(client: FlaskClient, facts: dict[str, Any], **changed: Any) -> Any:
    made = created(client, facts, **changed)
    response = client.post(f"{DOCUMENTS}/{made['id']}/publish")
    assert response.status_code == 200, response.text
    return response.json


def form(content: bytes | None = None, file_name: str = "tệp.pdf", **fields: str) -> dict[str, Any]:
    """A multipart body in memory: what a client keeps on the disk meanwhile would be the test's own trouble."""
    file = {} if content is None else {"file": FileStorage(io.BytesIO(content), file_name)}
    boundary, body = encode_multipart({**fields, **file})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def upload(
    client: FlaskClient,
    document_id: str,
    content: bytes | None = None,
    file_name: str = "tệp.pdf",
    headers: dict[str, str] | None = None,
    **fields: str,
) -> TestResponse:
    sent = form(pdf() if content is None else content, file_name, **fields)
    return client.post(f"{DOCUMENTS}/{document_id}/files", **sent, headers=headers)


def with_metadata(client: FlaskClient, facts: object, content: bytes | None, **headers: str) -> TestResponse:
    metadata = facts if isinstance(facts, str) else json.dumps(facts)
    return client.post(DOCUMENTS, **form(content, metadata=metadata), headers=headers)


def faults(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {one["field"]: one["message"] for one in response.json["errors"]}


def type_of(response: TestResponse) -> str:
    return str(response.json["type"]).rpartition("#")[2]
