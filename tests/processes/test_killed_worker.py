"""The worker is killed without warning; nothing is lost, nothing is done twice, nothing is tried for ever."""

import contextlib
import os
import signal

import pytest
import sqlalchemy as sa

from registry import work
from registry.accounts import SYSTEM
from registry.store.tables import Page, Progress, Work
from tests.making import make_document, make_file, pdf
from tests.processes.running import running, wait_for

FILES = 50
PAGES = 2
PROCESSES = 2


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with running(tmp_path_factory.mktemp("killed") / "home", REGISTRY_WORK_PROCESSES=str(PROCESSES)) as started:
        yield started


def add_files(instance, contents):
    for number, content in enumerate(contents, start=1):
        with instance.unit_of_work() as session:
            document = make_document(session, SYSTEM, number=f"{number}/{len(content)}/QĐ-BTC", type="quyet-dinh")
            make_file(session, instance, document, content)


def finished(instance, kind):
    with instance.reading() as session:
        rows = sa.select(sa.func.count()).where(Work.kind == kind, Work.progress == Progress.DONE)
        return session.scalar(rows)


def test_fifty_files_survive_the_death_of_their_worker_with_one_result_each(registry):
    instance = registry.instance()
    add_files(instance, [pdf(f"file {number}", pages=PAGES) for number in range(FILES)])
    wait_for(lambda: finished(instance, work.READING) >= 5, 60, registry.output)
    registry.kill("-A workers.app worker")
    wait_for(lambda: finished(instance, work.READING) == FILES, 90, registry.output)
    with instance.reading() as session:
        attempts = session.scalars(sa.select(Work.attempts).where(Work.kind == work.READING)).all()
        pages = session.scalars(sa.select(sa.func.count()).select_from(Page).group_by(Page.version_id)).all()
    assert sum(attempts) - FILES <= PROCESSES, "only files in flight were read again"
    assert pages == [PAGES] * FILES
    wait_for(lambda: finished(instance, work.PREVIEWS) == FILES, 90, registry.output)


def test_a_file_that_kills_its_worker_each_time_is_parked_after_three_attempts(registry):
    instance = registry.instance()
    with instance.unit_of_work() as session:
        document = make_document(session, SYSTEM, number="999/QĐ-BTC", type="quyet-dinh")
        version_id = make_file(session, instance, document, pdf(*["a long page"] * 40, pages=600)).current.id
    killed: set[str] = set()

    def parked() -> bool:
        """Kills whatever process is reading that file, as soon as it does."""
        with instance.reading() as session:
            row = work.of(session, work.READING, version_id)
        if row.progress == Progress.RUNNING and row.lease not in killed:
            killed.add(row.lease)
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(row.lease.partition("/")[2].partition(":")[0]), signal.SIGKILL)
        return row.progress == Progress.PARKED

    wait_for(parked, 90, registry.output)
    assert len(killed) == work.ATTEMPTS
    with instance.reading() as session:
        row = work.of(session, work.READING, version_id)
        assert (row.attempts, row.reason) == (work.ATTEMPTS, work.DIED)
    add_files(instance, [pdf("after the killer")])
    wait_for(lambda: finished(instance, work.READING) == FILES + 1, 60, registry.output)
