"""Certificates that the operator trusts: files in a folder, PEM or DER."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from registry.errors import WrongSetting

SETTING = "REGISTRY_TRUST_ROOTS"
SUFFIXES = {".pem", ".crt", ".cer", ".der"}
MOST = 100_000  # bytes in all, since they travel to the child in one packet; a certificate has some 1,500


def installed(folder: Path | None) -> tuple[bytes, ...]:
    """Every certificate in the folder, as DER. Raises WrongSetting naming the file that is none."""
    if folder is None:
        return ()
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)
    found = tuple(one for file in files for one in _certificates(file))
    if sum(map(len, found)) > MOST:
        raise WrongSetting(SETTING, str(folder), f"a folder with certificates of {MOST:,} bytes in all at most")
    return found


def _certificates(file: Path) -> list[bytes]:
    data = file.read_bytes()
    try:
        pem = b"-----BEGIN" in data
        parsed = x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise WrongSetting(SETTING, str(file), "a folder with certificates (PEM or DER)") from None
    return [one.public_bytes(Encoding.DER) for one in parsed]
