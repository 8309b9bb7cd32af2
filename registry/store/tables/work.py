"""Work that rows still owe, and the log of what happened."""

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.tables.columns import Base, Key, Moment, UtcDateTime, choice, now


class Progress(enum.StrEnum):
    """owed → running → done, or failed (for a stated reason), or parked (its worker died too often)."""

    OWED = "owed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"


class Work(Base):
    """One piece of work on one subject. The row is the truth; messages only say "look here".

    lease          machine, process and a random word, new with every claim and dropped when the work is owed anew: a
                   worker may write only while the row still holds its own
    leased_until   when a claim that was not finished may be taken over
    rung_at        when the doorbell was last rung, so that the sweep does not ring all the time
    """

    __tablename__ = "work"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject_id"),
        sa.Index("ix_work_progress_rung_at", "progress", "rung_at"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(30))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger())
    progress: Mapped[Progress] = mapped_column(choice(Progress), default=Progress.OWED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(sa.String(200))
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    owed_at: Mapped[Moment] = mapped_column(default=now)
    rung_at: Mapped[Moment] = mapped_column(default=now)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str | None]


class ChangeAudience(enum.StrEnum):
    PUBLIC = "public"
    AUDIT = "audit"


class Change(Base):
    """What happened to what. Inserted without `sequence`; one task under a lock numbers and chains committed rows."""

    __tablename__ = "changes"

    id: Mapped[Key]
    sequence: Mapped[int | None] = mapped_column(sa.BigInteger(), unique=True)
    at: Mapped[Moment] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(sa.String(60))
    audience: Mapped[ChangeAudience] = mapped_column(choice(ChangeAudience))
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    payload: Mapped[dict[str, Any]]
    previous_hash: Mapped[str | None] = mapped_column(sa.String(64))
    hash: Mapped[str | None] = mapped_column(sa.String(64))
