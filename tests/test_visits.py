"""The five figures, rankings and sums over time."""

import datetime as dt

import pytest

from registry import publishing, rankings, usage, visits
from registry.accounts import ANONYMOUS, SYSTEM
from registry.store.tables import Audience, Channel, Kind, SiteDay, UsageDay, UsageTotal, Visit
from registry.usage import Hit
from tests.making import make_document, make_file

DAY = dt.date(2025, 1, 2)
NOON = dt.datetime(2025, 1, 2, 5, tzinfo=dt.UTC)


def came(session, *days):
    for day, count in days:
        session.add(SiteDay(day=day, visits=count))
    session.flush()


def test_months_are_calendar_months_and_last_month_survives_january(session):
    came(session, (DAY, 3), (dt.date(2025, 1, 1), 10), (dt.date(2024, 12, 31), 100), (dt.date(2024, 12, 1), 1_000),
         (dt.date(2024, 11, 30), 10_000), (dt.date(2024, 1, 5), 100_000))  # fmt: skip
    found = visits.visits(session, NOON, DAY)
    assert (found.today, found.this_month, found.last_month, found.total) == (3, 13, 1_100, 111_113)


def test_an_empty_site_has_figures_too(session):
    assert visits.visits(session, NOON, DAY) == visits.Visits(0, 0, 0, 0, 0)


def test_who_was_seen_within_300_seconds_is_there_summed_up_or_not_and_once(session):
    def hit(seconds, visitor, channel=Channel.PERSON):
        usage.record(session, Hit(Kind.VIEW, channel, None, None, visitor), NOON - dt.timedelta(seconds=seconds), DAY)

    session.add_all(
        Visit(visitor=visitor, last_at=NOON - dt.timedelta(seconds=seconds))
        for visitor, seconds in (("a", 299), ("b", 301), ("c", 200))
    )
    hit(10, "c")
    hit(299, "d")
    hit(301, "e")
    hit(5, "robot", Channel.ROBOT)
    hit(5, "")
    session.flush()
    assert visits.visits(session, NOON, DAY).online == 3


@pytest.fixture
def three(session, installed):
    made = []
    for number in range(1, 4):
        document = make_document(session, number=f"{number}/2024/TT-BTC")
        make_file(session, installed, document)
        publishing.publish(session, SYSTEM, document)
        made.append(document)
    return made


def used(session, document, day, kind, count, channel=Channel.PERSON):
    session.add(UsageDay(document_id=document.id, file_id=0, day=day, kind=kind, channel=channel, count=count))


def test_each_ranking_goes_by_its_own_count_in_the_chosen_time(session, three):
    one, two, three_ = three
    week_ago, long_ago = DAY - dt.timedelta(days=6), DAY - dt.timedelta(days=7)
    used(session, one, DAY, Kind.VIEW, 5)
    used(session, one, week_ago, Kind.VIEW, 2)
    used(session, one, long_ago, Kind.VIEW, 90)
    used(session, two, DAY, Kind.VIEW, 6)
    used(session, two, DAY, Kind.DOWNLOAD, 1)
    used(session, one, DAY, Kind.DOWNLOAD, 2)
    used(session, three_, DAY, Kind.VIEW, 99, Channel.ROBOT)
    session.flush()

    def ranked(kind):
        return [(row.document.id, row.count) for row in rankings.most(session, ANONYMOUS, kind, week_ago)]

    assert ranked(Kind.VIEW) == [(one.id, 7), (two.id, 6)]
    assert ranked(Kind.DOWNLOAD) == [(one.id, 2), (two.id, 1)]


def test_the_ranking_of_all_the_time_holds_opening_balances(session, three):
    one, two, _ = three
    session.add_all(UsageTotal(document_id=row.id, kind=Kind.VIEW, count=count) for row, count in ((one, 5), (two, 6)))
    usage.open_balance(session, one.id, Kind.VIEW, 10, "the old site", DAY)
    session.flush()
    found = [(row.document.id, row.count) for row in rankings.most(session, ANONYMOUS, Kind.VIEW)]
    assert found == [(one.id, 15), (two.id, 6)]


def test_what_not_everybody_may_see_is_in_no_public_ranking_or_sum(session, three):
    one, two, three_ = three
    for document in three:
        used(session, document, DAY, Kind.VIEW, 5)
    one.view_audience = Audience.STAFF
    publishing.withdraw(session, SYSTEM, two, "Đăng nhầm")
    session.flush()
    assert [row.document.id for row in rankings.most(session, ANONYMOUS, Kind.VIEW, DAY)] == [three_.id]
    (line,) = rankings.lines(session, ANONYMOUS, DAY, DAY, "day")
    assert line.views == 5


def test_days_and_months_in_which_nothing_happened_have_a_line(session, three):
    used(session, three[0], DAY, Kind.VIEW, 5)
    used(session, three[0], DAY - dt.timedelta(days=2), Kind.DOWNLOAD, 1)
    came(session, (DAY, 4))
    first = DAY - dt.timedelta(days=2)
    by_day = rankings.lines(session, ANONYMOUS, first, DAY, "day")
    assert [(line.visits, line.views, line.downloads) for line in by_day] == [(0, 0, 1), (0, 0, 0), (4, 5, 0)]
    by_month = rankings.lines(session, ANONYMOUS, first, DAY, "month")
    assert [(line.first.month, line.views, line.downloads) for line in by_month] == [(12, 0, 1), (1, 5, 0)]
    assert rankings.beginning(session) == first
