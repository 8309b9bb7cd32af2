"""Relations of documents, and their validity."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from registry.api.schemas.common import ID

KindName = Literal[
    "basis", "details", "guides", "amends", "supplements", "replaces", "repeals", "suspends", "interrupts", "continues",
    "lists_ended", "lists_unfit", "corrects", "consolidates", "publishes", "explains", "cites", "related",
]  # fmt: skip


StatusName = Literal[
    "not_applicable", "not_yet", "in_force", "partly_ended", "ended", "paused", "partly_paused", "unfit", "unknown"
]


CauseName = Literal[
    "not_normative", "consolidated", "no_date", "dates_contradict", "awaited", "began", "term", "edge", "lapsed", "saved",
    "stays", "resumed",
]  # fmt: skip


class OtherShown(BaseModel):
    id: str = Field(description="Id of the document.", examples=[ID])
    heading: str = Field(description="Type and number.", examples=["Thông tư 83/2014/TT-BTC"])


class RelationShown(BaseModel):
    id: str = Field(description="Id of the relation.", examples=[ID])
    kind: KindName = Field(description="What is done.", examples=["repeals"])
    verb: str = Field(description="The same in Vietnamese, as this side says it.", examples=["bãi bỏ"])
    verb_en: str = Field(description="The same in English.", examples=["repeals"])
    number: str = Field(description="Number of the other document.", examples=["83/2014/TT-BTC"])
    document: OtherShown | None = Field(description="The other document, where it is held.", examples=[None])
    candidates: list[OtherShown] = Field(
        description="Where several documents bear the number: which may be meant; see `choose`.", examples=[[]]
    )
    part: bool = Field(description="Only a part is concerned.", examples=[False])
    provisions: str = Field(description="The part, as written.", examples=["khoản 2 Điều 5"])
    effective_on: dt.date | None = Field(description="Its own day, if any.", examples=["2024-06-10"])
    ends_on: dt.date | None = Field(description="When a suspension ends.", examples=[None])
    worked_on: dt.date | None = Field(description="The day on which it worked, or will.", examples=["2024-06-10"])
    read_from: str = Field(description="Where it was read.", examples=["Điều 1"])
    confirmed: bool = Field(description="False: a suggestion.", examples=[True])


class RelationMade(RelationShown):
    warnings: list[str] = Field(description="What is odd though it is allowed.", examples=[[]])


class RelationsShown(BaseModel):
    acts_on: list[RelationShown] = Field(description="What the document acts on.", examples=[[]])
    acted_on_by: list[RelationShown] = Field(description="What acts on the document.", examples=[[]])
    undecided: list[RelationShown] = Field(
        description="For clerks: what acts on its number, which others bear, too; see `choose`.", examples=[[]]
    )


class EffectPeriodShown(BaseModel):
    status: StatusName = Field(description="The status.", examples=["in_force"])
    since: dt.date | None = Field(description="First day; null: from ever.", examples=["2024-06-10"])
    until: dt.date | None = Field(description="First day after it; null: for good.", examples=[None])
    cause: CauseName = Field(description="Why it began.", examples=["began"])
    by: OtherShown | None = Field(description="The document that brought it about.", examples=[None])
    by_number: str | None = Field(description="Its number, where it is not held.", examples=["12/2017/QH14"])


class EffectShown(BaseModel):
    as_of: dt.date = Field(description="The day asked about.", examples=["2025-04-01"])
    status: StatusName | None = Field(description="The status on that day.", examples=["in_force"])
    pending: bool = Field(description="The timeline is still being worked out.", examples=[False])
    not_held: list[str] = Field(
        description="Numbers of documents that are said to act on its validity, are not held or several, and of which no day is known, so "
        "that the timeline leaves them out.",
        examples=[["12/2017/QH14"]],
    )
    periods: list[EffectPeriodShown] = Field(description="The whole timeline.", examples=[[]])
