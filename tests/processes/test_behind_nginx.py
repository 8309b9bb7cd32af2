"""nginx in front changes nothing: status, headers, bytes and counts are those of the registry alone.

Which database lies behind makes no difference to nginx, so one will do.
"""

import gzip
import http.client
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry import files, jobs, publishing
from registry.accounts import SYSTEM
from registry.files import Upload
from registry.jobs import Instance
from registry.serve import commands
from registry.store.tables import Audience, Kind, Role, UsageEvent
from tests.conftest import settings_in
from tests.making import make_document, make_file, pdf
from tests.processes import nginx
from tests.processes.running import ROOT, wait_for
from tests.site.browsing import AGENT

LARGE = pdf("large") + bytes(range(256)) * 2_000  # more than goes out in one piece
SMALL = b"PK\x03\x04 a small attachment"
# Of the connection, and what an object store says of itself.
MAY_DIFFER = ("date", "server", "connection", "keep-alive", "transfer-encoding", "x-amz")


@dataclass(frozen=True)
class Pair:
    """The same registry twice: asked directly, and through nginx, which sends its files."""

    home: Instance
    alone: int
    behind: int
    places: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(port: int, method: str, path: str, headers: Mapping[str, str]) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers={"User-Agent": AGENT, **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    found: dict[str, str] = {}
    for name, value in answer.getheaders():
        if not name.lower().startswith(MAY_DIFFER):
            found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
    return Answer(answer.status, found, body)


def plant(home: Instance) -> Mapping[str, str]:
    """Documents of every kind of answer; their addresses by name."""
    with home.unit_of_work() as session:
        document = make_document(session)
        file = make_file(session, home, document, LARGE)
        upload = Upload(home.blobs.keep_bytes(SMALL), len(SMALL), "application/zip", "phụ lục.zip", Role.ATTACHMENT)
        small = files.attach(session, SYSTEM, document, upload, "Phụ lục I")
        publishing.publish(session, SYSTEM, document)
        places = {
            "large": f"/tai-ve/{file.public_id}/v%C4%83n%20b%E1%BA%A3n.pdf",
            "version": f"/tai-ve/{file.public_id}/v/1/x.pdf",
            "shown": f"/xem/{file.public_id}/x.pdf",
            "small": f"/tai-ve/{small.public_id}/x.zip",
            "page": f"/van-ban/{document.public_id}",
            "zip": f"/tai-ve/van-ban/{document.public_id}/x.zip",
            "json": f"/api/v1/documents/{document.public_id}",
        }
        for name, number in (("kept", "1/2024/TT-BTC"), ("gone", "2/2024/TT-BTC")):
            other = make_document(session, number=number, download_audience=Audience.READERS)
            places[name] = f"/tai-ve/{make_file(session, home, other).public_id}/x.pdf"
            publishing.publish(session, SYSTEM, other)
        publishing.withdraw(session, SYSTEM, other, "Ban hành nhầm")
    return places | {
        "nothing": "/tai-ve/nothing/x.pdf",
        "odd": f"/tai-ve/{file.public_id}/..%2fx.pdf",
        "longest": f"/tai-ve/{file.public_id}/{'x' * 5_000}",
        "inside": f"/_files/whole/{home.blobs.place(file.current.sha256) or ''}",
    }


@contextmanager
def web(home: Instance, **settings: str) -> Iterator[int]:
    """The port of a web server that is just starting."""
    port = nginx.free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    own = {
        "REGISTRY_HOME": str(home.settings.home), "REGISTRY_SECRET_KEY": home.settings.secret_key,
        "REGISTRY_DATABASE_URL": home.settings.database_url, "REGISTRY_BROKER_URL": home.settings.broker_url,
        "REGISTRY_STORAGE_URL": home.settings.storage_url, "REGISTRY_PUBLIC_URL": home.settings.public_url,
    }  # fmt: skip
    one = replace(home.settings, port=port, web_workers=1)
    server = subprocess.Popen(commands(one)["web"], cwd=ROOT, env=inherited | own | settings)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def pair(home: Instance) -> Iterator[Pair]:
    folder = home.settings.home
    with ExitStack() as stack:
        alone = stack.enter_context(web(home))
        sending = stack.enter_context(web(home, REGISTRY_FILES_SENT_BY="nginx", REGISTRY_TRUSTED_PROXIES="1"))
        behind = stack.enter_context(nginx.in_front_of(sending, folder / "files", folder / "nginx"))
        places = plant(home)
        wait_for(lambda: nginx.answers(alone) and nginx.answers(sending), 60)
        yield Pair(home, alone, behind, places)


@contextmanager
def installed_in(folder: Path, **changed: str) -> Iterator[Instance]:
    home = jobs.open_instance(replace(settings_in(folder), web_threads=8, **changed))
    jobs.install(home)
    yield home
    home.database.dispose()


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory):
    with installed_in(tmp_path_factory.mktemp("disk")) as home, pair(home) as made:
        yield made


@pytest.fixture(scope="module")
def in_a_store(tmp_path_factory):
    """Files in an S3 store, by moto's server where that program is installed."""
    program, port, folder = shutil.which("moto_server"), nginx.free_port(), tmp_path_factory.mktemp("stored")
    if program is None:
        pytest.skip("moto_server is not installed: pip install 'moto[server]'")
    surroundings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
    }  # fmt: skip
    store = subprocess.Popen([program, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with ExitStack() as stack:
        stack.callback(store.wait, 10)
        stack.callback(store.terminate)
        monkey = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in surroundings.items():
            monkey.setenv(name, value)
        wait_for(lambda: nginx.answers(port), 30)
        bucket = urllib.request.Request(f"http://127.0.0.1:{port}/registry", method="PUT")
        urllib.request.urlopen(bucket, timeout=20).close()
        made = stack.enter_context(installed_in(folder, storage_url="s3://registry/files"))
        yield stack.enter_context(pair(made))


def events(home: Instance) -> list[tuple[object, ...]]:
    """Downloads as they were noted, each with the hash of its visitor: the address is the client's own, not nginx's."""
    columns = (UsageEvent.kind, UsageEvent.channel, UsageEvent.document_id, UsageEvent.file_id, UsageEvent.visitor)
    asked = sa.select(*columns).where(UsageEvent.kind == Kind.DOWNLOAD).order_by(UsageEvent.id)
    with home.reading() as session:
        return [tuple(row) for row in session.execute(asked)]


def same(both: Pair, method: str, place: str, headers: Mapping[str, str]) -> Answer:
    """Asks both and compares all; the answer of the registry alone."""
    before = events(both.home)
    alone = ask(both.alone, method, both.places.get(place, place), headers)
    counted = events(both.home)[len(before) :]
    behind = ask(both.behind, method, both.places.get(place, place), headers)
    counted_behind = events(both.home)[len(before) + len(counted) :]
    assert (behind.status, comparable(behind)) == (alone.status, comparable(alone))
    assert behind.body == alone.body
    assert counted_behind == counted
    return alone


def conditions(etag: str, modified: str) -> list[dict[str, str]]:
    return [
        {},
        {"If-None-Match": etag},
        {"If-None-Match": f"W/{etag}"},
        {"If-None-Match": '"other"'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
        {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Match": etag},
        {"If-Match": '"other"'},
        {"If-Match": "*"},
        {"If-Unmodified-Since": modified},
        {"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"Accept-Encoding": "gzip"},
    ]


def parts(etag: str, modified: str) -> list[dict[str, str]]:
    asked = [
        "bytes=0-1", "bytes=0-99", "bytes=5-", "bytes=-7", "bytes=-99999999", "bytes= 3 - 9 ", "BYTES=0-9", "bytes=0-0",
        "bytes=0-99999999", "bytes=-0", "bytes=99999999-", "bytes=9-3", "bytes=a-", "bytes=0-1,5-9", "bytes=0-9,",
        "bytes=-", "bytes=+1-2", "items=0-9", "0-9", "bytes=0-99999999999999999999",
    ]  # fmt: skip
    same_bytes = [etag, modified, f"W/{etag}", etag.strip('"'), '"other"', "Mon, 01 Jan 2001 00:00:00 GMT", "x"]
    return [
        *({"Range": one} for one in asked),
        *({"Range": "bytes=2-9", "If-Range": one} for one in same_bytes),
        {"Range": "bytes=0-9", "If-None-Match": etag},
        {"Range": "bytes=0-9", "If-None-Match": '"other"'},
        {"Range": "bytes=0-9", "If-Match": etag},
        {"Range": "bytes=0-9", "If-Modified-Since": modified},
        {"Range": "bytes=0-9", "Accept-Encoding": "gzip"},
    ]


def check_files(both: Pair) -> set[int]:
    """Every condition and every range of a large file, and the plainest of others; the statuses that were met."""
    whole = same(both, "HEAD", "large", {}).headers
    tag, modified = whole["etag"], whole["last-modified"]
    wanted = [*conditions(tag, modified), *parts(tag, modified)]
    met = {same(both, "GET", "large", headers).status for headers in wanted}
    met |= {same(both, "HEAD", "large", headers).status for headers in wanted[::3]}
    for place in ("small", "version", "shown", "zip"):
        met |= {same(both, "GET", place, headers).status for headers in ({}, {"Range": "bytes=0-9"})}
    return met


def test_files_are_the_same_through_nginx(on_disk):
    assert check_files(on_disk) == {200, 206, 304, 412, 416}


@pytest.mark.chaos
def test_files_of_an_object_store_are_the_same_through_nginx(in_a_store):
    assert check_files(in_a_store) == {200, 206, 304, 412, 416}
    assert not (in_a_store.home.settings.home / "files").exists()


@pytest.mark.parametrize(
    ("place", "status"),
    [("kept", 403), ("gone", 410), ("nothing", 404), ("odd", 404), ("longest", 404), ("/anh/x/1/1/page.webp", 404)],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_refusals_are_the_same_through_nginx(on_disk, method, place, status):
    assert same(on_disk, method, place, {}).status == status


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"Sec-Purpose": "prefetch"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "203.0.113.7, 127.0.0.1", "X-Real-IP": "203.0.113.7", "Forwarded": "for=203.0.113.7"},
        {"X-Accel-Redirect": "/_files/whole/x"},
    ],
    ids=["robot", "prefetch", "forged address", "forged addresses", "forged place"],
)
def test_what_a_client_says_of_itself_counts_the_same_through_nginx(on_disk, headers):
    assert same(on_disk, "GET", "large", headers).body == LARGE


def test_where_files_lie_is_nobodys_business(on_disk):
    assert ask(on_disk.behind, "GET", on_disk.places["inside"], {}).status == 404
    assert ask(on_disk.behind, "GET", "/_files/stored", {"X-Stored-Address": "http://127.0.0.1/"}).status == 404


@pytest.mark.parametrize("place", ["page", "json", "/", "/api/v1/documents", "/robots.txt", "/api/v1/openapi.json"])
def test_pages_and_json_are_the_same_and_may_come_compressed(on_disk, place):
    path = on_disk.places.get(place, place)
    alone, plain = (ask(port, "GET", path, {}) for port in (on_disk.alone, on_disk.behind))
    packed = ask(on_disk.behind, "GET", path, {"Accept-Encoding": "gzip"})
    is_packed = packed.headers.pop("content-encoding", "") == "gzip"
    assert is_packed == (len(alone.body) >= 1_400)
    assert plain.body == alone.body == (gzip.decompress(packed.body) if is_packed else packed.body)
    assert plain.status == packed.status == alone.status
    assert comparable(plain) == comparable(packed, len(alone.body)) == comparable(alone)


def comparable(answer: Answer, length: int | None = None) -> Mapping[str, str]:
    """Headers without what compression changes by its nature: that texts vary by Accept-Encoding, that tags are weak then.
    Between two pages, seconds that are left of the day may pass.
    """
    headers = dict(answer.headers)
    if headers.get("content-type", "").startswith(("text/", "application/json")):
        headers["vary"] = ", ".join(sorted(set(headers.get("vary", "").split(", ")) - {"Accept-Encoding"}))
        headers["cache-control"] = re.sub(r"max-age=\d+", "max-age=…", headers["cache-control"])
        headers["etag"] = headers.get("etag", "").removeprefix("W/")
        headers.pop("ratelimit", None)  # what is left becomes less with every answer
    return headers if length is None else headers | {"content-length": str(length)}


def test_a_page_with_a_secret_of_who_is_signed_in_is_never_compressed(on_disk):
    for place in ("page", "/", "/dang-nhap"):
        asked = {"Accept-Encoding": "gzip", "Cookie": "registry_session=whoever"}
        answer = ask(on_disk.behind, "GET", on_disk.places.get(place, place), asked)
        assert "content-encoding" not in answer.headers


def test_who_has_a_compressed_answer_gets_it_no_second_time(on_disk):
    asked, path = {"Accept-Encoding": "gzip"}, on_disk.places["json"]
    tag = ask(on_disk.behind, "GET", path, asked).headers["etag"]
    assert tag.startswith('W/"v'), "an answer that is compressed has a weak tag"
    again = ask(on_disk.behind, "GET", path, {**asked, "If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
