"""Files by SHA-256 (and previews and covers likewise), on local disk or in an S3-compatible store.

A blob never changes. It is streamed into `incoming/` on the local disk while it is hashed, synced, and put in place
before any row points to it. What no row points to, older than a day, is swept.
"""

import contextlib
import datetime as dt
import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from registry.errors import NotFound, StorageFull, TooLarge

CHUNK = 256 * 1024
PART = 8 * 1024 * 1024  # of a multipart put; a put in one piece of 300 MB took 557 MB of memory
INCOMING = ".incoming"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Incoming:
    """A file that is being received: hashed while it is written, gone when the block ends, unless it was kept."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.path = folder / secrets.token_hex(16)
        self.limit = limit
        self.size = 0
        self._hash = hashlib.sha256()
        self._file: BinaryIO = self.path.open("xb")

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Raises TooLarge over the limit and StorageFull on a full disk."""
        self.size += len(data)
        if self.size > self.limit:
            raise TooLarge(f"{self.limit // (1024 * 1024)} MB")
        self._hash.update(data)
        with full_disk():
            return self._file.write(data)

    def head(self, count: int) -> bytes:
        """The first bytes, to see what kind of file it is."""
        self._file.flush()
        with self.path.open("rb") as file:
            return file.read(count)

    def seal(self) -> None:
        """Everything is on the disk when this returns."""
        with full_disk():
            self._file.flush()
            os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    # werkzeug's form parser rewinds what it wrote; nobody reads from here.
    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise


class Blobs:
    """`url`: file:///folder or s3://bucket/prefix. `home`: a folder on the local disk, used where files lie elsewhere."""

    def __init__(self, url: str, home: Path) -> None:
        parts = urlsplit(url)
        self.root = Path(unquote(parts.path)) if parts.scheme == "file" else None
        # What comes in lies on the same file system as the blobs, so that it can be linked into place.
        self.incoming = (self.root or home) / INCOMING
        self.incoming.mkdir(parents=True, exist_ok=True)
        self.store: ObjectStore = LocalStore(self.root) if self.root else from_url(url)

    def receive(self, limit: int) -> Incoming:
        with full_disk():
            return Incoming(self.incoming, limit)

    def keep(self, incoming: Incoming) -> str:
        """Put what was received in its place; returns its hash. Twice the same content is one blob, made young again."""
        incoming.seal()
        with full_disk():
            if self.root is not None:
                self._link(incoming.path, self.root / key(incoming.sha256))
            else:
                obstore.put(self.store, key(incoming.sha256), incoming.path, chunk_size=PART, max_concurrency=2)
        return incoming.sha256

    def _link(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(source)
        except FileExistsError:
            try:
                os.utime(target)
            except FileNotFoundError:  # swept between the two calls
                target.hardlink_to(source)
        _sync_folder(target.parent)

    def keep_bytes(self, data: bytes) -> str:
        with self.receive(len(data)) as incoming:
            incoming.write(data)
            return self.keep(incoming)

    def read(self, sha256: str) -> bytes:
        """The whole blob; for small ones such as previews. Raises NotFound."""
        with _missing(sha256):
            return bytes(obstore.get(self.store, key(sha256)).bytes())

    def stream(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` up to but not including `end`, in chunks. Raises NotFound before the first one.

        A file in a folder is opened with the first chunk: whoever asks may do something else while it is read.
        """
        if self.place(sha256) is not None:
            return _chunks(lambda: self._open(sha256), start, end)
        opened = self._open(sha256)
        return _chunks(lambda: opened, start, end)

    def _open(self, sha256: str) -> "obstore.ReadableFile":
        with _missing(sha256):
            return obstore.open_reader(self.store, key(sha256), buffer_size=CHUNK)

    def place(self, sha256: str) -> str | None:
        """Where the blob lies under the store's folder; None where the store is no folder. Raises NotFound."""
        if self.root is None:
            return None
        place = key(sha256)
        if not os.path.isfile(f"{self.root}/{place}"):  # noqa: PTH113  a path takes four times as long to make
            raise NotFound(sha256)
        return place

    def signed_address(self, sha256: str, seconds: int) -> str:
        """A URL from which anybody can read the blob of an S3 store for that long; it is made here, without asking."""
        if not isinstance(self.store, S3Store):
            raise TypeError("only an S3 store has signed addresses")
        return obstore.sign(self.store, "GET", key(sha256), dt.timedelta(seconds=seconds))

    @contextlib.contextmanager
    def local(self, sha256: str) -> Iterator[BinaryIO]:
        """The blob as a real file of this machine, for a child process that takes a descriptor."""
        if self.root is not None:
            with _missing(sha256), (self.root / key(sha256)).open("rb") as file:
                yield file
            return
        with self.receive(1 << 62) as copy:
            with _missing(sha256):
                size = obstore.head(self.store, key(sha256))["size"]
            for chunk in self.stream(sha256, 0, size):
                copy.write(chunk)
            copy.seal()
            with copy.path.open("rb") as file:
                yield file

    def older_than(self, moment: dt.datetime) -> Iterator[str]:
        """Hashes of all blobs that were last written before `moment`."""
        for batch in obstore.list(self.store):
            for meta in batch:
                if meta["last_modified"] < moment and not meta["path"].startswith(INCOMING):
                    yield meta["path"].rpartition("/")[2]

    def delete_older(self, sha256: str, moment: dt.datetime) -> None:
        """Delete a blob, unless it was written again since `moment`.

        On the local disk it is moved aside first and its age looked at again, so that an upload of the same content
        at this very time either finds no file and links its own, or is seen here by the younger age.
        """
        if self.root is None:
            with contextlib.suppress(NotFoundError):
                obstore.delete(self.store, key(sha256))
            return
        aside, place, limit = self.incoming / secrets.token_hex(16), self.root / key(sha256), moment.timestamp()
        with contextlib.suppress(FileNotFoundError):
            if place.stat().st_mtime >= limit:
                return
            place.rename(aside)
            if aside.stat().st_mtime >= limit:
                self._link(aside, place)
            aside.unlink()

    def erase(self, sha256: str) -> None:
        """Delete a blob at once, for good; one that is not there is no error. The caller knows that no row points to it."""
        with contextlib.suppress(NotFoundError, FileNotFoundError):
            obstore.delete(self.store, key(sha256))

    def sweep_incoming(self, moment: dt.datetime) -> int:
        """Remove what was half received before `moment` by processes that died; returns how many."""
        old = [path for path in self.incoming.iterdir() if path.stat().st_mtime < moment.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def key(sha256: str) -> str:
    """Two levels of 256 folders, so that a million files lie some fifteen to a folder."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _chunks(opened: Callable[[], "obstore.ReadableFile"], start: int, end: int) -> Iterator[bytes]:
    reader, remaining = opened(), end - start
    reader.seek(start)
    while remaining > 0:
        chunk = bytes(reader.read(min(CHUNK, remaining)))
        if not chunk:
            raise EOFError(f"{remaining} bytes are missing")  # the store lost a part of the file
        remaining -= len(chunk)
        yield chunk


@contextlib.contextmanager
def _missing(sha256: str) -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise NotFound(sha256) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
