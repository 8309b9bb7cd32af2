"""A crawler follows `next` while another process publishes, edits and withdraws: what stays is seen once, every time."""

import datetime as dt
import multiprocessing
import time
from itertools import count

import pytest

from registry import documents, jobs, publishing
from registry.accounts import SYSTEM
from registry.app import create_app
from registry.store.tables import State
from tests.making import make_document

STAYING, GOING = 36, 12
BREATH = 0.02  # seconds between what the other process does, so that the crawler gets a turn
HOST = "http://127.0.0.1:8000"


def published(session, number: int) -> str:
    """Days of issue repeat and do not follow the numbers, so that sorts have ties."""
    day = dt.date(2024, 1 + number * 7 % 12, 1)
    document = make_document(session, number=f"{number}/2024/TT-BTC", title=f"Quy định về thuế {number}", issued_on=day)
    publishing.publish(session, SYSTEM, document)
    return document.public_id


def disturb(settings, staying, going, began, stop) -> None:
    """The other process: until it is told to stop, one of each at a time. What it was told to withdraw is withdrawn."""
    home = jobs.open_instance(settings)
    for turn in count():
        if stop.is_set() and turn >= len(going):
            return
        with home.unit_of_work() as session:
            published(session, 1_000 + turn)
            document = documents.get(session, SYSTEM, staying[turn * 7 % len(staying)])
            documents.change(session, SYSTEM, document, {"title": f"Đã sửa về thuế {turn}"}, document.version)
            if turn < len(going):
                publishing.withdraw(session, SYSTEM, documents.get(session, SYSTEM, going[turn]), "Đăng nhầm")
        began.set()
        time.sleep(BREATH)


def crawl(client, address: str) -> list[str]:
    seen = []
    while address:
        answer = client.get(address.removeprefix(HOST))
        assert answer.status_code == 200, answer.text
        seen += [one["id"] for one in answer.json["items"]]
        address = answer.json["next"]
    return seen


@pytest.fixture
def held(home):
    with home.unit_of_work() as session:
        ids = [published(session, number) for number in range(1, STAYING + GOING + 1)]
    return ids[:STAYING], ids[STAYING:]


def test_what_stays_is_seen_exactly_once_whatever_another_process_does(home, held):
    staying, going = held
    spawning = multiprocessing.get_context("spawn")
    began, stop = spawning.Event(), spawning.Event()
    other = spawning.Process(target=disturb, args=(home.settings, staying, going, began, stop))
    client = create_app(home).test_client()
    other.start()
    try:
        assert began.wait(60)
        # The last one by relevance, which no edit here changes.
        for query in ("sort=published_at&limit=3", "sort=issued_on&limit=5", "q=thue&limit=4"):
            seen = crawl(client, f"/api/v1/documents?fields=id&{query}")
            assert len(seen) == len(set(seen)), query
            assert set(staying) <= set(seen), query
    finally:
        stop.set()
        other.join(60)
    assert other.exitcode == 0
    with home.reading() as session:
        assert {documents.get(session, SYSTEM, one).state for one in going} == {State.WITHDRAWN}
    assert set(crawl(client, "/api/v1/documents?fields=id&limit=100")).isdisjoint(going)
