"""Views and downloads, and how the numbers were made."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from registry.api.schemas.common import FILE

_COUNT = {"total": 593, "counted": 12, "opening": {"count": 581, "source": "trang cũ", "as_of": "2024-04-30"}}
_BY_CHANNEL = {"person": 12, "robot": 3, "api": 1}


class ByChannel(BaseModel):
    person: int = Field(description="By people: what is shown as lượt xem or lượt tải.", examples=[12])
    robot: int = Field(description="By robots.", examples=[3])
    api: int = Field(description="By programs with a token.", examples=[1])


class PeriodShown(BaseModel):
    period: str = Field(description="A day, or a month.", examples=["2024-05-01"])
    views: ByChannel = Field(description="Views of its page.", examples=[{"person": 12, "robot": 3, "api": 0}])
    downloads: ByChannel = Field(description="Downloads of its files.", examples=[{"person": 2, "robot": 0, "api": 1}])
    previews: ByChannel = Field(
        description="Looks at pictures of its pages, and at its files in the page.", examples=[_BY_CHANNEL]
    )
    metadata_reads: ByChannel = Field(description="Answers of the API about it.", examples=[_BY_CHANNEL])


class OpeningShown(BaseModel):
    count: int = Field(description="How many.", examples=[581])
    source: str = Field(description="Where the count was brought over from.", examples=["trang cũ"])
    as_of: dt.date = Field(description="The last day it covers.", examples=["2024-04-30"])


class KindShown(BaseModel):
    total: int = Field(description="What pages show: counted here plus opening balance.", examples=[593])
    counted: int = Field(description="By people, counted here.", examples=[12])
    opening: OpeningShown | None = Field(description="Brought over from another system.", examples=[None])


class TotalsShown(BaseModel):
    views: KindShown = Field(description="Lượt xem.", examples=[{"total": 12, "counted": 12, "opening": None}])
    downloads: KindShown = Field(description="Lượt tải.", examples=[{"total": 2, "counted": 2, "opening": None}])


class RatingShown(BaseModel):
    sum: int = Field(description="All stars together.", examples=[9])
    count: int = Field(description="How many rated it, with 1 to 5 stars each.", examples=[2])


class UsageShown(BaseModel):
    model_config = {"populate_by_name": True}

    from_: dt.date = Field(alias="from", description="First day.", examples=["2024-05-01"])
    to: dt.date = Field(description="Last day.", examples=["2024-05-31"])
    by: Literal["day", "month"] = Field(description="Period of one row.", examples=["day"])
    items: list[PeriodShown] = Field(description="Periods in which something happened, oldest first.", examples=[[]])
    totals: TotalsShown = Field(
        description="Since counting began, whatever days were asked for.",
        examples=[{"views": _COUNT, "downloads": _COUNT}],
    )
    rating: RatingShown = Field(description="By readers of the site.", examples=[{"sum": 9, "count": 2}])


_EXPLAINED = {"counted": _BY_CHANNEL, "repeats": _BY_CHANNEL, "left_out": [], "missed": 0, "opening": None}


class RuleShown(BaseModel):
    name: str = Field(description="Its name, which stays.", examples=["repeat"])
    text: str = Field(
        description="What it says.",
        examples=["Hits by one visitor on one thing, each within 30 seconds of the one before, are one."],
    )


class LeftOutShown(BaseModel):
    reason: str = Field(description="Name of the reason, which stays.", examples=["probe"])
    text: str = Field(description="What it means.", examples=["a probe of one or two bytes"])
    count: int = Field(description="How many requests.", examples=[4])


class KindExplained(BaseModel):
    counted: ByChannel = Field(description="What was counted.", examples=[_BY_CHANNEL])
    repeats: ByChannel = Field(
        description="Hits that were one with an earlier one, and not counted.", examples=[_BY_CHANNEL]
    )
    left_out: list[LeftOutShown] = Field(description="Requests that were no hits.", examples=[[]])
    missed: int = Field(description="Hits that could not be stored in time, and are in no number.", examples=[0])
    opening: OpeningShown | None = Field(description="Brought over from another system.", examples=[None])


class FileCounted(BaseModel):
    file: str = Field(description="Id of the file.", examples=[FILE])
    downloads: ByChannel = Field(description="Its downloads, of all its versions.", examples=[_BY_CHANNEL])


class UsageExplained(BaseModel):
    model_config = {"populate_by_name": True}

    from_: dt.date = Field(alias="from", description="First day.", examples=["2024-05-01"])
    to: dt.date = Field(description="Last day.", examples=["2024-05-31"])
    rules: list[RuleShown] = Field(description="What is counted, and as what.", examples=[[]])
    views: KindExplained = Field(description="Lượt xem.", examples=[_EXPLAINED])
    downloads: KindExplained = Field(description="Lượt tải.", examples=[_EXPLAINED])
    previews: ByChannel = Field(description="Looks at pictures, and at files in the page.", examples=[_BY_CHANNEL])
    metadata_reads: ByChannel = Field(description="Answers of the API about the document.", examples=[_BY_CHANNEL])
    files: list[FileCounted] = Field(description="Every file of the document.", examples=[[]])
    waiting: int = Field(description="Hits of any day that are stored and not summed up yet.", examples=[2])
    sealed_to: dt.date | None = Field(
        description="Up to this day only sums are kept, which cannot be made anew.", examples=[None]
    )
    may_be_lost: list[RuleShown] = Field(description="What a crash may lose.", examples=[[]])
