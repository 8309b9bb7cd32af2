"""What is kept step by step is what one fold of everything says, on both databases, whatever is done in whatever order."""

import datetime as dt
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ulid import ULID

from registry import effects, work
from registry.effects import spreading
from registry.law import effect
from registry.law.effect import Act, Edge, Standing, Status
from registry.law.relations import ACTING, Kind
from registry.store.tables import Document, Progress, Relation, State, Work, now

FIRST = dt.date(2025, 3, 28)  # the law on making law changes within these days
COUNT = 7
NUMBER_ONLY = 0  # a source that is not held
QUICK = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

documents = st.integers(1, COUNT)
days = (st.integers(0, 3) | st.integers(0, 40)).map(lambda number: FIRST + dt.timedelta(days=number))
# A third of them details, so that they come in chains, and a third pauses.
kinds = (
    st.just(Kind.DETAILS)
    | st.sampled_from([Kind.SUSPENDS, Kind.CONTINUES, Kind.REPEALS])
    | st.sampled_from(sorted(ACTING))
)
edges = st.fixed_dictionaries(
    {"source_id": documents | documents | documents | st.just(NUMBER_ONLY), "target_id": documents, "kind": kinds, "effective_on": st.none() | st.none() | days,
     "ends_on": st.none() | days, "part": st.sampled_from([False, False, False, True])}
)  # fmt: skip
facts = st.fixed_dictionaries(
    {"issued_on": days, "effective_on": st.none() | days | days, "expires_on": st.none() | st.none() | days,
     "canonical": st.sampled_from("ab"), "standing": st.sampled_from([Standing.NORMATIVE] * 4 + [Standing.OTHER]),
     "state": st.sampled_from([State.PUBLISHED] * 5 + [State.WITHDRAWN])}
)  # fmt: skip
# Relate; remove the nth edge; let the nth edge mean another document; change a document.
steps = st.lists(
    edges | edges | edges | st.integers(0, 99) | st.tuples(st.integers(0, 99), documents) | st.tuples(documents, facts),
    max_size=12,
)


class Kept:
    """A registry of a few documents, whose edges are known by their place in `edges`."""

    def __init__(self, session, of_documents):
        self.session, self.edges = session, []
        self.first = (session.scalar(sa.select(sa.func.max(Document.id))) or 0) + 1
        for number, known in enumerate(of_documents):
            key = self.first + number
            row = {"id": key, "public_id": f"d{key}", "identity_key": f"d{key}", **known}
            session.execute(sa.insert(Document), [row])
            effects.refresh(session, {key})

    def key(self, number):
        return self.first + number - 1

    def do(self, step):
        if isinstance(step, dict):
            self.relate(**step)
        elif isinstance(step, int):
            self.remove(step)
        elif isinstance(step[1], int):
            self.point(*step)
        else:
            self.change(*step)

    def relate(self, **said):
        source = self.key(said["source_id"]) if said["source_id"] != NUMBER_ONLY else None
        said |= {"source_id": source, "source_key": "9", "source_type": "", "target_id": self.key(said["target_id"])}
        unique = {"public_id": str(ULID()), "target_number": "", "target_key": str(ULID())}
        row = Relation(**said, **unique, chosen=True, confirmed_at=now())
        self.session.add(row)
        self.edges.append(row)
        self.refresh(row)

    def refresh(self, row, *also):
        reached = row.source_id if row.kind == Kind.DETAILS else row.target_id
        effects.refresh(self.session, {key for key in (reached, *also) if key})

    def remove(self, number):
        if self.edges:
            row = self.edges.pop(number % len(self.edges))
            self.session.delete(row)
            self.refresh(row)

    def point(self, number, target):
        if self.edges:
            row = self.edges[number % len(self.edges)]
            before, row.target_id = row.target_id, self.key(target)
            self.refresh(row, before if row.kind != Kind.DETAILS else None)

    def change(self, number, known):
        self.session.execute(sa.update(Document).where(Document.id == self.key(number)).values(**known))
        effects.refresh_around(self.session, self.key(number))

    def work_off(self):
        owed = sa.select(Work).where(Work.kind == work.EFFECT, Work.progress == Progress.OWED).order_by(Work.id)
        while row := self.session.scalar(owed.limit(1)):
            row.progress, after = Progress.DONE, 0
            while after is not None:
                after = effects.spread(self.session, row.subject_id, after)

    def bare(self, of_documents):
        """Acts, and the edges that count, as the fold takes them: by nothing but what was said."""
        acts = [
            Act(self.first + number, known["issued_on"], known["effective_on"], known["expires_on"],
                normative=known["standing"] == Standing.NORMATIVE, order=known["canonical"])
            for number, known in enumerate(of_documents)
        ]  # fmt: skip
        published = {
            self.first + number for number, known in enumerate(of_documents) if known["state"] == State.PUBLISHED
        }
        counting = [row for row in self.edges if row.source_id in published or row.source_id is None]
        return acts, [
            Edge(row.id, row.source_id or "9", row.target_id, row.kind, row.effective_on, row.ends_on, row.part)
            for row in counting
        ]

    def timelines(self):
        """As numbers of documents and edges, which are the same in whatever order they were stored."""
        found = effects.timelines(self.session, range(self.first, self.first + COUNT))
        return {key - self.first: [(one.status, one.since, one.until, one.why.cause) for one in periods]
                for key, periods in found.items()}  # fmt: skip


@contextmanager
def registry_of(session, of_documents):
    with session.begin_nested() as savepoint:
        yield Kept(session, of_documents)
        savepoint.rollback()
    session.expire_all()


@pytest.fixture(params=[1, 3, 100], ids="{} at once".format)
def at_once(request, monkeypatch):
    """How many timelines one transaction makes anew; the rest is owed."""
    monkeypatch.setattr(spreading, "FOLDED_AT_ONCE", request.param)
    monkeypatch.setattr(spreading, "SPREAD_AT_ONCE", max(1, request.param // 2))
    monkeypatch.setattr(spreading, "STEP", 0)


many_facts = st.lists(facts, min_size=COUNT, max_size=COUNT)


@QUICK
@given(many_facts, steps)
def test_every_step_leaves_what_a_rebuild_would_make(at_once, session, of_documents, of_steps):
    with registry_of(session, of_documents) as kept:
        for step in of_steps:
            kept.do(step)
            kept.work_off()
        assert effects.differences(session) == effects.Differences()


@QUICK
@given(many_facts, steps)
def test_what_is_owed_may_be_done_after_all_of_it(at_once, session, of_documents, of_steps):
    with registry_of(session, of_documents) as kept:
        for step in of_steps:
            kept.do(step)
        kept.work_off()
        assert effects.differences(session) == effects.Differences()


@QUICK
@given(many_facts, st.lists(edges, max_size=8), st.lists(edges, min_size=1, max_size=3))
def test_removing_edges_restores_what_was_before(session, of_documents, before, more):
    with registry_of(session, of_documents) as kept:
        for said in before:
            kept.relate(**said)
        was = kept.timelines()
        for said in more:
            kept.relate(**said)
        for _ in more:
            kept.remove(len(before))
        assert kept.timelines() == was


@QUICK
@given(many_facts, st.lists(edges, max_size=10), days)
def test_the_database_says_of_any_day_what_the_fold_of_the_bare_facts_says(session, of_documents, of_edges, day):
    with registry_of(session, of_documents) as kept:
        for said in of_edges:
            kept.relate(**said)
        outcome = effect.fold(*kept.bare(of_documents))
        expected = {key: effect.at(periods, day).status for key, periods in outcome.periods.items()}
        assert effects.statuses(session, expected, day) == expected
        for status in Status:
            found = session.scalars(
                sa.select(Document.id).where(Document.id >= kept.first, effects.in_status(status, day))
            )
            assert set(found) == {key for key, one in expected.items() if one == status}


@QUICK
@given(many_facts, st.lists(edges, max_size=8), st.randoms())
def test_the_order_in_which_edges_come_does_not_matter(session, of_documents, of_edges, chance):
    distinct = [{**known, "canonical": str(number)} for number, known in enumerate(of_documents)]
    once = {(one["source_id"], one["target_id"], one["kind"]): one for one in of_edges}.values()
    found = []
    for order in (list(once), chance.sample(list(once), len(once))):
        with registry_of(session, distinct) as kept:
            for said in order:
                kept.relate(**said)
            found.append(kept.timelines())
    assert found[0] == found[1]
