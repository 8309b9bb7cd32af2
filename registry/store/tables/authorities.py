"""Types, issuers, signers and fields: kept by the administrator, shipped with the service where the law names them."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.store.tables.columns import Base, Key


class Type(Base):
    """A type of document (loại văn bản).

    symbols, families   words separated by spaces, as in registry.law.types
    new_days            how long its documents show the badge "Mới"
    """

    __tablename__ = "types"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    symbols: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    name_en: Mapped[str]
    families: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    new_days: Mapped[int] = mapped_column(default=5)


class Issuer(Base):
    """A body that issues documents (cơ quan ban hành), with the time in which it bore this name."""

    __tablename__ = "issuers"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(120), unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(sa.String(30))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)

    names: Mapped[list["IssuerName"]] = relationship(back_populates="issuer", cascade="all, delete-orphan")


class IssuerName(Base):
    """What an issuer is called: its name, an alias, or a code that stands for it in numbers (BTC, BGD&ĐT).

    `folded` is the name without case and marks, for look-up.
    """

    __tablename__ = "issuer_names"
    __table_args__ = (sa.UniqueConstraint("issuer_id", "kind", "name"),)

    id: Mapped[Key]
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("issuers.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)

    issuer: Mapped[Issuer] = relationship(back_populates="names")


class Succession(Base):
    """One body took over from another on a day: mergers have several rows."""

    __tablename__ = "successions"

    predecessor_id: Mapped[int] = mapped_column(sa.ForeignKey("issuers.id", ondelete="CASCADE"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(
        sa.ForeignKey("issuers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[dt.date | None]


class Signer(Base):
    __tablename__ = "signers"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(120), unique=True)
    name: Mapped[str]


class Field(Base):
    """A field of law (lĩnh vực), a node of a tree."""

    __tablename__ = "fields"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(sa.String(120), unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fields.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
