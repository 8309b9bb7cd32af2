"""What is read from first pages, against facts that were taken from the pages by eye (facts/first_pages.jsonl)."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry import inspection
from registry.law import first_page
from registry.pdf.limits import Limits
from registry.pdf.reader import Reader
from tests import corpus

FACTS = Path(__file__).parent / "facts" / "first_pages.jsonl"
SURE = 0.9
# Shares of right values that an office can rely on; of values over SURE at most one in a hundred may be wrong.
LEAST = {"number": 0.98, "type": 0.98, "issued_on": 0.98, "issuers": 0.97, "title": 0.92, "signers": 0.90}


@dataclass(frozen=True)
class Answer:
    file: str
    field: str
    wanted: Any
    got: Any
    confidence: float

    @property
    def right(self) -> bool:
        return self.wanted == self.got


def comparable(field: str, value: Any) -> Any:
    """Titles without regard to spaces, bodies without regard to case, signers by their names."""
    if not value:
        return None
    if field == "title":
        return "".join(value.split())
    if field == "issuers":
        return [name.casefold() for name in value]
    return [signer["name"] for signer in value] if field == "signers" else value


def suggested(reader: Reader, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        found = inspection.suggestions(reader, file, reader.text(file).pages)
    return first_page.as_json(found) if found else {}


def answers_of(reader: Reader, fact: dict[str, Any], path: Path) -> Iterator[Answer]:
    said = suggested(reader, path)
    for field in (*LEAST, "effective_on", "place", "secrecy", "urgency"):
        one = said.get(field) or {"value": None, "confidence": 0.0}
        wanted, got = comparable(field, fact[field]), comparable(field, one["value"])
        yield Answer(fact["file"], field, wanted, got, one["confidence"])


def all_answers() -> list[Answer]:
    """Of every file whose first page has text of its own; what a picture shows is recognition's business."""
    root = corpus.path("pdf")
    facts = [json.loads(line) for line in FACTS.read_text().splitlines()]
    with closing(Reader(Limits())) as reader:
        read = [
            list(answers_of(reader, fact, root / fact["file"]))
            for fact in facts
            if "scan" not in fact["note"] and (root / fact["file"]).exists()
        ]
    return [answer for of_file in read for answer in of_file]


def test_fields_are_read_as_well_as_an_office_needs_and_what_is_called_sure_is_right():
    """One test, since the files take longer to read than all that is asked of them."""
    answers = all_answers()
    asked = Counter(answer.field for answer in answers)
    right = Counter(answer.field for answer in answers if answer.right)
    assert asked["number"] >= 25
    short = {field: [a for a in answers if a.field == field and not a.right] for field, least in LEAST.items()
             if right[field] < least * asked[field]}  # fmt: skip
    assert short == {}

    sure = [answer for answer in answers if answer.got is not None and answer.confidence > SURE]
    wrong = [answer for answer in sure if not answer.right]
    assert len(wrong) <= len(sure) / 100, wrong

    found = [answer for answer in answers if answer.right and answer.got is not None]
    assert sum(answer.confidence > SURE for answer in found) >= 0.8 * len(found)
