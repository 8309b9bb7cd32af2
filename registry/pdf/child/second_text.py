"""Text by pypdf: slow, seldom brings the process down, and reads what pdfium will not."""

import pypdf

from registry.law import encodings
from registry.pdf import lettering
from registry.pdf.child.answers import Answer
from registry.pdf.child.opening import pypdf_reason
from registry.pdf.limits import Limits
from registry.pdf.protocol import Opened, PageText, TextJob, Unreadable


def read(reader: pypdf.PdfReader, job: TextJob, limits: Limits, out: Answer) -> None:
    count = len(reader.pages)
    out.send(Opened(count, reader.is_encrypted, *_metadata(reader)))
    for number in job.pages(count):
        out.send(_page(reader, number, limits.page_letters))


def _metadata(reader: pypdf.PdfReader) -> tuple[str, str]:
    try:
        known = reader.metadata
        values = (str(known.title or ""), str(known.producer or "")) if known else ("", "")
    except Exception:  # a broken information dictionary must not cost the text
        return "", ""
    title, producer = (lettering.line(lettering.encodable(value)) for value in values)
    return title, producer


def _page(reader: pypdf.PdfReader, number: int, most: int) -> PageText | Unreadable:
    try:
        written = lettering.encodable(reader.pages[number - 1].extract_text())
    except Exception as error:  # as above
        return Unreadable(number, pypdf_reason(error, "unreadable_page"))
    kept = written[:most]
    encoding = encodings.recognised(kept)
    text = lettering.cleaned(encodings.converted(kept, encoding) if encoding else kept)
    return PageText(
        number,
        text,
        lettering.letters(text),
        lettering.odd(kept),
        cut=len(written) > most,
        repaired=encoding is not None,
    )
