"""Passwords of encrypted files: sealed with the registry's own key, kept only until the file has been read."""

import base64
import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry import work
from registry.errors import N_, Invalid
from registry.store.database import upsert
from registry.store.tables import FilePassword, Progress, Work, now

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

LONGEST = 127  # bytes; ISO 32000-2, 7.6.4.3.3
FORGOTTEN_AFTER = dt.timedelta(days=1)  # of a file whose reading was parked


def keep(session: Session, secret_key: str, version_id: int, password: str) -> None:
    """Raises Invalid for one that no PDF can have."""
    if len(password.encode()) > LONGEST:
        raise Invalid.field("password", N_("This is longer than %(count)d characters."), count=LONGEST)
    sealed = _seal(secret_key).encrypt(password.encode())
    row = upsert(session, FilePassword).values(version_id=version_id, sealed=sealed, given_at=now())
    session.execute(
        row.on_conflict_do_update(index_elements=["version_id"], set_={"sealed": sealed, "given_at": now()})
    )


def of(session: Session, secret_key: str, version_id: int) -> str:
    """The password of a version; "" where none is kept, or the key has been changed since."""
    from cryptography.fernet import InvalidToken

    sealed = session.scalar(sa.select(FilePassword.sealed).where(FilePassword.version_id == version_id))
    if sealed is None:
        return ""
    try:
        return _seal(secret_key).decrypt(sealed).decode()
    except InvalidToken:
        return ""


def erase_when_read(session: Session, version_id: int) -> None:
    """Erase the password once nothing is owed any more that needs it."""
    waiting = sa.select(Work.id).where(
        Work.subject_id == version_id,
        Work.kind.in_(work.ON_VERSIONS),
        Work.progress.in_((Progress.OWED, Progress.RUNNING)),
    )
    session.execute(sa.delete(FilePassword).where(FilePassword.version_id == version_id, ~waiting.exists()))


def forget(session: Session) -> None:
    """Erase those that are older than any reading takes."""
    session.execute(sa.delete(FilePassword).where(FilePassword.given_at < now() - FORGOTTEN_AFTER))


def _seal(secret_key: str) -> "Fernet":
    """Loaded here: 7 MB that a process in which nobody gives a password does without."""
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), 32, salt=None, info=b"passwords of files").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
