"""How the numbers of a document were made, and the same numbers as a sheet."""

import csv
import datetime as dt
import io

import pytest
import sqlalchemy as sa

from registry import usage
from registry.counting.rules import LeftOut
from registry.counting.told import LEFT_OUT
from registry.store.tables import Channel, Document, File, Kind, SealedDay, Tallied, UsageDay, UsageEvent
from registry.usage import Hit, Tally
from tests.api.sending import DOCUMENTS, published, upload

DAY = dt.date(2024, 5, 1)
MAY = "from=2024-05-01&to=2024-05-31"


@pytest.fixture
def counted(clerk, facts, home):
    """A document with a file, and one day on which all sorts of things happened to it."""
    made = published(clerk, facts)
    upload(clerk, made["id"])
    with home.unit_of_work() as session:
        key, file = session.scalars(sa.select(Document.id)).one(), session.scalars(sa.select(File.id)).one()
        for kind, channel, count, repeats in (
            (Kind.VIEW, Channel.PERSON, 9, 2), (Kind.DOWNLOAD, Channel.PERSON, 4, 1), (Kind.DOWNLOAD, Channel.ROBOT, 5, 0),
        ):  # fmt: skip
            session.add(
                UsageDay(document_id=key, file_id=file if kind == Kind.DOWNLOAD else 0, day=DAY, kind=kind,
                         channel=channel, count=count, repeats=repeats)
            )  # fmt: skip
        usage.add_tallies(session, {
            Tally(key, DAY, Tallied.PREVIEW, Channel.PERSON): 7, Tally(key, DAY, Tallied.METADATA, Channel.API): 6,
            Tally(key, DAY, Tallied.DOWNLOAD, LeftOut.PROBE): 3, Tally(key, DAY, Tallied.DOWNLOAD, LeftOut.MISSED): 1,
            Tally(key, DAY + dt.timedelta(days=40), Tallied.DOWNLOAD, LeftOut.PROBE): 100,
        })  # fmt: skip
        usage.open_balance(session, key, Kind.VIEW, 581, "=trang cũ", dt.date(2024, 4, 30))
        usage.record(session, Hit(Kind.VIEW, Channel.PERSON, key), dt.datetime.now(dt.UTC), DAY)
        session.add(SealedDay(day=dt.date(2024, 4, 1)))
    return f"{DOCUMENTS}/{made['id']}/usage"


def test_the_numbers_explain_themselves(client, counted):
    told = client.get(f"{counted}/explain?{MAY}").json
    none = {"person": 0, "robot": 0, "api": 0}
    assert told["views"]["counted"] == none | {"person": 9}
    assert told["views"]["repeats"] == none | {"person": 2}
    assert told["views"]["opening"] == {"count": 581, "source": "=trang cũ", "as_of": "2024-04-30"}
    assert told["downloads"]["counted"] == none | {"person": 4, "robot": 5}
    left_out = {one["reason"]: one["count"] for one in told["downloads"]["left_out"]}
    assert left_out == dict.fromkeys({*LeftOut} - {LeftOut.MISSED}, 0) | {"probe": 3}
    assert told["downloads"]["missed"] == 1
    assert (told["previews"]["person"], told["metadata_reads"]["api"]) == (7, 6)
    assert [one["downloads"] for one in told["files"]] == [none | {"person": 4, "robot": 5}]
    assert (told["waiting"], told["sealed_to"]) == (1, "2024-04-01")
    assert {one["name"] for one in told["may_be_lost"]} == {"events", "tallies"}


def test_rules_and_reasons_are_told_in_the_readers_language(client, counted):
    told = {
        language: client.get(f"{counted}/explain?{MAY}", headers={"Accept-Language": language}).json
        for language in ("vi", "en")
    }
    reasons = {language: {one["text"] for one in found["views"]["left_out"]} for language, found in told.items()}
    assert LEFT_OUT[LeftOut.PROBE] in reasons["en"]
    assert "thăm dò một hoặc hai byte" in reasons["vi"]
    assert all(one["text"].strip() for one in told["vi"]["rules"])
    assert not {one["text"] for one in told["vi"]["rules"]} & {one["text"] for one in told["en"]["rules"]}


def test_every_reason_has_a_sentence():
    assert set(LEFT_OUT) == set(LeftOut)


def test_the_same_numbers_come_as_a_sheet(client, counted):
    answer = client.get(f"{counted}?{MAY}&format=csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["period"], row["views_person"], row["downloads_robot"], row["previews_person"]) == (
        "2024-05-01",
        "9",
        "5",
        "7",
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_may_not_see_a_document_is_not_told_how_it_was_counted(anybody, clerk, facts):
    hidden = published(clerk, facts | {"audiences": {"view": "staff"}})
    assert anybody.get(f"{DOCUMENTS}/{hidden['id']}/usage/explain").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=2024-05-02&to=2024-05-01", "by=month", "from=x", "from=2020-01-01&to=2024-05-01"]
)
def test_days_that_cannot_be_explained_are_refused(client, counted, query):
    assert client.get(f"{counted}/explain?{query}").status_code == 422


def test_events_that_wait_are_told_and_in_no_sum(client, counted, home):
    with home.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UsageEvent)) == 1
    assert client.get(f"{counted}?{MAY}").json["totals"]["views"]["counted"] == 0
