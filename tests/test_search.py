"""Search cases: what must be found, in which tier, in which order; the same on both databases."""

import datetime as dt
import unicodedata

import pytest
import sqlalchemy as sa

from registry import documents, estimating, excerpting, facets, indexing, publishing, reading, search, secrecy, usage
from registry.accounts import ANONYMOUS, SYSTEM
from registry.law.types import Family
from registry.pdf.facts import Page
from registry.reading import Task
from registry.search import Query, Sort
from registry.store.tables import Field, Kind, SearchEntry, UsageTotal
from registry.tiers import Tier
from tests.conftest import rolled_back
from tests.making import make_document, make_file

HELD = {
    "land": ("31/2024/QH15", "luat", "Luật Đất đai", ["Quốc hội"], dt.date(2024, 1, 18), ["Người sử dụng đất nộp thuế.", "Nộp tiền sử dụng theo giá."]),
    "tax": ("25/2024/TT-BTC", "thong-tu", "Hướng dẫn thuế giá trị gia tăng", ["Bộ Tài chính"], dt.date(2024, 4, 23),
            ["Thông tư này quy định về thuế.", "Tiền sử dụng đất đai do Bộ trưởng quy định; đạt đại đa số."]),
    "reach": ("07/2024/TT-BTC", "thong-tu", "Đạt đại thành tích", ["Bộ Tài chính"], dt.date(2024, 2, 5), []),
    "court": ("12/2020/NQ-HĐTP", "nghi-quyet", "Hoạt động của Toà án và Uỷ ban", ["Hội đồng Thẩm phán Tòa án nhân dân tối cao"],
              dt.date(2020, 5, 1), ["Kỹ thuật xét xử."]),
    "old": ("07/2014/TT-BTC", "thong-tu", "Quy định về đất đai và thuế đất", ["Bộ Tài chính"], dt.date(2014, 2, 5), []),
}  # fmt: skip


@pytest.fixture(scope="module")
def ids(shared):
    """Name → id of published documents with their texts, indexed as the worker does it."""
    made = {}
    with shared.unit_of_work() as session:
        for name, (number, kind, title, issuers, day, pages) in HELD.items():
            facts = {"number": number, "type": kind, "title": title, "issuers": issuers, "issued_on": day}
            document = make_document(session, **facts)
            if pages:
                with_pages(session, shared, document, pages)
            publishing.publish(session, SYSTEM, document)
            made[name] = document.id
    return made


@pytest.fixture
def session(shared):
    with rolled_back(shared) as session:
        yield session


def with_pages(session, home, document, texts):
    version = make_file(session, home, document, f"%PDF-1.4 {texts}".encode()).current
    pages = [Page(number, text, "pdfium", "text", len(text)) for number, text in enumerate(texts, 1)]
    reading.keep_pages(session, Task(version.id, version.sha256, len(texts)), pages)
    session.flush()
    indexing.keep(session, document.id, indexing.gather(session, document.id))
    return version


def found(session, ids, words, viewer=ANONYMOUS, **asked):
    names = {id_: name for name, id_ in ids.items()}
    result = search.find(session, viewer, Query(words=words, **asked), 50)
    return [(names[one.id], result.tiers[one.id]) for one in result.documents if one.id in names]


TODAY = dt.date(2024, 6, 1)
N, TE, T, XE, X = Tier.NUMBER, Tier.TITLE_EXACT, Tier.TITLE, Tier.TEXT_EXACT, Tier.TEXT
CASES = [
    ("đất đai", [("land", TE), ("old", TE), ("reach", T), ("tax", XE)]),
    ("dat dai", [("reach", T), ("land", T), ("old", T), ("tax", X)]),
    ("DAT  đai", [("land", TE), ("old", TE), ("reach", T), ("tax", XE)]),
    ("đạt đại", [("reach", TE), ("land", T), ("old", T), ("tax", XE)]),
    ('"đất đai"', [("land", TE), ("old", TE), ("tax", XE)]),
    ('"dat dai"', []),
    ('thuế "sử dụng đất"', [("tax", XE), ("land", XE)]),
    ("thuế đất", [("old", TE), ("tax", XE), ("land", XE)]),
    ("đất đai", [("land", TE), ("old", TE), ("reach", T), ("tax", XE)]),
    ("tòa án", [("court", TE)]),
    ("toà án ủy ban", [("court", TE)]),
    ("toa an uy ban", [("court", T)]),
    ("kĩ thuật", [("court", XE)]),
    ("ki thuat", [("court", X)]),
    ('"tiền sử dụng đất"', [("tax", XE)]),  # in the law its pairs stand on two pages
    ('"tien su dung dat"', []),
    ('"Tiền  SỬ dụng đất", thuế', [("tax", XE)]),
    ('"đất đai và thuế"', [("old", TE)]),
    ('"thuế đất đai"', []),  # both pairs stand in a title, but not side by side
    ('"quy định về thuế"', [("tax", XE)]),
    ('"quy định về thuế" "đất đai do bộ"', [("tax", XE)]),
    ('"thuế" "giá trị gia tăng"', [("tax", TE)]),
    ("hướng dẫn tiền", [("tax", XE)]),  # one word in the title, the other on a page
    ("25/2024", [("tax", N)]),
    ("Thông tư số 25/2024", [("tax", N)]),
    ("thong tu 7/2024/ttbtc", [("reach", N)]),
    ("tt-btc 25", [("tax", N)]),
    ("07/2024/TT-BTC", [("reach", N)]),
    ("7 2024 tt btc", [("reach", N)]),
    ("12/2020/NQ-HDTP", [("court", N)]),
    ("không có từ này", []),
    ("!!! ...", []),
    ("'", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES, ids=[f"{at} {words}" for at, (words, _) in enumerate(CASES)])
def test_what_is_found_and_how_near(session, ids, words, expected):
    assert found(session, ids, words) == expected


SPELLINGS = [
    "25/2024/TT-BTC", "25/2024/tt-btc", "Số: 25/2024/TT-BTC", "số 25/2024/TT-BTC", "25-2024-TT-BTC", "25 2024 TT BTC",
    "25.2024.TT.BTC", "25/2024/TTBTC", "025/2024/TT-BTC", "25/2024/TT–BTC", "25/2024/TT - BTC", " 25 / 2024 / TT-BTC ",
    "TT-BTC 25/2024", "TT BTC 25", "btc 25", "25/2024", "25/2024/TT", "２５/２０２４/TT-BTC", "25/2024/ТТ-BTC", "TT 25/2024/BTC",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_found_in_any_spelling_before_all_else(session, ids, spelling):
    assert found(session, ids, spelling)[0] == ("tax", N)


ABOVE = [  # query, what must be found, in this order, and what must not be
    ("thuế đất", ["old", "tax", "land"], ["reach", "court"]),
    ("thue dat", ["old", "tax"], ["reach", "court"]),
    ("đất thuế", ["old", "tax"], ["court"]),
    ("quy định đất đai", ["old", "tax"], ["land", "court"]),
    ("quy dinh dat dai", ["old", "tax"], ["land", "court"]),
    ("quy định dat đai", ["old", "tax"], ["land", "reach"]),
    ("luật đất", ["land"], ["old", "tax"]),
    ("ki thuật xét xử", ["court"], ["tax"]),
    ("kỹ thuat", ["court"], ["land"]),
    ("UỶ BAN toà án", ["court"], ["land", "old"]),
    ("uy ban", ["court"], ["tax"]),
    ("thành tích", ["reach"], ["land"]),
    ("thanh tich dat", ["reach"], ["old"]),
    ("thông tư", ["tax"], ["land", "court"]),
    ("bộ trưởng thuế", ["tax"], ["land", "old"]),
    ('"sử dụng đất"', ["tax", "land"], ["old"]),
]


@pytest.mark.parametrize(("words", "must", "never"), ABOVE, ids=[words for words, *_ in ABOVE])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_must_be_found_above_what_and_what_never(session, ids, words, must, never, form):
    names = [name for name, _ in found(session, ids, unicodedata.normalize(form, words))]
    assert [name for name in names if name in must] == must
    assert not set(names) & set(never)


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '"đất',
        "đất AND OR NOT",
        "title:đất",
        "đất*",
        "(đất",
        "đất & | !",
        "a" * 10_000,
        "\x00đất",
        "#25 _d9",
        "\\'",
    ],
)
def test_no_query_breaks_the_engine(session, ids, words):
    found(session, ids, words)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"type": "luat"}, ["land"]),
        ({"issuer": "bo-tai-chinh"}, ["tax", "reach", "old"]),
        ({"year": 2014}, ["old"]),
        ({"issued_from": dt.date(2024, 2, 1), "issued_to": dt.date(2024, 12, 31)}, ["tax", "reach"]),
        ({"words": "đất đai", "type": "thong-tu", "year": 2014}, ["old"]),
        ({"type": "nobody-has-this"}, []),
    ],
    ids=str,
)
def test_filters_narrow_what_is_found(session, ids, asked, expected):
    assert [
        name
        for name, _ in found(session, ids, asked.get("words", ""), **{k: v for k, v in asked.items() if k != "words"})
    ] == expected


def test_a_search_goes_on_page_by_page_until_each_was_shown_once(session, ids):
    for sort in Sort:
        query, after, seen = Query(words="dat", sort=sort), None, []
        while True:
            page = search.find(session, ANONYMOUS, query, 1, after)
            seen += [one.id for one in page.documents]
            after = page.after
            if after is None:
                break
        whole = search.find(session, ANONYMOUS, query, 50).documents
        assert seen == [one.id for one in whole]
        assert len(seen) == len(set(seen)) == 4


def test_facets_count_what_matches_all_other_filters(session, ids):
    found_by = facets.facets(session, ANONYMOUS, Query(words="đất đai", type="luat"), TODAY)
    assert {one.code: (one.count, one.chosen) for one in found_by["type"]} == {
        "thong-tu": (3, False),
        "luat": (1, True),
    }
    assert {one.code: one.count for one in found_by["year"]} == {"2024": 1}
    assert estimating.count(session, ANONYMOUS, Query(words="đất đai")) == estimating.Count(4)


def test_an_excerpt_shows_the_page_where_the_words_stand(session, ids):
    query = Query(words="tiền sử dụng")
    page = search.find(session, ANONYMOUS, query, 10)
    excerpt = excerpting.excerpts(session, page, query.wanted)[ids["tax"]]
    assert excerpt.page == 2
    assert [piece.text for piece in excerpt.pieces if piece.marked] == ["Tiền", "sử", "dụng"]


def test_a_new_title_is_found_at_once_and_the_old_one_no_more_once_the_text_is_in_order(session, ids):
    document = session.get_one(documents.Document, ids["tax"])
    documents.change(session, SYSTEM, document, {"title": "Phí thẩm định"}, document.version)
    assert found(session, ids, "phí thẩm định") == [("tax", TE)]
    indexing.keep(session, document.id, indexing.gather(session, document.id))
    assert found(session, ids, "gia tăng") == []


def test_what_is_marked_secret_is_in_no_index(session, ids):
    document = session.get_one(documents.Document, ids["tax"])
    secrecy.refuse(session, document.files[0].current.id, "MẬT")
    session.flush()
    indexing.retitle(session, document)
    assert session.get(indexing.SearchEntry, document.id) is None
    assert found(session, ids, "gia tăng", SYSTEM) == []
    indexing.keep(session, document.id, indexing.gather(session, document.id))
    assert found(session, ids, "gia tăng", SYSTEM) == []


def test_a_deleted_draft_leaves_nothing_behind(session, ids):
    draft = make_document(session, number="99/2024/TT-BTC", title="Tạm thời")
    session.flush()
    assert estimating.count(session, SYSTEM, Query(words="tạm thời", drafts=True)).number == 1
    publishing.discard(session, SYSTEM, draft)
    session.flush()
    assert session.get(indexing.SearchEntry, draft.id) is None
    assert estimating.count(session, SYSTEM, Query(words="tạm thời", drafts=True)).number == 0


def used(session, ids, name, views, downloads, opening=0):
    for kind, count in ((Kind.VIEW, views), (Kind.DOWNLOAD, downloads)):
        session.add(UsageTotal(document_id=ids[name], kind=kind, count=count))
    if opening:
        usage.open_balance(session, ids[name], Kind.VIEW, opening, "the former system", dt.date(2024, 1, 1))
    session.flush()


def test_what_is_used_most_comes_first_with_what_was_counted_elsewhere(session, ids):
    used(session, ids, "tax", 5, 9)
    used(session, ids, "old", 3, 1, opening=50)
    order = [name for name, _ in found(session, ids, "", sort=Sort.VIEWS)]
    assert order[:2] == ["old", "tax"]
    assert len(order) == len(ids)
    assert [name for name, _ in found(session, ids, "", sort=Sort.DOWNLOADS)][:2] == ["tax", "old"]


def test_the_system_of_numbering_narrows_and_is_counted(session, ids):
    assert {name for name, _ in found(session, ids, "", family=Family.NATIONAL_ASSEMBLY)} == {"land"}
    found_by = facets.facets(session, ANONYMOUS, Query(words="đất đai"), TODAY)
    assert {one.code: one.count for one in found_by["family"]} == {"national_assembly": 1, "normative": 3}


def test_a_document_in_two_fields_is_one_result_and_counts_once_under_the_field_above_both(session, ids):
    document = session.get_one(documents.Document, ids["tax"])
    top, first, second = (Field(code=f"x-{at}", name=f"Lĩnh vực {at}") for at in range(3))
    session.add(top)
    session.flush()
    first.parent_id = second.parent_id = top.id
    document.fields = [first, second]
    session.flush()
    assert found(session, ids, "", field="x-0") == found(session, ids, "", field="x-1") == [("tax", N)]
    assert estimating.count(session, ANONYMOUS, Query(field="x-0")) == estimating.Count(1)
    found_by = facets.facets(session, ANONYMOUS, Query(words="giá trị", field="x-0"), TODAY)
    assert {one.code: one.count for one in found_by["field"]} == {"x-1": 1, "x-2": 1}


def test_effective_days_and_signers_narrow(session, ids):
    document = session.get_one(documents.Document, ids["tax"])
    changed = {"effective_on": dt.date(2024, 6, 10), "signers": [("Cao Anh Tuấn", "Thứ trưởng")]}
    documents.change(session, SYSTEM, document, changed, document.version)
    session.flush()
    assert found(session, ids, "", effective_from=dt.date(2024, 6, 10), effective_to=dt.date(2024, 6, 10)) == [
        ("tax", N)
    ]
    assert found(session, ids, "", effective_from=dt.date(2024, 6, 11)) == []
    assert found(session, ids, "", signer="cao-anh-tuan") == [("tax", N)]


def test_before_its_lines_are_made_a_phrase_is_looked_for_by_its_pairs(session, ids):
    session.execute(sa.update(SearchEntry).values(title_line=None, lines=None))
    assert found(session, ids, '"tiền sử dụng đất"') == [("tax", XE), ("land", XE)]
