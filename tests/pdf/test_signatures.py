"""Digital signatures, as the sandboxed reader tells of them."""

import io
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from registry.errors import WrongSetting
from registry.pdf import roots
from registry.pdf.reader import Reader
from tests import corpus
from tests.pdf import making, signing

PLAIN = making.document(making.line("Signed"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def told(reader, content, *trusted):
    found = reader.signatures(io.BytesIO(content), trusted)
    assert (found.outcome, found.reason) == ("read", None)
    return found.found


def test_a_file_without_signatures_has_none(reader):
    assert told(reader, PLAIN) == ()


def test_who_signed_when_and_how_is_told(reader):
    (one,) = told(reader, signing.signed(PLAIN), signing.authority().root)
    assert (one.state, one.field, one.signer, one.organization) == ("good", "ChuKy", "Văn phòng thử", "Cơ quan thử")
    assert (one.issuer, one.algorithm, one.whole_file, one.changes) == (
        "Chứng thư gốc thử", "EC 256, SHA-256", True, "none",
    )  # fmt: skip
    assert (one.timestamped, one.signed_at[:2]) == (False, "20")


@pytest.mark.parametrize("root", [True, False], ids=["another root", "no root"])
def test_a_signer_whom_nobody_vouches_for_is_not_trusted(reader, root):
    stranger = signing.authority.__wrapped__().root
    (one,) = told(reader, signing.signed(PLAIN), *([stranger] if root else []))
    assert (one.state, one.changes) == ("not_trusted" if root else "no_roots", "none")


def test_a_file_that_was_changed_after_it_was_signed_says_so_although_every_digest_fits(reader):
    (one,) = told(reader, signing.changed_afterwards(signing.signed(PLAIN)), signing.authority().root)
    assert (one.state, one.changes, one.whole_file) == ("changed", "other", False)


def test_a_second_signature_is_no_change_to_the_first(reader):
    one, two = told(reader, signing.signed(signing.signed(PLAIN), "Thu2"), signing.authority().root)
    assert (one.state, one.changes, one.whole_file) == ("good", "allowed", False)
    assert (two.state, two.changes, two.whole_file) == ("good", "none", True)


def test_a_signature_that_does_not_fit_is_broken(reader):
    content = signing.signed(PLAIN).replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 595 841]")
    (one,) = told(reader, content, signing.authority().root)
    assert one.state == "broken"


def test_a_signature_of_rubbish_is_told_as_one(reader):
    content = signing.signed(PLAIN)
    start = content.index(b"/Contents <") + len(b"/Contents <")
    (one,) = told(reader, content[:start] + b"ff" * 40 + content[start + 80 :])
    assert one.state == "unreadable"


def test_roots_are_read_from_a_folder_in_either_form(tmp_path):
    root = signing.authority().root
    (tmp_path / "one.cer").write_bytes(root)
    (tmp_path / "two.pem").write_bytes(x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM) * 2)
    (tmp_path / "readme.txt").write_text("no certificate")
    assert roots.installed(tmp_path) == (root, root, root)
    assert roots.installed(None) == ()
    (tmp_path / "three.pem").write_text("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n")
    with pytest.raises(WrongSetting, match=r"three\.pem"):
        roots.installed(tmp_path)


def test_signed_scans_of_the_corpus_are_whole_and_stamped(reader):
    for file in sorted(corpus.path("pdf/vn_signed_scan").glob("*.pdf")):
        (one,) = reader.signatures(file).found
        assert (one.state, one.whole_file, one.changes, one.timestamped) == ("no_roots", True, "none", True), file.name
        assert one.organization.upper() == "VĂN PHÒNG CHÍNH PHỦ"
