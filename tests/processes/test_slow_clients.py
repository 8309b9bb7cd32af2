"""Clients that read and send as slowly as they can, more of them than there are threads, do not hang the service."""

import os
import socket
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from registry import publishing
from registry.accounts import SYSTEM
from tests.making import make_document, make_file, pdf
from tests.processes.running import running, wait_for

THREADS = 12
SLOW = 3 * THREADS
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with running(tmp_path_factory.mktemp("slow") / "home", REGISTRY_WEB_THREADS=str(THREADS)) as started:
        yield started


@pytest.fixture(scope="module")
def large_file(registry):
    """The path of a published file of 8 MB: a PDF with a long tail, which readers ignore."""
    instance = registry.instance()
    with instance.unit_of_work() as session:
        document = make_document(session)
        file = make_file(session, instance, document, pdf() + os.urandom(8 * MIB))
        publishing.publish(session, SYSTEM, document)
        return f"/tai-ve/{file.public_id}/a.pdf"


@pytest.fixture(scope="module")
def token(registry):
    with registry.instance().unit_of_work() as session:
        from registry import accounts

        _, token = accounts.add_token(
            session, accounts.user_called(session, "admin"), "test", frozenset({"read", "write"})
        )
        return token


def slow_socket(stack: ExitStack, port: int, request: str) -> socket.socket:
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(20)
    client.connect(("127.0.0.1", port))
    client.sendall(request.encode())
    return client


def answers(registry) -> bool:
    with urllib.request.urlopen(f"{registry.url}/livez", timeout=5) as response:
        return response.status == 200


def test_more_slow_downloads_than_threads_leave_the_service_answering(registry, large_file):
    with ExitStack() as stack:
        request = f"GET {large_file} HTTP/1.1\r\nHost: registry\r\nUser-Agent: slow\r\n\r\n"
        clients = [slow_socket(stack, registry.port, request) for _ in range(SLOW)]
        statuses = [client.recv(12)[9:12] for client in clients]
        assert answers(registry)
        assert statuses.count(b"200") > 0
        assert set(statuses) == {b"200", b"503"}, "who finds no place is told to come back"
    wait_for(lambda: status_of_download(registry, large_file) == 200, 30, registry.output)


def status_of_download(registry, path: str) -> int:
    with ExitStack() as stack:
        client = slow_socket(
            stack, registry.port, f"GET {path} HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n"
        )
        return int(client.recv(12)[9:12])


def test_more_slow_uploads_than_threads_leave_the_service_answering(registry, token):
    head = (
        "POST /api/v1/documents HTTP/1.1\r\nHost: registry\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n"
    )
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4'
    with ExitStack() as stack:
        for _ in range(SLOW):
            slow_socket(stack, registry.port, head + part)
        assert answers(registry)
        refused = slow_socket(stack, registry.port, head.replace("/api/v1/documents", "/dang-nhap") + part)
        assert b"text/html" in refused.recv(4096), "a person is told in words"
    wait_for(lambda: not list((registry.home / "files" / ".incoming").iterdir()), 30, registry.output)


def memory_of(pid: int) -> int:
    """Peak resident memory of a process in bytes (proc(5), VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def web_processes(registry) -> list[int]:
    return [int(line) for pid in registry.programs("granian") for line in
            Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]  # fmt: skip


def test_a_large_upload_hardly_grows_the_web_process(registry, token, tmp_path):
    before = max(map(memory_of, web_processes(registry)))
    body = tmp_path / "body"
    with body.open("wb") as file:
        file.write(b'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{"title": "300 MB"}\r\n')
        file.write(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + pdf())
        for _ in range(300):
            file.write(os.urandom(1024) * 1024)
        file.write(b"\r\n--b--\r\n")
    with body.open("rb") as sent:
        request = urllib.request.Request(f"{registry.url}/api/v1/documents", data=sent, method="POST")
        request.add_header("Authorization", f"Bearer {token}")
        request.add_header("Content-Type", "multipart/form-data; boundary=b")
        request.add_header("Content-Length", str(body.stat().st_size))
        with urllib.request.urlopen(request, timeout=120) as response:
            assert response.status == 201
    registry.kill("-A workers.app worker")  # nobody needs to know what stands in 300 MB of noise
    assert max(map(memory_of, web_processes(registry))) - before < 80 * MIB


def test_when_the_web_server_is_killed_its_processes_go_with_it(registry):
    orphans = web_processes(registry)
    registry.kill("granian")
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans), 10, registry.output)
    wait_for(lambda: registry.programs("granian") and web_processes(registry), 30, registry.output)
