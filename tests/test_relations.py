"""Relations and timelines as they are kept, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from registry import documents, effects, publishing, related, relations, work
from registry.accounts import ANONYMOUS, SYSTEM
from registry.effects import spreading
from registry.errors import Invalid, RelationTaken
from registry.law import effect
from registry.law.relations import ACTING
from registry.relations import Draft, Numbered
from registry.store.tables import Audience, Change, Document, Progress, Work
from tests.making import make_document

FIRST = dt.date(2024, 1, 1)


def made(session, ordinal, begins=0, **changed):
    """A published circular of that ordinal, in force that many days after FIRST."""
    day = FIRST + dt.timedelta(days=begins)
    facts = {"number": f"{ordinal}/2024/TT-BTC", "issued_on": day, "effective_on": day} | changed
    document = make_document(session, **facts)
    publishing.publish(session, SYSTEM, document)
    return document


def statuses(session, document):
    return [period.status.value for period in effects.timelines(session, [document.id])[document.id]]


def relate(session, source, kind, number, **said):
    return relations.relate(session, SYSTEM, source, Draft(kind, number, **said))


def test_a_repeal_ends_its_target_and_removing_it_restores_what_was(session):
    law, repeal = made(session, 1), made(session, 2, 10)
    before = effects.timelines(session, [law.id])
    row = relate(session, repeal, "repeals", "1/2024/TT-BTC").relation
    assert statuses(session, law) == ["not_yet", "in_force", "ended"]
    relations.unrelate(session, SYSTEM, repeal, row.public_id)
    assert effects.timelines(session, [law.id]) == before


def test_an_edge_waits_for_its_document_and_links_itself_when_that_is_published(session):
    repeal = made(session, 2, 10)
    row = relate(session, repeal, "repeals", "1/2024/TT-BTC").relation
    assert row.target_id is None
    law = made(session, 1)
    session.refresh(row)
    assert row.target_id == law.id
    assert statuses(session, law) == ["not_yet", "in_force", "ended"]


def test_of_two_candidates_a_clerk_says_which_is_meant(session):
    repeal = made(session, 2, 10)
    row = relate(session, repeal, "repeals", "1/2024/TT-BTC").relation
    first = made(session, 1)
    second = made(session, 1, 1, issuers=["Bộ Y tế"])
    session.refresh(row)
    assert row.target_id is None
    assert statuses(session, first) == ["not_yet", "in_force"]
    relations.choose(session, SYSTEM, repeal, row.public_id, second)
    assert statuses(session, second) == ["not_yet", "in_force", "ended"]
    assert statuses(session, first) == ["not_yet", "in_force"]


def test_a_number_that_acts_and_is_not_held_works_on_the_day_that_is_said(session):
    law, day = made(session, 1), FIRST + dt.timedelta(10)
    edge = relate(session, Numbered("9/2024/TT-BTC"), "repeals", "1/2024/TT-BTC", effective_on=day).relation
    assert statuses(session, law) == ["not_yet", "in_force", "ended"]
    assert effects.timelines(session, [law.id])[law.id][-1].why == effect.Why(effect.Cause.EDGE, edge.id, None)
    assert related.not_held(session, ANONYMOUS, law) == []
    assert effects.differences(session) == NONE
    relations.unrelate(session, SYSTEM, law, edge.public_id)
    assert statuses(session, law) == ["not_yet", "in_force"]


def test_with_the_document_that_acts_its_own_validity_counts(session):
    law, day = made(session, 1), FIRST + dt.timedelta(10)
    relate(session, Numbered("9/2024/TT-BTC"), "repeals", "1/2024/TT-BTC", effective_on=day)
    repeal = made(session, 9, expires_on=FIRST + dt.timedelta(5))
    assert statuses(session, law) == ["not_yet", "in_force"]
    publishing.withdraw(session, SYSTEM, repeal, "Đăng nhầm")
    assert statuses(session, law) == ["not_yet", "in_force"]
    assert effects.differences(session) == NONE


def test_of_two_documents_with_the_acting_number_a_clerk_says_which(session):
    law, day = made(session, 1), FIRST + dt.timedelta(10)
    edge = relate(session, Numbered("9/2024/TT-BTC"), "repeals", "1/2024/TT-BTC", effective_on=day).relation
    assert statuses(session, law)[-1] == "ended"
    first = made(session, 9, expires_on=FIRST + dt.timedelta(5))
    second = made(session, 9, 1, issuers=["Bộ Y tế"])
    assert statuses(session, law)[-1] == "in_force"
    assert set(related.candidates(session, SYSTEM, edge, acting=True)) == {first, second}
    with pytest.raises(Invalid):
        relations.choose(session, SYSTEM, law, edge.public_id, law)
    relations.choose(session, SYSTEM, law, edge.public_id, second)
    assert statuses(session, law)[-1] == "ended"
    made(session, 9, 2, issuers=["Bộ Công an"])  # another of the number arrives: the choice stands
    assert (edge.source_id, statuses(session, law)[-1]) == (second.id, "ended")
    assert effects.differences(session) == NONE


def test_the_type_tells_documents_of_one_number_apart(session):
    law = made(session, 1, number="93/2015/QH13", type="luat", issuers=["Quốc hội"])
    made(session, 1, number="93/2015/QH13", type="nghi-quyet", issuers=["Quốc hội"])
    row = relate(session, made(session, 2, 10), "repeals", "93/2015/QH13", target_type="luat").relation
    assert row.target_id == law.id


def test_a_suggestion_changes_nothing_until_it_is_confirmed(session):
    law, repeal = made(session, 1), made(session, 2, 10)
    row = relations.relate(session, SYSTEM, repeal, Draft("repeals", "1/2024/TT-BTC"), confirmed=False).relation
    assert statuses(session, law) == ["not_yet", "in_force"]
    assert related.into(session, SYSTEM, law) == []
    relations.confirm(session, SYSTEM, repeal, row.public_id)
    assert statuses(session, law) == ["not_yet", "in_force", "ended"]


def test_a_draft_changes_nothing_until_it_is_published_nor_after_it_is_withdrawn(session):
    law = made(session, 1)
    draft = make_document(session, number="2/2024/TT-BTC", issued_on=FIRST, effective_on=FIRST + dt.timedelta(10))
    relate(session, draft, "repeals", "1/2024/TT-BTC")
    assert statuses(session, law) == ["not_yet", "in_force"]
    publishing.publish(session, SYSTEM, draft)
    assert statuses(session, law) == ["not_yet", "in_force", "ended"]
    publishing.withdraw(session, SYSTEM, draft, "Đăng nhầm")
    assert statuses(session, law) == ["not_yet", "in_force"]


def test_a_change_of_a_date_reaches_what_rests_on_it(session):
    law, repeal, detail = made(session, 1), made(session, 2, 10), made(session, 3)
    relate(session, repeal, "repeals", "1/2024/TT-BTC")
    relate(session, detail, "details", "1/2024/TT-BTC")
    assert statuses(session, detail) == ["not_yet", "in_force", "ended"]
    later = FIRST + dt.timedelta(days=50)
    documents.change(session, SYSTEM, repeal, {"effective_on": later}, repeal.version)
    for document in (law, detail):
        assert effects.timelines(session, [document.id])[document.id][-1].since == later


def test_what_is_wrong_is_told_by_field(session):
    source = made(session, 2, 10)
    wrong = {
        "kind": Draft("destroys", "1/2024/TT-BTC"),
        "number": Draft("repeals", "2/2024/TT-BTC", target=source),
        "effective_on": Draft("repeals", "1/2024/TT-BTC", effective_on=FIRST),
        "provisions": Draft("repeals", "1/2024/TT-BTC", provisions="mọi thứ"),
        "read_from": Draft("lists_unfit", "1/2024/TT-BTC"),
        "ends_on": Draft(
            "suspends", "1/2024/TT-BTC", effective_on=FIRST + dt.timedelta(20), ends_on=FIRST + dt.timedelta(9)
        ),
    }
    for field, said in wrong.items():
        with pytest.raises(Invalid) as caught:
            relations.relate(session, SYSTEM, source, said)
        assert [problem.field for problem in caught.value.problems] == [field]


def test_a_duplicate_is_a_conflict_and_a_loop_is_warned_of(session):
    one, two = made(session, 1), made(session, 2, 10)
    relate(session, two, "replaces", "1/2024/TT-BTC")
    with pytest.raises(RelationTaken):
        relate(session, two, "replaces", "1/2024/TT-BTC")
    assert relate(session, one, "replaces", "2/2024/TT-BTC", effective_on=FIRST + dt.timedelta(20)).warnings
    assert statuses(session, one) == ["not_yet", "in_force", "ended"]
    assert statuses(session, two) == ["not_yet", "in_force"]


def test_an_edge_never_names_a_document_its_reader_may_not_see(session):
    hidden = made(session, 1, view_audience=Audience.STAFF)
    source = made(session, 2, 10)
    relate(session, source, "repeals", "1/2024/TT-BTC")
    relate(session, hidden, "amends", "2/2024/TT-BTC", effective_on=FIRST + dt.timedelta(15))
    assert related.out_of(session, ANONYMOUS, source) == []
    assert related.into(session, ANONYMOUS, source) == []
    assert [side.other for side in related.out_of(session, SYSTEM, source)] == [hidden]


def test_lists_are_asked_for_by_status_and_day(session):
    law = made(session, 1)
    relate(session, made(session, 2, 10), "repeals", "1/2024/TT-BTC")
    for day, status in ((9, effect.Status.IN_FORCE), (10, effect.Status.ENDED), (-1, effect.Status.NOT_YET)):
        found = sa.select(Document.id).where(effects.in_status(status, FIRST + dt.timedelta(days=day)))
        assert law.id in session.scalars(found).all()


def test_what_reaches_too_many_documents_is_owed_and_admitted_to(session, monkeypatch):
    monkeypatch.setattr(spreading, "FOLDED_AT_ONCE", 3)
    law, repeal = made(session, 1), made(session, 2, 10)
    below = [made(session, number) for number in range(11, 18)]
    for one in below:
        relate(session, one, "details", "1/2024/TT-BTC")
    relate(session, repeal, "repeals", "1/2024/TT-BTC")
    assert statuses(session, law)[-1] == "ended"
    assert effects.is_pending(session, below[0].id)
    assert session.scalar(sa.select(Work.subject_id).where(Work.kind == work.EFFECT)) == law.id
    after = 0
    while after is not None:
        after = effects.spread(session, law.id, after)
    assert {statuses(session, one)[-1] for one in below} == {"ended"}


def test_a_chain_is_owed_after_a_few_steps_and_comes_to_its_end(session):
    """Each act rests on the one before; a step takes as long as many documents."""
    chain = [made(session, 1), *(made(session, number) for number in range(11, 18))]
    for one, above in zip(chain[1:], chain, strict=False):
        relate(session, one, "details", above.number)
    relate(session, made(session, 2, 10), "repeals", "1/2024/TT-BTC")
    ended = [statuses(session, one)[-1] == "ended" for one in chain]
    assert ended[:2] == [True, True]
    assert not all(ended)
    assert not effects.is_pending(session, chain[0].id)
    assert all(effects.is_pending(session, one.id) for one, done in zip(chain, ended, strict=True) if not done)
    owed = sa.select(Work.subject_id).where(Work.kind == work.EFFECT, Work.progress == Progress.OWED)
    while (key := session.scalar(owed.limit(1))) is not None:
        session.execute(sa.update(Work).where(Work.subject_id == key).values(progress=Progress.DONE))
        after = 0
        while after is not None:
            after = effects.spread(session, key, after)
    assert {statuses(session, one)[-1] for one in chain} == {"ended"}
    assert not any(effects.is_pending(session, one.id) for one in chain)


def test_an_act_that_very_many_wait_for_is_awaited_in_pieces(session, monkeypatch):
    monkeypatch.setattr(spreading, "FOLDED_AT_ONCE", 3)
    monkeypatch.setattr(spreading, "SPREAD_AT_ONCE", 2)
    below = [made(session, number) for number in range(11, 18)]
    for one in below:
        relate(session, one, "details", "1/2024/TT-BTC")
    law = made(session, 1, expires_on=FIRST + dt.timedelta(days=9))
    assert {statuses(session, one)[-1] for one in below} == {"in_force"}
    assert all(effects.is_pending(session, one.id) for one in below)
    after = 0
    while after is not None:
        after = effects.spread(session, law.id, after)
    assert {statuses(session, one)[-1] for one in below} == {"ended"}


def test_a_period_that_begins_is_noted_once_for_the_feed(session):
    law = made(session, 1)
    relate(session, made(session, 2, 10), "repeals", "1/2024/TT-BTC")
    for days in (5, 9, 10, 10, 30):
        relations.note_statuses(session, SYSTEM, FIRST + dt.timedelta(days=days))
    noted = sa.select(Change.payload).where(Change.kind == "document.status_changed", Change.document_id == law.id)
    assert session.scalars(noted).all() == [{"status": "ended", "since": "2024-01-11"}]


NONE = effects.Differences()
EDGES = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 5), st.sampled_from(sorted(ACTING)), st.none() | st.integers(41, 60), st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda edge: edge[:3],
)  # fmt: skip


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), EDGES)
def test_what_is_kept_step_by_step_is_what_the_fold_of_everything_says(session, monkeypatch, begins, edges):
    """Edges are added one by one, and some removed again: every timeline is what a rebuild would make of it."""
    monkeypatch.setattr(spreading, "FOLDED_AT_ONCE", 1_000)  # nothing is owed
    with session.begin_nested() as savepoint:
        made_ones = [made(session, 100 + number, begin) for number, begin in enumerate(begins)]
        rows = []
        for source, target, kind, since, part, leaves in edges:
            if source == target:
                continue
            day = since and FIRST + dt.timedelta(days=since)
            in_part = part and kind != "lists_unfit"
            said = Draft(kind, target=made_ones[target], effective_on=day, part=in_part, read_from="Danh mục")
            rows.append(
                (relations.relate(session, SYSTEM, made_ones[source], said).relation, made_ones[source], leaves)
            )
        assert effects.differences(session) == NONE
        for row, source, leaves in rows:
            if leaves:
                relations.unrelate(session, SYSTEM, source, row.public_id)
        assert effects.differences(session) == NONE
        savepoint.rollback()
    session.expire_all()
