"""A PostgreSQL server for the tests: one that is named, one that runs here, or one started from Debian's binaries."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

NAMED = "REGISTRY_TEST_POSTGRESQL"
HERE = "postgresql://postgres@127.0.0.1:5432/postgres"


def engine(url: str) -> sa.Engine:
    return sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )


def works(url: str) -> bool:
    with contextlib.suppress(sa.exc.OperationalError), engine(url).connect():
        return True
    return False


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server on which databases may be made; skips, by name, where there is none to be had."""
    named = os.environ.get(NAMED)
    if named or works(HERE):
        yield named or HERE
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip(f"no PostgreSQL on 127.0.0.1:5432, none installed; set {NAMED}")
    with started(binaries[-1].parent) as url:
        yield url


@contextlib.contextmanager
def started(binaries: Path) -> Iterator[str]:
    """A cluster in a temporary folder. PostgreSQL does not run as root, so root hands it to the user postgres."""
    folder = Path(tempfile.mkdtemp(prefix="registry-postgresql-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run([str(binaries / command[0]), *command[1:]], user=user, cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-p {port} -h 127.0.0.1 -k {folder} -F", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database(server_url: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database, dropped at the end. A template must have no connections."""
    name = f"registry_test_{uuid.uuid4().hex[:12]}"
    with engine(server_url).connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        # No test cuts the server's own power, so none has to wait for its disk.
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine(server_url).connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
