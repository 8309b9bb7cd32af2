import datetime as dt
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry import storage
from registry.errors import NotFound, TooLarge
from registry.store.blobs import Blobs, Incoming, key
from registry.store.tables import now
from tests.making import make_document, make_file

LATER = dt.timedelta(days=2)


@pytest.fixture
def blobs(tmp_path):
    return Blobs((tmp_path / "files").as_uri(), tmp_path)


def received(blobs, content: bytes, limit: int = 10**9) -> Incoming:
    incoming = blobs.receive(limit)
    for start in range(0, len(content), 1000):
        incoming.write(content[start : start + 1000])
    return incoming


def test_a_blob_is_named_by_its_hash_and_given_back_untouched(blobs):
    content = os.urandom(700_000)
    with received(blobs, content) as incoming:
        sha256 = blobs.keep(incoming)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert blobs.read(sha256) == content
    assert b"".join(blobs.stream(sha256, 100, 600_001)) == content[100:600_001]
    assert list(blobs.incoming.iterdir()) == []


def test_the_same_content_twice_is_one_blob_made_young_again(blobs):
    sha256 = blobs.keep_bytes(b"twice")
    os.utime(blobs.root / key(sha256), (0, 0))
    assert list(blobs.older_than(now())) == [sha256]
    assert blobs.keep_bytes(b"twice") == sha256
    assert list(blobs.older_than(now() - LATER)) == []


def test_what_is_over_the_limit_is_refused_and_leaves_nothing(blobs):
    with pytest.raises(TooLarge), blobs.receive(10) as incoming:
        incoming.write(b"x" * 11)
    assert list(blobs.incoming.iterdir()) == []


def test_a_missing_blob_is_not_found(blobs):
    for ask in (blobs.read, lambda sha256: blobs.stream(sha256, 0, 1), lambda sha256: blobs.local(sha256).__enter__()):
        with pytest.raises(NotFound):
            ask("0" * 64)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from registry.errors import StorageFull
from registry.store.blobs import Blobs
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
blobs = Blobs(Path(sys.argv[1], "files").as_uri(), Path(sys.argv[1]))
try:
    blobs.keep_bytes(b"x" * 20_000)
except StorageFull:
    print("full", len(list(blobs.incoming.iterdir())))
"""


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    """A limit on the size of files makes the kernel refuse the write as a full disk does."""
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(tmp_path)], text=True, capture_output=True, check=True)
    assert done.stdout == "full 0\n"


def test_orphans_are_swept_and_what_rows_point_to_stays(home):
    orphan = home.blobs.keep_bytes(b"an orphan")
    with home.unit_of_work() as session:
        kept = make_file(session, home, make_document(session)).current.sha256
    half = home.blobs.incoming / "half-received-when-the-process-died"
    half.write_bytes(b"half")
    for path in (home.blobs.root / key(orphan), home.blobs.root / key(kept), half):
        os.utime(path, (0, 0))
    assert storage.sweep(home.reading, home.blobs, now() - LATER) == 1
    assert not half.exists()
    assert home.blobs.read(kept)
    with pytest.raises(NotFound):
        home.blobs.read(orphan)


def test_a_young_orphan_may_be_an_upload_under_way_and_stays(home):
    young = home.blobs.keep_bytes(b"young")
    assert storage.sweep(home.reading, home.blobs, now() - LATER) == 0
    assert home.blobs.read(young) == b"young"


def test_an_upload_of_the_same_content_beats_the_sweep(blobs):
    """Content that is swept and uploaded at the same time, again and again, is there whenever an upload returned."""
    content = b"contended"
    sha256 = hashlib.sha256(content).hexdigest()

    def upload(_):
        blobs.keep_bytes(content)
        os.stat(blobs.root / key(sha256))

    def sweep(_):
        blobs.delete_older(sha256, now() - dt.timedelta(seconds=5))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: (sweep if number % 2 else upload)(number), range(400)))
    assert blobs.read(sha256) == content
