"""Opening a file with either reader, and what their refusals mean."""

from typing import BinaryIO

import pypdf
import pypdfium2
from pypdf.errors import LimitReachedError
from pypdfium2 import raw

PASSWORD_NEEDED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


class CannotOpen(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason


def by_pdfium(source: object, password: str) -> pypdfium2.PdfDocument:
    """Raises `CannotOpen`."""
    try:
        document = pypdfium2.PdfDocument(source, password or None)
    except pypdfium2.PdfiumError as error:
        raise CannotOpen("encrypted" if error.err_code in PASSWORD_NEEDED else "damaged") from None
    if len(document) < 1:
        raise CannotOpen("no_pages")
    return document


def by_pypdf(source: BinaryIO, password: str) -> pypdf.PdfReader:
    """Raises `CannotOpen`."""
    try:
        reader = pypdf.PdfReader(source)
        refused = reader.is_encrypted and not reader.decrypt(password)
        empty = refused or len(reader.pages) < 1
    except Exception as error:  # a reader of hostile files raises anything
        raise CannotOpen(pypdf_reason(error, "damaged")) from None
    if refused:
        raise CannotOpen("encrypted")
    if empty:
        raise CannotOpen("no_pages")
    return reader


def pypdf_reason(error: Exception, otherwise: str) -> str:
    if isinstance(error, LimitReachedError):
        return "too_big_when_expanded"
    return "out_of_memory" if isinstance(error, MemoryError) else otherwise
