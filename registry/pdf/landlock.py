"""Landlock through bare system calls: after `read_only`, this process reads these folders and nothing else.

Kernel documentation: userspace-api/landlock. Numbers are the same on x86-64 and arm64.
"""

import ctypes
import os
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ABI_VERSION = 1  # flag of landlock_create_ruleset: tell the ABI only
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP_FROM, SCOPES_FROM = 4, 6
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract sockets, signals to processes outside

_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock ABI; 0 where it has none."""
    return max(0, int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_ABI_VERSION))))


def read_only(folders: Iterable[str], programs: Iterable[str] = ()) -> int:
    """Bind this process and its forks for good; give back the ABI in force, 0 if the kernel refused or has none.

    What lies in the folders `programs` may be started, too.

    `no_new_privs` must be set before.
    """
    version = abi()
    ruleset = _create(version) if version else -1
    if ruleset < 0:
        return 0
    try:
        for folder in folders:
            _allow(ruleset, folder, _READ_FILE | _READ_DIR)
        for folder in programs:
            _allow(ruleset, folder, _EXECUTE | _READ_FILE | _READ_DIR)
        return version if _libc.syscall(_RESTRICT, ruleset, ctypes.c_uint32(0)) == 0 else 0
    finally:
        os.close(ruleset)


def _create(version: int) -> int:
    attributes = _Ruleset(
        _FILE_RIGHTS[min(version, 5)], _TCP if version >= TCP_FROM else 0, _SCOPES if version >= SCOPES_FROM else 0
    )
    size = 24 if version >= SCOPES_FROM else 16 if version >= TCP_FROM else 8  # older kernels know fewer fields
    return int(_libc.syscall(_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0)))


def _allow(ruleset: int, folder: str, rights: int) -> None:
    if not os.path.isdir(folder):  # noqa: PTH112  pathlib is not loaded on purpose in forks
        return
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(rights, descriptor)
        _libc.syscall(_ADD, ruleset, _PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
