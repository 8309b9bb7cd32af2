"""The fold: whatever comes in whatever batches, its sums are those of the plain count."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import folding, usage
from registry.counting.chains import DOUBLE_CLICK, IDLE
from registry.store.tables import Channel, Kind, SealedDay, SiteDay, UsageDay, UsageEvent, UsageTotal, Visit
from registry.usage import Hit
from tests.making import make_document

DAY = dt.date(2024, 5, 1)
NOON = dt.datetime(2024, 5, 1, 5, tzinfo=dt.UTC)
ALL = NOON + dt.timedelta(days=9)
SECONDS = (0, 1, 29, 30, 31, 60, 299, 1_799, 1_800, 1_801)  # between hits: each limit, just below and just above


@pytest.fixture
def document(home):
    with home.unit_of_work() as session:
        return make_document(session).id


def write(session, document, seconds, visitor="a" * 32, *, kind=Kind.VIEW, channel=Channel.PERSON, day=DAY, file=None):
    at = NOON + dt.timedelta(seconds=seconds, days=(day - DAY).days)
    usage.record(session, Hit(kind, channel, document, file, visitor), at, day)


def fold(home, until=ALL):
    folded = 0
    while True:
        with home.unit_of_work() as session:
            more = folding.fold(session, until)
        if not more:
            return folded
        folded += more


def days(session):
    rows = sa.select(UsageDay.kind, UsageDay.channel, UsageDay.count, UsageDay.repeats).order_by(
        UsageDay.kind, UsageDay.channel
    )
    return [tuple(row) for row in session.execute(rows)]


def visits(session):
    return dict(session.execute(sa.select(SiteDay.day, SiteDay.visits)).all())


def totals(session):
    return dict(session.execute(sa.select(UsageTotal.kind, UsageTotal.count)).all())


HITS = st.lists(
    st.tuples(st.sampled_from(SECONDS), st.sampled_from("ab"), st.sampled_from(Kind), st.sampled_from(Channel)),
    max_size=12,
)


def plain_count(hits):
    """What the rules say, said a second time without batches: (person views and downloads, repeats, visits)."""
    times, persons = {}, {}
    at = 0
    for gap, visitor, kind, channel in hits:
        at += gap
        times.setdefault((visitor, kind, channel), []).append(at)
        if channel == Channel.PERSON:
            persons.setdefault(visitor, []).append(at)
    repeats = {key: sum(b - a <= 30 for a, b in pairwise(found)) for key, found in times.items()}
    counts, repeated = {}, {}
    for (_, kind, channel), found in times.items():
        repeat = repeats[(_, kind, channel)]
        counts[kind, channel] = counts.get((kind, channel), 0) + len(found) - repeat
        repeated[kind, channel] = repeated.get((kind, channel), 0) + repeat
    begun = sum(1 + sum(b - a > 1_800 for a, b in pairwise(found)) for found in persons.values())
    return sorted((*key, counts[key], repeated[key]) for key in counts), begun


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hits=HITS, batch=st.integers(1, 5), stops=st.lists(st.integers(0, 20_000), max_size=3))
def test_any_hits_in_any_batches_are_counted_as_they_would_be_by_hand(session, hits, batch, stops):
    with session.begin_nested() as savepoint, pytest.MonkeyPatch.context() as patched:
        patched.setattr(folding, "AT_ONCE", batch)
        document, at = make_document(session).id, 0
        for gap, visitor, kind, channel in hits:
            at += gap
            write(session, document, at, visitor * 32, kind=kind, channel=channel)
        for until in [*sorted(NOON + dt.timedelta(seconds=stop) for stop in stops), ALL]:
            while folding.fold(session, until):
                pass
        counts, begun = plain_count(hits)
        assert days(session) == counts
        assert sum(visits(session).values()) == begun
        persons = {kind: count for kind, channel, count, _ in counts if channel == Channel.PERSON and count}
        assert totals(session) == persons
        folding.fold(session, ALL)
        assert days(session) == counts
        savepoint.rollback()


def test_a_chain_goes_on_over_batches_and_folds(home, document, monkeypatch):
    """Each hit is within 30 s of the one before, so all are one, however many folds lie between them."""
    monkeypatch.setattr(folding, "AT_ONCE", 2)
    with home.unit_of_work() as session:
        for seconds in range(0, 300, 30):
            write(session, document, seconds)
    for seconds in range(45, 400, 60):
        fold(home, NOON + dt.timedelta(seconds=seconds))
    with home.reading() as session:
        assert days(session) == [(Kind.VIEW, Channel.PERSON, 1, 9)]


def test_a_visitor_on_two_files_or_documents_and_two_visitors_are_no_repeats(home, document):
    with home.unit_of_work() as session:
        other = make_document(session, number="26/2024/TT-BTC").id
        write(session, document, 0)
        write(session, other, 1)
        write(session, document, 2, "b" * 32)
        write(session, document, 3, kind=Kind.DOWNLOAD)
        write(session, document, 4, "")
        write(session, document, 5, "")
    fold(home)
    with home.reading() as session:
        assert sum(row[2] for row in days(session)) == 6, "nobody knows who the last two were: each stands by itself"


def test_hits_of_the_last_minute_wait(home, document):
    with home.unit_of_work() as session:
        write(session, document, 0)
        write(session, document, 100)
    assert fold(home, NOON + dt.timedelta(seconds=60)) == 1
    assert fold(home) == 1


def test_a_fold_that_is_killed_in_the_middle_changes_nothing(home, document):
    with home.unit_of_work() as session:
        write(session, document, 0)
    with pytest.raises(ZeroDivisionError), home.unit_of_work() as session:
        folding.fold(session, ALL)
        raise ZeroDivisionError
    with home.reading() as session:
        assert (totals(session), visits(session)) == ({}, {})
    assert (fold(home), fold(home)) == (1, 0)
    with home.reading() as session:
        assert (totals(session), visits(session)) == ({Kind.VIEW: 1}, {DAY: 1})


def test_four_folds_at_once_count_each_event_once(home, document, monkeypatch):
    monkeypatch.setattr(folding, "AT_ONCE", 25)
    with home.unit_of_work() as session:
        for number in range(200):
            write(session, document, number, f"{number:032}")
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: fold(home), range(4))) == 200
    with home.reading() as session:
        assert (totals(session), visits(session)) == ({Kind.VIEW: 200}, {DAY: 200})


def test_hashes_are_erased_as_soon_as_nothing_can_follow_them(home, document):
    with home.unit_of_work() as session:
        write(session, document, 0)
        write(session, document, 100, "b" * 32)
    fold(home, NOON + dt.timedelta(seconds=10))
    assert hashes(home) == ["a" * 32, "b" * 32], "the second may still turn out to have one just before it"
    fold(home, NOON + dt.timedelta(seconds=100))
    assert hashes(home) == ["b" * 32]
    fold(home, NOON + dt.timedelta(seconds=100) + DOUBLE_CLICK * 2)
    assert hashes(home) == []
    with home.reading() as session:
        assert session.scalars(sa.select(Visit.visitor)).all() == ["a" * 32, "b" * 32], "they may still be on the site"
    fold(home, NOON + dt.timedelta(seconds=101) + IDLE)
    with home.reading() as session:
        assert session.scalars(sa.select(Visit.visitor)).all() == []


def hashes(home):
    with home.reading() as session:
        rows = sa.select(UsageEvent.visitor).where(UsageEvent.visitor.is_not(None))
        return list(session.scalars(rows.order_by(UsageEvent.id)))


def test_a_page_without_a_document_takes_part_in_visits_only(home, document):
    with home.unit_of_work() as session:
        write(session, None, 0)
        write(session, document, 20)
        write(session, None, 1_900)
        write(session, None, 1_901, "r" * 32, channel=Channel.ROBOT)
    fold(home)
    with home.reading() as session:
        assert (totals(session), visits(session)) == ({Kind.VIEW: 1}, {DAY: 2})


def test_all_sums_can_be_made_again_from_the_events(home, document):
    with home.unit_of_work() as session:
        for seconds in (0, 10, 100, 4_000):
            write(session, document, seconds)
        write(session, document, 0, day=DAY + dt.timedelta(days=1), kind=Kind.DOWNLOAD)
    fold(home)
    with home.unit_of_work() as session:
        before = days(session), visits(session), totals(session)
        for table in (UsageDay, UsageTotal):
            session.execute(sa.update(table).values(count=99))
        session.execute(sa.update(SiteDay).values(visits=99))
    rebuild(home)
    with home.reading() as session:
        assert (days(session), visits(session), totals(session)) == before


def test_an_event_that_comes_after_its_document_was_erased_counts_for_none(home, document):
    """An answer may be on its way while a document is erased; its event must hold no later one up."""
    with home.unit_of_work() as session:
        write(session, document + 1, 0)
        write(session, document, 2_000)
    assert fold(home) == 2
    expected = [(Kind.VIEW, Channel.PERSON, 1, 0)], {DAY: 2}, {Kind.VIEW: 1}
    with home.reading() as session:
        assert (days(session), visits(session), totals(session)) == expected
    rebuild(home)
    with home.reading() as session:
        assert (days(session), visits(session), totals(session)) == expected


def rebuild(home):
    with home.unit_of_work() as session:
        for day in folding.unsealed_days(session):
            folding.rebuild_day(session, day)
        folding.rebuild_totals(session)


def test_a_day_whose_events_are_dropped_is_sealed_and_never_made_again(home, document, monkeypatch):
    monkeypatch.setattr(folding, "DROPPED_AT_ONCE", 2)
    with home.unit_of_work() as session:
        for number, day in enumerate((0, 0, 0, 1, 2)):
            write(session, document, 100 * number, day=DAY + dt.timedelta(days=day))
    assert drop(home) == 0, "what is not folded is not dropped"
    fold(home)
    with home.reading() as session:
        before = days(session), visits(session), totals(session)
    assert drop(home) == 4
    rebuild(home)
    with home.reading() as session:
        assert (days(session), visits(session), totals(session)) == before
        assert session.scalars(sa.select(SealedDay.day)).all() == [DAY, DAY + dt.timedelta(days=1)]


def drop(home):
    dropped = 0
    while True:
        with home.unit_of_work() as session:
            more = folding.drop_events(session, DAY + dt.timedelta(days=2))
        if not more:
            return dropped
        dropped += more
