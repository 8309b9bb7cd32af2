"""Digital signatures by pyHanko: who signed, when, and whether the file is still what was signed. Nothing is fetched."""

import datetime as dt
from collections.abc import Coroutine, Sequence
from typing import Any, BinaryIO, TypeVar

from asn1crypto import x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from registry.pdf import lettering
from registry.pdf.child.answers import Answer
from registry.pdf.child.opening import CannotOpen
from registry.pdf.facts import Changes, Signature, SignatureState
from registry.pdf.protocol import Opened, SignaturesJob, Signed

MARK = b"/ByteRange"  # in the clear in every signed file: it is filled in when all else has been written
MOST = 50  # signatures of one file; an office's workflow leaves three or four
ANY_USAGE = KeyUsageConstraints(key_usage=())  # offices' certificates often lack nonRepudiation
_CHANGES: dict[ModificationLevel, Changes] = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "allowed",
    ModificationLevel.FORM_FILLING: "allowed",
    ModificationLevel.ANNOTATIONS: "allowed",
    ModificationLevel.OTHER: "other",
}
Result = TypeVar("Result")


def read(source: BinaryIO, password: str, job: SignaturesJob, out: Answer) -> None:
    reader = _opened(source, password)
    out.send(Opened(0, reader.encrypted))
    roots = [x509.Certificate.load(der) for der in job.roots]
    for told in [_told(reader, name, field, roots) for name, field in _filled(reader)]:
        out.send(Signed(told))


def _opened(source: BinaryIO, password: str) -> PdfFileReader:
    """Raises CannotOpen."""
    try:
        reader = PdfFileReader(source, strict=False)
        if reader.encrypted:
            reader.decrypt(password)
    except Exception:  # a reader of hostile files raises anything
        raise CannotOpen("damaged") from None
    return reader


def _filled(reader: PdfFileReader) -> list[tuple[str, Any]]:
    """Name and field of every signature, in the order in which they were made. Raises CannotOpen."""
    try:
        fields = enumerate_sig_fields(reader, filled_status=True)
        found = [(_end(value.get_object()), name, field) for name, value, field in fields]
    except Exception:  # as above
        raise CannotOpen("damaged") from None
    return [one[1:] for one in sorted(found, key=lambda one: one[0]) if one[0]][:MOST]


def _end(signature: DictionaryObject) -> int:
    """Where what it signs ends; 0 of what is a timestamp and no signature."""
    is_stamp = signature.get("/Type", "/Sig") != "/Sig"
    return 0 if is_stamp else sum(int(part) for part in list(signature["/ByteRange"])[2:4])


def _told(reader: PdfFileReader, name: str, field: Any, roots: Sequence[x509.Certificate]) -> Signature:
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        return _signature(embedded, _validated(embedded, roots), roots)
    except Exception:  # as above: a signature that cannot be understood is told as one
        return Signature(field=_line(name), state="unreadable")


def _validated(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> PdfSignatureStatus:
    """The status now; at the time that a trusted timestamp proves, where the certificate has run out since."""
    status = _status(embedded, _context(roots))
    stamp = status.timestamp_validity
    if status.bottom_line or stamp is None or not (stamp.valid and stamp.intact and stamp.trusted):
        return status
    return _status(embedded, _context(roots, stamp.timestamp))


def _context(roots: Sequence[x509.Certificate], moment: dt.datetime | None = None) -> ValidationContext:
    return ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment)


def _status(embedded: EmbeddedPdfSignature, context: ValidationContext) -> PdfSignatureStatus:
    return _driven(async_validate_pdf_signature(embedded, context, key_usage_settings=ANY_USAGE))


def _driven(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run it to its end without an event loop, whose sockets are refused here: with nothing to fetch, nothing waits."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("it waits for something")


def _signature(
    embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, roots: Sequence[x509.Certificate]
) -> Signature:
    names = status.signing_cert.subject.native
    stamp = status.timestamp_validity
    proven = stamp.timestamp if stamp is not None and stamp.valid and stamp.intact else None
    return Signature(
        field=_line(embedded.field_name),
        state=_state(status, has_roots=bool(roots)),
        signer=_line(names.get("common_name", "")),
        organization=_line(names.get("organization_name", "")),
        issuer=_line(status.signing_cert.issuer.native.get("common_name", "")),
        signed_at=_moment(proven or status.signer_reported_dt),
        timestamped=proven is not None,
        algorithm=_algorithm(status),
        whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        changes=_changes(status),
    )


def _state(status: PdfSignatureStatus, *, has_roots: bool) -> SignatureState:
    """PyHanko's bottom line decides; where it is no, the gravest cause is told."""
    if status.bottom_line:
        return "good"
    if not (status.intact and status.valid):
        return "broken"
    if _changes(status) == "other":
        return "changed"
    return "not_trusted" if has_roots else "no_roots"


def _changes(status: PdfSignatureStatus) -> Changes:
    """What was done to the file behind what is signed."""
    if status.coverage in (SignatureCoverageLevel.UNCLEAR, SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START):
        return "other"
    if status.modification_level is None:
        return "none" if status.coverage == SignatureCoverageLevel.ENTIRE_FILE else "other"
    return _CHANGES[status.modification_level] if status.docmdp_ok else "other"


def _algorithm(status: PdfSignatureStatus) -> str:
    """Such as "RSA 2048, SHA-256"."""
    key = status.signing_cert.public_key
    digest = (status.md_algorithm or "").upper().replace("SHA", "SHA-").replace("SHA-3-", "SHA3-")
    return f"{key.algorithm.upper()} {key.bit_size}, {digest}".removesuffix(", ")


def _moment(value: dt.datetime | None) -> str | None:
    return value.isoformat() if value is not None and value.tzinfo is not None else None


def _line(value: object) -> str:
    """Names may come several at once."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return lettering.line(lettering.encodable(text))
