"""Previews: pdfium draws, Pillow writes WebP."""

import io
from ctypes import byref, c_uint

import PIL.Image
import PIL.WebPImagePlugin
import pypdfium2
from pypdfium2 import raw

from registry.pdf.child.answers import Answer
from registry.pdf.facts import SIZES, Preview, Refusal
from registry.pdf.limits import Limits
from registry.pdf.protocol import Drawn, NotDrawn, Opened, PreviewJob, ScanJob, Scanned

METHOD, QUALITY = 2, 60
"""On pages of print at 800 pixels, method 2 takes 46 ms for 91 KB, method 1 36 ms for 107 KB, Pillow's default, 4, 86 ms for
89 KB; quality 80 takes a fifth more bytes and shows no difference in print."""
MOST_PIXELS = 200_000_000
"""Of one picture on the page: an A0 sheet scanned at 300 dpi has 140 million. pdfium leaves out what is too large for it
without a word, and the preview would show a page without its content."""
FLAGS = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER | raw.FPDF_RENDER_LIMITEDIMAGECACHE
POINTS = 72  # to the inch
LONGEST_SCAN = 5_000  # pixels of a side: an A2 sheet at 200 dpi
MOST_OBJECTS = 300  # looked at for such pictures; a page of print has some 100


def draw(document: pypdfium2.PdfDocument, job: PreviewJob, limits: Limits, out: Answer) -> None:
    out.send(Opened(len(document)))
    for number, size in job.wanted:
        out.send(_picture(document, number, size, limits.longest_side))


def _picture(document: pypdfium2.PdfDocument, number: int, size: str, longest: int) -> Drawn | NotDrawn:
    if not 1 <= number <= len(document):
        return NotDrawn(Refusal(number, size, "no_such_page"))
    try:
        return _of_page(document[number - 1], number, size, longest)
    except MemoryError:
        return NotDrawn(Refusal(number, size, "too_large_to_draw"))
    except (pypdfium2.PdfiumError, ValueError):
        return NotDrawn(Refusal(number, size, "unreadable_page"))


def _of_page(page: pypdfium2.PdfPage, number: int, size: str, longest: int) -> Drawn | NotDrawn:
    try:
        if _holds_too_large(page):
            return NotDrawn(Refusal(number, size, "too_large_to_draw"))
        width, height = extent(page.get_size(), SIZES[size], longest)
        return Drawn(Preview(number, size, width, height, _webp(_drawn(page, width, height))))
    finally:
        page.close()


def scan(document: pypdfium2.PdfDocument, job: ScanJob, out: Answer) -> None:
    out.send(Opened(len(document)))
    if not 1 <= job.page <= len(document):
        out.send(NotDrawn(Refusal(job.page, "scan", "no_such_page")))
        return
    page = document[job.page - 1]
    width, height = page.get_size()
    target = min(round(width / POINTS * job.dpi), LONGEST_SCAN)
    pixels = extent((width, height), target, LONGEST_SCAN)
    if _holds_too_large(page):
        out.send(NotDrawn(Refusal(job.page, "scan", "too_large_to_draw")))
        return
    grey = _drawn(page, *pixels, raw.FPDF_REVERSE_BYTE_ORDER).convert("L")
    head = b"P5 %d %d 255\n" % pixels
    out.send(Scanned(job.page, width, height, pixels[0] / max(width, 1.0) * POINTS, head + grey.tobytes()))


def extent(points: tuple[float, float], target: int, longest: int) -> tuple[int, int]:
    """Pixels of a picture `target` wide of a page of so many points, neither side over `longest` nor under 1."""
    width, height = points
    scale = min(target / max(width, 1.0), longest / max(height, 1.0))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _holds_too_large(page: pypdfium2.PdfPage) -> bool:
    things = (
        raw.FPDFPage_GetObject(page, index) for index in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS))
    )
    return any(
        _pixels(thing) > MOST_PIXELS for thing in things if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_IMAGE
    )


def _pixels(picture: raw.FPDF_PAGEOBJECT) -> int:
    width, height = c_uint(), c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture, byref(width), byref(height))
    return width.value * height.value


def _drawn(page: pypdfium2.PdfPage, width: int, height: int, flags: int = FLAGS) -> PIL.Image.Image:
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    picture: PIL.Image.Image = bitmap.to_pil()
    return picture


def _webp(picture: PIL.Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=METHOD)
    return written.getvalue()
