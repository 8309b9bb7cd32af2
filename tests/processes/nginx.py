"""nginx from the distribution's package with the configuration that is shipped, its marked places filled in."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.processes.running import ROOT, wait_for

SHIPPED = ROOT / "deploy" / "nginx.conf"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WEB, FILES, LISTEN = "server web:8000;", "alias /var/lib/registry/files/;", "listen 80;"
RESOLVER = "resolver 127.0.0.11 ipv6=off;"


def configuration(folder: Path, port: int, web_port: int, files: Path, more: str = "", processes: int = 1) -> str:
    """A whole configuration around the shipped one. Root's nginx stays root: it reads a folder that is the test's own.

    `more`: further directives of the server.
    """
    text = SHIPPED.read_text()
    for shipped, here in _places(port, web_port, files, more).items():
        assert shipped in text, f"deploy/nginx.conf has no “{shipped}” any more"
        text = text.replace(shipped, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    return (
        f"{user}daemon off;\nworker_processes {processes};\npid {folder}/pid;\nerror_log {folder}/log warn;\n"
        f"events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n"
    )


def _places(port: int, web_port: int, files: Path, more: str) -> Mapping[str, str]:
    return {
        WEB: f"server 127.0.0.1:{web_port};",
        FILES: f"alias {files}/;",
        LISTEN: f"listen 127.0.0.1:{port};\n{more}",
        RESOLVER: "",
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def listening() -> Iterator[socket.socket]:
    """The socket on which nginx listens, with Linux's own congestion control where the machine has another one set.

    BBR sends by a timer: to a neighbour on the same machine that takes as long as all that nginx does, and longer after
    each pause, so that benchmarks would tell of it instead of the registry.
    """
    with socket.socket() as made:
        with suppress(OSError):
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
        made.bind(("127.0.0.1", 0))
        made.listen(511)
        yield made


@contextmanager
def in_front_of(web_port: int, files: Path, folder: Path, more: str = "", processes: int = 1) -> Iterator[int]:
    """The port of an nginx before the web server on `web_port`; skips, by name, where it is not installed."""
    if PROGRAM is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    folder.mkdir()
    log = folder / "log"
    with listening() as own:
        port = int(own.getsockname()[1])
        (folder / "conf").write_text(configuration(folder, port, web_port, files, more, processes))
        # nginx takes over a socket that this variable names, which it does with those of an older nginx, too.
        environment = {**os.environ, "NGINX": f"{own.fileno()};"}
        command = [PROGRAM, "-p", folder, "-c", folder / "conf", "-e", log]
        server = subprocess.Popen(command, env=environment, pass_fds=[own.fileno()])
    try:
        wait_for(lambda: (folder / "pid").exists() or server.poll() is not None, 30, log)
        assert server.poll() is None, log.read_text()
        yield port
    finally:
        server.terminate()
        server.wait(10)


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
