"""Citations as readers meet them: links in a text, and who cites a number that is not held."""

from registry import citing
from registry.pdf.facts import Page, Reading
from registry.reading import Task, keep, keep_pages
from registry.store.tables import File
from tests.site.making import published

TEXT = "Căn cứ Nghị định số 34/2016/NĐ-CP; <b>không phải thẻ</b> & Luật số 80/2015/QH13."


def read(home, made, text=TEXT):
    pages = (Page(1, text, "pdfium", "text", len(text)),)
    with home.unit_of_work() as session:
        version = session.query(File).filter_by(public_id=made.file).one().current
        task = Task(version.id, version.sha256, 1)
        keep_pages(session, task, pages)
        citing.keep(session, version.id, list(citing.find(pages)))
        keep(session, task, Reading("read", None, pages, 1))


def test_every_citation_in_a_text_is_a_link_and_the_text_is_escaped(home, browser):
    made = published(home)
    read(home, made)
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    assert '<a href="/so/34/2016/N%C4%90-CP">34/2016/NĐ-CP</a>' in page
    assert '<a href="/so/80/2015/QH13">80/2015/QH13</a>' in page
    assert "&lt;b&gt;không phải thẻ&lt;/b&gt; &amp;" in page


def test_english_pages_link_to_english_pages(home, browser):
    made = published(home)
    read(home, made)
    page = browser.get(f"/en/van-ban/{made.id}", follow_redirects=True).text
    assert '<a href="/en/so/80/2015/QH13">' in page


def test_a_number_that_is_not_held_says_which_documents_here_cite_it(home, browser):
    made = published(home)
    read(home, made)
    answer = browser.get("/so/34-2016-ND-CP")
    assert answer.status_code == 404
    assert f"/van-ban/{made.id}/" in answer.text
