"""Lists of what documents are sorted by, and who asks."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from registry.api.schemas.common import FieldShown, IssuerShown, Next, TypeShown


class TypeWhole(TypeShown):
    symbols: list[str] = Field(description="Symbols that stand for it in numbers.", examples=[["TT"]])
    families: list[str] = Field(description="Families of documents in which it occurs.", examples=[["normative"]])
    new_days: int = Field(description="For how many days its documents are marked as new.", examples=[5])


class IssuerWhole(IssuerShown):
    name_en: str = Field(description="Its English name; may be empty.", examples=["Ministry of Finance"])
    level: str = Field(description="Level of government, or Party.", examples=["ministry"])
    aliases: list[str] = Field(description="Other names.", examples=[["Bộ TC"]])
    codes: list[str] = Field(description="Codes that stand for it in numbers.", examples=[["BTC"]])
    valid_from: dt.date | None = Field(description="First day under this name.", examples=[None])
    valid_to: dt.date | None = Field(description="Last day under this name.", examples=[None])


class FieldWhole(FieldShown):
    name_en: str = Field(description="Its English name; may be empty.", examples=["Taxes"])
    parent: str | None = Field(description="Code of the field it belongs to.", examples=[None])


class SignerWhole(BaseModel):
    code: str = Field(description="Code of the signer.", examples=["cao-anh-tuan"])
    name: str = Field(description="The signer's name.", examples=["Cao Anh Tuấn"])


class TypesShown(BaseModel):
    items: list[TypeWhole] = Field(description="Types of document.", examples=[[]])
    next: Next


class IssuersShown(BaseModel):
    items: list[IssuerWhole] = Field(description="Bodies that issue documents.", examples=[[]])
    next: Next


class FieldsShown(BaseModel):
    items: list[FieldWhole] = Field(description="Fields of law, a tree.", examples=[[]])
    next: Next


class SignersShown(BaseModel):
    items: list[SignerWhole] = Field(description="Signers of documents that you may see.", examples=[[]])
    next: Next


class MeShown(BaseModel):
    name: str = Field(description="Whose token it is.", examples=["Nguyễn Thị An"])
    rank: Literal["reader", "clerk", "editor", "admin"] = Field(description="What they may do.", examples=["clerk"])
    scopes: list[str] = Field(description="What of that the token allows.", examples=[["read", "write"]])
