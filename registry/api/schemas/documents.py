"""Documents alone, in lists, and as suggestions while one types."""

import datetime as dt
from copy import copy
from typing import Any, Literal, Optional

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from registry import completing
from registry.api.requests import AudienceName
from registry.api.schemas.common import (
    HOST,
    ID,
    FieldShown,
    IssuerShown,
    LinksShown,
    Next,
    NumberProblem,
    SignerShown,
    StateName,
    TypeShown,
    WithdrawalShown,
)
from registry.api.schemas.files import FileShown, FileWhole


class GazetteShown(BaseModel):
    number: str | None = Field(description="Number of the gazette (số Công báo).", examples=["647"])
    date: dt.date | None = Field(description="Its day.", examples=["2024-05-12"])


class AudiencesShown(BaseModel):
    view: AudienceName = Field(description="Who may see the document.", examples=["public"])
    download: AudienceName = Field(description="Who may download its files.", examples=["public"])


class Listed(BaseModel):
    """A document as it stands in lists: all of it but the number's problems and the previews."""

    id: str = Field(description="Id of the document; it never changes.", examples=[ID])
    number: str | None = Field(description="Number and symbols as printed.", examples=["25 /2024/TT-BTC"])
    canonical_number: str | None = Field(description="The number in its one form.", examples=["25/2024/TT-BTC"])
    type: TypeShown | None = Field(
        description="Type of document.", examples=[{"code": "thong-tu", "name": "Thông tư", "name_en": "Circular"}]
    )
    title: str = Field(description="What it is about (trích yếu).", examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"])
    issuers: list[IssuerShown] = Field(
        description="Bodies that issued it.", examples=[[{"code": "bo-tai-chinh", "name": "Bộ Tài chính"}]]
    )
    signers: list[SignerShown] = Field(description="Who signed it.", examples=[[]])
    fields: list[FieldShown] = Field(description="Fields of law.", examples=[[{"code": "thue", "name": "Thuế"}]])
    issued_on: dt.date | None = Field(description="Day of issue (ngày ban hành).", examples=["2024-04-23"])
    effective_on: dt.date | None = Field(description="Day from which it is in force.", examples=["2024-06-10"])
    expires_on: dt.date | None = Field(description="Day from which it is in force no more.", examples=[None])
    gazette: GazetteShown | None = Field(description="Where the gazette printed it.", examples=[None])
    language: Literal["vi", "en"] = Field(description="Language of the document.", examples=["vi"])
    state: StateName = Field(description="Where it stands.", examples=["published"])
    files: list[FileShown] = Field(description="Its files, in their order.", examples=[[]])
    links: LinksShown = Field(
        description="Addresses.", examples=[{"self": f"{HOST}/api/v1/documents/{ID}", "page": HOST}]
    )
    created_at: dt.datetime = Field(description="When it came into the registry.", examples=["2024-05-01T02:00:00Z"])
    published_at: dt.datetime | None = Field(description="When it was published.", examples=["2024-05-01T03:00:00Z"])
    updated_at: dt.datetime = Field(description="When it was last changed.", examples=["2024-05-01T03:00:00Z"])
    withdrawal: WithdrawalShown | None = Field(
        None, description="Only in a withdrawn document, which staff alone still sees.", examples=[None]
    )
    audiences: AudiencesShown | None = Field(
        None, description="Who may see and download it. For staff.", examples=[{"view": "public", "download": "public"}]
    )
    internal_note: str | None = Field(None, description="A note. For staff.", examples=[""])
    version: int | None = Field(None, description="Raised by every change. For staff.", examples=[3])


class Whole(Listed):
    """A document."""

    number_problems: list[NumberProblem] = Field(description="What is odd about the number.", examples=[[]])
    files: list[FileWhole] = Field(description="Its files, in their order.", examples=[[]])  # type: ignore[assignment]


def _left_out(told: FieldInfo) -> tuple[Any, FieldInfo]:
    """The same field, that may be missing."""
    made = copy(told)
    made.default = None
    return Optional[told.annotation], made  # noqa: UP045  an annotation that is a value


Selected = create_model(
    "Selected",
    __doc__="A document with those of its fields that `fields` asks for.",
    id=(str, Listed.model_fields["id"]),
    **{name: _left_out(told) for name, told in Listed.model_fields.items() if name != "id"},  # type: ignore[call-overload]
)


class CountShown(BaseModel):
    number: int = Field(description="How many documents match: exactly up to 10,000.", examples=[2])
    estimated: bool = Field(description="About so many: beyond 10,000 a sample of them is counted.", examples=[False])


class DocumentsShown(BaseModel):
    items: list[Listed | Selected] = Field(  # type: ignore[valid-type]  # made above, from Listed
        description="Documents in the order that was asked for.", examples=[[]]
    )
    looked_for: str = Field(
        "",
        description="What of `q` was looked for; only where it was longer than the 300 characters that count.",
        examples=["thuế giá trị gia tăng"],
    )
    nearest: str = Field(
        "",
        description="Where `q` finds nothing: the nearest words of titles with which something is found, if there are any.",
        examples=["thuế giá trị gia tăng"],
    )
    count: CountShown | None = Field(
        None,
        description="How many there are in all; only with `count=true`.",
        examples=[{"number": 2, "estimated": False}],
    )
    as_of: dt.date | None = Field(
        None, description="The day of `statuses`; only with `status` or `as_of`.", examples=["2025-04-01"]
    )
    statuses: dict[str, str] | None = Field(
        None,
        description="The validity of each document on that day, by its id; only with `status` or `as_of`.",
        examples=[{ID: "in_force"}],
    )
    next: Next


class SuggestionShown(BaseModel):
    kind: completing.Kind = Field(
        description="`number` and `title` lead to a document, `issuer` to a body.", examples=["number"]
    )
    key: str = Field(description="Id of the document, or code of the issuer.", examples=[ID])
    text: str = Field(description="What to show.", examples=["Thông tư 25/2024/TT-BTC"])
    more: str = Field(description="What tells it apart; may be empty.", examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"])


class SuggestionsShown(BaseModel):
    items: list[SuggestionShown] = Field(description="Numbers first, then issuers, then titles.", examples=[[]])
