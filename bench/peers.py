"""Programs that the service is measured against, each in its hashed lock, in a virtual environment of its own."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).with_name("peers.lock")


class Missing(Exception):
    """A peer that cannot be had here, and why."""


def environment() -> Path:
    """The folder with the peers' programs, installed the first time. Raises Missing.

    It is kept in the temporary folder under the lock's hash, so that it is made once and follows the lock.
    """
    mark = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    place = Path(tempfile.gettempdir()) / f"registry-bench-{os.getuid()}" / mark
    done = place / "installed"
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if place.parent.stat().st_uid != os.getuid():
        raise Missing(f"{place.parent} belongs to somebody else")
    if not done.exists():
        _run([sys.executable, "-m", "venv", "--clear", place])
        _run([place / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", LOCK])
        done.touch()
    return place / "bin"


def _run(command: list[str | Path]) -> None:
    # From a folder without packages of ours, or pip would look at what they require.
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=LOCK.anchor, env=clean())
    if ran.returncode:
        raise Missing((ran.stderr.strip().splitlines() or ["it cannot be installed"])[-1])


def clean() -> dict[str, str]:
    """This process's environment without what points Python, or a registry, to another place."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "REGISTRY_", "PIP_REQ"))
    }
