"""Work that rows owe: owed by a use case, claimed by a worker, finished in the transaction that stores the result.

Messages only say "look here"; they may be lost, doubled or late. So a claim counts the attempt and is committed
before the work begins, and a result is stored only while the claim still holds.
"""

import datetime as dt
import os
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.errors import N_
from registry.store.database import upsert
from registry.store.tables import Progress, Work, now

READING = "reading"
PREVIEWS = "previews"
INDEXING = "indexing"  # the terms of a document, from its pages
EXAMINING = "examining"  # signatures and active content
MORE_PREVIEWS = "more_previews"
OCR = "ocr"
EFFECT = "effect"  # timelines that follow from those of its subject, a document
ON_VERSIONS = (READING, PREVIEWS, EXAMINING, MORE_PREVIEWS, OCR)  # kinds whose subject is a file's version

ATTEMPTS = 3  # a file that killed its worker three times will kill it a fourth time
# Longer than any one piece of work may take; a machine's workers free what its dead processes had at once.
LEASE = dt.timedelta(minutes=15)
RING_AGAIN = dt.timedelta(minutes=1)  # an owed row whose bell was rung longer ago than this is rung again
SWEEP_AT_ONCE = 300

DIED = N_("Reading this file stopped the program %(attempts)d times; it is not tried again.")
NO_OCR = N_("Pages are recognised where Tesseract with Vietnamese is installed; here it is not.")
KEPT_FAILING = N_("This failed %(attempts)d times for a passing reason; ask the operator, then have it done again.")


@dataclass(frozen=True, slots=True)
class Claim:
    work_id: int
    lease: str
    attempts: int


def owe(session: Session, kind: str, subject_id: int) -> None:
    """Set down that this work is owed, anew if it was done before; whoever is at it now may no longer write."""
    fresh = {
        "progress": Progress.OWED, "attempts": 0, "lease": None, "leased_until": None,
        "owed_at": now(), "rung_at": now(), "finished_at": None, "reason": None,
    }  # fmt: skip
    row = upsert(session, Work).values(kind=kind, subject_id=subject_id, **fresh)
    session.execute(row.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=fresh))
    bells = session.info.setdefault("owed", [])
    bells.append((kind, subject_id))


def claim(session: Session, kind: str, subject_id: int, machine: str) -> Claim | None:
    """Take the work if it is still owed, or if whoever took it is gone. None: there is nothing to do here."""
    row = session.scalar(sa.select(Work).where(Work.kind == kind, Work.subject_id == subject_id).with_for_update())
    if row is None or not _is_free(row):
        return None
    if row.attempts >= ATTEMPTS:
        _park(row)
        return None
    row.progress = Progress.RUNNING
    row.attempts += 1
    row.lease = f"{machine}/{os.getpid()}:{secrets.token_hex(8)}"
    row.leased_until = now() + LEASE
    return Claim(row.id, row.lease, row.attempts)


def _is_free(row: Work) -> bool:
    if row.progress == Progress.RUNNING:
        return row.leased_until is None or row.leased_until <= now()
    return row.progress == Progress.OWED


def _park(row: Work) -> None:
    row.progress = Progress.PARKED
    row.lease = None
    row.reason = row.reason or DIED
    row.finished_at = now()


def holds(session: Session, claim: Claim) -> bool:
    """Does the claim still hold? Locks the row until the transaction ends."""
    held = sa.select(Work.id).where(Work.id == claim.work_id, Work.lease == claim.lease)
    return session.scalar(held.with_for_update()) is not None


def finish(session: Session, claim: Claim, progress: Progress = Progress.DONE) -> bool:
    """True: the claim held, the work is finished, store the result in this transaction. False: throw it away."""
    held = sa.update(Work).where(Work.id == claim.work_id, Work.lease == claim.lease)
    result = session.execute(held.values(progress=progress, lease=None, leased_until=None, finished_at=now()))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def fail(session: Session, claim: Claim, reason: str) -> None:
    """This worker cannot do it at all, and says why: not tried again until it is owed anew."""
    held = sa.update(Work).where(Work.id == claim.work_id, Work.lease == claim.lease)
    ended = {"progress": Progress.FAILED, "lease": None, "leased_until": None, "finished_at": now()}
    session.execute(held.values(reason=reason, **ended))


def give_back(session: Session, claim: Claim) -> None:
    """After a passing fault: owed again, tried again by the sweep a minute later per attempt, parked after the last."""
    row = session.get(Work, claim.work_id, with_for_update=True)
    if row is None or row.lease != claim.lease:
        return
    if row.attempts >= ATTEMPTS:
        row.reason = KEPT_FAILING
        _park(row)
        return
    row.progress, row.lease, row.leased_until = Progress.OWED, None, None
    row.rung_at = now() + RING_AGAIN * (row.attempts - 1)


def release_dead(session: Session, machine: str) -> list[tuple[str, int]]:
    """Free what processes of this machine had claimed that are no longer there; (kind, subject) of each.

    Only a process of the same machine can tell.
    """
    mine = sa.select(Work).where(
        Work.progress == Progress.RUNNING, Work.lease.startswith(f"{machine}/", autoescape=True)
    )
    dead = [row for row in session.scalars(mine.with_for_update()) if not _is_alive(row.lease or "")]
    for row in dead:
        row.leased_until = row.rung_at = now()
    return [(row.kind, row.subject_id) for row in dead]


def _is_alive(lease: str) -> bool:
    try:
        os.kill(int(lease.rpartition("/")[2].partition(":")[0]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def overdue(session: Session, older_than: dt.timedelta = RING_AGAIN) -> list[tuple[str, int]]:
    """(kind, subject) of owed or abandoned work whose bell was last rung longer ago; marks them as rung now."""
    waiting = sa.and_(Work.progress == Progress.OWED, Work.rung_at <= now() - older_than)
    abandoned = sa.and_(
        Work.progress == Progress.RUNNING, Work.leased_until <= now(), Work.rung_at <= now() - older_than
    )
    picked = sa.select(Work.id).where(waiting | abandoned).order_by(Work.owed_at).limit(SWEEP_AT_ONCE)
    rows = session.execute(
        sa.update(Work).where(Work.id.in_(picked)).values(rung_at=now()).returning(Work.kind, Work.subject_id)
    )
    return [(kind, subject_id) for kind, subject_id in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one kind that is not done: how much, and how long ago the oldest was owed."""

    kind: str
    progress: Progress
    count: int
    oldest: dt.timedelta


def waiting(session: Session) -> list[Waiting]:
    """All that is owed, running, failed or parked, by kind; what is done is not looked at."""
    undone = [progress for progress in Progress if progress != Progress.DONE]
    rows = sa.select(Work.kind, Work.progress, sa.func.count(), sa.func.min(Work.owed_at))
    grouped = rows.where(Work.progress.in_(undone)).group_by(Work.kind, Work.progress)
    return [
        Waiting(kind, progress, count, now() - owed_at) for kind, progress, count, owed_at in session.execute(grouped)
    ]


def of(session: Session, kind: str, subject_id: int) -> Work | None:
    return session.scalar(sa.select(Work).where(Work.kind == kind, Work.subject_id == subject_id))
