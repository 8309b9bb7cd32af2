"""Who is asking, and what they may do: accounts, sessions, API tokens."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import argon2
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from registry.errors import N_, Forbidden, Invalid, NameTaken, NotFound, NotSignedIn, TooOften, WrongPassword
from registry.store.database import constraint_errors
from registry.store.tables import ApiToken, Rank, SignIn, SignInFailure, User, now

IDLE = dt.timedelta(seconds=1800)  # the idle time the offices know
LONGEST = dt.timedelta(hours=12)  # of a session, however busy
SEEN_EVERY = dt.timedelta(minutes=1)  # a session's row is touched no more often than this
FAILURES_WITHIN = dt.timedelta(minutes=15)
FAILURES_OF_LOGIN, FAILURES_OF_ADDRESS = 5, 50  # a whole office may stand behind one address
SHORTEST_PASSWORD = 10
SCOPES = ("read", "write", "publish", "admin")
RANKS = tuple(Rank)

# What is needed where it is lacking: whole phrases, so that catalogs can hold them.
RANK_NEEDED = {
    Rank.READER: N_("an account"),
    Rank.CLERK: N_("the rank “clerk”"),
    Rank.EDITOR: N_("the rank “editor”"),
    Rank.ADMIN: N_("the rank “admin”"),
}
SCOPE_NEEDED = {
    "read": N_("a token with the scope “read”"),
    "write": N_("a token with the scope “write”"),
    "publish": N_("a token with the scope “publish”"),
    "admin": N_("a token with the scope “admin”"),
}

_hasher = argon2.PasswordHasher()  # the library's defaults are RFC 9106's low-memory profile
_NOBODY = _hasher.hash(secrets.token_urlsafe())  # compared with where there is no such login, so that both take as long


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `scopes` is None in a browser, and what the token allows for a program."""

    user_id: int | None = None
    rank: Rank | None = None
    name: str = ""
    scopes: frozenset[str] | None = None

    def is_at_least(self, rank: Rank) -> bool:
        return self.rank is not None and RANKS.index(self.rank) >= RANKS.index(rank)

    def may(self, rank: Rank, scope: str) -> bool:
        return self.is_at_least(rank) and (self.scopes is None or scope in self.scopes)

    @property
    def is_staff(self) -> bool:
        return self.is_at_least(Rank.CLERK)

    @property
    def is_program(self) -> bool:
        return self.scopes is not None


ANONYMOUS = Viewer()
SYSTEM = Viewer(rank=Rank.ADMIN, name="system")  # the command line and the schedule


def require(viewer: Viewer, rank: Rank, scope: str) -> None:
    """Raises NotSignedIn or Forbidden."""
    if viewer.rank is None:
        raise NotSignedIn
    if not viewer.is_at_least(rank):
        raise Forbidden(RANK_NEEDED[rank])
    if viewer.scopes is not None and scope not in viewer.scopes:
        raise Forbidden(SCOPE_NEEDED[scope])


def add_user(session: Session, login: str, password: str, rank: Rank, name: str = "") -> User:
    """Raises Invalid (name or password), NameTaken."""
    login = login.strip().casefold()
    if not login or len(login) > 100:
        raise Invalid.field("login", N_("Give a login of 1 to 100 characters."))
    _check_password(password)
    user = User(login=login, name=name or login, password_hash=_hasher.hash(password), rank=rank)
    with constraint_errors(session, {"uq_users_login": lambda: NameTaken(login)}):
        session.add(user)
        session.flush()
    return user


def set_password(session: Session, login: str, password: str) -> None:
    """Also ends all of the user's sessions. Raises NotFound, Invalid."""
    _check_password(password)
    user = user_called(session, login)
    user.password_hash = _hasher.hash(password)
    session.execute(sa.delete(SignIn).where(SignIn.user_id == user.id))


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid.field(
            "password", N_("Choose a password of at least %(count)d characters."), count=SHORTEST_PASSWORD
        )


def user_called(session: Session, login: str) -> User:
    """Raises NotFound."""
    user = session.scalar(sa.select(User).where(User.login == login.strip().casefold()))
    if user is None:
        raise NotFound(login)
    return user


def add_first_admin(session: Session) -> str | None:
    """The password of a new account "admin", where there is no account yet; it is shown once and kept nowhere."""
    if session.scalar(sa.select(User.id).limit(1)) is not None:
        return None
    password = secrets.token_urlsafe(12)
    add_user(session, "admin", password, Rank.ADMIN, "Quản trị viên")
    return password


def check_password(session: Session, login: str, password: str) -> User:
    """Raises WrongPassword, after the same time whether the login exists or not."""
    user = session.scalar(sa.select(User).where(User.login == login.strip().casefold(), User.active))
    try:
        _hasher.verify(user.password_hash if user else _NOBODY, password)
    except argon2.exceptions.VerificationError:
        raise WrongPassword from None
    if user is None:
        raise WrongPassword
    return user


def refuse_guessing(session: Session, login: str, address: str) -> None:
    """Raises TooOften once a login was tried wrongly from this address, or this address tried any logins, too often.

    Never by the login alone: who only knows a clerk's login could otherwise keep that clerk out.
    """
    recent = SignInFailure.at > now() - FAILURES_WITHIN
    of_address = sa.and_(recent, SignInFailure.address_hash == _hash(address))
    of_both = sa.and_(of_address, SignInFailure.login_hash == _hash(login.strip().casefold()))
    for rows, limit in ((of_both, FAILURES_OF_LOGIN), (of_address, FAILURES_OF_ADDRESS)):
        moments = sa.select(SignInFailure.at).where(rows).order_by(SignInFailure.at.desc()).limit(limit)
        latest = session.scalars(moments).all()
        if len(latest) == limit:  # the oldest of these must grow old before the next try
            raise TooOften(max(1, int((latest[-1] + FAILURES_WITHIN - now()).total_seconds())))


def note_failure(session: Session, login: str, address: str) -> None:
    """A wrong password counts against the next tries for a while; what is older is cleared on the way."""
    session.execute(sa.delete(SignInFailure).where(SignInFailure.at <= now() - FAILURES_WITHIN))
    session.add(SignInFailure(login_hash=_hash(login.strip().casefold()), address_hash=_hash(address)))


def start_session(session: Session, user: User) -> str:
    """The token for the cookie. Sessions that ran out are cleared on the way."""
    session.execute(sa.delete(SignIn).where((SignIn.seen_at < now() - IDLE) | (SignIn.created_at < now() - LONGEST)))
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_hash(token), user_id=user.id))
    return token


def end_session(session: Session, token: str) -> None:
    session.execute(sa.delete(SignIn).where(SignIn.token_hash == _hash(token)))


@dataclass(frozen=True, slots=True)
class Seen:
    """Who a cookie belongs to, and whether its session should be marked as still in use."""

    viewer: Viewer
    touch: bool


def seen(session: Session, token: str) -> Seen | None:
    """None: the session is unknown, ran out, or its account was closed."""
    found = sa.select(SignIn).where(SignIn.token_hash == _hash(token)).options(joinedload(SignIn.user))
    row = session.scalar(found)
    if row is None or not row.user.active or now() - row.seen_at > IDLE or now() - row.created_at > LONGEST:
        return None
    viewer = Viewer(user_id=row.user.id, rank=row.user.rank, name=row.user.name)
    return Seen(viewer, touch=now() - row.seen_at > SEEN_EVERY)


def touch(session: Session, token: str) -> None:
    session.execute(sa.update(SignIn).where(SignIn.token_hash == _hash(token)).values(seen_at=now()))


def add_token(
    session: Session, user: User, name: str, scopes: frozenset[str], days: int | None = None
) -> tuple[ApiToken, str]:
    """The row and the token itself, which is shown once. Raises Invalid."""
    unknown = sorted(scopes - set(SCOPES))
    if unknown or not scopes:
        raise Invalid.field("scopes", N_("Scopes are: %(known)s."), known=", ".join(SCOPES))
    token = "reg_" + secrets.token_urlsafe(32)
    expires_at = now() + dt.timedelta(days=days) if days else None
    row = ApiToken(
        token_hash=_hash(token), name=name, user_id=user.id, scopes=" ".join(sorted(scopes)), expires_at=expires_at
    )
    session.add(row)
    session.flush()  # the caller shows its id
    return row, token


def revoke_token(session: Session, token_id: int) -> None:
    """Raises NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound(str(token_id))
    row.revoked_at = row.revoked_at or now()


def bearer(session: Session, token: str) -> Viewer:
    """Who a token speaks for. Raises NotSignedIn for one that is unknown, revoked or out of date."""
    found = sa.select(ApiToken).where(ApiToken.token_hash == _hash(token)).options(joinedload(ApiToken.user))
    row = session.scalar(found)
    if row is None or row.revoked_at or not row.user.active or (row.expires_at and row.expires_at <= now()):
        raise NotSignedIn
    return Viewer(row.user.id, row.user.rank, row.user.name, frozenset(row.scopes.split()))


def acting(session: Session, user_id: int | None) -> Viewer:
    """Who an account is at this moment; nobody where it is closed. For what somebody left to be done in their name."""
    user = session.get(User, user_id) if user_id is not None else None
    return Viewer(user.id, user.rank, user.name) if user is not None and user.active else ANONYMOUS


def _hash(token: str) -> str:
    """Tokens are random and long, so that one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
