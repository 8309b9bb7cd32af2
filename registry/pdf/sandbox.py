"""What binds the child: `confine` the warm child once, `bind` every fork of it to the limits of one file.

Nothing here loads a PDF library. What a kernel lacks is left out and said: see `registry.pdf.reader.enforced`.
"""

import ctypes
import os
import resource
import signal
import sysconfig
from collections.abc import Iterable

from registry.pdf import landlock, seccomp
from registry.pdf.limits import Limits

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPSET_VERSION_3 = 0x20080522
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")


def readable() -> tuple[str, ...]:
    """The folders a child may read: Python's own libraries, the machine's shared ones, this package, fonts."""
    own = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    return (*sorted(own), package, "/lib", "/lib64", "/usr/lib", *FONTS)


def confine(more: Iterable[str] = (), programs: Iterable[str] = ()) -> tuple[str, ...]:
    """Give up privileges and the file system, for this process and its forks; the names of what is now in force.

    more, programs   folders that may be read as well, and from which programs may be started
    """
    tried = {
        "no_new_privs": _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
        "not_dumpable": _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0,
        "no_capabilities": _drop_capabilities(),
    }
    abi = landlock.read_only((*readable(), *more), programs)
    tried |= {
        "landlock_files": abi > 0,
        "landlock_tcp": abi >= landlock.TCP_FROM,
        "landlock_scope": abi >= landlock.SCOPES_FROM,
    }
    return tuple(name for name, holds in tried.items() if holds)


def bind(limits: Limits, parent: int, *, starting: bool = False) -> None:
    """Set one file's limits on this fork, for good. Ends the process if its parent has already gone.

    `starting`: another program takes this process's place next.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    for which, amount in _amounts(limits).items():
        resource.setrlimit(which, (amount, amount))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))  # first SIGXCPU, which tells what happened
    seccomp.refuse(starting=starting)


def die_with_parent(number: int) -> None:
    """Ask the kernel for this signal when the thread that started this process ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def _amounts(limits: Limits) -> dict[int, int]:
    return {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def _drop_capabilities() -> bool:
    """Matters only when the worker runs as root: no capability is left, so limits cannot be lifted again."""
    nothing = (ctypes.c_uint32 * 6)()
    return int(_libc.capset(ctypes.byref(_Header(_CAPSET_VERSION_3, 0)), nothing)) == 0
