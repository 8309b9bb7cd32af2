"""Accounts, their sessions and API tokens; secrets are kept as hashes only."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.store.tables.columns import Base, Key, Moment, Sha256, UtcDateTime, choice, now


class Rank(enum.StrEnum):
    """What an account may do; each includes those before it.

    reader  sees what is kept for signed-in readers
    clerk   (văn thư) uploads, edits and publishes
    editor  withdraws, and keeps the authorities
    admin   keeps accounts and tokens
    """

    READER = "reader"
    CLERK = "clerk"
    EDITOR = "editor"
    ADMIN = "admin"


class User(Base):
    __tablename__ = "users"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    rank: Mapped[Rank] = mapped_column(choice(Rank))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment] = mapped_column(default=now)


class SignIn(Base):
    """A server-side session: the cookie holds a random token, the row its SHA-256."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Moment] = mapped_column(default=now)
    seen_at: Mapped[Moment] = mapped_column(default=now)

    user: Mapped[User] = relationship()


class SignInFailure(Base):
    """A wrong password, kept for the short time in which it counts against the next try.

    Login and address are SHA-256 sums: a login field often holds a password that was typed into the wrong place.
    """

    __tablename__ = "sign_in_failures"

    id: Mapped[Key]
    at: Mapped[Moment] = mapped_column(default=now, index=True)
    login_hash: Mapped[Sha256] = mapped_column(index=True)
    address_hash: Mapped[Sha256] = mapped_column(index=True)


class ApiToken(Base):
    """A token for programs. `scopes`: words separated by spaces (read, write, publish, admin)."""

    __tablename__ = "api_tokens"

    id: Mapped[Key]
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    name: Mapped[str]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[str]
    created_at: Mapped[Moment] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship()


class IdempotencyKey(Base):
    """What was answered to a request that carried an Idempotency-Key, kept 24 hours.

    `status` is null while the first request is still under way.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.UniqueConstraint("principal", "key"),)

    id: Mapped[Key]
    principal: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(255))
    request_hash: Mapped[Sha256]
    created_at: Mapped[Moment] = mapped_column(default=now, index=True)
    status: Mapped[int | None]
    location: Mapped[str | None]
    body: Mapped[str | None]
