"""The shapes of answers, as the OpenAPI document tells them: every field with its meaning and an example.

Answers are built by hand in `shapes`, since hot reads cannot afford a model for each row; that they agree with these is
proved by the tests, which hold every answer against the document.
"""

import datetime as dt
from copy import copy
from typing import Annotated, Any, Literal, Optional

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from registry import completing
from registry.api.requests import AudienceName, RoleName
from registry.pdf.facts import Changes, SignatureState, Source, Verdict

_ID = "01J0G5Y8ZK4T6W2M9QX3R7B1CD"
_FILE = "01J0G5YB3N8V5H2C7D4E9F6A1G"
_HOST = "https://vanban.example.vn"
_COUNT = {"total": 593, "counted": 12, "opening": {"count": 581, "source": "trang cũ", "as_of": "2024-04-30"}}
_PARSED = {
    "input": "Số: 25/2024/tt-btc", "ok": True, "canonical": "25/2024/TT-BTC", "ordinal": "25", "year": 2024, "type": "TT",
    "issuers": ["BTC"], "units": [], "suffix": "", "family": "normative", "key": "25/2024/tt-btc",
    "loose_key": "25-2024-ttbtc", "problems": [],
}  # fmt: skip

Next = Annotated[
    str | None,
    Field(
        description="The address of the next page, or null on the last one.",
        examples=[f"{_HOST}/api/v1/documents?limit=25&cursor=WyIyMDI0LTA1Il0"],
    ),
]
StateName = Literal["draft", "consultation", "scheduled", "published", "withdrawn"]


Relation = Literal[
    "basis", "amends", "repeals", "replaces", "guides", "details", "consolidates", "corrects", "suspends", "issues_with"
]
Direction = Literal["this_acts", "acted_on", "between_others"]
Scope = Literal["whole", "part"]


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


class GazetteShown(BaseModel):
    number: str | None = Field(description="Number of the gazette (số Công báo).", examples=["647"])
    date: dt.date | None = Field(description="Its day.", examples=["2024-05-12"])


class AudiencesShown(BaseModel):
    view: AudienceName = Field(description="Who may see the document.", examples=["public"])
    download: AudienceName = Field(description="Who may download its files.", examples=["public"])


class WithdrawalShown(BaseModel):
    reason: str = Field(description="Why it was withdrawn.", examples=["Đăng nhầm văn bản"])
    at: dt.datetime | None = Field(description="When.", examples=["2024-05-02T03:04:05Z"])
    successor: str | None = Field(description="Id of the document in its place.", examples=[_ID])


class StepPages(BaseModel):
    done: int = Field(description="Pages done.", examples=[3])
    total: int = Field(description="Pages to do.", examples=[31])


class StepShown(BaseModel):
    step: Literal["reading", "previews", "examining", "more_previews", "ocr"] = Field(
        description="`reading`: text and suggestions; `previews`: pictures of the first pages; `examining`: signatures and "
        "active content; `more_previews`: pictures of further pages; `ocr`: text of pages that are pictures.",
        examples=["reading"],
    )
    state: Literal["owed", "running", "done", "failed", "parked"] = Field(
        description="How far it has come; `parked`: it stopped the program three times.", examples=["done"]
    )
    pages: StepPages | None = Field(description="Of what goes page by page.", examples=[None])


class SignatureShown(BaseModel):
    """A digital signature. Who signs a file is often not who signed the document, and signs it later."""

    field: str = Field(description="Name of its field in the file.", examples=["Signature1"])
    state: SignatureState = Field(
        description="`good`: the file is as it was signed and the signer is trusted; `not_trusted`: as it was signed, but "
        "none of the trusted authorities vouches for the signer; `no_roots`: none is set up; `changed`: the file was "
        "changed afterwards; `broken`: the signature does not fit; `unreadable`.",
        examples=["good"],
    )
    message: str = Field(description="The same in your language.", examples=["Chữ ký hợp lệ."])
    signer: str = Field(description="Who signed, by the certificate.", examples=["CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"])
    organization: str = Field(description="Their organization.", examples=["VĂN PHÒNG CHÍNH PHỦ"])
    issuer: str = Field(description="Who issued the certificate.", examples=["CA phục vụ các cơ quan Nhà nước G2"])
    signed_at: dt.datetime | None = Field(description="When.", examples=["2024-04-12T07:35:36+00:00"])
    timestamped: bool = Field(description="The time is a timestamp authority's.", examples=[True])
    algorithm: str = Field(description="Key and digest.", examples=["RSA 2048, SHA-256"])
    whole_file: bool = Field(description="Every byte of the file is signed.", examples=[True])
    changes: Changes = Field(description="What was changed behind what is signed.", examples=["none"])


class FindingShown(BaseModel):
    code: str = Field(description="A word for programs.", examples=["javascript"])
    count: int = Field(description="How often it was found.", examples=[1])
    names: list[str] = Field(description="Names of embedded files.", examples=[[]])
    message: str = Field(description="A sentence in your language.", examples=["Tệp chạy JavaScript."])


class ReadingShown(BaseModel):
    state: Literal["none", "waiting", "read", "partly", "failed", "parked"] = Field(
        description="How far reading has come. `none`: no PDF, not read at all; `parked`: it stopped the reader three times.",
        examples=["read"],
    )
    reason: str | None = Field(description="Why it failed, or is not whole.", examples=[None])


class FileShown(BaseModel):
    id: str = Field(description="Id of the file; it never changes.", examples=[_FILE])
    role: RoleName = Field(description="`main` is the document itself.", examples=["main"])
    name: str = Field(description="What the file is called beside others; may be empty.", examples=["Phụ lục I"])
    file_name: str = Field(description="The name it is saved under.", examples=["Thông tư 25-2024-TT-BTC.pdf"])
    version: int = Field(description="Number of the current version, from 1.", examples=[1])
    size: int = Field(description="Bytes.", examples=[482133])
    media_type: str = Field(description="Media type of the bytes.", examples=["application/pdf"])
    sha256: str = Field(description="SHA-256 of the bytes, in hex.", examples=["9f86d081884c7d659a2feaa0c55ad015" * 2])
    pages: int | None = Field(description="Number of pages; null until they are counted.", examples=[4])
    reading: ReadingShown = Field(
        description="What became of reading it.", examples=[{"state": "read", "reason": None}]
    )
    steps: list[StepShown] = Field(
        description="What is or was done with it, and how far each has come.",
        examples=[[{"step": "reading", "state": "done", "pages": None}]],
    )
    download: str | None = Field(
        description="Address of the bytes; null for who may see but not download.",
        examples=[f"{_HOST}/tai-ve/{_FILE}/Th%C3%B4ng%20t%C6%B0%2025-2024-TT-BTC.pdf"],
    )
    cover: str | None = Field(
        description="A small picture of the first page (WebP).",
        examples=[f"{_HOST}/anh/{_FILE}/1/1/cover.webp"],
    )


class PreviewShown(BaseModel):
    page: int = Field(description="Number of the page, from 1.", examples=[1])
    url: str = Field(description="Address of the picture (WebP).", examples=[f"{_HOST}/anh/{_FILE}/1/1/page.webp"])
    width: int = Field(description="Pixels.", examples=[800])
    height: int = Field(description="Pixels.", examples=[1131])


class FileWhole(FileShown):
    previews: list[PreviewShown] = Field(description="Pictures of the pages, as far as drawn.", examples=[[]])
    encrypted: bool | None = Field(description="The file is encrypted; null until it was read.", examples=[False])
    signatures: list[SignatureShown] | None = Field(
        description="Digital signatures; null until they were looked at.", examples=[[]]
    )
    suggestions: dict[str, Any] | None = Field(
        None,
        description="What was read from the pages: by field (number, type, issuers, …) null or an object with `value`, "
        "`page`, `snippet`, `box` (left, top, right, bottom in points), `confidence`. For staff.",
        examples=[
            {"number": {"value": "25/2024/TT-BTC", "page": 1, "snippet": "Số: 25/2024/TT-BTC", "confidence": 0.96}}
        ],
    )
    active_content: list[FindingShown] | None = Field(
        None, description="What else the file holds that a clerk should know of. For staff.", examples=[[]]
    )
    internal_mark: str | None = Field(
        None,
        description="What on its first page says that it is for use inside only: it cannot be published. For staff.",
        examples=[None],
    )


class FilesShown(BaseModel):
    items: list[FileWhole] = Field(description="The document's files, in their order.", examples=[[]])
    next: Next


class LinkShown(BaseModel):
    url: str = Field(
        description="Whoever has this address may download the file.",
        examples=[f"{_HOST}/tai-ve/{_ID}/25-2024-TT-BTC.pdf?khoa=WyIwMUhX….sig"],
    )
    expires_at: dt.datetime = Field(description="Until when.", examples=["2024-05-08T01:00:00Z"])


class NumberProblem(BaseModel):
    part: str = Field(description="The part of the number that is at fault.", examples=["issuer"])
    code: str = Field(description="A word for programs.", examples=["issuer_unknown"])
    message: str = Field(
        description="A sentence in the reader's language.",
        examples=["the issuer code BTX is unknown; did you mean BTC?"],
    )


class LinksShown(BaseModel):
    self: str = Field(description="This object.", examples=[f"{_HOST}/api/v1/documents/{_ID}"])
    page: str = Field(description="The page for people.", examples=[f"{_HOST}/van-ban/{_ID}/thong-tu-25-2024-tt-btc"])


class Listed(BaseModel):
    """A document as it stands in lists: all of it but the number's problems and the previews."""

    id: str = Field(description="Id of the document; it never changes.", examples=[_ID])
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
        description="Addresses.", examples=[{"self": f"{_HOST}/api/v1/documents/{_ID}", "page": _HOST}]
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
    number: int = Field(description="How many documents match.", examples=[2])
    more: bool = Field(description="There are more than were counted, so that the number is a floor.", examples=[False])


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
        None, description="How many there are in all; only with `count=true`.", examples=[{"number": 2, "more": False}]
    )
    as_of: dt.date | None = Field(
        None, description="The day of `statuses`; only with `status` or `as_of`.", examples=["2025-04-01"]
    )
    statuses: dict[str, str] | None = Field(
        None,
        description="The validity of each document on that day, by its id; only with `status` or `as_of`.",
        examples=[{_ID: "in_force"}],
    )
    next: Next


class SuggestionShown(BaseModel):
    kind: completing.Kind = Field(
        description="`number` and `title` lead to a document, `issuer` to a body.", examples=["number"]
    )
    key: str = Field(description="Id of the document, or code of the issuer.", examples=[_ID])
    text: str = Field(description="What to show.", examples=["Thông tư 25/2024/TT-BTC"])
    more: str = Field(description="What tells it apart; may be empty.", examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"])


class SuggestionsShown(BaseModel):
    items: list[SuggestionShown] = Field(description="Numbers first, then issuers, then titles.", examples=[[]])


class PageShown(BaseModel):
    file: str = Field(description="Id of the file.", examples=[_FILE])
    page: int = Field(description="Number of the page, from 1.", examples=[1])
    text: str = Field(description="Its text.", examples=["BỘ TÀI CHÍNH\nSố: 25/2024/TT-BTC"])
    source: Source = Field(description="What read it.", examples=["pdfium"])
    verdict: Verdict = Field(
        description="What the text is worth: `text` can be relied on; `scanned` is a picture without text, `stamp_only` "
        "one with a few words on it; `garbled` letters are not those of the page; `empty` has nothing to read; `unread`: "
        "see `reason`.",
        examples=["text"],
    )
    letters: int = Field(description="Letters on the page.", examples=[1412])
    reason: str | None = Field(description="Why the text is missing.", examples=[None])


class TextShown(BaseModel):
    items: list[PageShown] = Field(description="Pages, those of the first file first.", examples=[[]])
    next: Next


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
    file: str = Field(description="Id of the file.", examples=[_FILE])
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

    id: str = Field(description="Id of the document.", examples=[_ID])
    heading: str = Field(description="Type and number.", examples=["Thông tư 25/2024/TT-BTC"])
    state: StateName = Field(description="Where it stands.", examples=["published"])
    title: str | None = Field(description="What it is about.", examples=["Bãi bỏ Thông tư số 83/2014/TT-BTC"])
    issuers: list[IssuerShown] = Field(description="Bodies that issued it.", examples=[[]])
    issued_on: dt.date | None = Field(description="Day of issue.", examples=["2024-04-23"])
    withdrawal: WithdrawalShown | None = Field(description="Why it is gone.", examples=[None])
    links: LinksShown = Field(
        description="Addresses.", examples=[{"self": f"{_HOST}/api/v1/documents/{_ID}", "page": _HOST}]
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


class FieldFault(BaseModel):
    field: str = Field(
        description="The field at fault, with dots: `signers.0.name`. `body`: all of it.", examples=["issued_on"]
    )
    message: str = Field(description="A sentence in your language.", examples=["Write a day as YYYY-MM-DD."])


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Which error; described at this address.", examples=[f"{_HOST}/api/problems#invalid"])
    title: str = Field(description="The status in words.", examples=["Unprocessable Entity"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(
        description="A sentence in your language.", examples=["Some of what was sent cannot be accepted."]
    )
    errors: list[FieldFault] | None = Field(None, description="With `invalid`: every field at fault.", examples=[[]])
    document: str | None = Field(None, description="With `number-taken`: id of who has it.", examples=[_ID])
    reason: str | None = Field(None, description="With `withdrawn`: why.", examples=["Đăng nhầm văn bản"])
    successor: str | None = Field(None, description="With `withdrawn`: id of what took its place.", examples=[_ID])
    version: int | None = Field(None, description="With `lost-race`: the version there is now.", examples=[4])


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
    id: str = Field(description="Id of the document.", examples=[_ID])
    heading: str = Field(description="Type and number.", examples=["Thông tư 83/2014/TT-BTC"])


class RelationShown(BaseModel):
    id: str = Field(description="Id of the relation.", examples=[_ID])
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


class EffectPeriodShown(BaseModel):
    status: StatusName = Field(description="The status.", examples=["in_force"])
    since: dt.date | None = Field(description="First day; null: from ever.", examples=["2024-06-10"])
    until: dt.date | None = Field(description="First day after it; null: for good.", examples=[None])
    cause: CauseName = Field(description="Why it began.", examples=["began"])
    by: OtherShown | None = Field(description="The document that brought it about.", examples=[None])


class EffectShown(BaseModel):
    as_of: dt.date = Field(description="The day asked about.", examples=["2025-04-01"])
    status: StatusName | None = Field(description="The status on that day.", examples=["in_force"])
    pending: bool = Field(description="The timeline is still being worked out.", examples=[False])
    not_held: list[str] = Field(
        description="Numbers of documents that are said to act on its validity and are not held: since when is unknown, so "
        "that the timeline leaves them out.",
        examples=[["12/2017/QH14"]],
    )
    periods: list[EffectPeriodShown] = Field(description="The whole timeline.", examples=[[]])
