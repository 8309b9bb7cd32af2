"""The real documents that some tests are tried on. They are never part of the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("REGISTRY_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))


def path(name: str) -> Path:
    """The file or folder of that name in the corpus; skips the calling test, by name, where it is absent."""
    found = ROOT / name
    if not found.exists():
        pytest.skip(f"the corpus has no {name} here (set REGISTRY_CORPUS)")
    return found
