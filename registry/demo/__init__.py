"""A registry full of samples: documents that this project draws itself, some with counts brought over from elsewhere."""

import csv
import datetime as dt
from collections.abc import Mapping
from importlib import resources

from registry import authorities, documents, files, publishing, usage
from registry.accounts import SYSTEM
from registry.demo.drawing import draw
from registry.errors import NumberTaken
from registry.files import PDF, Upload
from registry.jobs import Instance
from registry.store.tables import Kind, Role

BODIES = {"Ủy ban nhân dân tỉnh (mẫu)": "UBND", "Hội đồng nhân dân tỉnh (mẫu)": "HĐND"}
SOURCE = "trang thông tin điện tử cũ"  # where the opening balances were read
AS_OF = dt.date(2024, 5, 2)


def fill(instance: Instance) -> int:
    """Add the samples that are not here yet, published in the order of the table, last row first; returns how many."""
    with instance.unit_of_work() as session:
        for name, code in BODIES.items():
            authorities.add_issuer(session, name, code, "province")
    text = resources.files("registry.demo").joinpath("documents.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    return sum(_add(instance, row) for row in reversed(rows))


def _add(instance: Instance, row: Mapping[str, str]) -> bool:
    issued_on = dt.date.fromisoformat(row["issued_on"])
    with instance.reading() as session:
        kind = authorities.type_called(session, row["type"]).name
    content = draw(row["number"], kind, row["issuer"], row["place"], issued_on, row["title"])
    upload = Upload(instance.blobs.keep_bytes(content), len(content), PDF, "van-ban-mau.pdf", Role.MAIN)
    try:
        with instance.unit_of_work() as session:
            document = documents.register(session, SYSTEM, _facts(row, issued_on))
            files.attach(session, SYSTEM, document, upload)
            publishing.publish(session, SYSTEM, document)
            for counted in Kind:
                count = int(row[f"{counted}s"])
                if count:
                    usage.open_balance(session, document.id, counted, count, SOURCE, AS_OF)
    except NumberTaken:
        return False
    return True


def _facts(row: Mapping[str, str], issued_on: dt.date) -> dict[str, object]:
    effective_on = row["effective_on"]
    return {
        "number": row["number"],
        "type": row["type"],
        "title": row["title"],
        "issuers": [row["issuer"]],
        "issued_on": issued_on,
        "effective_on": dt.date.fromisoformat(effective_on) if effective_on else None,
        "fields": row["fields"].split(";"),
    }
