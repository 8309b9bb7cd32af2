"""What searches look into: derived from documents and their pages, and made anew by `rebuild search`."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.tables.columns import Base


class SearchEntry(Base):
    """The terms of one document (registry.law.terms), each once, spaces between: those of title and number, and all.

    title_line, lines   spelt words in their order, of the title, and of each page on a line of its own: phrases are
                        checked there. None until they were made

    SQLite keeps an FTS5 table over it by triggers, PostgreSQL two GIN indexes; both stand in the migration.
    """

    __tablename__ = "search_entries"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    whole: Mapped[str]
    title_line: Mapped[str | None]
    lines: Mapped[str | None]


class TitleWord(Base):
    """A word that stands in a title, as it is written there (lower case, modern tones), and its bare letters.

    What a misspelt word is compared with. Words stay when their title is changed: what finds nothing is never offered.
    """

    __tablename__ = "title_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    bare: Mapped[str] = mapped_column(index=True)
