"""Files, with what was found in them."""

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from registry.api.requests import RoleName
from registry.api.schemas.common import FILE, HOST, ID, Next
from registry.pdf.facts import Changes, SignatureState, Source, Verdict


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
    id: str = Field(description="Id of the file; it never changes.", examples=[FILE])
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
        examples=[f"{HOST}/tai-ve/{FILE}/Th%C3%B4ng%20t%C6%B0%2025-2024-TT-BTC.pdf"],
    )
    cover: str | None = Field(
        description="A small picture of the first page (WebP).",
        examples=[f"{HOST}/anh/{FILE}/1/1/cover.webp"],
    )


class PreviewShown(BaseModel):
    page: int = Field(description="Number of the page, from 1.", examples=[1])
    url: str = Field(description="Address of the picture (WebP).", examples=[f"{HOST}/anh/{FILE}/1/1/page.webp"])
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
        "`page` (null where it is the file's name that says so), `snippet`, `box` (left, top, right, bottom in points), `confidence`. For staff.",
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
        examples=[f"{HOST}/tai-ve/{ID}/25-2024-TT-BTC.pdf?khoa=WyIwMUhX….sig"],
    )
    expires_at: dt.datetime = Field(description="Until when.", examples=["2024-05-08T01:00:00Z"])


class PageShown(BaseModel):
    file: str = Field(description="Id of the file.", examples=[FILE])
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
