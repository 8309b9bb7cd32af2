"""Rows that several threads write together: each knows what became of its own."""

import threading
import time

import pytest
import sqlalchemy as sa

from registry import usage
from registry.store.counting import Changed, NotWritten
from registry.store.stamped import Stamp
from registry.store.tables import Channel, Document, Kind, Rendition, UsageEvent, now
from tests.making import make_document


@pytest.fixture
def row(home):
    with home.unit_of_work() as session:
        document_id = make_document(session).id
    return usage.event(usage.Hit(Kind.VIEW, Channel.PERSON, document_id, visitor="v"), now(), now().date())


def written(home):
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(UsageEvent))


def write_together(home, rows):
    """What becomes of rows of threads of which each waits until all are announced."""
    counter, all_come, told = home.database.counting, threading.Barrier(len(rows)), []

    def write(row):
        announced = counter.announce(row)
        all_come.wait()
        try:
            announced.wait()
            told.append("written")
        except (NotWritten, KeyError) as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=write, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_rows_that_come_together_are_all_written(home, row):
    assert write_together(home, [row] * 40) == ["written"] * 40
    assert written(home) == 40


def test_a_row_that_was_taken_along_by_a_thread_that_failed_is_not_told_as_written(home, row):
    unusable = {name: value for name, value in row.items() if name != "at"}
    assert write_together(home, [unusable, row]) == ["KeyError", "NotWritten"]
    assert written(home) == 0


def test_a_row_is_written_by_the_first_who_waits_for_any(home, row):
    counter = home.database.counting
    early, withdrawn = counter.announce(row), counter.announce(row)
    withdrawn.withdraw()
    counter.write(row)
    assert written(home) == 2
    early.withdraw()  # too late
    early.wait()
    assert written(home) == 2


def test_rows_under_a_stamp_are_written_only_while_the_document_has_it(home, row):
    counter, stamp = home.database.counting, Stamp(row["document_id"], _stamp(home, row))
    outdated = stamp._replace(stamp=stamp.stamp + 1)
    three = [counter.announce(row, stamp), counter.announce(row, outdated), counter.announce(row)]
    three[0].wait()
    three[2].wait()
    with pytest.raises(Changed):
        three[1].wait()
    assert written(home) == 2
    with home.unit_of_work() as session:
        session.execute(sa.update(Document).values(title="Tên mới"))
    with pytest.raises(Changed):
        counter.announce(row, stamp).wait()
    counter.announce(row, Stamp(row["document_id"], _stamp(home, row))).wait()
    assert written(home) == 3


def _stamp(home, row):
    with home.reading() as session:
        return session.scalar(sa.select(Rendition.stamp).where(Rendition.document_id == row["document_id"]))


def test_a_row_gets_in_between_two_transactions_of_somebody_who_writes_on_and_on(home, row):
    over = threading.Event()

    def write_on():
        while not over.is_set():
            with home.database.writing(durable=False) as session:
                session.execute(sa.delete(UsageEvent).where(UsageEvent.id == 0))
                time.sleep(0.05)

    thread = threading.Thread(target=write_on)
    thread.start()
    try:
        for _ in range(8):
            home.database.counting.write(row)  # raises NotWritten after a second
    finally:
        over.set()
        thread.join()
    assert written(home) == 8
