"""Signing PDFs with certificates made for the occasion."""

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A root, and somebody whom it vouches for."""

    root: bytes
    signer: SimpleSigner


@cache
def authority() -> Authority:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Chứng thư gốc thử", root_key, "Chứng thư gốc thử", root_key, is_root=True)
    own = _certificate("Văn phòng thử", key, "Chứng thư gốc thử", root_key, is_root=False)
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(own),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),
    )
    return Authority(root, signer)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, by_key: ec.EllipticCurvePrivateKey, *, is_root: bool
) -> bytes:
    now = dt.datetime.now(dt.UTC)
    made = (
        certificates.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(by))
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 30 * DAY)
        .add_extension(certificates.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    return made.sign(by_key, SHA256()).public_bytes(Encoding.DER)


def _name(text: str) -> certificates.Name:
    parts = [(NameOID.COMMON_NAME, text), (NameOID.ORGANIZATION_NAME, "Cơ quan thử")]
    return certificates.Name([certificates.NameAttribute(kind, value) for kind, value in parts])


def signed(content: bytes, field: str = "ChuKy") -> bytes:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    sign_pdf(writer, PdfSignatureMetadata(field_name=field), authority().signer, output=out)
    return out.getvalue()


def changed_afterwards(content: bytes) -> bytes:
    """What the file says is changed in an update behind what is signed, which breaks no digest."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    page.get_object()["/Rotate"] = NumberObject(90)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
