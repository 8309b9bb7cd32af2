"""The shapes of requests, as they are checked and as the OpenAPI document tells them: each field with its meaning and an
example.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field
from spectree.model_adapter.pydantic_adapter import BaseFile

from registry import lending, passwords
from registry.api.checking import Sent, Sifted, day, moment
from registry.documents import LONGEST_NUMBER, LONGEST_TITLE
from registry.law.effect import Status
from registry.law.types import Family
from registry.narrowing import Quality
from registry.search import Sort

MANY = 50  # issuers, signers or fields of one document
DAYS, MONTHS = 366, 120  # periods that one answer about usage covers

LONGEST_TEXT = 2_000_000  # characters of a text that is searched for citations; takes about a second
_ID = "01J0G5Y8ZK4T6W2M9QX3R7B1CD"
_FILE = "01J0G5YB3N8V5H2C7D4E9F6A1G"

Day = Annotated[dt.date, BeforeValidator(day)]
Moment = Annotated[dt.datetime, BeforeValidator(moment)]
Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.", examples=[25])]
ManyLimit = Annotated[int, Field(ge=1, le=1000, description="How many at most.", examples=[1000])]
Cursor = Annotated[
    str | None,
    Field(
        max_length=500,
        description="Where to go on; it stands in the `next` of the page before.",
        examples=["WyJiby1sdWF0Il0"],
    ),
]
AudienceName = Literal["public", "readers", "staff"]
RoleName = Literal["main", "attachment"]


class SignerSent(Sent):
    name: str = Field(max_length=200, description="The signer's name.", examples=["Cao Anh Tuấn"])
    office: str = Field("", max_length=300, description="As what they signed (chức vụ).", examples=["Thứ trưởng"])


class GazetteSent(Sent):
    number: str | None = Field(
        None, max_length=100, description="Number of the gazette (số Công báo).", examples=["647"]
    )
    date: Day | None = Field(None, description="Its day.", examples=["2024-05-12"])


class AudiencesSent(Sent):
    view: AudienceName = Field("public", description="Who may see the document.", examples=["public"])
    download: AudienceName = Field("public", description="Who may download its files.", examples=["public"])


class DocumentSent(Sifted):
    """What is known of a document. In a change only what is named is changed; null empties a field."""

    number: str | None = Field(
        None,
        max_length=LONGEST_NUMBER,
        description="Number and symbols (số, ký hiệu) as printed, in any spelling.",
        examples=["25/2024/TT-BTC"],
    )
    type: str | None = Field(
        None, max_length=200, description="Code, name or symbol of the type of document.", examples=["thong-tu"]
    )
    title: str | None = Field(
        None,
        max_length=LONGEST_TITLE,
        description="What the document is about (trích yếu).",
        examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"],
    )
    issuers: list[str] = Field(
        [],
        max_length=MANY,
        description="Bodies that issued it, in their order: code, name, alias or the code used in numbers.",
        examples=[["Bộ Tài chính"]],
    )
    signers: list[SignerSent] = Field([], max_length=MANY, description="Who signed it, in their order.", examples=[[]])
    fields: list[str] = Field(
        [], max_length=MANY, description="Codes or names of the fields of law (lĩnh vực).", examples=[["thue"]]
    )
    issued_on: Day | None = Field(None, description="Day of issue (ngày ban hành).", examples=["2024-04-23"])
    effective_on: Day | None = Field(None, description="Day from which it is in force.", examples=["2024-06-10"])
    expires_on: Day | None = Field(None, description="Day from which it is in force no more.", examples=[None])
    gazette: GazetteSent | None = Field(None, description="Where the gazette printed it.", examples=[None])
    language: Literal["vi", "en"] = Field("vi", description="Language of the document.", examples=["vi"])
    audiences: AudiencesSent = Field(
        AudiencesSent(view="public", download="public"),
        description="Who may see and who may download it.",
        examples=[{"view": "public"}],
    )
    internal_note: str | None = Field(
        None, max_length=LONGEST_TITLE, description="A note that only staff sees.", examples=["Bản scan lần hai"]
    )


class DocumentForm(Sent):
    metadata: str = Field(
        "{}",
        description="The document's metadata as JSON text: what the JSON body would be.",
        examples=['{"number": "25/2024/TT-BTC", "type": "thong-tu"}'],
    )
    file: BaseFile | None = Field(None, description="The document itself, a PDF.", examples=["25-2024-TT-BTC.pdf"])
    password: str = Field(
        "",
        max_length=passwords.LONGEST,
        description="Password of an encrypted file. Kept, encrypted, only until the file has been read.",
        examples=["bi-mat-2024"],
    )


class FileForm(Sent):
    file: BaseFile = Field(description="The bytes. They are stored as they come.", examples=["25-2024-TT-BTC.pdf"])
    role: RoleName = Field(
        "main",
        description="`main` is the document itself, always a PDF; `attachment` what belongs to it.",
        examples=["main"],
    )
    name: str = Field("", max_length=200, description="What the file is called beside others.", examples=["Phụ lục I"])
    password: str = Field(
        "",
        max_length=passwords.LONGEST,
        description="Password of an encrypted file. Kept, encrypted, only until the file has been read.",
        examples=["bi-mat-2024"],
    )


class ReplacementForm(Sent):
    file: BaseFile = Field(description="The new bytes.", examples=["25-2024-TT-BTC.pdf"])
    password: str = Field(
        "",
        max_length=passwords.LONGEST,
        description="Password of an encrypted file. Kept, encrypted, only until the file has been read.",
        examples=["bi-mat-2024"],
    )


class PasswordSent(Sent):
    password: str = Field(
        min_length=1, max_length=passwords.LONGEST, description="The file's password.", examples=["bi-mat-2024"]
    )


class LinkSent(Sent):
    hours: int = Field(
        24, ge=1, le=lending.LONGEST_HOURS, description="How long the link is good, in hours.", examples=[24]
    )


class WithdrawalSent(Sent):
    reason: str = Field(
        max_length=LONGEST_TITLE, description="Why; readers will see it.", examples=["Đăng nhầm văn bản"]
    )
    successor: str | None = Field(None, max_length=26, description="Id of the document in its place.", examples=[_ID])


class NoQuery(Sent):
    """Routes without parameters refuse all of them, so that a misspelt one is noticed."""


class DocumentsQuery(Sent):
    limit: Limit = 25
    cursor: Cursor = None
    type: str | None = Field(
        None,
        max_length=200,
        description="Only documents of this type: its code, name or symbol.",
        examples=["thong-tu"],
    )
    q: str | None = Field(
        None,
        description="Words that title and pages together hold, with or without marks; “phrases” in straight quotes; or a "
        "number, also in part. Of more than 300 characters the first ones count, and `looked_for` tells which.",
        examples=["thuế giá trị gia tăng"],
    )
    issuer: str | None = Field(None, max_length=200, description="The code of an issuer.", examples=["bo-tai-chinh"])
    field: str | None = Field(
        None, max_length=200, description="The code of a field of law, with all below it.", examples=["thue-phi-le-phi"]
    )
    signer: str | None = Field(None, max_length=200, description="The code of a signer.", examples=["cao-anh-tuan"])
    family: Family | None = Field(
        None, description="The system of numbering that its number follows.", examples=["normative"]
    )
    year: int | None = Field(None, ge=1, le=9999, description="The year of issue.", examples=[2024])
    issued_from: Day | None = Field(None, description="Issued on this day or later.", examples=["2024-01-01"])
    issued_to: Day | None = Field(None, description="Issued on this day or earlier.", examples=["2024-12-31"])
    effective_from: Day | None = Field(None, description="In force from this day or later.", examples=["2024-01-01"])
    effective_to: Day | None = Field(None, description="In force from this day or earlier.", examples=["2024-12-31"])
    related_issuers: bool = Field(
        False,
        description="With `issuer`: also what the bodies issued that it took over from, or that took over from it.",
        examples=[True],
    )
    has_file: bool | None = Field(None, description="Only documents with files, or without.", examples=[True])
    text_quality: Quality | None = Field(
        None,
        description="What the text of its files is worth: of the `whole`, `partly`, or `none` of it can be relied on.",
        examples=["whole"],
    )
    status: Status | None = Field(
        None, description="Only documents of this validity, on the day `as_of`.", examples=["in_force"]
    )
    as_of: Day | None = Field(
        None,
        description="The day of which `status` is asked; today where it is left out. With either of them the answer tells "
        "`statuses`.",
        examples=["2025-04-01"],
    )
    modified_since: Moment | None = Field(
        None, description="Changed at this moment or later.", examples=["2024-05-01T00:00:00Z"]
    )
    fields: str | None = Field(
        None,
        max_length=500,
        description="Only these fields of each document, with commas between them; `id` is always there.",
        examples=["number,title,issued_on"],
    )
    format: Literal["json", "csv"] = Field(
        "json",
        description="`csv`: as a sheet, up to 10,000 rows whatever `limit` says; where there are more, the header `Link` "
        "has the address of the next ones. Cells that would be formulas have an apostrophe in front.",
        examples=["csv"],
    )
    sort: Sort | None = Field(
        None,
        description="`relevance` (what matched, then day of issue), `issued_on`, or `published_at`, newest first; or `views`, "
        "`downloads`, most first: they change while you read, so that such pages may show one twice or leave it out. "
        "Without it: relevance where `q` is given, else published_at.",
        examples=["issued_on"],
    )
    count: bool = Field(
        False, description="Also say how many there are: exactly up to 10,000, beyond that about.", examples=[True]
    )


class SuggestQuery(Sent):
    q: str = Field(max_length=300, description="What is typed so far.", examples=["25/2024/tt"])


class TextQuery(Sent):
    limit: Limit = 25
    cursor: Cursor = None
    page: int | None = Field(None, ge=1, le=1_000_000, description="Only pages of this number.", examples=[1])
    file: str | None = Field(None, max_length=26, description="Only this file (its id).", examples=[_FILE])


class UsageQuery(Sent):
    from_: Day | None = Field(
        None,
        alias="from",
        description="First day. Without it: 30 days, or 12 months, to `to`.",
        examples=["2024-05-01"],
    )
    to: Day | None = Field(None, description="Last day. Without it: today.", examples=["2024-05-31"])
    by: Literal["day", "month"] = Field(
        "day", description=f"Sums per day (at most {DAYS} of them) or month (at most {MONTHS}).", examples=["day"]
    )
    format: Literal["json", "csv"] = Field(
        "json", description="`csv`: the periods as a sheet, one line each, without the totals.", examples=["csv"]
    )


class ExplainQuery(Sent):
    from_: Day | None = Field(
        None, alias="from", description="First day. Without it: 30 days to `to`.", examples=["2024-05-01"]
    )
    to: Day | None = Field(None, description="Last day. Without it: today.", examples=["2024-05-31"])


class AuthoritiesQuery(Sent):
    limit: ManyLimit = 1000
    cursor: Cursor = None


class ResolveQuery(Sent):
    number: str = Field(description="A number in any spelling.", examples=["Số: 25/2024/TT-BTC"])


class TextSent(Sent):
    text: str = Field(max_length=LONGEST_TEXT, description="Any text.", examples=["Căn cứ Nghị định số 34/2016/NĐ-CP"])


class ReadHeaders(BaseModel):
    if_none_match: str | None = Field(
        None,
        alias="If-None-Match",
        description="ETag of what you have; 304 if it is still so.",
        examples=['"v3-5be01c"'],
    )
    if_modified_since: str | None = Field(
        None,
        alias="If-Modified-Since",
        description="Last-Modified of what you have, where you kept no ETag; 304 if it is still so.",
        examples=["Thu, 02 May 2024 03:00:00 GMT"],
    )


class ChangeHeaders(BaseModel):
    if_match: str | None = Field(
        None,
        alias="If-Match",
        description="ETag of what you change; 412 if it was changed since.",
        examples=['"v3-5be01c"'],
    )


class CreateHeaders(BaseModel):
    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        description="A word of your own, new for every request but the same when you repeat one: it is done once.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    )


class UploadHeaders(CreateHeaders, ChangeHeaders):
    pass


class EffectQuery(Sent):
    as_of: Day | None = Field(
        None, description="The day that is asked about; today where it is left out.", examples=["2025-04-01"]
    )


class RelationSent(Sent):
    """What the document does to another, or another to it."""

    passive: bool = Field(
        False,
        description="The other document is the one that acts; its number may be one that is not held.",
        examples=[False],
    )
    kind: str = Field(
        max_length=20, description="What it does: repeals, amends, replaces, details, …", examples=["repeals"]
    )
    number: str = Field(
        "", max_length=LONGEST_NUMBER, description="Number of the other document.", examples=["83/2014/TT-BTC"]
    )
    document: str | None = Field(
        None, max_length=26, description="Its id, where it is held and the number may be others, too.", examples=[None]
    )
    type: str = Field(
        "",
        max_length=60,
        description="Code of its type, which tells documents of one number apart.",
        examples=["thong-tu"],
    )
    provisions: str = Field(
        "", max_length=500, description="What part of it is meant, as written.", examples=["khoản 2 Điều 5"]
    )
    part: bool = Field(False, description="A part is meant, even if no provision is named.", examples=[False])
    effective_on: Day | None = Field(
        None,
        description="Day on which it works, where that is not when the document takes effect.",
        examples=["2024-06-10"],
    )
    ends_on: Day | None = Field(None, description="Day on which a suspension ends.", examples=[None])
    read_from: str = Field(
        "", max_length=500, description="Where it is read: article, page, or address.", examples=["Điều 1"]
    )
    confirmed: bool = Field(True, description="False: a suggestion, which changes no validity.", examples=[True])


class DocumentChosen(Sent):
    document: str = Field(max_length=26, description="Id of the document that is meant.", examples=[_ID])
