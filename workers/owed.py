"""A task for each kind of work: look whether it is still owed, work without a transaction, write while the claim holds."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from registry import work
from registry.work import Claim
from workers.app import app, worker

log = logging.getLogger(__name__)

Subject = TypeVar("Subject")


def owed(
    kind: str, load: Callable[[Session, int], Subject | None]
) -> Callable[[Callable[[Claim, Subject], None]], Any]:
    """Makes a task of what does the work, by the name under which it is rung for.

    It is called with the claim and with what `load` finds of the subject, and not at all when nothing is owed any more.
    It calls `finish` as its last step.
    """

    def task(do: Callable[[Claim, Subject], None]) -> Any:
        @wraps(do)
        def run(subject_id: str) -> None:
            claim, subject = _look(kind, int(subject_id), load)
            if claim is not None and subject is not None:
                with _given_back_on_a_fault(claim):
                    do(claim, subject)

        return app.task(name=f"registry.{kind}")(run)

    return task


def _look(
    kind: str, subject_id: int, load: Callable[[Session, int], Subject | None]
) -> tuple[Claim | None, Subject | None]:
    with worker.instance.unit_of_work() as session:
        claim = work.claim(session, kind, subject_id, worker.machine)
        return (claim, load(session, subject_id)) if claim else (None, None)


@contextmanager
def _given_back_on_a_fault(claim: Claim) -> Iterator[None]:
    """What goes wrong here is never the file's fault (that is an outcome), so it may pass: owed again, a few times."""
    try:
        yield
    except Exception:
        log.exception("attempt %d at work %d failed", claim.attempts, claim.work_id)
        with worker.instance.unit_of_work() as session:
            work.give_back(session, claim)


def finish(claim: Claim, keep: Callable[[Session], object] = lambda _session: None) -> None:
    """The work is done: store its result, unless the claim no longer holds."""
    with worker.instance.unit_of_work() as session:
        if work.finish(session, claim):
            keep(session)
