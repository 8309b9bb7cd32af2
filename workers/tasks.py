"""The tasks: what is owed for a document or a file, and what is done by the clock."""

import datetime as dt
import logging
import time
from collections.abc import Sequence

from registry import (
    changes,
    citing,
    effects,
    folding,
    idempotency,
    indexing,
    inspection,
    passwords,
    reading,
    relations,
    secrecy,
    storage,
    suggested,
    usage,
    work,
)
from registry.accounts import SYSTEM
from registry.jobs import Instance
from registry.pdf import recognising
from registry.pdf.facts import Page, Reading
from registry.reading import Task
from registry.store.tables import now
from registry.work import Claim
from workers.app import app, worker
from workers.owed import finish, owed

log = logging.getLogger(__name__)

JUST_RUNG = dt.timedelta(seconds=5)
FOLD_PAUSE = (
    0.03  # seconds between batches: SQLite does not queue writers, and a request's event must find the lock free
)


@owed(work.READING, reading.task)
def read(claim: Claim, task: Task) -> None:
    password = _password(task)
    with worker.instance.blobs.local(task.sha256) as file:
        found = reading.explained(worker.reader.text(file, password=password), password)
        told = inspection.suggestions(worker.reader, file, found.pages, password=password)
    if found.reason == "encrypted" and task.was_read:
        finish(claim, lambda session: reading.keep_locked(session, task))
        return
    marks = inspection.marks(found.pages, told)
    if marks.secrecy and not task.cleared:
        _refuse(claim, task, marks.secrecy)
        return
    if _keep_text(claim, task, found):
        named = inspection.named(told, task.name)
        finish(claim, lambda session: reading.keep(session, task, found, named, marks))


def _password(task: Task) -> str:
    with worker.instance.reading() as session:
        return passwords.of(session, worker.instance.settings.secret_key, task.version_id)


def _refuse(claim: Claim, task: Task, mark: str) -> None:
    log.warning("version %d is marked as a state secret (%s) and was refused", task.version_id, mark)
    finish(claim, lambda session: secrecy.refuse(session, task.version_id, mark))


def _keep_text(claim: Claim, task: Task, found: Reading) -> bool:
    """Store pages and what they cite. False: the claim no longer holds."""
    for pages in reading.batches(found):
        with worker.instance.unit_of_work() as session:
            if not work.holds(session, claim):
                return False
            reading.keep_pages(session, task, pages)
    return _cite(claim, task, found.pages)


def _cite(claim: Claim, task: Task, pages: Sequence[Page]) -> bool:
    """Store what the text cites. False: the claim no longer holds."""
    with worker.instance.unit_of_work() as session:
        if not work.holds(session, claim):
            return False
        citing.forget(session, task.version_id)
    for run in citing.batches(citing.find(pages)):
        with worker.instance.unit_of_work() as session:
            if not work.holds(session, claim):
                return False
            citing.keep(session, task.version_id, run)
    with worker.instance.unit_of_work() as session:
        if not work.holds(session, claim):
            return False
        suggested.suggest(session, task.version_id)
    return True


@owed(work.EFFECT, lambda _session, key: key)
def spread(claim: Claim, subject: int) -> None:
    """Timelines that follow from those of a document, a batch per transaction."""
    after: int | None = 0
    while after is not None:
        with worker.instance.unit_of_work() as session:
            if not work.holds(session, claim):
                return
            after = effects.spread(session, subject, after)
    finish(claim)


@app.task(name="registry.statuses")
def note_statuses() -> None:
    """After midnight: whose status is another one since today."""
    instance, more = worker.instance, True
    while more:
        with instance.unit_of_work() as session:
            more = relations.note_statuses(session, SYSTEM, usage.today(instance.settings.timezone))


@owed(work.PREVIEWS, reading.task)
def draw(claim: Claim, task: Task) -> None:
    """The cover and the first pages."""
    cover = _drawn(task, reading.COVER)
    if cover is None:
        finish(claim, lambda session: passwords.erase_when_read(session, task.version_id))
        return
    with worker.instance.unit_of_work() as session:
        if not work.holds(session, claim):
            return
        reading.keep_cover(session, task, cover)
    pictures = cover + (_drawn(task, reading.first_previews(task)) or [])
    finish(claim, lambda session: reading.keep_previews(session, task, pictures))


@owed(work.MORE_PREVIEWS, reading.task)
def draw_more(claim: Claim, task: Task) -> None:
    """The next further pages; owed again until all are drawn."""
    with worker.instance.reading() as session:
        pages = reading.further_previews(session, task)
    pictures = _drawn(task, ((pages, ("page", "large")),)) or []
    finish(claim, lambda session: reading.keep_more_previews(session, task, pictures))


def _drawn(task: Task, wanted: reading.Wanted) -> list[reading.Picture] | None:
    """The pictures, their bytes in the blob store already; None for a file whose password is no longer known."""
    keep, password = worker.instance.blobs.keep_bytes, _password(task)
    found = []
    with worker.instance.blobs.local(task.sha256) as file:
        for pages, sizes in wanted:
            drawing = worker.reader.previews(file, pages, sizes, password=password)
            if drawing.reason in reading.LOCKED:
                return None
            found += [reading.Picture(one.page, one.size, one.width, one.height, keep(one.webp)) for one in drawing]
    return found


@owed(work.EXAMINING, reading.task)
def examine(claim: Claim, task: Task) -> None:
    """Signatures and active content."""
    password = _password(task)
    with worker.instance.blobs.local(task.sha256) as file:
        contents = worker.reader.contents(file, password=password)
        signatures = worker.reader.signatures(file, worker.roots, password=password)
    finish(claim, lambda session: reading.keep_examined(session, task, contents, signatures))


@owed(work.OCR, reading.task)
def recognise(claim: Claim, task: Task) -> None:
    """The next pages that are pictures; owed again until all went through."""
    if recognising.program() is None:
        with worker.instance.unit_of_work() as session:
            work.fail(session, claim, work.NO_OCR)
        return
    _recognise(claim, task)


def _recognise(claim: Claim, task: Task) -> None:
    password = _password(task)
    with worker.instance.reading() as session:
        wanted, pages = reading.to_recognise(session, task), reading.stored_pages(session, task)
    with worker.instance.blobs.local(task.sha256) as file:
        fresh = list(recognising.pages(worker.reader, file, wanted, password=password))
        pages = inspection.with_recognised(pages, fresh)
        told = inspection.recognised(worker.reader, file, pages, fresh, password=password)
    marks = inspection.marks(pages, told)
    if marks.secrecy and not task.cleared:
        _refuse(claim, task, marks.secrecy)
        return
    if not inspection.needing_ocr(pages) and not _cite(claim, task, pages):
        return
    new = [one.page for one in fresh]
    named = inspection.named(told, task.name) if told else None  # these pages tell nothing, others may have
    finish(claim, lambda session: reading.keep_recognised(session, task, new, named, marks))


@owed(work.INDEXING, indexing.subject)
def index(claim: Claim, subject: int) -> None:
    """What a document's title and pages say, where searches look."""
    with worker.instance.reading() as session:
        gathered = indexing.gather(session, subject)
    finish(claim, lambda session: indexing.keep(session, subject, gathered))


@app.task(name="registry.sweep")
def sweep() -> None:
    """Ring again for what is owed and was forgotten by the broker, or by a process that is gone."""
    take_up(worker.instance, worker.machine, work.RING_AGAIN)


def take_up(instance: Instance, machine: str, older_than: dt.timedelta = JUST_RUNG) -> None:
    """Free what dead processes of this machine had claimed, and ring for it and for what waits longer than that."""
    with instance.unit_of_work() as session:
        waiting = [*work.release_dead(session, machine), *work.overdue(session, older_than)]
    instance.bell.ring(dict.fromkeys(waiting))


@app.task(name="registry.fold")
def fold() -> None:
    """Sum up usage events that are settled, a batch per transaction; and destroy the salts of days that are over."""
    instance = worker.instance
    with instance.unit_of_work() as session:
        usage.destroy_salts(session, usage.today(instance.settings.timezone))
    until = now() - dt.timedelta(seconds=instance.settings.fold_after_seconds)
    folded = folding.AT_ONCE
    while folded == folding.AT_ONCE:
        # What a power cut takes is folded again. A durable commit holds SQLite's lock until the disk has it, and events wait.
        with instance.database.writing(durable=False) as session:
            folded = folding.fold(session, until)
        time.sleep(FOLD_PAUSE)


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
        passwords.forget(session)
    _drop_events(instance)
    storage.sweep(instance.reading, instance.blobs, now() - storage.ORPHANED_AFTER)


def _drop_events(instance: Instance) -> None:
    """Events that are older than the operator keeps them; their days are sealed."""
    kept = instance.settings.keep_events_days
    dropped = 1 if kept else 0
    while dropped:
        with instance.unit_of_work() as session:
            dropped = folding.drop_events(session, usage.today(instance.settings.timezone) - dt.timedelta(days=kept))
