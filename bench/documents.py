"""A registry full of made-up documents, and the same documents as one plain table for whoever it is compared with.

Titles are put together from what such documents are about, so that they are as long, as alike and as full of marks as
real ones. The same count always gives the same documents.
"""

import datetime as dt
import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from ulid import ULID

from bench import multiplying, texts
from registry import work
from registry.files import PDF
from registry.jobs import Instance
from registry.law import numbers, terms, vietnamese
from registry.store.tables import (
    Document,
    DocumentField,
    DocumentIssuer,
    DocumentSigner,
    Field,
    File,
    FileVersion,
    Issuer,
    Outcome,
    Page,
    Preview,
    Progress,
    Role,
    SearchEntry,
    Signer,
    State,
    Type,
    Work,
)

BATCH = 2_000  # documents in one transaction
FIRST_DAY = dt.datetime(2005, 1, 3, 1, tzinfo=dt.UTC)
MADE = 40_000  # documents that are made one by one; a larger registry is those many times over
SIGNERS = 400
TEXTS = 10  # one document in so many has text
ON_PAGE = 4  # paragraphs

Row = dict[str, Any]

# Type, symbol, issuers that give it out, share of all documents: about what an office's registry holds.
KINDS = (
    ("quyet-dinh", "QĐ", ("bo-tai-chinh", "bo-y-te", "thu-tuong-chinh-phu", "bo-giao-duc-va-dao-tao"), 46),
    ("thong-tu", "TT", ("bo-tai-chinh", "bo-y-te", "bo-giao-duc-va-dao-tao", "bo-cong-thuong"), 22),
    ("nghi-dinh", "NĐ", ("chinh-phu",), 10),
    ("nghi-quyet", "NQ", ("chinh-phu", "quoc-hoi"), 12),
    ("chi-thi", "CT", ("thu-tuong-chinh-phu", "bo-cong-thuong"), 10),
)
ACTIONS = (
    "Quy định chi tiết và hướng dẫn thi hành một số điều của Luật",
    "Sửa đổi, bổ sung một số điều của Quy chế",
    "Quy định mức thu, chế độ thu, nộp, quản lý và sử dụng phí thẩm định",
    "Bãi bỏ một số văn bản quy phạm pháp luật về",
    "Phê duyệt Đề án",
    "Ban hành Kế hoạch triển khai thực hiện",
    "Về việc tăng cường công tác quản lý nhà nước về",
    "Phát động phong trào thi đua thực hiện thắng lợi nhiệm vụ",
    "Quy định tiêu chuẩn, định mức sử dụng",
    "Công bố danh mục thủ tục hành chính trong lĩnh vực",
)
SUBJECTS = (
    "đất đai, nhà ở và kinh doanh bất động sản",
    "thuế giá trị gia tăng đối với hàng hóa nhập khẩu",
    "phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "hoạt động bán hàng theo phương thức đa cấp",
    "phát triển kinh tế - xã hội, bảo đảm quốc phòng - an ninh",
    "khám bệnh, chữa bệnh bảo hiểm y tế",
    "máy móc, thiết bị của cơ quan, tổ chức, đơn vị",
    "nghiên cứu khoa học trong vùng biển Việt Nam",
    "đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
    "bảo vệ môi trường và ứng phó với biến đổi khí hậu",
    "xử phạt vi phạm hành chính trong lĩnh vực giao thông đường bộ",
    "văn thư, lưu trữ và chuyển đổi số trong cơ quan nhà nước",
)
SCOPES = (
    "trên địa bàn tỉnh Sơn La", "trên địa bàn tỉnh Bình Dương", "giai đoạn 2021 - 2025, định hướng đến năm 2030",
    "tại các vùng đồng bào dân tộc thiểu số và miền núi", "thuộc phạm vi quản lý nhà nước của Bộ",
    "theo quy định tại Nghị quyết số {n}/2022/QH15", "năm {y}", "trong tình hình mới",
)  # fmt: skip
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE_NAMES = ("Văn", "Thị", "Đức", "Anh", "Minh", "Quốc", "Thanh", "Hữu")
GIVEN_NAMES = ("Tuấn", "Hương", "Dũng", "Hà", "Sơn", "Lan", "Khánh", "Phượng", "Việt", "Thủy")


@dataclass(frozen=True, slots=True)
class Names:
    """Keys of what documents point to, by code, and what is shown of each."""

    types: Mapping[str, int]
    issuers: Mapping[str, int]
    fields: Sequence[tuple[int, str, str]]
    signers: Sequence[tuple[int, str]]
    shown: Mapping[str, str]


@dataclass(slots=True)
class Batch:
    """Rows by table, in an order in which they can be inserted; `plain` is the same, one row a document."""

    rows: dict[type[Any], list[Row]] = field(default_factory=dict)
    plain: list[Row] = field(default_factory=list)

    def add(self, table: type[Any], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)


def fill(home: Instance, count: int, peer: Path) -> None:
    """`count` published documents into an empty registry, and into the SQLite file `peer`; one in ten with its text."""
    with home.database.writing() as session:
        names = _names(session)
    made = _documents(min(count, MADE), names)
    with closing(sqlite3.connect(peer)) as plain:
        while batch := list(islice(made, BATCH)):
            _keep(home, plain, batch)
        if count > MADE:
            multiplying.multiply(home, MADE, count // MADE)
            multiplying.multiply_plain(plain, count // MADE)
        plain.execute("CREATE INDEX by_type ON documents (type, published_at)")
        plain.execute("CREATE INDEX by_day ON documents (published_at)")
        plain.commit()
    _count_on(home)


def _count_on(home: Instance) -> None:
    """PostgreSQL gives the next keys, and plans by what it knows of the tables, as its own housekeeping would tell it.
    SQLite has no such housekeeping, and plans here as it does for everybody.
    """
    if home.database.is_sqlite:
        return
    with home.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (Document, File, FileVersion):
            name = table.__tablename__
            connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")
        connection.exec_driver_sql("VACUUM ANALYZE")


def _keep(home: Instance, plain: sqlite3.Connection, made: Sequence[Batch]) -> None:
    with home.database.writing(durable=False) as session:
        if home.database.is_sqlite:
            session.connection().exec_driver_sql("PRAGMA cache_size = -300000")  # else a million takes an hour
        for table in dict.fromkeys(table for one in made for table in one.rows):
            session.execute(sa.insert(table.__table__), [row for one in made for row in one.rows.get(table, ())])
    rows = [row for one in made for row in one.plain]
    columns = ", ".join(f"{name} TEXT PRIMARY KEY" if name == "id" else name for name in rows[0])
    plain.execute(f"CREATE TABLE IF NOT EXISTS documents ({columns})")
    plain.executemany(f"INSERT INTO documents VALUES ({', '.join(f':{name}' for name in rows[0])})", rows)
    plain.commit()


def _names(session: Session) -> Names:
    chance = random.Random(1)
    people = sorted({" ".join(map(chance.choice, (FAMILY_NAMES, MIDDLE_NAMES, GIVEN_NAMES))) for _ in range(SIGNERS)})
    session.execute(sa.insert(Signer), [{"code": vietnamese.slug(name), "name": name} for name in people])
    types = session.execute(sa.select(Type.code, Type.id, Type.name)).all()
    issuers = session.execute(sa.select(Issuer.code, Issuer.id, Issuer.name)).all()
    return Names(
        types={code: key for code, key, _ in types},
        issuers={code: key for code, key, _ in issuers},
        fields=[(key, code, name) for key, code, name in session.execute(sa.select(Field.id, Field.code, Field.name))],
        signers=[(key, name) for key, name in session.execute(sa.select(Signer.id, Signer.name))],
        shown={code: name for code, _, name in (*types, *issuers)},
    )


def _documents(count: int, names: Names) -> Iterator[Batch]:
    chance = random.Random(2)
    given: Counter[tuple[str, str, int]] = Counter()
    shares = [kind[3] for kind in KINDS]
    every = dt.timedelta(days=20 * 365) / count
    known = texts.paragraphs()
    for key in range(1, count + 1):
        kind, symbol, bodies, _ = chance.choices(KINDS, shares)[0]
        body = chance.choice(bodies)
        at = (FIRST_DAY + every * key).replace(microsecond=0)
        given[kind, body, at.year] += 1
        number = f"{given[kind, body, at.year]}/{at.year}/{symbol}-{_code(body)}"
        made = _document(key, number, kind, body, at, names, chance)
        _text(made, key, texts.text(known, chance) if key % TEXTS == 0 else ())
        yield made


def _code(body: str) -> str:
    return {"chinh-phu": "CP", "thu-tuong-chinh-phu": "TTg", "quoc-hoi": "QH15", "bo-tai-chinh": "BTC", "bo-y-te": "BYT",
            "bo-giao-duc-va-dao-tao": "BGDĐT", "bo-cong-thuong": "BCT"}[body]  # fmt: skip


def _title(chance: random.Random, year: int) -> str:
    words = f"{chance.choice(ACTIONS)} {chance.choice(SUBJECTS)} {chance.choice(SCOPES)}"
    return words.format(n=chance.randint(1, 99), y=year)


def _id(at: dt.datetime, chance: random.Random) -> str:
    return str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + chance.randbytes(10)))


def _document(
    key: int, number: str, kind: str, body: str, at: dt.datetime, names: Names, chance: random.Random
) -> Batch:
    batch, read = Batch(), numbers.parse(number)
    issued_on = at.date() - dt.timedelta(days=chance.randint(1, 20))
    facts: Row = {
        "public_id": _id(at, chance),
        "number": number,
        "canonical": read.canonical,
        "title": _title(chance, at.year),
        "issued_on": issued_on,
        "effective_on": issued_on + dt.timedelta(days=45),
        "published_at": at,
    }
    identity = f"{names.issuers[body]}|{names.types[kind]}|{read.key}|{issued_on}"
    batch.add(
        Document, id=key, type_id=names.types[kind], number_key=read.key, loose_key=read.loose_key,
        identity_key=identity, state=State.PUBLISHED, created_at=at, updated_at=at, **facts,
    )  # fmt: skip
    signer, area = chance.choice(names.signers), chance.choice(names.fields)
    batch.add(DocumentIssuer, document_id=key, issuer_id=names.issuers[body], position=0)
    batch.add(DocumentSigner, document_id=key, signer_id=signer[0], position=0, office="Thứ trưởng")
    batch.add(DocumentField, document_id=key, field_id=area[0])
    _file(batch, key, at, chance)
    batch.plain.append(_plain(batch, facts, (kind, names.shown[kind]), (body, names.shown[body]), signer, area))
    return batch


def _file(batch: Batch, key: int, at: dt.datetime, chance: random.Random) -> None:
    """One PDF, read and drawn: what the answers tell of it. Its bytes are never asked for here."""
    sha256, pages = chance.randbytes(32).hex(), chance.randint(1, 12)
    batch.add(File, id=key, public_id=_id(at, chance), document_id=key, role=Role.MAIN, position=0, name="")
    batch.add(
        FileVersion, id=key, file_id=key, number=1, sha256=sha256, size=chance.randint(90_000, 900_000), media_type=PDF,
        uploaded_name="van-ban.pdf", created_at=at, outcome=Outcome.READ, page_count=pages,
    )  # fmt: skip
    for page, size, width in ((1, "cover", 300), *((page, "page", 800) for page in range(1, min(pages, 3) + 1))):
        batch.add(Preview, version_id=key, page=page, size=size, sha256=sha256, width=width, height=int(width * 1.414))
    for kind in (work.READING, work.PREVIEWS):
        batch.add(
            Work, kind=kind, subject_id=key, progress=Progress.DONE, attempts=1, owed_at=at, rung_at=at, finished_at=at
        )


def _text(batch: Batch, key: int, said: Sequence[texts.Paragraph]) -> None:
    """The pages of its file, if it has text, and what of title, number and pages searches look into."""
    document = batch.rows[Document][0]
    title = _title_terms(document["title"]) | terms.of_number(document["canonical"])
    for number, start in enumerate(range(0, len(said), ON_PAGE), 1):
        page = "\n".join(one.text for one in said[start : start + ON_PAGE])
        batch.add(Page, version_id=key, number=number, text=page, source="pdfium", verdict="text", letters=len(page))
    whole = title.union(*(one.terms for one in said))
    batch.add(SearchEntry, document_id=key, title=" ".join(sorted(title)), whole=" ".join(sorted(whole)))


@cache
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms.of_text(title))


def _plain(
    batch: Batch,
    facts: Row,
    kind: tuple[str, str],
    body: tuple[str, str],
    signer: tuple[int, str],
    area: tuple[int, str, str],
) -> Row:
    """What an answer shows of a document, as one row without joins."""
    version = batch.rows[FileVersion][0]
    shown = {"sha256": version["sha256"], "size": version["size"], "pages": version["page_count"]}
    days = {name: facts[name].isoformat() for name in ("issued_on", "effective_on", "published_at")}
    return {
        "id": facts["public_id"],
        "number": facts["number"],
        "canonical_number": facts["canonical"],
        "type": kind[0],
        "type_name": kind[1],
        "title": facts["title"],
        "issuers": json.dumps([{"code": body[0], "name": body[1]}], ensure_ascii=False),
        "signers": json.dumps([{"name": signer[1], "office": "Thứ trưởng"}], ensure_ascii=False),
        "fields": json.dumps([{"code": area[1], "name": area[2]}], ensure_ascii=False),
        **days,
        "files": json.dumps([{"id": batch.rows[File][0]["public_id"], "media_type": PDF, **shown}]),
        "language": "vi",
        "state": "published",
    }


def ids(plain: Path) -> list[str]:
    """The ids of all documents, from the plain table, oldest first."""
    with closing(sqlite3.connect(plain)) as database:
        return [row[0] for row in database.execute("SELECT id FROM documents ORDER BY id")]
