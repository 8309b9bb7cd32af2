"""The fold from dates and edges to timelines: tables of cases, and properties that hold for any graph."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.law import effect
from registry.law.effect import Act, Cause, Edge, Status, Trouble
from registry.law.relations import ACTING, VERBS, Kind
from registry.law.types import Family

DAY = dt.date(2020, 1, 1)


def day(number):
    return DAY + dt.timedelta(days=number)


def act(key, begins=0, **changed):
    facts = {"issued_on": day(begins - 10), "effective_on": day(begins), "order": key}
    return Act(key, **(facts | changed))


def edge(source, target, kind, since=None, **changed):
    key = changed.pop("key", f"{source}-{kind}-{target}-{since}")
    return Edge(key, source, target, Kind(kind), since if since is None else day(since), **changed)


def shown(periods):
    """[(first day as a number, status, cause)]"""
    return [(one.since and (one.since - DAY).days, one.status.value, one.why.cause.value) for one in periods]


def timeline(target, *edges, others=()):
    return shown(effect.fold([act("T"), *others], edges).periods[target])


SINCE_2025 = (dt.date(2025, 4, 1) - DAY).days  # the first day of Luật 64/2025/QH15
BEGINNING = [(None, "not_yet", "awaited"), (0, "in_force", "began")]

OF_KINDS = {
    "basis": ([], []), "guides": ([], []), "supplements": ([], []), "corrects": ([], []), "consolidates": ([], []),
    "publishes": ([], []), "explains": ([], []), "cites": ([], []), "related": ([], []), "details": ([], []),
    "amends": (["partly_ended"], ["partly_ended"]),
    "replaces": (["ended"], ["partly_ended"]),
    "repeals": (["ended"], ["partly_ended"]),
    "suspends": (["paused"], ["partly_paused"]),
    "interrupts": (["paused"], ["partly_paused"]),
    "continues": ([], []),
    "lists_ended": (["ended"], ["partly_ended"]),
    "lists_unfit": (["unfit"], []),
}  # fmt: skip


@pytest.mark.parametrize("part", [False, True], ids=["whole", "part"])
@pytest.mark.parametrize("kind", list(Kind))
def test_what_every_kind_does_to_its_target(kind, part):
    found = timeline("T", edge("S", "T", kind, part=part), others=[act("S", 100)])
    assert found == BEGINNING + [(100, status, "edge") for status in OF_KINDS[kind][part]]


def test_every_kind_has_verbs_in_both_voices():
    assert set(VERBS) == set(Kind) == set(OF_KINDS)
    assert all(verb.active and verb.passive and verb.active_en and verb.passive_en for verb in VERBS.values())


CASES = {
    "a term": ([act("T", expires_on=day(50))], [], [*BEGINNING, (50, "ended", "term")]),
    "no date": ([act("T", effective_on=None)], [], [(None, "unknown", "no_date")]),
    "no date, but ended": (
        [act("T", effective_on=None), act("S", 9)], [edge("S", "T", "repeals")],
        [(None, "unknown", "no_date"), (9, "ended", "edge")],
    ),
    "ends before it begins": ([act("T", 9, expires_on=day(5))], [], [(None, "unknown", "dates_contradict")]),
    "no normative act": ([act("T", normative=False)], [], [(None, "not_applicable", "not_normative")]),
    "a consolidated text": ([act("T", consolidated=True)], [], [(None, "not_applicable", "consolidated")]),
    "the edge's own day": (
        [act("T"), act("S", 10)], [edge("S", "T", "repeals", 20)], [*BEGINNING, (20, "ended", "edge")],
    ),
    "a day before the source is in force": (
        [act("T"), act("S", 10)], [edge("S", "T", "repeals", 5)],
        [*BEGINNING, (5, "unknown", "dates_contradict"), (10, "ended", "edge")],
    ),
    "a pause with an end": (
        [act("T"), act("S", 10)], [edge("S", "T", "interrupts", until=day(30))],
        [*BEGINNING, (10, "paused", "edge"), (30, "in_force", "resumed")],
    ),
    "a pause that another act ends": (
        [act("T"), act("S", 10), act("R", 20)], [edge("S", "T", "suspends"), edge("R", "T", "continues")],
        [*BEGINNING, (10, "paused", "edge"), (20, "in_force", "edge")],
    ),
    "a pause of all of it that another act ends for a part": (
        [act("T"), act("S", 10), act("R", 20)], [edge("S", "T", "suspends", until=day(40)), edge("R", "T", "continues", part=True)],
        [*BEGINNING, (10, "paused", "edge"), (20, "partly_paused", "edge"), (40, "in_force", "resumed")],
    ),
    "the repealing act is let go on in part, and works then": (
        [act("T"), act("S", 20), act("R", 10), act("Q", 30)],
        [edge("S", "T", "repeals"), edge("R", "S", "suspends"), edge("Q", "S", "continues", part=True)],
        [*BEGINNING, (30, "ended", "edge")],
    ),
    "a pause of a part that another act ends for that part": (
        [act("T"), act("S", 10), act("R", 20)],
        [edge("S", "T", "suspends", part=True), edge("R", "T", "continues", part=True)],
        [*BEGINNING, (10, "partly_paused", "edge"), (20, "in_force", "edge")],
    ),
    "a pause ends with the act that orders it": (
        [act("T"), act("S", 10), act("R", 20)], [edge("S", "T", "suspends"), edge("R", "S", "repeals")],
        [*BEGINNING, (10, "paused", "edge"), (20, "in_force", "resumed")],
    ),
    "what was amended before is so after a pause": (
        [act("T"), act("A", 5), act("S", 10)], [edge("A", "T", "amends"), edge("S", "T", "interrupts", until=day(30))],
        [*BEGINNING, (5, "partly_ended", "edge"), (10, "paused", "edge"), (30, "partly_ended", "resumed")],
    ),
    "parts never make a whole": (
        [act("T"), act("A", 5), act("B", 6)], [edge("A", "T", "repeals", part=True), edge("B", "T", "repeals", part=True)],
        [*BEGINNING, (5, "partly_ended", "edge"), (6, "partly_ended", "edge")],
    ),
    "the repealing act is repealed before it takes effect": (
        [act("T"), act("S", 20), act("R", 10)], [edge("S", "T", "repeals"), edge("R", "S", "repeals")], BEGINNING,
    ),
    "the repealing act is repealed on the very day by a later one": (
        [act("T"), act("S", 20), act("R", 20, issued_on=day(15))],
        [edge("S", "T", "repeals"), edge("R", "S", "repeals")], BEGINNING,
    ),
    "the repealing act ends afterwards: nothing comes back": (
        [act("T"), act("S", 20), act("R", 30)], [edge("S", "T", "repeals"), edge("R", "S", "repeals")],
        [*BEGINNING, (20, "ended", "edge")],
    ),
    "the repealing act is paused on its day and works afterwards": (
        [act("T"), act("S", 20), act("R", 10)],
        [edge("S", "T", "repeals"), edge("R", "S", "interrupts", until=day(40))], [*BEGINNING, (40, "ended", "edge")],
    ),
    "the repealing act is paused and ends in the pause": (
        [act("T"), act("S", 20), act("R", 10), act("Q", 30)],
        [edge("S", "T", "repeals"), edge("R", "S", "suspends"), edge("Q", "S", "repeals")], BEGINNING,
    ),
    "what details an act lapses with it": (
        [act("T"), act("P"), act("S", 10)], [edge("T", "P", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (10, "ended", "lapsed")],
    ),
    "what merely guides an act stays": (
        [act("T"), act("P"), act("S", 10)], [edge("T", "P", "guides"), edge("S", "P", "replaces")], BEGINNING,
    ),
    "what rests on an act stays": (
        [act("T"), act("P"), act("S", 10)], [edge("T", "P", "basis"), edge("S", "P", "replaces")], BEGINNING,
    ),
    "a part of the act ends: what details it stays": (
        [act("T"), act("P"), act("S", 10)], [edge("T", "P", "details"), edge("S", "P", "repeals", part=True)], BEGINNING,
    ),
    "what details several lapses in part": (
        [act("T"), act("P"), act("Q"), act("S", 10)],
        [edge("T", "P", "details"), edge("T", "Q", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (10, "partly_ended", "lapsed")],
    ),
    "since 2025 what details a replaced act stays": (
        [act("T"), act("P"), act("S", SINCE_2025)], [edge("T", "P", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (SINCE_2025, "in_force", "stays")],
    ),
    "until the eve of that law it lapsed": (
        [act("T"), act("P"), act("S", SINCE_2025 - 1)], [edge("T", "P", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (SINCE_2025 - 1, "ended", "lapsed")],
    ),
    "what details an act that stays is not touched": (
        [act("T"), act("M"), act("P"), act("S", SINCE_2025)],
        [edge("T", "M", "details"), edge("M", "P", "details"), edge("S", "P", "replaces")], BEGINNING,
    ),
    "since 2025 what details a repealed act lapses as before": (
        [act("T"), act("P"), act("S", SINCE_2025)], [edge("T", "P", "details"), edge("S", "P", "repeals")],
        [*BEGINNING, (SINCE_2025, "ended", "lapsed")],
    ),
    "since 2025 the parent's term": (
        [act("T"), act("P", expires_on=day(SINCE_2025))], [edge("T", "P", "details")],
        [*BEGINNING, (SINCE_2025, "ended", "lapsed")],
    ),
    "an amended act: what details it stays": (
        [act("T"), act("P"), act("S", SINCE_2025)], [edge("T", "P", "details"), edge("S", "P", "amends")], BEGINNING,
    ),
    "it stays, and is then announced as ended": (
        [act("T"), act("P"), act("S", SINCE_2025), act("L", SINCE_2025 + 30, normative=False)],
        [edge("T", "P", "details"), edge("S", "P", "replaces"), edge("L", "T", "lists_ended")],
        [*BEGINNING, (SINCE_2025, "in_force", "stays"), (SINCE_2025 + 30, "ended", "edge")],
    ),
    "what details several stays for the one that was replaced and lapses in part with the other": (
        [act("T"), act("P"), act("Q", expires_on=day(SINCE_2025 + 9)), act("S", SINCE_2025)],
        [edge("T", "P", "details"), edge("T", "Q", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (SINCE_2025, "in_force", "stays"), (SINCE_2025 + 9, "partly_ended", "lapsed")],
    ),
    "saved by the ending act": (
        [act("T"), act("P"), act("S", 10)],
        [edge("T", "P", "details"), edge("S", "P", "replaces"), edge("S", "T", "continues")],
        [*BEGINNING, (10, "in_force", "saved")],
    ),
    "saved in part by the ending act": (
        [act("T"), act("P"), act("S", 10)],
        [edge("T", "P", "details"), edge("S", "P", "replaces"), edge("S", "T", "continues", part=True)],
        [*BEGINNING, (10, "partly_ended", "saved")],
    ),
    "what details what was saved stays": (
        [act("T"), act("M"), act("P"), act("S", 10)],
        [edge("T", "M", "details"), edge("M", "P", "details"), edge("S", "P", "replaces"), edge("S", "M", "continues")],
        BEGINNING,
    ),
    "what details an act that lapses is saved itself": (
        [act("T"), act("M"), act("P"), act("S", 10)],
        [edge("T", "M", "details"), edge("M", "P", "details"), edge("S", "P", "repeals"), edge("S", "T", "continues")],
        [*BEGINNING, (10, "in_force", "saved")],
    ),
    "saved by another act than the ending one: lapses": (
        [act("T"), act("P"), act("S", 10), act("R", 9)],
        [edge("T", "P", "details"), edge("S", "P", "replaces"), edge("R", "T", "continues")],
        [*BEGINNING, (10, "ended", "lapsed")],
    ),
    "lapsing goes down": (
        [act("T"), act("M"), act("P"), act("S", 10)],
        [edge("T", "M", "details"), edge("M", "P", "details"), edge("S", "P", "replaces")],
        [*BEGINNING, (10, "ended", "lapsed")],
    ),
    "the parent's term": (
        [act("T"), act("P", expires_on=day(7))], [edge("T", "P", "details")], [*BEGINNING, (7, "ended", "lapsed")],
    ),
    "a list says that it ended, before the list was made": (
        [act("T"), act("L", 50, normative=False)], [edge("L", "T", "lists_ended", 30)], [*BEGINNING, (30, "ended", "edge")],
    ),
    "a list that was itself repealed still tells what had ended": (
        [act("T"), act("L", 50), act("R", 40)], [edge("L", "T", "lists_ended", 60), edge("R", "L", "repeals")],
        [*BEGINNING, (60, "ended", "edge")],
    ),
    "a pause of a part, with an end": (
        [act("T"), act("S", 10)], [edge("S", "T", "interrupts", until=day(30), part=True)],
        [*BEGINNING, (10, "partly_paused", "edge"), (30, "in_force", "resumed")],
    ),
    "paused in part, then wholly": (
        [act("T"), act("S", 10), act("R", 20)],
        [edge("S", "T", "interrupts", until=day(40), part=True), edge("R", "T", "suspends", until=day(30))],
        [*BEGINNING, (10, "partly_paused", "edge"), (20, "paused", "edge"), (30, "partly_paused", "resumed"),
         (40, "in_force", "resumed")],
    ),
    "two pauses: the first end is not the last": (
        [act("T"), act("S", 10), act("R", 20)],
        [edge("S", "T", "suspends", until=day(30)), edge("R", "T", "interrupts", until=day(40))],
        [*BEGINNING, (10, "paused", "edge"), (20, "paused", "edge"), (30, "paused", "resumed"), (40, "in_force", "resumed")],
    ),
    "repealed in the pause": (
        [act("T"), act("S", 10), act("R", 20)], [edge("S", "T", "suspends", until=day(30)), edge("R", "T", "repeals")],
        [*BEGINNING, (10, "paused", "edge"), (20, "ended", "edge")],
    ),
    "what details a paused act is not paused": (
        [act("T"), act("P"), act("S", 10)], [edge("T", "P", "details"), edge("S", "P", "suspends")], BEGINNING,
    ),
    "what has ended is neither amended nor paused any more": (
        [act("T", expires_on=day(5)), act("A", 10), act("S", 20)], [edge("A", "T", "amends"), edge("S", "T", "suspends")],
        [*BEGINNING, (5, "ended", "term")],
    ),
    "repealed before it takes effect": (
        [act("T", 20), act("S", 10)], [edge("S", "T", "repeals")], [(None, "not_yet", "awaited"), (10, "ended", "edge")],
    ),
    "no longer fitting is declared, and does not end it": (
        [act("T"), act("L", 10, normative=False), act("S", 20)], [edge("L", "T", "lists_unfit"), edge("S", "T", "repeals")],
        [*BEGINNING, (10, "unfit", "edge"), (20, "ended", "edge")],
    ),
    "an amendment and a partial repeal: a part either way": (
        [act("T"), act("A", 5), act("B", 6), act("C", 7)],
        [edge("A", "T", "amends"), edge("B", "T", "repeals", part=True), edge("C", "T", "supplements")],
        [*BEGINNING, (5, "partly_ended", "edge"), (6, "partly_ended", "edge")],
    ),
    "a part of the repealing act is repealed: the rest works": (
        [act("T"), act("S", 20), act("R", 10)], [edge("S", "T", "repeals"), edge("R", "S", "repeals", part=True)],
        [*BEGINNING, (20, "ended", "edge")],
    ),
    "the repealing act is paused in part: it works": (
        [act("T"), act("S", 20), act("R", 10)], [edge("S", "T", "repeals"), edge("R", "S", "suspends", part=True)],
        [*BEGINNING, (20, "ended", "edge")],
    ),
    "the repealing act is let go on by another act, and works then": (
        [act("T"), act("S", 20), act("R", 10), act("Q", 30)],
        [edge("S", "T", "repeals"), edge("R", "S", "suspends"), edge("Q", "S", "continues")],
        [*BEGINNING, (30, "ended", "edge")],
    ),
    "the act that repeals the repealing act is repealed itself": (
        [act("T"), act("S", 20), act("R", 15), act("Q", 10)],
        [edge("S", "T", "repeals"), edge("R", "S", "repeals"), edge("Q", "R", "repeals")], [*BEGINNING, (20, "ended", "edge")],
    ),
    "a cycle of repeals: who comes first, stays": (
        [act("T"), act("S", 10)], [edge("S", "T", "repeals", 20), edge("T", "S", "repeals", 30)],
        [*BEGINNING, (20, "ended", "edge")],
    ),
    "a cycle of details ends as a whole": (
        [act("T"), act("M"), act("S", 10)],
        [edge("T", "M", "details"), edge("M", "T", "details"), edge("S", "M", "repeals")], [*BEGINNING, (10, "ended", "lapsed")],
    ),
    "a cycle of pauses": (
        [act("T"), act("S", 10)], [edge("S", "T", "suspends", 20), edge("T", "S", "suspends", 30)],
        [*BEGINNING, (20, "paused", "edge")],
    ),
    "lapsed in part with each that it details: never wholly": (
        [act("T"), act("P", expires_on=day(8)), act("Q", expires_on=day(9))],
        [edge("T", "P", "details"), edge("T", "Q", "details")],
        [*BEGINNING, (8, "partly_ended", "lapsed"), (9, "partly_ended", "lapsed")],
    ),
    "saved for the one, lapses in part with the other": (
        [act("T"), act("P"), act("Q", expires_on=day(20)), act("S", 10)],
        [edge("T", "P", "details"), edge("T", "Q", "details"), edge("S", "P", "replaces"), edge("S", "T", "continues")],
        [*BEGINNING, (10, "in_force", "saved"), (20, "partly_ended", "lapsed")],
    ),
    "an act of which only the name is known works on the day that is said": (
        [act("T")], [edge("N", "T", "repeals", 10)], [*BEGINNING, (10, "ended", "edge")],
    ),
    "an act of which only the name is known, and no day": ([act("T")], [edge("N", "T", "repeals")], BEGINNING),
    "an act of which only the name is known works after the others of its day": (
        [act("T"), act("S", 10)], [edge("N", "T", "repeals", 10), edge("S", "T", "suspends")], [*BEGINNING, (10, "ended", "edge")],
    ),
    "a pause by an act of which only the name is known": (
        [act("T")], [edge("N", "T", "suspends", 10, until=day(30))],
        [*BEGINNING, (10, "paused", "edge"), (30, "in_force", "resumed")],
    ),
    "what details an act lapses when one of which only the name is known ends that": (
        [act("T"), act("P")], [edge("T", "P", "details"), edge("N", "P", "repeals", 10)], [*BEGINNING, (10, "ended", "lapsed")],
    ),
    "an act of which only the name is known saves what details the one it ends": (
        [act("T"), act("P")],
        [edge("T", "P", "details"), edge("N", "P", "repeals", 10), edge("N", "T", "continues", 10)],
        [*BEGINNING, (10, "in_force", "saved")],
    ),
    "a future end": ([act("T"), act("S", 9_999)], [edge("S", "T", "repeals")], [*BEGINNING, (9_999, "ended", "edge")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_rule(name):
    acts, edges, expected = CASES[name]
    assert shown(effect.fold(acts, edges).periods["T"]) == expected


DOUBTS = {
    "self": ([act("T")], [edge("T", "T", "repeals")], {Trouble.SELF}),
    "undated": ([act("T"), act("S", effective_on=None)], [edge("S", "T", "repeals")], {Trouble.UNDATED_EDGE, Trouble.NO_DATE}),
    "before its source": ([act("T"), act("S", 10)], [edge("S", "T", "amends", 5)], {Trouble.EDGE_BEFORE_SOURCE}),
    "before its issue": ([act("T", issued_on=day(5))], [], {Trouble.BEFORE_ISSUE}),
    "turned round": ([act("T", 9, expires_on=day(5))], [], {Trouble.ENDS_BEFORE_IT_BEGINS}),
    "a pause that ends before it begins": (
        [act("T"), act("S", 10)], [edge("S", "T", "suspends", until=day(5))], {Trouble.ENDS_BEFORE_IT_BEGINS},
    ),
    "its source had ended": (
        [act("T"), act("S", 20), act("R", 10)], [edge("S", "T", "repeals"), edge("R", "S", "repeals")], {Trouble.SOURCE_ENDED},
    ),
    "no date, of a normative act": ([act("T", effective_on=None)], [], {Trouble.NO_DATE}),
    "no date, of another document": ([act("T", effective_on=None, normative=False)], [], set()),
    "loop": (
        [act("T"), act("A", 10), act("B", 20)],
        [edge("A", "T", "replaces"), edge("B", "A", "replaces"), edge("T", "B", "replaces", 30)], {Trouble.LOOP},
    ),
    "an exception that the law of the day does not state": (
        [act("T"), act("P"), act("S", 10)],
        [edge("T", "P", "details"), edge("S", "P", "replaces"), edge("S", "T", "continues")], {Trouble.NO_EXCEPTION},
    ),
    "what it details was replaced, and it stays": (
        [act("T"), act("P"), act("S", SINCE_2025)], [edge("T", "P", "details"), edge("S", "P", "replaces")],
        {Trouble.DETAILED_REPLACED},
    ),
    "an exception that the law of the day states": (
        [act("T"), act("P"), act("S", SINCE_2025)],
        [edge("T", "P", "details"), edge("S", "P", "repeals"), edge("S", "T", "continues")], set(),
    ),
    "all that it details has ended": (
        [act("T"), act("P", expires_on=day(8)), act("Q", expires_on=day(9))],
        [edge("T", "P", "details"), edge("T", "Q", "details")], {Trouble.ALL_DETAILED_ENDED},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_what_contradicts_itself_is_reported(name):
    acts, edges, expected = DOUBTS[name]
    assert {doubt.trouble for doubt in effect.fold(acts, edges).doubts} == expected


def test_the_law_of_2025_states_the_exception_that_the_one_of_2015_does_not():
    assert not effect.rules_on(dt.date(2025, 3, 31)).states_exception
    assert effect.rules_on(dt.date(2025, 4, 1)).act == "64/2025/QH15"
    assert all(rules.source for rules in effect.RULES)


@pytest.mark.parametrize(
    ("kind", "family", "issuer", "issued_on", "expected"),
    [
        ("thong-tu", Family.NORMATIVE, "BTC", dt.date(2024, 4, 23), True),
        ("cong-van", Family.OFFICIAL_LETTER, "BTC", dt.date(2024, 4, 23), False),
        ("quyet-dinh", Family.ADMINISTRATIVE, "BTC", dt.date(2024, 4, 23), False),
        ("luat", Family.NATIONAL_ASSEMBLY, "QH13", dt.date(2015, 6, 22), True),
        ("hien-phap", Family.NONE, None, dt.date(2013, 11, 28), True),
        ("chi-thi", Family.NORMATIVE, "UBND", dt.date(2016, 6, 30), True),
        ("chi-thi", Family.NORMATIVE, "UBND", dt.date(2016, 7, 1), False),
        ("nghi-quyet", Family.NORMATIVE, "CP", dt.date(2024, 4, 23), False),
        ("nghi-quyet", Family.NORMATIVE, "CP", dt.date(2026, 1, 5), True),
        ("nghi-quyet", Family.PARTY, "TW", dt.date(2022, 1, 1), False),
        ("van-ban-hop-nhat", Family.CONSOLIDATED, "VPQH", dt.date(2022, 1, 1), False),
    ],
)
def test_statuses_are_for_normative_acts(kind, family, issuer, issued_on, expected):
    assert effect.is_normative(kind, family, issuer, issued_on) is expected


KEYS = [f"d{number}" for number in range(7)]
KINDS = (
    sorted(ACTING),
    [Kind.DETAILS, Kind.REPEALS, Kind.REPLACES, Kind.CONTINUES],
    [Kind.SUSPENDS, Kind.INTERRUPTS, Kind.CONTINUES, Kind.REPEALS, Kind.DETAILS],
)


SOURCES = [*KEYS, "n1", "n2"]  # of two acts only the name is known


@st.composite
def graphs(draw):
    """Few acts, around the day on which the law changed; in some of them all happens within a few days, or by few kinds."""
    days = st.integers(0, draw(st.sampled_from([3, 8, 60]))).map(lambda number: day(SINCE_2025 - 2 + number))
    kinds = st.sampled_from(draw(st.sampled_from(KINDS)))
    acts = []
    for key in KEYS:
        begins = draw(st.none() | days)
        issued = (begins or day(SINCE_2025)) - dt.timedelta(days=draw(st.integers(-1, 2) | st.integers(3, 20)))
        ends = draw(st.none() | st.none() | days)
        normative, order = draw(st.integers(0, 9)) > 0, draw(st.sampled_from("abc"))
        acts.append(Act(key, issued, begins, ends, normative=normative, order=order))
    keys = st.sampled_from(KEYS)
    edges = [
        Edge(f"e{number}", draw(st.sampled_from(SOURCES)), draw(keys), draw(kinds), draw(st.none() | days), draw(st.none() | days),
             draw(st.booleans()))
        for number in range(draw(st.integers(0, 14)))
    ]  # fmt: skip
    return acts, edges


@settings(max_examples=200, deadline=None)
@given(graphs(), st.randoms())
def test_the_order_of_facts_does_not_matter(graph, chance):
    acts, edges = graph
    shuffled = chance.sample(acts, len(acts)), chance.sample(edges, len(edges))
    assert effect.fold(*shuffled) == effect.fold(acts, edges)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_periods_leave_no_hole_and_never_overlap(graph):
    for periods in effect.fold(*graph).periods.values():
        assert periods[0].since is None
        assert periods[-1].until is None
        for earlier, later in pairwise(periods):
            assert earlier.until == later.since
            assert earlier.since is None or earlier.since < earlier.until


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_an_act_that_ended_stays_ended(graph):
    for periods in effect.fold(*graph).periods.values():
        statuses = [one.status for one in periods]
        assert Status.ENDED not in statuses or statuses.index(Status.ENDED) == len(statuses) - 1


@settings(max_examples=400, deadline=None)
@given(graphs(), st.sets(st.sampled_from(KEYS), min_size=1, max_size=3))
def test_a_part_folded_with_the_rest_settled_is_the_same(graph, some):
    """Folded must be, with each act, those that it details, and the sources that `looks_up` asks for; of these only the
    edges that bear on their force.
    """
    acts, edges = graph
    by_key = {one.key: one for one in acts}
    whole = effect.fold(acts, edges)
    folded, held, fresh = set(), [], set(some)
    while fresh:
        folded |= fresh
        above = [one for one in edges if one.kind == Kind.DETAILS and one.source in fresh]
        into = [one for one in edges if one.kind != Kind.DETAILS and one.target in fresh]
        into = [one for one in into if one.target in some or effect.bears_on_force(one)]
        held += above + into
        looked = {
            one.source
            for one in into
            if one.source in by_key and effect.looks_up(one, by_key[one.source], waited=one.key in whole.waited)
        }
        fresh = ({one.target for one in above} | looked) - folded
    part = effect.fold([by_key[key] for key in folded], held, acts, whole.worked)
    assert {key: part.periods[key] for key in some} == {key: whole.periods[key] for key in some}
    assert all(whole.worked.get(one.key) == part.worked.get(one.key) for one in held if one.kind != Kind.DETAILS)


def test_a_day_has_one_status():
    periods = effect.fold([act("T", expires_on=day(50))], []).periods["T"]
    assert [effect.at(periods, day(number)).status for number in (-1, 0, 49, 50)] == [
        Status.NOT_YET, Status.IN_FORCE, Status.IN_FORCE, Status.ENDED,
    ]  # fmt: skip
    assert effect.at(periods, day(50)).why.cause == Cause.TERM
