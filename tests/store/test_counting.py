"""Rows that several threads write together: each knows what became of its own."""

import threading

import sqlalchemy as sa

from registry import usage
from registry.store.counting import NotWritten
from registry.store.tables import Channel, Kind, UsageEvent, now
from tests.making import make_document


def test_a_row_that_was_taken_along_by_a_thread_that_failed_is_not_told_as_written(home):
    with home.unit_of_work() as session:
        document_id = make_document(session).id
    whole = usage.event(usage.Hit(Kind.VIEW, Channel.PERSON, document_id, visitor="v"), now(), now().date())
    unusable = {name: value for name, value in whole.items() if name != "at"}
    lane = home.database.counting._lanes[0]
    told = []

    def write(row):
        try:
            lane.write(row)
            told.append("written")
        except (NotWritten, KeyError) as error:
            told.append(type(error))

    threads = [threading.Thread(target=write, args=[row]) for row in (unusable, whole)]
    with lane._turn:  # both wait for their turn, so that one of them takes the other along
        for thread in threads:
            thread.start()
        while len(lane._waiting) < len(threads):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert sorted(told, key=str) == sorted([KeyError, NotWritten], key=str)
    with home.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UsageEvent)) == 0
