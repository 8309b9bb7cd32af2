from registry import citing, publishing
from registry.accounts import SYSTEM
from registry.pdf.facts import Page
from tests.making import make_document, make_file


def published(home, text="", **facts):
    with home.unit_of_work() as session:
        document = make_document(session, **facts)
        version = make_file(session, home, document).current
        citing.keep(session, version.id, list(citing.find([Page(1, text, "pdfium", "text", len(text))])))
        publishing.publish(session, SYSTEM, document)
        return document.public_id


def test_a_number_is_resolved_to_its_documents_and_to_those_that_cite_it(home, app):
    cited = published(home, number="83/2014/TT-BTC")
    citing_it = published(home, "Bãi bỏ Thông tư số 83/2014/TT-BTC.")
    answer = app.test_client().get("/api/v1/resolve?number=83-2014-tt-btc").get_json()
    assert [one["id"] for one in answer["candidates"]] == [cited]
    assert [one["id"] for one in answer["cited_by"]] == [citing_it]


def test_a_number_that_nobody_holds_is_answered_all_the_same(home, app):
    citing_it = published(home, "Căn cứ Nghị định số 34/2016/NĐ-CP")
    answer = app.test_client().get("/api/v1/resolve?number=34/2016/NĐ-CP").get_json()
    assert answer["parsed"]["canonical"] == "34/2016/NĐ-CP"
    assert answer["candidates"] == []
    assert [one["id"] for one in answer["cited_by"]] == [citing_it]


def test_a_pasted_text_is_answered_with_its_citations_and_their_documents(home, app):
    held = published(home)
    text = "Bãi bỏ Thông tư số 25/2024/TT-BTC và Thông tư số 26/2024/TT-BTC."
    answer = app.test_client().post("/api/v1/citations", json={"text": text})
    assert answer.status_code == 200
    first, second = answer.get_json()["citations"]
    assert text[first["start"] : first["end"]] == "25/2024/TT-BTC"
    assert (first["relation"], first["scope"]) == ("repeals", "whole")
    assert [one["id"] for one in first["documents"]] == [held]
    assert second["documents"] == []


def test_a_text_over_the_limit_is_refused_by_name(app):
    answer = app.test_client().post("/api/v1/citations", json={"text": "x" * 2_000_001})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.get_json()["errors"]] == ["text"]
