"""What readers think of documents."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.tables.columns import Base, Moment, now


class Rating(Base):
    """One reader's stars for one document. `rater` is a hash of the reader's cookie and the document."""

    __tablename__ = "ratings"
    __table_args__ = (sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    rater: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    stars: Mapped[int] = mapped_column(sa.SmallInteger())
    rated_at: Mapped[Moment] = mapped_column(default=now)
