"""PDF files made by hand, so that a test says what is in them down to the byte."""

import functools
import zlib
from collections.abc import Iterable

A4 = (595, 842)
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def written(objects: Iterable[bytes | str], root: int = 1, trailer: str = "") -> bytes:
    """A file of these objects, numbered from 1, with a right cross-reference table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, thing in enumerate(objects, 1):
        offsets.append(len(out))
        body = thing.encode() if isinstance(thing, str) else thing
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(offsets) + 1,
        root,
        trailer.encode(),
        start,
    )
    return bytes(out)


def stream(data: bytes, dictionary: str = "", *, squeeze: bool = True) -> bytes:
    body = zlib.compress(data, 9) if squeeze else data
    kind = "/Filter/FlateDecode" if squeeze else ""
    return f"<<{dictionary}{kind}/Length {len(body)}>>\nstream\n".encode() + body + b"\nendstream"


def document(
    *contents: bytes,
    box: tuple[float, float] = A4,
    trailer: str = "",
    more: Iterable[bytes | str] = (),
    fonts: str = "",
) -> bytes:
    """A page for each content stream. `more` objects follow the font, which is number 3; each page takes two after them.

    `fonts` are further entries of the pages' fonts, beside F.
    """
    extra = list(more)
    first = 4 + len(extra)
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(contents)))
    objects: list[bytes | str] = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>",
        FONT,
        *extra,
    ]
    pictures = " ".join(f"/X{number} {number} 0 R" for number in range(4, first))
    for index, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {box[0]} {box[1]}]/Contents {first + 2 * index + 1} 0 R"
            f"/Resources<</Font<</F 3 0 R{fonts}>>/XObject<<{pictures}>>>>>>"
        )
        objects.append(stream(content))
    return written(objects, trailer=trailer)


def line(text: str, *, x: int = 72, y: int = 700) -> bytes:
    """One line of Helvetica, in Latin-1."""
    return f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET\n".encode("latin-1")


def picture(width: int, height: int, data: bytes | None = None) -> bytes:
    """A grey picture of so many pixels; all of them white, and few bytes in the file, unless `data` says otherwise."""
    pixels = b"\xff" * (width * height) if data is None else data
    return stream(
        pixels, f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
    )


def shown(name: str, width: float, height: float) -> bytes:
    return f"q {width} 0 0 {height} 0 0 cm /{name} Do Q\n".encode()


def toil(operations: int = 10_000_000) -> bytes:
    """One page of 40 KB on which pdfium works for a second or more, and pypdf for minutes."""
    return document(b"q Q\n" * operations + line("late"))


@functools.cache
def expanding(mebibytes: int = 1024) -> bytes:
    """One page whose content is a few hundred kilobytes and expands to so many MiB."""
    squeezer = zlib.compressobj(9)
    body = b"".join(squeezer.compress(b" " * (1 << 20)) for _ in range(mebibytes)) + squeezer.flush()
    content = b"<</Filter/FlateDecode/Length %d>>\nstream\n" % len(body) + body + b"\nendstream"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"
    return written(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content])


def cyclic() -> bytes:
    """A page tree that is its own child."""
    return written(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>"])
