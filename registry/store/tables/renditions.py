"""What everybody is shown of a document, ready-made: derived, and never older than the rows it was made of."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.tables.columns import Base, UtcDateTime


class Rendition(Base):
    """One per document, there from its first moment and empty until somebody asks.

    stamp           raised by triggers with every change of what is shown (store.stamps)
    made            the stamp of which it was made: while it differs from `stamp`, what is kept is out of date
    recipe          of what it was made beside the rows: the program, its sentences, where addresses begin
    tag             the entity tag of `whole`
    moment          when what it shows was changed; None where that is not known
    listed, whole   JSON, as lists show a document and as it is shown alone
    """

    __tablename__ = "renditions"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    stamp: Mapped[int] = mapped_column(sa.BigInteger(), default=0, server_default="0")
    made: Mapped[int | None] = mapped_column(sa.BigInteger())
    recipe: Mapped[str | None] = mapped_column(sa.String(24))
    tag: Mapped[str | None] = mapped_column(sa.String(40))
    moment: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    listed: Mapped[bytes | None]
    whole: Mapped[bytes | None]


_KEY = Rendition.__table__.c.document_id.type
STAMP = sa.select(Rendition.stamp).where(Rendition.document_id == sa.bindparam("document_id", type_=_KEY))
