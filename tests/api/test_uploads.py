"""Files that come in: what is refused leaves nothing behind, and what is taken is safe without a broker."""

import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from registry.jobs import Instance
from registry.store.tables import FileVersion, Progress, Work
from tests.api.sending import DOCUMENTS, created, faults, form, type_of, upload, with_metadata
from tests.making import pdf

PDF = (b"%PDF-", "a.pdf")


def _opened(value: Any) -> Any:
    if isinstance(value, list):
        return [_opened(one) for one in value]
    return (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value


def stored(home: Instance) -> list[Path]:
    """Everything that lies in the blob store, whole or half received."""
    root = home.blobs.root
    assert root is not None
    return [path for path in root.rglob("*") if path.is_file()]


def counted(home: Instance) -> int:
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(FileVersion)) or 0


@pytest.mark.parametrize(
    ("content", "name", "role"),
    [
        (b"", "a.pdf", "main"),
        (b"PK\x03\x04 a sheet", "a.pdf", "main"),
        (b"\x00" * 2000 + b"%PDF-1.7", "a.pdf", "main"),
        (b"#!/bin/sh", "a.sh", "attachment"),
        (b"<html>", "a.docx", "attachment"),
        (b"PK\x03\x04", "a.html", "attachment"),
    ],
    ids=["empty", "no PDF", "a header too late", "a script", "a page named like a letter", "a zip named like a page"],
)
def test_what_is_not_what_it_should_be_is_refused_and_not_kept(shared, writer, content, name, role):
    made = created(writer, {})
    assert list(faults(upload(writer, made["id"], content, name, role=role))) == ["file"]
    assert stored(shared) == []
    assert counted(shared) == 0


def test_a_file_over_the_limit_is_refused_and_not_kept(app, home, clerk, facts):
    made = created(clerk, facts)
    app.extensions["registry"] = replace(home, settings=replace(home.settings, max_upload=100_000))
    over_a_little, over_by_far = b"%PDF-" + b"0" * 100_000, b"%PDF-" + b"0" * 3_000_000
    for content in (over_a_little, over_by_far):
        response = upload(clerk, made["id"], content)
        assert (response.status_code, type_of(response)) == (413, "too-large")
    assert stored(home) == []


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """For as long as the block runs, the system refuses to let a file of this process grow further (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_nothing_is_half_written(home, clerk, facts):
    made = created(clerk, facts)
    large = form(pdf() + b"0" * 3_000_000)
    with no_file_larger_than(2_000_000):
        responses = [clerk.post(path, **large) for path in (f"{DOCUMENTS}/{made['id']}/files", DOCUMENTS)]
    assert [(one.status_code, type_of(one)) for one in responses] == [(507, "storage-full")] * 2
    assert stored(home) == []
    assert counted(home) == 0
    assert upload(clerk, made["id"]).status_code == 201


def test_without_a_broker_an_upload_is_taken_and_its_reading_owed(home, clerk, facts):
    made = created(clerk, facts)  # the tests' broker is one that nobody listens to
    assert upload(clerk, made["id"]).status_code == 201
    with home.reading() as session:
        assert session.scalars(sa.select(Work.progress)).all() == [Progress.OWED]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, ["file"]),
        ({"file": "only text"}, ["file"]),
        ({"file": PDF, "rôle": "main"}, ["rôle"]),
        ({"file": PDF, "role": "annex"}, ["role"]),
        ({"file": [PDF, PDF]}, ["file"]),
        ({"file": PDF, "name": "x" * 201}, ["name"]),
    ],
    ids=["nothing", "text for a file", "an unknown part", "an unknown role", "two files", "a long name"],
)
def test_a_form_that_is_wrong_names_its_parts(shared, writer, data, fields):
    made = created(writer, {})
    sent = {name: _opened(value) for name, value in data.items()}
    response = writer.post(f"{DOCUMENTS}/{made['id']}/files", data=sent, content_type="multipart/form-data")
    assert list(faults(response)) == fields
    assert stored(shared) == []


@pytest.mark.parametrize("metadata", ["", "{", "[1]", '"x"'])
def test_metadata_that_is_no_object_is_named(shared, writer, metadata):
    told = faults(with_metadata(writer, metadata, pdf()))
    assert stored(shared) == []
    assert list(told) in (["metadata"], ["body"])


def test_a_field_of_a_form_has_its_own_limit(writer):
    response = with_metadata(writer, '{"title": "%s"}' % ("x" * 600_000), None)
    assert (response.status_code, type_of(response)) == (413, "too-large")


def test_a_file_sent_as_json_is_refused(writer):
    made = created(writer, {})
    assert writer.post(f"{DOCUMENTS}/{made['id']}/files", json={"file": "x"}).status_code == 415


def test_a_file_for_nobody_is_not_found(shared, writer):
    assert upload(writer, "01J0G5Y8ZK4T6W2M9QX3R7B1CD").status_code == 404
    assert counted(shared) == 0


def test_an_attachment_may_be_a_sheet_and_is_not_read(home, clerk, facts):
    made = created(clerk, facts)
    shown = upload(clerk, made["id"], b"PK\x03\x04....", "bảng.xlsx", role="attachment", name="Phụ lục").json
    assert (shown["role"], shown["name"], shown["reading"]["state"]) == ("attachment", "Phụ lục", "none")
    assert shown["file_name"].endswith("Phụ lục.xlsx")


def test_the_same_bytes_in_two_files_are_stored_once(home, clerk, facts):
    made = created(clerk, facts)
    for _ in range(2):
        upload(clerk, made["id"], pdf("same"))
    assert len(stored(home)) == 1
    assert len(clerk.get(f"{DOCUMENTS}/{made['id']}").json["files"]) == 2
