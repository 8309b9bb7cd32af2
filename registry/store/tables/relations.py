"""What acts on what, and the timelines that follow from it."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from registry.law.effect import Cause, Status
from registry.law.relations import Kind
from registry.store.tables.columns import Base, Key, Moment, PublicId, UtcDateTime, choice, now
from registry.store.tables.documents import Document


class Settled(enum.StrEnum):
    """What is known of the day on which an edge works: nothing since its facts changed, or the day that is stored. Of one
    that came up while its source was paused, its place among the events of that day is not its own.
    """

    OPEN = "open"
    PLAIN = "plain"
    WAITED = "waited"


class Relation(Base):
    """One directed edge: the source acts on the target. The inverse is derived.

    source            the acting document. Where it was told of by `source_number`, it follows that number, and is None while
                      the registry holds no document of it (the edge works on its own day, if it has one), or several
                      (the edge waits for a clerk). `source_chosen`: a clerk chose it; it follows no more
    target            None while the registry holds no document of `target_number`, or several that it may be
    target_type       code of the type that the source names, or "": it tells documents of one number apart
    chosen            a clerk chose the target; else it follows the number
    provisions        what part of the target it concerns, as written; `part` says that it concerns a part
    effective_on      its own day; else it works when its source takes effect. `ends_on`: when a pause ends
    read_from         where it was read: article, page, or address
    confirmed_at      None for a suggestion, which changes no validity
    worked_on         derived: the day on which it worked, None when it does not; to be relied on unless `settled` is open
    """

    __tablename__ = "relations"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "kind", "target_key", "target_type", "provisions"),
        sa.UniqueConstraint(
            "source_key",
            "source_type",
            "kind",
            "target_key",
            "target_type",
            "provisions",
            name="uq_relations_by_number",
        ),
        sa.CheckConstraint("source_id IS NOT NULL OR source_key IS NOT NULL", name="has_source"),
        sa.Index("ix_relations_target_id_kind_source_id", "target_id", "kind", "source_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"))
    source_number: Mapped[str | None]
    source_key: Mapped[str | None]
    source_type: Mapped[str | None] = mapped_column(sa.String(60))
    source_chosen: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id", ondelete="SET NULL"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    target_number: Mapped[str]
    target_key: Mapped[str] = mapped_column(index=True)
    target_type: Mapped[str] = mapped_column(sa.String(60), default="")
    chosen: Mapped[bool] = mapped_column(default=False)
    part: Mapped[bool] = mapped_column(default=False)
    provisions: Mapped[str] = mapped_column(sa.String(500), default="")
    effective_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    read_from: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    confirmed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    worked_on: Mapped[dt.date | None]
    settled: Mapped[Settled] = mapped_column(choice(Settled), default=Settled.OPEN, server_default=Settled.OPEN.value)
    created_at: Mapped[Moment] = mapped_column(default=now)

    source: Mapped[Document | None] = relationship(foreign_keys=[source_id])
    target: Mapped[Document | None] = relationship(foreign_keys=[target_id])

    @validates("source_id", "target_id", "effective_on", "ends_on", "part")
    def _open_again(self, name: str, value: object) -> object:
        """With any of its facts, the day on which it works may be another one."""
        if getattr(self, name) != value:
            self.worked_on, self.settled = None, Settled.OPEN
        return value


class EffectPeriod(Base):
    """A run of days in which a document has one status, for one cause. From ever without `since`, for good without `until`."""

    __tablename__ = "effect_periods"
    __table_args__ = (
        sa.Index("ix_effect_periods_since", "since"),
        sa.Index("ix_effect_periods_status_until", "status", "until"),
    )

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(choice(Status))
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    cause: Mapped[Cause] = mapped_column(choice(Cause))
    relation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("relations.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True)


class EffectFate(Base):
    """What others follow from of a document's validity, digested (registry.law.effect.Outcome); None: it is not known, and
    whoever follows must look. Of a document without a row nothing follows.
    """

    __tablename__ = "effect_fates"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    fate: Mapped[str | None] = mapped_column(sa.String(30))
