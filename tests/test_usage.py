import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from registry import usage
from registry.store.tables import Channel, Kind, UsageDay, UsageEvent, UsageTotal, VisitorSalt
from registry.usage import Hit
from tests.making import make_document

DAY = dt.date(2024, 5, 1)


@pytest.fixture
def document(home):
    with home.unit_of_work() as session:
        return make_document(session).id


def hits(home, document, count, channel=Channel.PERSON, day=DAY, kind=Kind.VIEW):
    with home.unit_of_work() as session:
        for _ in range(count):
            usage.record(session, Hit(kind, channel, document), day)


def folded(home):
    with home.unit_of_work() as session:
        return usage.fold(session)


def totals(home):
    with home.reading() as session:
        return dict(session.execute(sa.select(UsageTotal.kind, UsageTotal.count)).all())


def test_events_are_summed_per_day_and_only_persons_are_in_the_total(home, document):
    hits(home, document, 3)
    hits(home, document, 2, day=DAY + dt.timedelta(days=1))
    hits(home, document, 5, Channel.ROBOT)
    hits(home, document, 7, Channel.API, kind=Kind.DOWNLOAD)
    assert folded(home) == 17
    assert totals(home) == {Kind.VIEW: 5}
    with home.reading() as session:
        days = session.execute(sa.select(UsageDay.day, UsageDay.channel, UsageDay.count).order_by(UsageDay.count)).all()
    assert [day.count for day in days] == [2, 3, 5, 7]


def test_folding_twice_changes_nothing(home, document):
    hits(home, document, 3)
    assert (folded(home), folded(home)) == (3, 0)
    assert totals(home) == {Kind.VIEW: 3}


def test_a_fold_that_is_killed_in_the_middle_changes_nothing(home, document):
    hits(home, document, 3)
    with pytest.raises(ZeroDivisionError), home.unit_of_work() as session:
        usage.fold(session)
        raise ZeroDivisionError
    assert totals(home) == {}
    assert folded(home) == 3
    assert totals(home) == {Kind.VIEW: 3}


def test_two_folds_at_once_count_each_event_once(home, document):
    hits(home, document, 200)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: folded(home), range(4))) == 200
    assert totals(home) == {Kind.VIEW: 200}


def test_totals_can_be_made_again_from_the_days(home, document):
    hits(home, document, 4)
    folded(home)
    with home.unit_of_work() as session:
        session.execute(sa.update(UsageTotal).values(count=99))
    with home.unit_of_work() as session:
        usage.rebuild_totals(session)
    assert totals(home) == {Kind.VIEW: 4}


def test_opening_balances_are_shown_with_the_counts_and_told_apart(home, document):
    hits(home, document, 2)
    folded(home)
    with home.unit_of_work() as session:
        usage.open_balance(session, document, Kind.VIEW, 581, "the old site", DAY)
    with home.reading() as session:
        counts = usage.counts(session, [document])[document]
    assert (counts.views, counts.opening_views, counts.downloads) == (583, 581, 0)


def test_a_visitor_is_the_same_for_a_day_only_and_is_erased_once_folded(home, document):
    with home.unit_of_work() as session:
        salts = [usage.salt_of(session, day) for day in (DAY, DAY, DAY + dt.timedelta(days=1))]
        one, again, next_day = (usage.visitor(salt, "203.0.113.5", "agent") for salt in salts)
        usage.record(session, Hit(Kind.VIEW, Channel.PERSON, document, visitor=one), DAY)
    assert one == again != next_day
    folded(home)
    with home.unit_of_work() as session:
        assert session.scalars(sa.select(UsageEvent.visitor)).all() == [None]
        usage.destroy_salts(session, DAY + dt.timedelta(days=1))
        assert session.scalars(sa.select(VisitorSalt.day)).all() == [DAY + dt.timedelta(days=1)]


def test_the_registrys_day_is_a_day_in_its_time_zone(home, monkeypatch):
    monkeypatch.setattr(usage, "now", lambda: dt.datetime(2024, 5, 1, 17, 30, tzinfo=dt.UTC))
    assert usage.today(home.settings.timezone) == dt.date(2024, 5, 2)
