import datetime as dt

import pytest
import sqlalchemy as sa

from registry import usage
from registry.counting.rules import LeftOut
from registry.store.tables import Base, Channel, Document, Kind, Tallied, UsageTally, UsageTotal, VisitorSalt, now
from registry.usage import Tally
from tests.making import make_document

DAY = dt.date(2024, 5, 1)
BEYOND_32_BITS = 5_000_000_000


@pytest.fixture
def document(session):
    return make_document(session).id


def test_opening_balances_are_shown_with_the_counts_and_told_apart(session, document):
    session.add(UsageTotal(document_id=document, kind=Kind.VIEW, count=2))
    usage.open_balance(session, document, Kind.VIEW, 581, "the old site", DAY)
    session.flush()
    counts = usage.counts(session, [document])[document]
    assert (counts.views, counts.opening_views, counts.downloads) == (583, 581, 0)


def test_counts_go_on_where_16_and_32_bits_end(session, document):
    session.add(UsageTotal(document_id=document, kind=Kind.DOWNLOAD, count=BEYOND_32_BITS))
    usage.open_balance(session, document, Kind.DOWNLOAD, 16_777_215, "the old site", DAY)
    session.flush()
    assert usage.counts(session, [document])[document].downloads == BEYOND_32_BITS + 16_777_215


def test_a_visitor_is_the_same_for_a_day_only(session):
    salts = [usage.salt_of(session, day) for day in (DAY, DAY, DAY + dt.timedelta(days=1))]
    one, again, next_day = (usage.visitor(salt, "203.0.113.5", "agent") for salt in salts)
    assert one == again != next_day
    usage.destroy_salts(session, DAY + dt.timedelta(days=1))
    assert session.scalars(sa.select(VisitorSalt.day)).all() == [DAY + dt.timedelta(days=1)]


def test_what_must_not_outlive_its_day_is_left_out_of_backups():
    left_out = {name for name, table in Base.metadata.tables.items() if table.info.get("backup") is False}
    assert left_out == {"visitor_salts", "visits"}


def test_the_registrys_day_is_a_day_in_its_time_zone(home, monkeypatch):
    monkeypatch.setattr(usage, "now", lambda: dt.datetime(2024, 5, 1, 17, 30, tzinfo=dt.UTC))
    assert usage.today(home.settings.timezone) == dt.date(2024, 5, 2)


def test_tallies_add_up_and_those_of_deleted_documents_and_reads_of_drafts_are_left_out(session, document):
    row, draft = session.get(Document, document), make_document(session, number="26/2024/TT-BTC")
    row.published_at = now()
    session.flush()
    seen, left = (
        Tally(document, DAY, Tallied.PREVIEW, Channel.ROBOT),
        Tally(document, DAY, Tallied.DOWNLOAD, LeftOut.PROBE),
    )
    usage.add_tallies(session, {seen: 2, left: 1, Tally(10**6, DAY, Tallied.PREVIEW, Channel.PERSON): 1})
    by_name = Tally(row.public_id, DAY, Tallied.PREVIEW, Channel.ROBOT)
    usage.add_tallies(session, {by_name: BEYOND_32_BITS, Tally(draft.id, DAY, Tallied.METADATA, Channel.API): 1})
    rows = sa.select(UsageTally.kind, UsageTally.outcome, UsageTally.count).order_by(UsageTally.kind)
    assert [tuple(row) for row in session.execute(rows)] == [
        (Tallied.DOWNLOAD, "probe", 1), (Tallied.PREVIEW, "robot", BEYOND_32_BITS + 2),
    ]  # fmt: skip
