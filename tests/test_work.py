import datetime as dt

from registry import work
from registry.store.tables import Progress, now

KIND, SUBJECT = work.READING, 7


def claimed(session):
    claim = work.claim(session, KIND, SUBJECT, "host")
    session.flush()
    return claim


def row(session):
    return work.of(session, KIND, SUBJECT)


def test_what_is_owed_is_claimed_once(session):
    work.owe(session, KIND, SUBJECT)
    assert claimed(session) is not None
    assert claimed(session) is None
    assert row(session).attempts == 1


def test_a_finished_claim_is_done_and_not_claimed_again(session):
    work.owe(session, KIND, SUBJECT)
    claim = claimed(session)
    assert work.finish(session, claim)
    session.expire_all()
    assert row(session).progress == Progress.DONE
    assert claimed(session) is None


def test_a_result_is_thrown_away_when_the_work_was_owed_anew(session):
    work.owe(session, KIND, SUBJECT)
    old = claimed(session)
    work.owe(session, KIND, SUBJECT)
    session.expire_all()
    assert not work.holds(session, old)
    assert not work.finish(session, old)
    assert claimed(session) is not None


def test_a_claim_that_ran_out_may_be_taken_over_and_its_result_is_thrown_away(session):
    work.owe(session, KIND, SUBJECT)
    late = claimed(session)
    row(session).leased_until = now() - dt.timedelta(seconds=1)
    session.flush()
    assert claimed(session) is not None
    assert not work.finish(session, late)


def test_what_died_three_times_is_parked_with_a_reason(session):
    work.owe(session, KIND, SUBJECT)
    for _ in range(work.ATTEMPTS):
        assert claimed(session) is not None
        row(session).leased_until = now()
        session.flush()
    assert claimed(session) is None
    assert (row(session).progress, row(session).reason) == (Progress.PARKED, work.DIED)


def test_a_passing_fault_is_tried_again_later_and_not_for_ever(session):
    work.owe(session, KIND, SUBJECT)
    for attempt in range(work.ATTEMPTS):
        claim = claimed(session)
        assert claim.attempts == attempt + 1
        work.give_back(session, claim)
        session.flush()
    assert (row(session).progress, row(session).reason) == (Progress.PARKED, work.KEPT_FAILING)


def test_owing_parked_work_anew_begins_from_the_start(session):
    work.owe(session, KIND, SUBJECT)
    row(session).progress, row(session).attempts = Progress.PARKED, 3
    session.flush()
    work.owe(session, KIND, SUBJECT)
    session.expire_all()
    assert (row(session).progress, row(session).attempts) == (Progress.OWED, 0)


def test_the_claims_of_a_dead_process_are_freed_and_those_of_a_living_one_are_not(session):
    work.owe(session, KIND, SUBJECT)
    claimed(session)
    assert work.release_dead(session, "host") == []
    row(session).lease = "host/4194999:word"  # beyond the largest process id that Linux gives
    session.flush()
    assert work.release_dead(session, "other host") == []
    assert work.release_dead(session, "host") == [(KIND, SUBJECT)]
    assert claimed(session) is not None


def test_the_sweep_rings_for_what_waits_too_long_and_once_a_minute(session):
    work.owe(session, KIND, SUBJECT)
    assert work.overdue(session) == []
    row(session).rung_at = now() - dt.timedelta(minutes=2)
    session.flush()
    assert work.overdue(session) == [(KIND, SUBJECT)]
    assert work.overdue(session) == []


def test_the_bell_rings_after_the_commit_and_a_dead_broker_hinders_nothing(home, caplog):
    with home.unit_of_work() as session:
        work.owe(session, KIND, SUBJECT)
    with home.reading() as session:
        assert row(session).progress == Progress.OWED
    assert "the broker cannot be reached" in caplog.text
