"""The uploaded file inside a fork: a descriptor that may not be seeked, because the parent shares its offset."""

import io
import mmap
import os
from ctypes import Array, c_char

MAPPED = 192 * 1024 * 1024
"""Bytes up to which a file is mapped, which is fastest but counts towards the fork's address space."""

HEADER = b"%PDF-"
BLOCK = 1 << 20
NEAR, FAR = 1 << 10, 1 << 16  # bytes in which a header is looked for: by pdfium, by us


class Positioned(io.RawIOBase):
    """A file read by `pread`, with an offset of its own."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001  typing has no Buffer before 3.12
        read = os.pread(self._descriptor, len(buffer), self._at)
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)


def stream(descriptor: int) -> io.BufferedReader:
    return io.BufferedReader(Positioned(descriptor), 1 << 16)


def mapped(descriptor: int) -> "Array[c_char] | io.BufferedReader":
    """What pdfium takes: the file in memory without a copy, or a stream when it is large.

    pdfium looks for the header in the first kilobyte only; rubbish before it that is longer is passed over.
    """
    size = os.fstat(descriptor).st_size
    if not 0 < size <= MAPPED:
        return stream(descriptor)
    private = mmap.mmap(descriptor, size, access=mmap.ACCESS_COPY)  # ctypes wants it writable; nothing is written
    header = private.find(HEADER, 0, FAR)
    start = header if header > NEAR else 0
    return (c_char * (size - start)).from_buffer(private, start)


def looks_like_pdf(descriptor: int) -> bool:
    """Readers accept rubbish before the header; a file that has neither header nor any object is something else."""
    size = os.fstat(descriptor).st_size
    head, tail = os.pread(descriptor, FAR, 0), os.pread(descriptor, FAR, max(0, size - FAR))
    return HEADER in head or b" obj" in head or b"startxref" in tail


def holds(descriptor: int, mark: bytes) -> bool:
    size, overlap = os.fstat(descriptor).st_size, len(mark) - 1
    return any(mark in os.pread(descriptor, BLOCK + overlap, start) for start in range(0, size, BLOCK))
