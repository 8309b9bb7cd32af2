"""Idempotency-Key: a request that is sent twice is done once, and answered twice alike."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Response, request

from registry import idempotency
from registry.accounts import Viewer
from registry.api import answers
from registry.idempotency import Answered
from registry.store.database import Session


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made: its JSON, its address, and the document's version for the ETag (None: no ETag)."""

    body: bytes
    location: str
    version: int | None = None

    def answer(self) -> Response:
        response = answers.tagged(self.body, self.version, 201) if self.version else answers.plain(self.body, 201)
        response.location = self.location
        return response


def once(session: Session, viewer: Viewer, asked: object, make: Callable[[], Made]) -> Made:
    """`make`, or what it gave when this key was sent first. `asked`: all that makes two requests the same.

    Raises IdempotencyMismatch, Invalid, and what `make` raises; then the key is free again.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return make()
    principal = f"user {viewer.user_id}"
    answered = idempotency.recall(session, principal, key, _hash(asked))
    if answered is not None:
        return _again(answered)
    made = make()
    idempotency.remember(session, principal, key, Answered(201, made.body.decode(), made.location))
    return made


def _again(answered: Answered) -> Made:
    body = answered.body.encode()
    shown: Any = msgspec.json.decode(body)
    is_document = "canonical_number" in shown
    return Made(body, answered.location or "", shown["version"] if is_document else None)


def _hash(asked: object) -> str:
    what = msgspec.json.encode([request.method, request.path, asked])
    return hashlib.sha256(what).hexdigest()
