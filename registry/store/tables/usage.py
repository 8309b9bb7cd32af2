"""Views and downloads: events, their sum per day, totals, and balances brought over from elsewhere."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.tables.columns import Base, Count, Key, Moment, choice, now


class Kind(enum.StrEnum):
    VIEW = "view"
    DOWNLOAD = "download"


class Channel(enum.StrEnum):
    """Who asked: a person, a robot, a program with a token. Only persons are shown as lượt xem and lượt tải."""

    PERSON = "person"
    ROBOT = "robot"
    API = "api"


class UsageEvent(Base):
    """One view or download, written before the first byte of the answer. `day` is a day in the registry's time zone.

    `visitor` is a salted hash of address and agent and is erased once folded; `folded` says that the per-day rows
    hold this event.
    """

    __tablename__ = "usage_events"
    __table_args__ = (
        sa.Index(
            "ix_usage_events_unfolded", "id", sqlite_where=sa.text("NOT folded"), postgresql_where=sa.text("NOT folded")
        ),
    )

    id: Mapped[Key]
    at: Mapped[Moment] = mapped_column(default=now)
    day: Mapped[dt.date]
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("files.id"))
    visitor: Mapped[str | None] = mapped_column(sa.String(32))
    folded: Mapped[bool] = mapped_column(default=False)


class UsageDay(Base):
    """Events of one day, summed. `file_id` is 0 for views, which belong to the document."""

    __tablename__ = "usage_days"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    count: Mapped[Count]


class UsageTotal(Base):
    """What persons did with a document since events are kept: the sum of its days. Opening balances are not in it."""

    __tablename__ = "usage_totals"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    count: Mapped[Count]


class OpeningBalance(Base):
    """Counts brought over from another system, said to be so, never mixed with what was counted here."""

    __tablename__ = "opening_balances"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    count: Mapped[Count]
    source: Mapped[str]
    as_of: Mapped[dt.date]


class VisitorSalt(Base):
    """The day's salt for visitor hashes; destroyed when its events are folded, left out of backups."""

    __tablename__ = "visitor_salts"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
