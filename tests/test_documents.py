import pytest

from registry import documents, publishing
from registry.accounts import SYSTEM
from registry.errors import NotReadyToPublish, NumberTaken
from tests.making import make_document


def test_a_taken_number_is_a_conflict_that_names_its_holder(session):
    first = make_document(session)
    publishing.publish(session, SYSTEM, first)
    with pytest.raises(NumberTaken) as caught:
        make_document(session)
    assert caught.value.document == first.public_id


def test_publishing_names_all_that_is_missing(session):
    draft = documents.register(session, SYSTEM, {"title": "Chưa có gì"})
    with pytest.raises(NotReadyToPublish) as caught:
        publishing.publish(session, SYSTEM, draft)
    assert [problem.field for problem in caught.value.problems] == ["number", "type", "issuers", "issued_on"]
