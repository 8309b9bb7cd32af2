"""Signed links to files that are not public: what they open, and what ends them."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import lending, publishing
from registry.accounts import SYSTEM, Viewer
from registry.errors import Forbidden, Gone, Invalid, LinkEnded, LinkInvalid, NotFound, WrongState
from registry.store.tables import Audience, Change, Rank, State, User, now
from tests.making import make_document, make_file, make_viewer

KEY = "k" * 40


@pytest.fixture
def clerk(session):
    return make_viewer(session)


@pytest.fixture
def file(session, installed):
    document = make_document(session, view_audience=Audience.STAFF, download_audience=Audience.STAFF)
    made = make_file(session, installed, document)
    publishing.publish(session, SYSTEM, document)
    return made


def borrowed(session, file, lent, key=KEY):
    return lending.borrowed(session, file.public_id, lent.token, key)


def test_a_link_opens_its_file_and_is_noted(session, clerk, file):
    lent = lending.lend(session, clerk, file, 24, KEY)
    assert borrowed(session, file, lent).sha256 == file.current.sha256
    assert not borrowed(session, file, lent).public
    assert dt.timedelta(hours=23) < lent.until - now() <= dt.timedelta(hours=24)
    noted = session.scalars(sa.select(Change).where(Change.kind == "file.lent")).one()
    assert (noted.actor_id, noted.document_id) == (clerk.user_id, file.document_id)
    assert noted.payload == {"file": file.public_id, "until": lent.until.isoformat()}


def test_a_link_opens_a_draft_for_who_has_it(session, installed, clerk):
    draft = make_file(session, installed, make_document(session))
    assert borrowed(session, draft, lending.lend(session, clerk, draft, 1, KEY)).counted is False


def test_a_link_that_was_changed_opens_nothing(session, clerk, file):
    token = lending.lend(session, clerk, file, 24, KEY).token
    for changed in (token[:-1], f"x{token}", token[::-1], token.swapcase(), token.partition(".")[0], "a.b", ""):
        with pytest.raises(LinkInvalid):
            lending.borrowed(session, file.public_id, changed, KEY)


def test_a_link_opens_no_other_file_and_no_other_registry(session, installed, clerk, file):
    lent = lending.lend(session, clerk, file, 24, KEY)
    other = make_file(session, installed, make_document(session, number="1/2024/TT-BTC"))
    with pytest.raises(LinkInvalid):
        borrowed(session, other, lent)
    with pytest.raises(LinkInvalid):
        borrowed(session, file, lent, "another key" * 4)


def test_a_link_ends_with_its_time(session, clerk, file, monkeypatch):
    lent = lending.lend(session, clerk, file, 1, KEY)
    monkeypatch.setattr(lending, "now", lambda: lent.until - dt.timedelta(seconds=1))
    assert borrowed(session, file, lent)
    monkeypatch.setattr(lending, "now", lambda: lent.until)
    with pytest.raises(LinkEnded):
        borrowed(session, file, lent)


@pytest.mark.parametrize("change", [{"active": False}, {"rank": Rank.READER}], ids=["closed", "no clerk any more"])
def test_a_link_ends_with_the_right_of_who_made_it(session, clerk, file, change):
    lent = lending.lend(session, clerk, file, 24, KEY)
    for name, value in change.items():
        setattr(session.get_one(User, clerk.user_id), name, value)
    with pytest.raises(LinkEnded):
        borrowed(session, file, lent)


def test_a_link_ends_when_the_document_is_withdrawn(session, clerk, file):
    lent = lending.lend(session, clerk, file, 24, KEY)
    publishing.withdraw(session, SYSTEM, file.document, "Ban hành nhầm")
    with pytest.raises(Gone, match="Ban hành nhầm"):
        borrowed(session, file, lent)


def test_a_link_ends_when_the_document_is_a_state_secret(session, file):
    admin = make_viewer(session, Rank.ADMIN)
    lent = lending.lend(session, admin, file, 24, KEY)
    file.document.refused = True
    session.flush()
    with pytest.raises(NotFound):
        borrowed(session, file, lent)


@pytest.mark.parametrize("hours", [0, -1, 721])
def test_a_link_is_for_an_hour_at_least_and_a_month_at_most(session, clerk, file, hours):
    with pytest.raises(Invalid, match="720"):
        lending.lend(session, clerk, file, hours, KEY)


def test_only_clerks_make_links_and_only_to_what_is_not_public(session, clerk, file):
    with pytest.raises(Forbidden):
        lending.lend(session, Viewer(rank=Rank.READER), file, 24, KEY)
    file.document.view_audience = file.document.download_audience = Audience.PUBLIC
    with pytest.raises(Invalid, match="ordinary link"):
        lending.lend(session, clerk, file, 24, KEY)
    file.document.state = State.WITHDRAWN
    with pytest.raises(WrongState):
        lending.lend(session, clerk, file, 24, KEY)
