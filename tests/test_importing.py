"""`registry import`: tables of documents and of what acts on what, in any order."""

import datetime as dt
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from registry import cli, documents, effects, publishing, related, relations
from registry.accounts import ANONYMOUS, SYSTEM
from registry.law import labels
from registry.relations import Draft, Numbered
from registry.store.tables import Document, EffectPeriod, Relation
from tests import corpus
from tests.making import make_document, make_viewer

DOCUMENTS = """Số ký hiệu\tLoại\tTrích yếu\tNgày ban hành\tNgày hiệu lực\tGhi chú
1/2020/TT-BTC\tThông tư\tVề hóa đơn\t2020-01-02\t2020-03-01\t
2/2021/TT-BTC\tThông tư\tSửa Thông tư 1/2020/TT-BTC\t05/01/2021\t2021-03-01\tx
3/2022/TT-BTC\tThông tư\tBãi bỏ Thông tư 2/2021/TT-BTC\t2022-01-02\t2022-03-01\t
4/2022/TT-BTC\tThông tư\tKhông rõ ngày\t\t2022-05-01\t
45/2019/QH14\tBộ luật\tLao động\t2019-11-20\t2021-01-01\t
7/2023/TT-BTC\tThông tư\tHiệu lực trước khi ban hành\t2023-05-05\t2023-01-01\t
"""
RELATIONS = """number;type;relation;source_number;source_type;articles
1/2020/TT-BTC;Thông tư;có nội dung được sửa đổi|có nội dung được bổ sung;2/2021/TT-BTC;Thông tư;3
2/2021/TT-BTC;Thông tư;bị bãi bỏ;3/2022/TT-BTC;Thông tư;
1/2020/TT-BTC;Thông tư;có nội dung bị bãi bỏ;9/2024/TT-BTC;Thông tư;1
45/2019/QH14;Bộ luật;bị bãi bỏ;8/2024/QH15;Luật;2
3/2022/TT-BTC;Thông tư;bị bãi bỏ;4/2022/TT-BTC;Thông tư;
7/2023/TT-BTC;Thông tư;được bổ sung;2/2021/TT-BTC;Thông tư;2
"""


@pytest.fixture
def command(home, monkeypatch):
    """In English, unless another language is said."""

    def run(*arguments, language="en"):
        here = replace(home, settings=replace(home.settings, language=language))
        monkeypatch.setattr(cli, "_open", lambda **_: here)
        return CliRunner().invoke(cli.main, ["import", *map(str, arguments)], catch_exceptions=False)

    return run


@pytest.fixture
def tables(tmp_path):
    def written(documents_=DOCUMENTS, relations_=RELATIONS):
        for name, text in (("documents.tsv", documents_), ("relations.csv", relations_)):
            (tmp_path / name).write_text(text)
        return tmp_path / "documents.tsv", tmp_path / "relations.csv"

    return written


def shuffled(text, seed):
    header, *lines = text.splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    return header + "".join(lines)


def state(home):
    """All that the tables say, without what differs from run to run."""
    with home.reading() as session:
        names = {row.id: row.number for row in session.scalars(sa.select(Document))}
        held = sorted(
            (row.number, row.title, row.state, str(row.issued_on)) for row in session.scalars(sa.select(Document))
        )
        edges = [
            (names.get(row.source_id), row.source_number, names.get(row.target_id), row.target_number, row.kind, row.part,
             str(row.worked_on))
            for row in session.scalars(sa.select(Relation))
        ]  # fmt: skip
        periods = sorted(
            (names[row.document_id], row.position, row.status, str(row.since), names.get(row.by_id))
            for row in session.scalars(sa.select(EffectPeriod))
        )
        assert effects.differences(session) == effects.Differences()
    return held, sorted(edges, key=str), periods


def test_documents_and_relations_come_to_the_same_in_any_order_and_again(installed, command, tables, home):
    first, second = tables()
    ran = command(first, second)
    assert ran.exit_code == 0, ran.stderr
    whole = state(home)
    assert command(second, first).exit_code == 0
    assert state(home) == whole
    with home.unit_of_work() as session:
        for row in session.scalars(sa.select(Relation)):
            session.delete(row)
        session.flush()
        session.execute(sa.delete(EffectPeriod))
        for row in session.scalars(sa.select(Document)):
            publishing.changes.forget(session, row)
            session.delete(row)
    assert command(*reversed(tables(shuffled(DOCUMENTS, 5), shuffled(RELATIONS, 3)))).exit_code == 0
    assert state(home) == whole


def test_what_is_marked_and_does_not_read_so_is_listed_with_the_reason(command, tables, tmp_path):
    ran = command(*tables(), "--report", tmp_path / "report.tsv")
    listed = {
        number: (marked, status, why)
        for number, _, marked, status, why in (
            line.split("\t") for line in (tmp_path / "report.tsv").read_text().splitlines()[1:]
        )
    }
    assert listed == {
        "3/2022/TT-BTC": ("ended", "in_force", "04/2022/TT-BTC is a draft: The day of issue is missing."),
        "45/2019/QH14": ("changed", "in_force", "08/2024/QH15 is not held, and no day is given"),
        "7/2023/TT-BTC": ("changed", "unknown", "it is only supplemented, which takes nothing out of force"),
    }
    assert "of 5 documents marked as ended or changed 2 read so" in ran.stderr
    assert "columns that are not used: Ghi chú" in ran.stderr
    assert "line 5: 4/2022/TT-BTC: stays a draft: The day of issue is missing." in ran.stderr
    assert "line 7: 7/2023/TT-BTC: left out: effective_on: This is before the day of issue." in ran.stderr


def test_all_that_is_told_is_in_the_language_of_the_registry(command, tables, tmp_path):
    ran = command(
        *tables(DOCUMENTS, RELATIONS + "a;b;c;d;e;f;g;h\n"), "--report", tmp_path / "report.tsv", language="vi"
    )
    for told in (
        "documents.tsv: các cột không dùng đến: Ghi chú",
        "documents.tsv: dòng 5: 4/2022/TT-BTC: giữ làm bản nháp: Thiếu ngày ban hành.",
        "relations.csv: dòng 8: có 8 ô trong khi chỉ có 6 cột",
        "6 văn bản đã thêm",
        "5 văn bản được ghi là hết hiệu lực hoặc có thay đổi, 2 văn bản đã hiển thị đúng như vậy",
        "1 dòng bị từ chối",
    ):
        assert told in ran.stderr
    assert "\t04/2022/TT-BTC còn là bản nháp: Thiếu ngày ban hành.\n" in (tmp_path / "report.tsv").read_text()


REASONS = {
    "its source had been repealed before": (
        "8/2024/TT-BTC;;bị bãi bỏ;2/2024/TT-BTC;\n2/2024/TT-BTC;;bị bãi bỏ;1/2024/TT-BTC;\n",
        "02/2024/TT-BTC has no effect: it was out of force or suspended",
    ),
    "it is still to come": (
        "8/2024/TT-BTC;;bị bãi bỏ;1/2024/TT-BTC;2999-01-01\n", "01/2024/TT-BTC acts on it from 2999-01-01 only",
    ),
    "only in part": (
        "8/2024/TT-BTC;;bị bãi bỏ;3/2024/TT-BTC;\n8/2024/TT-BTC;;có nội dung bị bãi bỏ;1/2024/TT-BTC;\n",
        "01/2024/TT-BTC acts on a part of it only; 03/2024/TT-BTC is not held, and no day is given",
    ),
    "its own day is not known": (
        "9/2024/TT-BTC;;có nội dung bị bãi bỏ;1/2024/TT-BTC;\n", "its own days are not known, or contradict each other",
    ),
    "not held, but its day is known: it reads so": ("8/2024/TT-BTC;;bị bãi bỏ;3/2024/TT-BTC;2024-05-01\n", None),
    "several bear the number that acts": (
        "8/2024/TT-BTC;;bị bãi bỏ;4/2024/TT-BTC;2024-05-01\n", "several documents have the number 04/2024/TT-BTC",
    ),
    "the document that acts was withdrawn": ("8/2024/TT-BTC;;bị bãi bỏ;5/2024/TT-BTC;\n", "05/2024/TT-BTC was withdrawn"),
}  # fmt: skip


HELD = (
    (1, {"effective_on": dt.date(2024, 4, 23)}), (2, {"effective_on": dt.date(2024, 5, 23)}), (4, {}),
    (4, {"issuers": ["Bộ Y tế"]}), (5, {}), (8, {"effective_on": dt.date(2024, 4, 23)}), (9, {}),
)  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_the_reason_is_the_true_one(command, tables, tmp_path, home, name):
    lines, expected = REASONS[name]
    with home.unit_of_work() as session:
        for number, changed in HELD:
            publishing.publish(
                session, SYSTEM, made := make_document(session, number=f"{number}/2024/TT-BTC", **changed)
            )
            if number == 5:
                publishing.withdraw(session, SYSTEM, made, "Đăng nhầm")
    _, table = tables("", "number;type;relation;source_number;effective_on\n" + lines)
    ran = command(table, "--report", tmp_path / "report.tsv")
    assert ran.exit_code == 0, ran.stderr
    listed = {
        line.split("\t")[0]: line.split("\t")[4] for line in (tmp_path / "report.tsv").read_text().splitlines()[1:]
    }
    assert listed.get(lines.split(";")[0]) == expected


def test_a_bad_line_is_told_and_the_rest_is_taken_in(home, command, tables):
    broken = RELATIONS + "1/2020/TT-BTC;Thông tư;xóa;2/2021/TT-BTC;Thông tư;\n" + "a;b;c;d;e;f;g;h\n"
    broken += "1/2020/TT-BTC;Thông tư;bị bãi bỏ;1/2020/TT-BTC;Thông tư;\n"
    ran = command(*tables(DOCUMENTS + "\tThông tư\tKhông số\t2024-01-01\n", broken))
    assert ran.exit_code == 1
    for told in (
        "documents.tsv: line 8: number: The number (số, ký hiệu) is missing.",
        "relations.csv: line 8: relation: “xóa” is no relation that is known.",
        "relations.csv: line 9: 8 cells under 6 columns",
        "relations.csv: line 10: number: A document cannot act on itself.",
        "4 lines were refused",
    ):
        assert told in ran.stderr
    with home.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count(Document.id))),
            len(session.scalars(sa.select(Relation)).all()),
        ) == (6, 7)


def test_a_dry_run_says_the_same_and_stores_nothing(home, command, tables):
    ran = command(*tables(), "--dry-run")
    assert (ran.exit_code, "6 documents added" in ran.stderr) == (0, True)
    with home.reading() as session:
        assert session.scalars(sa.select(Document)).all() == []


def test_json_lines_with_lists_and_empty_values_are_read(home, command, tmp_path):
    table = tmp_path / "documents.jsonl"
    table.write_text(
        '{"so_ky_hieu": "5/2020/TT-BTC", "loai": null, "linh_vuc": ["Thuế", "Hải quan"], "ngay_ban_hanh": "2020-01-02"}\n[1\n'
    )
    ran = command(table, "--drafts")
    assert (ran.exit_code, "documents.jsonl: line 2: this is no JSON object" in ran.stderr) == (1, True)
    with home.reading() as session:
        made = session.scalars(documents.whole()).one()
        assert (made.state, made.type.code, [one.name for one in made.fields]) == (
            "draft",
            "thong-tu",
            ["Thuế", "Hải quan"],
        )


def test_what_the_registry_has_is_completed_and_never_overwritten(session):
    held = make_document(session, number="1/2020/TT-BTC", title="Tên đã có", issued_on=None)
    held.created_by = None
    from registry.importing import documents as importing
    from registry.importing.rows import Row

    cells = {"number": "01/2020/TT-BTC", "title": "Tên khác", "issued_on": "2020-01-02", "effective_on": "2020-03-01"}
    taken = importing.take_in(session, SYSTEM, Row(2, cells), publish=True)
    assert (taken.outcome, held.title, str(held.issued_on), held.state) == (
        "completed", "Tên đã có", "2020-01-02", "published",
    )  # fmt: skip
    assert importing.take_in(session, SYSTEM, Row(2, cells), publish=True).outcome == "unchanged"


@pytest.mark.parametrize(
    "lines", [("01/2020/tt-btc", "01/2020/TT-BTC"), ("01/2020/TT-BTC", "01/2020/tt-btc")], ids=["after", "before"]
)
def test_of_two_spellings_of_a_number_the_canonical_one_stands(session, lines):
    from registry.importing import documents as importing
    from registry.importing.rows import Row

    for number in lines:
        importing.take_in(session, SYSTEM, Row(2, {"number": number, "issued_on": "2020-01-02"}), publish=True)
    assert session.scalars(sa.select(Document.number)).all() == ["01/2020/TT-BTC"]


def test_a_draft_that_a_person_has_entered_stays_in_that_hand(session):
    clerk = make_viewer(session)
    held = make_document(session, clerk, number="1/2020/TT-BTC", issued_on=None)
    from registry.importing import documents as importing
    from registry.importing.rows import Row

    taken = importing.take_in(
        session, SYSTEM, Row(2, {"number": "1/2020/TT-BTC", "issued_on": "2020-01-02"}), publish=True
    )
    assert (taken.outcome, held.issued_on, held.state) == ("unchanged", None, "draft")


def test_the_whole_goes_before_a_part_whichever_comes_first(session):
    from registry.importing import relations as importing

    for order in ((True, False), (False, True)):
        source = Numbered(f"1{7 + order[0]}/2020/TT-BTC", "thong-tu")
        outcomes = [
            importing.take_in(session, SYSTEM, source, Draft("repeals", "1/2020/TT-BTC", part=part)) for part in order
        ]
        row = session.scalars(sa.select(Relation).where(Relation.source_number == source.number)).one()
        assert (row.part, outcomes[0]) == (False, "added")


def test_a_number_that_acts_links_itself_waits_for_a_clerk_and_says_nothing_twice(session):
    law = make_document(session, number="1/2020/TT-BTC")
    publishing.publish(session, SYSTEM, law)
    relations.relate(session, SYSTEM, Numbered("09/2024/TT-BTC"), Draft("repeals", "1/2020/TT-BTC"))
    shown = related.into(session, ANONYMOUS, law)
    assert [(one.number, one.other) for one in shown] == [("09/2024/TT-BTC", None)]
    repeal = make_document(session, number="09/2024/TT-BTC")
    relations.relate(session, SYSTEM, repeal, Draft("repeals", "1/2020/TT-BTC"))
    assert related.into(session, ANONYMOUS, law) == []  # the number is that of a draft, which nobody may know of
    publishing.publish(session, SYSTEM, repeal)
    assert [one.other for one in related.into(session, ANONYMOUS, law)] == [repeal]
    assert len(session.scalars(sa.select(Relation)).all()) == 1


def test_of_two_documents_with_the_acting_number_neither_acts(session):
    law = make_document(session, number="1/2020/TT-BTC")
    publishing.publish(session, SYSTEM, law)
    row = relations.relate(session, SYSTEM, Numbered("09/2024/TT-BTC"), Draft("repeals", "1/2020/TT-BTC")).relation
    for issuer, is_held in (("Bộ Tài chính", True), ("Bộ Y tế", False)):
        publishing.publish(session, SYSTEM, make_document(session, number="09/2024/TT-BTC", issuers=[issuer]))
        session.refresh(row)
        assert (row.source_id is not None) == is_held


@pytest.mark.parametrize(
    ("text", "marks"),
    {
        "có nội dung được sửa đổi|bị bãi bỏ": [("amends", True), ("repeals", False)],
        "được sửa đổi, bổ sung": [("amends", False), ("supplements", False)],
        "Là căn cứ của": [("basis", False)],
        "quy định chi tiết và hướng dẫn": [("details", False), ("guides", False)],
        "bị hết hiệu lực một phần": [("lists_ended", True)],
        "is repealed by": [("repeals", False)],
        "lists_unfit": [("lists_unfit", False)],
        "sửa đổi, xóa": None,
        "": None,
    }.items(),
    ids=str,
)
def test_labels_are_read_in_either_voice(text, marks):
    read = labels.read(text)
    assert (read if read is None else [(str(kind), part) for kind, part in read]) == marks


@pytest.mark.chaos
def test_the_codification_comes_to_the_same_whatever_comes_first(command, home, tmp_path):
    documents_, relations_ = (corpus.path(f"numbers/phapdien_{name}") for name in ("documents.jsonl", "amendments.tsv"))
    command(relations_, documents_)
    whole = state(home)
    assert len(whole[1]) > 1_000
    mixed = tmp_path / "mixed.tsv"
    mixed.write_text(shuffled(relations_.read_text(), 1))
    command(mixed)
    assert state(home) == whole
