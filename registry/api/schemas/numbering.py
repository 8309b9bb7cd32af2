"""Numbers and citations, with the documents that they mean."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from registry.api.schemas.common import HOST, ID, IssuerShown, LinksShown, NumberProblem, StateName, WithdrawalShown

_PARSED = {
    "input": "Số: 25/2024/tt-btc", "ok": True, "canonical": "25/2024/TT-BTC", "ordinal": "25", "year": 2024, "type": "TT",
    "issuers": ["BTC"], "units": [], "suffix": "", "family": "normative", "key": "25/2024/tt-btc",
    "loose_key": "25-2024-ttbtc", "problems": [],
}  # fmt: skip


Relation = Literal[
    "basis", "amends", "repeals", "replaces", "guides", "details", "consolidates", "corrects", "suspends", "issues_with"
]


Direction = Literal["this_acts", "acted_on", "between_others"]
Scope = Literal["whole", "part"]


class ParsedShown(BaseModel):
    input: str = Field(description="What was asked for.", examples=["Số: 25/2024/tt-btc"])
    ok: bool = Field(description="Does it keep all the rules?", examples=[True])
    canonical: str = Field(description="The number in its one form.", examples=["25/2024/TT-BTC"])
    ordinal: str = Field(description="Its ordinal; empty where there is none.", examples=["25"])
    year: int | None = Field(description="Its year.", examples=[2024])
    type: str | None = Field(description="Symbol of the type.", examples=["TT"])
    issuers: list[str] = Field(description="Codes of the issuers.", examples=[["BTC"]])
    units: list[str] = Field(description="Codes of the drafting units.", examples=[[]])
    suffix: str = Field(description="What follows them.", examples=[""])
    family: str = Field(description="The family of documents.", examples=["normative"])
    key: str = Field(description="What is compared to find it.", examples=["25/2024/tt-btc"])
    loose_key: str = Field(description="What all spellings share.", examples=["25-2024-ttbtc"])
    problems: list[NumberProblem] = Field(description="What is odd about it.", examples=[[]])


class Candidate(BaseModel):
    """A document that may be meant. Of a withdrawn one no more than that, why, and what took its place."""

    id: str = Field(description="Id of the document.", examples=[ID])
    heading: str = Field(description="Type and number.", examples=["Thông tư 25/2024/TT-BTC"])
    state: StateName = Field(description="Where it stands.", examples=["published"])
    title: str | None = Field(description="What it is about.", examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"])
    issuers: list[IssuerShown] = Field(description="Bodies that issued it.", examples=[[]])
    issued_on: dt.date | None = Field(description="Day of issue.", examples=["2024-04-23"])
    withdrawal: WithdrawalShown | None = Field(description="Why it is gone.", examples=[None])
    links: LinksShown = Field(
        description="Addresses.", examples=[{"self": f"{HOST}/api/v1/documents/{ID}", "page": HOST}]
    )


class Resolved(BaseModel):
    parsed: ParsedShown = Field(description="The number, read.", examples=[_PARSED])
    candidates: list[Candidate] = Field(description="Documents of that number that you may see.", examples=[[]])
    cited_by: list[Candidate] = Field(
        description="Documents that you may see and whose text cites it, newest first, at most 100.", examples=[[]]
    )


class CitationShown(BaseModel):
    """One citation. `start` and `end`: offsets in code points of the number as it stands in the text."""

    start: int = Field(description="Where the number begins.", examples=[19])
    end: int = Field(description="Where it ends.", examples=[32])
    text: str = Field(description="The number as it stands there.", examples=["34/2016/NĐ-CP"])
    canonical: str = Field(description="The number in its one printed form.", examples=["34/2016/NĐ-CP"])
    type: str | None = Field(description="The type that is stated before it.", examples=["Nghị định"])
    date: dt.date | None = Field(description="The day that is stated with it.", examples=["2016-05-14"])
    issuer: str | None = Field(description="The body that is stated with it.", examples=["Chính phủ"])
    provision: str | None = Field(description="The provision that is meant.", examples=["khoản 2 Điều 5"])
    relation: Relation | None = Field(description="What the text says of it.", examples=["basis"])
    direction: Direction | None = Field(description="Which way.", examples=["this_acts"])
    scope: Scope | None = Field(description="All of it, or a part.", examples=["whole"])
    documents: list[Candidate] = Field(description="Documents of that number that you may see.", examples=[[]])


class CitationsShown(BaseModel):
    citations: list[CitationShown] = Field(description="In the order of the text.", examples=[[]])
