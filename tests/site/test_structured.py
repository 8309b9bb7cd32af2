"""What search engines read of a document: JSON-LD of schema.org, in a script element that nothing can end."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest

from registry import documents, relations
from registry.accounts import SYSTEM
from registry.relations import Draft
from tests.site import making

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & 'x' \"y\" ]]>"


class Data(HTMLParser):
    """The JSON of the page's data block, as a browser finds it."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.found, self.scripts = False, "", 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        self.inside = tag == "script" and ("type", "application/ld+json") in attributes

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"

    def handle_data(self, data):
        self.found += data if self.inside else ""


def told(browser, made):
    return json.loads(Data(browser.get(f"/van-ban/{made.id}", follow_redirects=True).text).found)


@pytest.fixture
def three(home):
    """A circular of 2014, one that replaces it in June 2024, and one that amends that in part from 2100 on."""
    old = making.published(
        home, number="83/2014/TT-BTC", issued_on=dt.date(2014, 6, 26), effective_on=dt.date(2014, 9, 1)
    )
    new = making.published(home, effective_on=dt.date(2024, 6, 7))
    last = making.published(home, number="26/2024/TT-BTC", effective_on=dt.date(2100, 1, 1))
    with home.unit_of_work() as session:
        for source, kind, number, part in (
            (new, "replaces", "83/2014/TT-BTC", False),
            (last, "repeals", "25/2024/TT-BTC", True),
        ):
            said = Draft(kind, number, part=part)
            relations.relate(session, SYSTEM, documents.get(session, SYSTEM, source.id), said)
    return old, new, last


def test_facts_force_and_relations_are_told(browser, three):
    old, new, last = (told(browser, one) for one in three)
    assert {name: new[name] for name in (
        "@context", "@type", "legislationIdentifier", "legislationType", "legislationPassedBy", "legislationDate",
        "legislationDateOfApplicability", "inLanguage", "legislationLegalForce", "temporalCoverage",
    )} == {
        "@context": "https://schema.org", "@type": "Legislation", "legislationIdentifier": "25/2024/TT-BTC",
        "legislationType": "Thông tư", "legislationPassedBy": [{"@type": "Organization", "name": "Bộ Tài chính"}],
        "legislationDate": "2024-04-23", "legislationDateOfApplicability": "2024-06-07", "inLanguage": "vi",
        "legislationLegalForce": "https://schema.org/InForce", "temporalCoverage": "2024-06-07/..",
    }  # fmt: skip
    (repealed,) = new["legislationRepeals"]
    assert repealed == {"@type": "Legislation", "legislationIdentifier": "83/2014/TT-BTC", "@id": old["@id"]}
    assert new["legislationChanges"] == new["legislationRepeals"]
    assert (old["legislationLegalForce"], old["temporalCoverage"]) == (
        "https://schema.org/NotInForce",
        "2014-09-01/2024-06-06",
    )
    assert ("legislationRepeals" in last, last["legislationChanges"][0]["@id"]) == (False, new["@id"])
    assert last["legislationLegalForce"] == "https://schema.org/NotInForce"


def test_a_title_cannot_end_the_element(home, browser):
    made = making.published(home, title=HOSTILE)
    page = browser.get(f"/van-ban/{made.id}", follow_redirects=True).text
    found = Data(page)
    assert json.loads(found.found)["headline"] == making.stored(home, made.id).title
    assert (found.scripts, "<script>alert" in page) == (2, False)
