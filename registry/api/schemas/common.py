"""Samples that stand for each other in all examples, and what several kinds of answers have in common."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

ID = "01J0G5Y8ZK4T6W2M9QX3R7B1CD"
FILE = "01J0G5YB3N8V5H2C7D4E9F6A1G"
HOST = "https://vanban.example.vn"
Next = Annotated[
    str | None,
    Field(
        description="The address of the next page, or null on the last one.",
        examples=[f"{HOST}/api/v1/documents?limit=25&cursor=WyIyMDI0LTA1Il0"],
    ),
]


StateName = Literal["draft", "consultation", "scheduled", "published", "withdrawn"]


class TypeShown(BaseModel):
    code: str = Field(description="Code of the type.", examples=["thong-tu"])
    name: str = Field(description="Its Vietnamese name.", examples=["Thông tư"])
    name_en: str = Field(description="Its English name.", examples=["Circular"])


class IssuerShown(BaseModel):
    code: str = Field(description="Code of the body.", examples=["bo-tai-chinh"])
    name: str = Field(description="Its name.", examples=["Bộ Tài chính"])


class SignerShown(BaseModel):
    name: str = Field(description="The signer's name.", examples=["Cao Anh Tuấn"])
    office: str = Field(description="As what they signed (chức vụ).", examples=["Thứ trưởng"])


class FieldShown(BaseModel):
    code: str = Field(description="Code of the field of law.", examples=["thue"])
    name: str = Field(description="Its Vietnamese name.", examples=["Thuế"])


class WithdrawalShown(BaseModel):
    reason: str = Field(description="Why it was withdrawn.", examples=["Đăng nhầm văn bản"])
    at: dt.datetime | None = Field(description="When.", examples=["2024-05-02T03:04:05Z"])
    successor: str | None = Field(description="Id of the document in its place.", examples=[ID])


class LinksShown(BaseModel):
    self: str = Field(description="This object.", examples=[f"{HOST}/api/v1/documents/{ID}"])
    page: str = Field(description="The page for people.", examples=[f"{HOST}/van-ban/{ID}/thong-tu-25-2024-tt-btc"])


class NumberProblem(BaseModel):
    part: str = Field(description="The part of the number that is at fault.", examples=["issuer"])
    code: str = Field(description="A word for programs.", examples=["issuer_unknown"])
    message: str = Field(
        description="A sentence in the reader's language.",
        examples=["the issuer code BTX is unknown; did you mean BTC?"],
    )
