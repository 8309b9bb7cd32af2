"""Which function does which job. A refusal becomes a reason; what kills the fork the parent sees for itself."""

import io

from registry.pdf.child import contents, drawing, fast_text, files, probes, second_text, signatures, words
from registry.pdf.child.answers import Answer
from registry.pdf.child.opening import CannotOpen, by_pdfium, by_pypdf
from registry.pdf.limits import Limits
from registry.pdf.protocol import (
    ContentsJob,
    Done,
    Frame,
    Order,
    PreviewJob,
    ProbeJob,
    ScanJob,
    SignaturesJob,
    TextJob,
    WordsJob,
)

SAMPLE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 31>>stream
BT /F 9 Tf 9 9 Td (Sample) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""


def run(order: Order, file: int, answer: int) -> None:
    """In the fork. What is raised beyond a refusal ends it, and the parent takes it for a crash."""
    out = Answer(answer)
    try:
        out.send(Done(_done(order, file, out)))
    except CannotOpen as refusal:
        out.send(Done(refusal.reason))
    except MemoryError:
        out.send(Done("out_of_memory"))


def _done(order: Order, file: int, out: Answer) -> str | None:
    if isinstance(order.job, ProbeJob):
        probes.probe(out)
    elif not files.looks_like_pdf(file):
        return "not_a_pdf"
    else:
        _read(order, file, out)
    return None


def _read(order: Order, file: int, out: Answer) -> None:
    match order.job:
        case TextJob(reader="pypdf") as job:
            second_text.read(by_pypdf(files.stream(file), order.password), job, order.limits, out)
        case TextJob() as job:
            fast_text.read(by_pdfium(files.mapped(file), order.password), job, order.limits, out)
        case ContentsJob():
            contents.read(by_pypdf(files.stream(file), order.password), out)
        case SignaturesJob() as job:
            if files.holds(file, signatures.MARK):
                signatures.read(files.stream(file), order.password, job, out)
        case WordsJob() as job:
            words.read(by_pdfium(files.mapped(file), order.password), job, order.limits, out)
        case ScanJob() as job:
            drawing.scan(by_pdfium(files.mapped(file), order.password), job, out)
        case PreviewJob() as job:
            drawing.draw(by_pdfium(files.mapped(file), order.password), job, order.limits, out)


class _Nowhere(Answer):
    def __init__(self) -> None:
        super().__init__(-1)

    def send(self, frame: Frame) -> None:
        pass


def warm_up() -> None:
    """Read and draw a page of our own, so that what the libraries load late is loaded before the first fork."""
    limits, out = Limits(), _Nowhere()
    fast_text.read(by_pdfium(SAMPLE, ""), TextJob(), limits, out)
    drawing.draw(by_pdfium(SAMPLE, ""), PreviewJob(((1, "cover"),)), limits, out)
    second_text.read(by_pypdf(io.BytesIO(SAMPLE), ""), TextJob("pypdf"), limits, out)
