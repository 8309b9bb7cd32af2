"""One ZIP of several files, written while it is sent: nothing is compressed, since PDFs are, and nothing is kept."""

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

# What zipfile writes around a file of n bytes of name, and at the end (APPNOTE.TXT 4.3): a local header, the checksum
# after the bytes, an entry of the directory; the end of the directory.
LOCAL, CHECKSUM, ENTRY, END = 30, 16, 46, 22
READABLE = 0o644 << 16  # for unzip on Unix, which otherwise makes files that nobody may read


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    modified: dt.datetime
    chunks: Iterable[bytes]


class _Taken(io.RawIOBase):
    """What zipfile writes to and cannot go back in: whoever streams takes it away at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The ZIP in chunks, about as large as those of the members."""
    taken = _Taken()
    with zipfile.ZipFile(taken, "w") as archive:
        for member in members:
            with archive.open(_info(member), "w") as file:
                for chunk in member.chunks:
                    file.write(chunk)
                    yield taken.take()
    yield taken.take()


def _info(member: Member) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(member.name, member.modified.timetuple()[:6])
    info.external_attr = READABLE
    info.file_size = member.size  # so that zipfile knows beforehand whether it needs the form for more than 2 GB
    return info


def length(names: Collection[str], sizes: Iterable[int]) -> int | None:
    """How many bytes the ZIP will have; None beyond 2 GB, where its form changes in the middle."""
    written = sum(LOCAL + CHECKSUM + ENTRY + 2 * len(name.encode()) for name in names) + sum(sizes) + END
    return written if written < zipfile.ZIP64_LIMIT else None


def unique(names: Iterable[str]) -> list[str]:
    """The names, the second of the same spelling with "(2)" and so on; on Windows a and A are the same."""
    taken: set[str] = set()
    found = []
    for name in names:
        path, count, one = PurePosixPath(name), 1, name
        while one.casefold() in taken:
            count += 1
            one = f"{path.stem} ({count}){path.suffix}"
        taken.add(one.casefold())
        found.append(one)
    return found
