"""Signed links to files that are not public: whoever has one may download that file for a while.

A link lends the right of the clerk who made it. It says which file, who lent it and until when, signed with the
registry's secret key; nothing is stored but the note in the audit. It ends with its time, when its clerk's account is
closed or may no longer give the file out, and when the document is withdrawn or refused; a new secret key ends all.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from registry import accounts, changes, serving
from registry.accounts import Viewer, require
from registry.errors import N_, Forbidden, Invalid, LinkEnded, LinkInvalid, WrongState
from registry.serving import Served
from registry.store.tables import Audience, Document, File, Rank, State, now

LONGEST_HOURS = 30 * 24


@dataclass(frozen=True, slots=True)
class Lent:
    """`token` goes into the link."""

    token: str
    until: dt.datetime


def lend(session: Session, by: Viewer, file: File, hours: int, secret_key: str) -> Lent:
    """A link to the current bytes of a file, whatever they are when it is used. Raises Invalid, WrongState, Forbidden."""
    require(by, Rank.CLERK, "write")
    if not 1 <= hours <= LONGEST_HOURS:
        raise Invalid.field("hours", N_("A link is good for 1 to %(limit)d hours."), limit=LONGEST_HOURS)
    document = file.document
    if document.state == State.WITHDRAWN or document.refused:
        raise WrongState(document.state)
    if is_public(document):
        raise Invalid.field("file", N_("This file is public: its ordinary link is enough."))
    until = now().replace(microsecond=0) + dt.timedelta(hours=hours)
    changes.record(session, "file.lent", by, document, file=file.public_id, until=until.isoformat())
    return Lent(_signer(secret_key).dumps([file.public_id, by.user_id, int(until.timestamp())]), until)


def is_public(document: Document) -> bool:
    audiences = {document.view_audience, document.download_audience}
    return document.state == State.PUBLISHED and audiences == {Audience.PUBLIC}


def borrowed(session: Session, public_id: str, token: str, secret_key: str) -> Served:
    """The file that a link is for. Raises LinkInvalid, LinkEnded, NotFound, Gone."""
    try:
        file, lender, until = _signer(secret_key).loads(token)
    except (BadData, ValueError) as error:
        raise LinkInvalid from error
    if file != public_id:
        raise LinkInvalid
    who = accounts.acting(session, lender)
    if until <= now().timestamp() or not who.is_staff:
        raise LinkEnded
    try:
        return serving.served(session, who, public_id, lent=True)
    except Forbidden:
        raise LinkEnded from None


def _signer(secret_key: str) -> URLSafeSerializer:
    """Signatures are compared in constant time."""
    return URLSafeSerializer(secret_key, salt="link to a file", signer_kwargs={"digest_method": hashlib.sha256})
