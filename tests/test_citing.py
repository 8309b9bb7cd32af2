from registry import citing, publishing
from registry.accounts import ANONYMOUS, SYSTEM
from registry.law import citations, numbers
from registry.pdf.facts import Page
from registry.store.tables import Audience
from tests.making import make_document, make_file


def pages(*texts):
    return [Page(number, text, "pdfium", "text", len(text)) for number, text in enumerate(texts, start=1)]


def cite(session, home, document, *texts):
    version = make_file(session, home, document, b"%PDF-1.4 " + str(texts).encode()).current
    citing.keep(session, version.id, list(citing.find(pages(*texts))))
    return version


def test_a_citation_is_found_at_its_place_on_its_page():
    second = "Căn cứ Nghị định số 34/2016/NĐ-CP"
    (found,) = citing.find(pages("Trang đầu không có gì.", second))
    assert (found.page, second[found.start : found.end]) == (2, "34/2016/NĐ-CP")


def test_a_number_torn_between_two_pages_belongs_to_the_first():
    (found,) = citing.find(pages("Căn cứ Thông tư số 18/2022/TT-", "BLĐTBXH ngày 30 tháng 6"))
    assert (found.page, found.canonical) == (1, "18/2022/TT-BLĐTBXH")


def test_who_cites_a_number_is_known_though_the_number_is_not_held(session, installed):
    document = make_document(session)
    cite(session, installed, document, "Bãi bỏ Thông tư số 83/2014/TT-BTC ngày 26 tháng 6 năm 2014.")
    publishing.publish(session, SYSTEM, document)
    for spelling in ("83/2014/TT-BTC", "83/2014/tt-btc", "83-2014-TT-BTC"):
        assert citing.cited_by(session, ANONYMOUS, numbers.parse(spelling)) == [document]
    assert citing.cited_by(session, ANONYMOUS, numbers.parse("84/2014/TT-BTC")) == []


def test_a_draft_and_a_restricted_document_are_not_named(session, installed):
    text = "Căn cứ Nghị định số 34/2016/NĐ-CP"
    cite(session, installed, make_document(session), text)
    restricted = make_document(session, number="26/2024/TT-BTC", view_audience=Audience.STAFF)
    cite(session, installed, restricted, text)
    publishing.publish(session, SYSTEM, restricted)
    cited = numbers.parse("34/2016/NĐ-CP")
    assert citing.cited_by(session, ANONYMOUS, cited) == []
    assert restricted in citing.cited_by(session, SYSTEM, cited)


def test_only_the_present_version_of_a_file_cites(session, installed):
    from registry import files
    from registry.files import PDF, Upload
    from registry.store.tables import Role

    document = make_document(session)
    version = cite(session, installed, document, "Căn cứ Nghị định số 34/2016/NĐ-CP")
    publishing.publish(session, SYSTEM, document)
    content = b"%PDF-1.4 other"
    files.replace(
        session, SYSTEM, version.file, Upload(installed.blobs.keep_bytes(content), len(content), PDF, "", Role.MAIN)
    )
    assert citing.cited_by(session, ANONYMOUS, numbers.parse("34/2016/NĐ-CP")) == []


def test_a_pasted_list_is_answered_with_the_documents_held(session):
    document = make_document(session)
    publishing.publish(session, SYSTEM, document)
    found = citations.find("Thông tư số 25/2024/TT-BTC; Thông tư số 26/2024/TT-BTC")
    assert citing.resolved(session, ANONYMOUS, found) == {"25/2024/tt-btc": [document]}
