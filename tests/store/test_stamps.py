import sqlalchemy as sa

from registry import publishing, work
from registry.accounts import SYSTEM
from registry.jobs import Instance
from registry.store import stamps
from registry.store.tables import Field, Rendition, Signer
from tests.making import make_document, make_file

# A change of every table that is shown; `{document}` and `{version}` are the keys of one document and its file's version.
CHANGES = {
    "documents": "UPDATE documents SET title = 'x' WHERE id = {document}",
    "document_issuers": "UPDATE document_issuers SET position = 3 WHERE document_id = {document}",
    "document_signers": "UPDATE document_signers SET office = 'x' WHERE document_id = {document}",
    "document_fields": "DELETE FROM document_fields WHERE document_id = {document}",
    "files": "UPDATE files SET name = 'x' WHERE document_id = {document}",
    "file_versions": "UPDATE file_versions SET size = 1 WHERE id = {version}",
    "previews": "INSERT INTO previews (version_id, page, size, sha256, width, height) VALUES ({version}, 1, 'cover', 'x', 1, 1)",
    "reading_facts": "INSERT INTO reading_facts (version_id, encrypted, suggestions) VALUES ({version}, false, '{{}}')",
    "work": "UPDATE work SET progress = 'done' WHERE kind = 'reading' AND subject_id = {version}",
    "types": "UPDATE types SET name_en = 'x' WHERE id = (SELECT type_id FROM documents WHERE id = {document})",
    "issuers": "UPDATE issuers SET name = 'x' WHERE code = 'bo-tai-chinh'",
    "signers": "UPDATE signers SET name = 'x'",
    "fields": "UPDATE fields SET name = 'x' WHERE id = (SELECT field_id FROM document_fields WHERE document_id = {document})",
}


def _stamps(home: Instance) -> dict[int, int]:
    with home.reading() as session:
        return {key: stamp for key, stamp in session.execute(sa.select(Rendition.document_id, Rendition.stamp))}


def _made(home: Instance) -> dict[str, int]:
    with home.unit_of_work() as session:
        field = session.scalars(sa.select(Field.code).order_by(Field.id)).first()
        session.add(Signer(code="cao-anh-tuan", name="Cao Anh Tuấn"))
        session.flush()
        document = make_document(session, fields=[field], signers=[("Cao Anh Tuấn", "Thứ trưởng")])
        make_document(session, number="1/2024/TT-BYT", issuers=["Bộ Y tế"], type="quyet-dinh")
        file = make_file(session, home, document)
        return {"document": document.id, "version": file.current.id}


def test_a_change_of_whatever_is_shown_raises_the_stamp_of_that_document_alone(home):
    keys = _made(home)
    assert CHANGES.keys() == stamps.SHOWN.keys()
    for table in ("work", *sorted(CHANGES.keys() - {"document_fields", "work"}), "document_fields"):
        before = _stamps(home)
        with home.unit_of_work() as session:
            session.execute(sa.text(CHANGES[table].format(**keys)))
        after = _stamps(home)
        raised = {key for key in after if after[key] > before[key]}
        assert raised == {keys["document"]}, table


def test_a_document_that_gets_the_id_of_an_erased_one_does_not_get_its_stamp(home):
    begun = set()
    for _ in range(3):
        with home.unit_of_work() as session:
            document = make_document(session)
            session.flush()
            begun.add(session.scalar(sa.select(Rendition.stamp).where(Rendition.document_id == document.id)))
            publishing.discard(session, SYSTEM, document)
    assert len(begun) == 3


def test_triggers_that_a_migration_dropped_are_back_after_the_next_start(home):
    keys = _made(home)
    with home.unit_of_work() as session:
        on = "" if home.database.is_sqlite else " ON files"
        session.execute(sa.text(f"DROP TRIGGER stamp_files{'_update' if home.database.is_sqlite else ''}{on}"))
    with home.database.engine.begin() as connection:
        stamps.install(connection)
    before = _stamps(home)
    with home.unit_of_work() as session:
        session.execute(sa.text(CHANGES["files"].format(**keys)))
    assert _stamps(home)[keys["document"]] > before[keys["document"]]


def test_every_kind_of_work_on_versions_is_among_the_steps_that_are_shown():
    assert set(stamps.STEPS) == set(work.ON_VERSIONS)
