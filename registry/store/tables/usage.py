"""Views and downloads: events, their sum per day, totals, tallies, visits, and balances brought over from elsewhere."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.counting.rules import Channel, Kind, Tallied
from registry.store.tables.columns import Base, BigInt, Count, Key, Moment, choice, now

LEFT_OUT_OF_BACKUPS = {"backup": False}  # `Table.info` of what must not outlive its day anywhere


class UsageEvent(Base):
    """One view or download, written before the first byte of the answer. `day` is a day in the registry's time zone.

    `document_id` is None for a page of the site that shows no document: it only takes part in visits. `visitor` is a
    salted hash of address and agent ("" where nobody knows) and is erased when no event can follow it within 30 s any
    more. `folded`: the per-day rows hold this event, as a `repeat` of an earlier one or not, and the visit that it began.

    Document and file are no foreign keys: the database would look both up, and PostgreSQL lock both rows, before the
    answer to every download. An event may so come a moment after its document was erased; it counts for none then.
    """

    __tablename__ = "usage_events"
    __table_args__ = (
        sa.Index(
            "ix_usage_events_at", "at",
            sqlite_where=sa.text("visitor IS NOT NULL"), postgresql_where=sa.text("visitor IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    at: Mapped[Moment] = mapped_column(default=now)
    day: Mapped[dt.date]
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    document_id: Mapped[int | None] = mapped_column(BigInt)
    file_id: Mapped[int | None] = mapped_column(BigInt)
    visitor: Mapped[str | None] = mapped_column(sa.String(32))
    folded: Mapped[bool] = mapped_column(default=False)
    repeat: Mapped[bool] = mapped_column(default=False)
    begins_visit: Mapped[bool] = mapped_column(default=False)


# A new event; Core, since this stands in the way of every download.
_GIVEN = ("at", "day", "kind", "channel", "document_id", "file_id", "visitor")
INSERT_EVENT = sa.insert(UsageEvent).values(
    {name: sa.bindparam(name, type_=UsageEvent.__table__.c[name].type) for name in _GIVEN}
    | dict.fromkeys(("folded", "repeat", "begins_visit"), sa.false())
)


class UsageDay(Base):
    """Events of one day, summed. `file_id` is 0 for views, which belong to the document. `repeats` are not in `count`."""

    __tablename__ = "usage_days"
    __table_args__ = (sa.Index("ix_usage_days_day", "day"),)

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    count: Mapped[Count]
    repeats: Mapped[Count] = mapped_column(server_default="0")


class SealedDay(Base):
    """A day whose events were dropped: its sums are primary data from then on, and are never made again."""

    __tablename__ = "sealed_days"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    sealed_at: Mapped[Moment] = mapped_column(default=now)


class UsageTally(Base):
    """What is counted without events, flushed every few seconds: previews and reads by API by who asked, and requests that
    were left out of views and downloads (or missed) by reason. `outcome`: a Channel or a LeftOut.
    """

    __tablename__ = "usage_tallies"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[Tallied] = mapped_column(choice(Tallied), primary_key=True)
    outcome: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    count: Mapped[Count]


class Visit(Base):
    """Who is on the site: each visitor's last hit, erased 30 minutes after it."""

    __tablename__ = "visits"
    __table_args__ = ({"info": LEFT_OUT_OF_BACKUPS},)

    visitor: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    last_at: Mapped[Moment] = mapped_column(index=True)


class SiteDay(Base):
    """Visits of persons that began on a day."""

    __tablename__ = "site_days"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    visits: Mapped[Count]


class UsageTotal(Base):
    """What persons did with a document since events are kept: the sum of its days. Opening balances are not in it."""

    __tablename__ = "usage_totals"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    count: Mapped[Count]


class UsageStanding(Base):
    """How often a document is used, opening balance included; one per document, kept by triggers (store.standings)."""

    __tablename__ = "usage_standings"
    __table_args__ = (
        sa.Index("ix_usage_standings_views", "views", "document_id"),
        sa.Index("ix_usage_standings_downloads", "downloads", "document_id"),
    )

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    views: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    downloads: Mapped[int] = mapped_column(sa.BigInteger(), default=0)


class OpeningBalance(Base):
    """Counts brought over from another system, said to be so, never mixed with what was counted here."""

    __tablename__ = "opening_balances"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    count: Mapped[Count]
    source: Mapped[str]
    as_of: Mapped[dt.date]


class VisitorSalt(Base):
    """The day's salt for visitor hashes; destroyed as soon as the day is over, left out of backups."""

    __tablename__ = "visitor_salts"
    __table_args__ = ({"info": LEFT_OUT_OF_BACKUPS},)

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
