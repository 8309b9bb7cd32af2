"""The tasks: look whether it is still owed, work without a transaction, write while the claim still holds."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from registry import changes, citing, idempotency, reading, storage, usage, work
from registry.jobs import Instance
from registry.pdf.facts import Reading
from registry.reading import Task
from registry.store.tables import now
from registry.work import Claim
from workers.app import app, worker

log = logging.getLogger(__name__)

Subject = TypeVar("Subject")
JUST_RUNG = dt.timedelta(seconds=5)


@app.task(name="registry.reading")
def read(version_id: str) -> None:
    claim, task = _look(work.READING, version_id, reading.task)
    if claim is None or task is None:
        return
    with _given_back_on_a_fault(claim):
        with worker.instance.blobs.local(task.sha256) as file:
            found = worker.reader.text(file)
        for pages in reading.batches(found):
            with worker.instance.unit_of_work() as session:
                if not work.holds(session, claim):
                    return
                reading.keep_pages(session, task, pages)
        if not _cite(claim, task, found):
            return
        with worker.instance.unit_of_work() as session:
            if work.finish(session, claim):
                reading.keep(session, task, found)


def _cite(claim: Claim, task: Task, found: Reading) -> bool:
    """Store what the text cites. False: the claim no longer holds."""
    with worker.instance.unit_of_work() as session:
        if not work.holds(session, claim):
            return False
        citing.forget(session, task.version_id)
    for run in citing.batches(citing.find(found.pages)):
        with worker.instance.unit_of_work() as session:
            if not work.holds(session, claim):
                return False
            citing.keep(session, task.version_id, run)
    return True


@app.task(name="registry.previews")
def draw(version_id: str) -> None:
    claim, task = _look(work.PREVIEWS, version_id, reading.task)
    if claim is None or task is None:
        return
    with _given_back_on_a_fault(claim):
        pictures = _drawn(task)
        with worker.instance.unit_of_work() as session:
            if work.finish(session, claim):
                reading.keep_previews(session, task, pictures)


def _drawn(task: Task) -> list[reading.Picture]:
    """The pictures, their bytes in the blob store already."""
    keep = worker.instance.blobs.keep_bytes
    with worker.instance.blobs.local(task.sha256) as file:
        return [
            reading.Picture(drawn.page, drawn.size, drawn.width, drawn.height, keep(drawn.webp))
            for pages, sizes in reading.wanted_previews(task)
            for drawn in worker.reader.previews(file, pages, sizes)
        ]


def _look(kind: str, subject: str, load: Callable[[Session, int], Subject]) -> tuple[Claim | None, Subject | None]:
    """The claim, and what is to be done; (None, None) when nothing is owed here any more."""
    with worker.instance.unit_of_work() as session:
        claim = work.claim(session, kind, int(subject), worker.name)
        return (claim, load(session, int(subject))) if claim else (None, None)


@contextmanager
def _given_back_on_a_fault(claim: Claim) -> Iterator[None]:
    """What goes wrong here is never the file's fault (that is an outcome), so it may pass: owed again, a few times."""
    try:
        yield
    except Exception:
        log.exception("attempt %d at work %d failed", claim.attempts, claim.work_id)
        with worker.instance.unit_of_work() as session:
            work.give_back(session, claim)


@app.task(name="registry.sweep")
def sweep() -> None:
    """Ring again for what is owed and was forgotten by the broker, or by a process that is gone."""
    take_up(worker.instance, worker.name, work.RING_AGAIN)


def take_up(instance: Instance, name: str, older_than: dt.timedelta = JUST_RUNG) -> None:
    """Free what dead processes of this worker had claimed, and ring for it and for what waits longer than that."""
    with instance.unit_of_work() as session:
        waiting = [*work.release_dead(session, name), *work.overdue(session, older_than)]
    instance.bell.ring(dict.fromkeys(waiting))


@app.task(name="registry.fold")
def fold() -> None:
    """Sum up usage events, a batch per transaction."""
    while True:
        with worker.instance.unit_of_work() as session:
            if usage.fold(session) < usage.FOLD_AT_ONCE:
                return


@app.task(name="registry.number")
def number() -> None:
    """Number the changes that were committed since."""
    while True:
        with worker.instance.unit_of_work() as session:
            if changes.number(session) < changes.AT_ONCE:
                return


@app.task(name="registry.tidy")
def tidy() -> None:
    """What nobody needs any more: old idempotency keys, past days' salts, half-received files, orphaned blobs."""
    instance = worker.instance
    with instance.unit_of_work() as session:
        idempotency.expire(session)
        usage.destroy_salts(session, usage.today(instance.settings.timezone))
    storage.sweep(instance.reading, instance.blobs, now() - storage.ORPHANED_AFTER)
