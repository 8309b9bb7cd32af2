import datetime as dt

import argon2
import pytest

from registry import accounts
from registry.accounts import ANONYMOUS, require
from registry.errors import Forbidden, Invalid, NameTaken, NotSignedIn, WrongPassword
from registry.store.tables import Rank, SignIn, User, now
from tests.making import PASSWORD


@pytest.fixture
def user(session):
    return accounts.add_user(session, "An", PASSWORD, Rank.CLERK)


def test_the_password_itself_is_kept_nowhere(user):
    assert PASSWORD not in user.password_hash
    assert user.password_hash.startswith("$argon2id$")


def test_passwords_are_hashed_as_rfc_9106_wants_it_where_memory_is_low():
    assert argon2.extract_parameters(accounts._NOBODY) == argon2.profiles.RFC_9106_LOW_MEMORY


def test_a_login_is_the_same_in_whatever_case(session, user):
    with pytest.raises(NameTaken):
        accounts.add_user(session, " aN ", PASSWORD, Rank.CLERK)
    assert accounts.check_password(session, "AN", PASSWORD) is user


@pytest.mark.parametrize(("login", "password"), [("an", "wrong-password"), ("nobody", PASSWORD), ("an", "")])
def test_a_wrong_login_and_a_wrong_password_are_refused_alike(session, user, login, password):
    with pytest.raises(WrongPassword):
        accounts.check_password(session, login, password)


def test_a_closed_account_may_not_sign_in(session, user):
    user.active = False
    with pytest.raises(WrongPassword):
        accounts.check_password(session, "an", PASSWORD)


def test_a_short_password_is_refused(session):
    with pytest.raises(Invalid):
        accounts.add_user(session, "b", "short", Rank.CLERK)


def test_a_session_ends_when_it_is_idle_or_old_or_the_account_is_closed(session, user):
    token = accounts.start_session(session, user)
    row = session.query(SignIn).one()
    assert accounts.seen(session, token).viewer.rank == Rank.CLERK
    row.seen_at = now() - accounts.IDLE - dt.timedelta(seconds=1)
    assert accounts.seen(session, token) is None
    row.seen_at, row.created_at = now(), now() - accounts.LONGEST - dt.timedelta(seconds=1)
    assert accounts.seen(session, token) is None
    row.created_at, user.active = now(), False
    assert accounts.seen(session, token) is None


def test_a_new_password_ends_all_sessions(session, user):
    token = accounts.start_session(session, user)
    accounts.set_password(session, "an", PASSWORD + "2")
    assert accounts.seen(session, token) is None


def test_a_token_is_kept_as_a_hash_and_good_until_revoked_or_out_of_date(session, user):
    row, token = accounts.add_token(session, user, "t", frozenset({"read"}), days=1)
    assert token not in row.token_hash
    assert accounts.bearer(session, token).scopes == {"read"}
    row.expires_at = now()
    with pytest.raises(NotSignedIn):
        accounts.bearer(session, token)
    row.expires_at = None
    accounts.revoke_token(session, row.id)
    with pytest.raises(NotSignedIn):
        accounts.bearer(session, token)


def test_a_scope_limits_what_the_rank_would_allow(session, user):
    _, token = accounts.add_token(session, user, "t", frozenset({"read"}))
    viewer = accounts.bearer(session, token)
    require(viewer, Rank.CLERK, "read")
    with pytest.raises(Forbidden):
        require(viewer, Rank.CLERK, "write")


def test_an_unknown_scope_is_refused(session, user):
    with pytest.raises(Invalid):
        accounts.add_token(session, user, "t", frozenset({"everything"}))


def test_rank_is_asked_for_before_anything_else():
    with pytest.raises(NotSignedIn):
        require(ANONYMOUS, Rank.READER, "read")


def test_the_first_administrator_is_made_once(session):
    assert session.query(User).count() == 0
    password = accounts.add_first_admin(session)
    assert accounts.check_password(session, "admin", password).rank == Rank.ADMIN
    assert accounts.add_first_admin(session) is None
