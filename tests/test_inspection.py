"""`registry inspect`: one JSON object about a file alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pdf import making, signing
from tests.test_reading import locked
from tests.working import circular

ROOT = Path(__file__).resolve().parents[1]
KEYS = ["pages", "bytes", "sha256", "encrypted", "quality", "suggestions", "signatures", "active_content", "warnings"]
SUGGESTED = (
    "number", "type", "issuers", "place", "issued_on", "title", "signers", "bases", "effective_on", "gazette", "relations",
)  # fmt: skip


def inspected(folder: Path, content: bytes, *options: str, **settings: str) -> tuple[int, dict]:
    """The exit code and the object; no database can be reached, and no home be written to."""
    (folder / "a.pdf").write_bytes(content)
    nowhere = {"REGISTRY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REGISTRY_HOME": "/proc/none"}
    ran = subprocess.run(
        [sys.executable, "-m", "registry", "inspect", *options, str(folder / "a.pdf")],
        cwd=ROOT, env={**os.environ, **nowhere, **settings}, capture_output=True, check=False, text=True,
    )  # fmt: skip
    return ran.returncode, json.loads(ran.stdout)


def test_a_document_tells_all_of_itself(tmp_path):
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.cer").write_bytes(signing.authority().root)
    content = signing.signed(circular(mark="MẬT"))
    code, told = inspected(tmp_path, content, REGISTRY_TRUST_ROOTS=str(tmp_path / "roots"))
    assert code == 0
    assert [key for key in told if key in KEYS] == KEYS
    assert (told["pages"], told["bytes"], told["encrypted"]) == (1, len(content), False)
    assert told["quality"] == [{"page": 1, "verdict": "text", "letters": told["quality"][0]["letters"]}]
    assert set(SUGGESTED) <= set(told["suggestions"])
    number = told["suggestions"]["number"]
    assert (number["value"], number["page"], number["snippet"]) == ("25/2024/TT-BTC", 1, "Số: 25/2024/TT-BTC")
    assert len(number["box"]) == 4
    assert 0 < number["confidence"] <= 1
    assert [one["state"] for one in told["signatures"]] == ["good"]
    assert [one["code"] for one in told["warnings"]] == ["secret"]


@pytest.mark.parametrize(
    ("content", "options", "code", "warned", "pages"),
    [
        pytest.param(locked("mở ra"), (), 1, ["encrypted"], 0, id="encrypted"),
        pytest.param(locked("mở ra"), ("--password", "mở ra"), 0, ["encrypted"], 1, id="with its password"),
        pytest.param(b"", (), 1, ["not_a_pdf"], 0, id="empty"),
        pytest.param(
            making.document(
                making.shown("X4", 595, 842), more=[making.picture(60, 80)], trailer="/Info<</Producer(x)>>"
            ),
            (), 0, ["needs_ocr"], 1, id="a scan",
        ),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_a_warning(tmp_path, content, options, code, warned, pages):
    ended, told = inspected(tmp_path, content, *options)
    assert (ended, told["pages"], [one["code"] for one in told["warnings"]]) == (code, pages, warned)
    assert told["encrypted"] is ("encrypted" in warned)
