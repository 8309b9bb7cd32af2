"""`registry add` fills from the PDF what its table does not give."""

import pytest
from click.testing import CliRunner

from registry import cli, documents
from registry.store.tables import State
from tests.working import circular


@pytest.fixture
def command(home, monkeypatch):
    monkeypatch.setattr(cli, "_open", lambda **_: home)
    return lambda *arguments: CliRunner().invoke(cli.main, ["add", *map(str, arguments)], catch_exceptions=False)


def only(home):
    with home.reading() as session:
        return session.scalars(documents.whole()).one()


def test_what_the_table_does_not_give_is_read_from_the_file(home, command, tmp_path):
    (tmp_path / "a.pdf").write_bytes(circular())
    (tmp_path / "table.tsv").write_text("file\ttitle\na.pdf\tTên trong bảng\n")
    ran = command(tmp_path / "a.pdf", "--metadata", tmp_path / "table.tsv", "--publish")
    assert ran.exit_code == 0, ran.stderr
    made = only(home)
    assert (made.number, made.title, made.type.code, made.state) == (
        "25/2024/TT-BTC", "Tên trong bảng", "thong-tu", State.PUBLISHED,
    )  # fmt: skip
    assert f"{made.issued_on} {made.effective_on}" == "2024-04-23 2024-06-07"
    assert [row.issuer.name for row in made.issuing] == ["Bộ Tài chính"]
    assert [(row.signer.name, row.office) for row in made.signing] == [("Cao Anh Tuấn", "Thứ trưởng")]


def test_a_state_secret_is_not_taken_in(home, command, tmp_path):
    (tmp_path / "a.pdf").write_bytes(circular(mark="TUYỆT MẬT"))
    ran = command(tmp_path / "a.pdf")
    assert (ran.exit_code, "Tuyệt mật" in ran.stderr) == (1, True)
    with home.reading() as session:
        assert session.scalars(documents.whole()).all() == []
    assert home.blobs.root is not None
    assert [path for path in home.blobs.root.rglob("*") if path.is_file() and "files" in path.parts] == []
