"""A seccomp filter through prctl: the system calls that reading a PDF never needs are refused with EPERM.

The filter is the only thing here that stops UDP and Unix sockets (Landlock knows TCP only), programs being started,
other processes being looked into, and, where Landlock is missing, files being written. Kernel documentation:
userspace-api/seccomp_filter; numbers from asm/unistd.h.
"""

import ctypes
import platform
import struct
from collections.abc import Collection

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _EPERM, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_X32 = 0x40000000  # x86-64 has a second set of numbers from here on
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND

_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "pidfd_open": 434, "clone3": 435, "openat2": 437, "pidfd_getfd": 438,
    "fchmodat2": 452,
}  # fmt: skip
_X86_64 = {
    "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "bind": 49,
    "listen": 50, "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "truncate": 76,
    "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88,
    "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "ptrace": 101, "setuid": 105, "setgid": 106,
    "mknod": 133, "pivot_root": 155, "setrlimit": 160, "chroot": 161, "mount": 165, "umount2": 166, "tkill": 200,
    "add_key": 248, "request_key": 249, "keyctl": 250, "mkdirat": 258, "mknodat": 259, "fchownat": 260,
    "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266, "fchmodat": 268, "unshare": 272,
    "accept4": 288, "perf_event_open": 298, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
    "renameat2": 316, "memfd_create": 319, "bpf": 321, "execveat": 322, "userfaultfd": 323,
}  # fmt: skip
_ARM64 = {
    "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37, "renameat": 38, "umount2": 39,
    "mount": 40, "pivot_root": 41, "truncate": 45, "ftruncate": 46, "chroot": 51, "fchmod": 52, "fchmodat": 53,
    "fchownat": 54, "fchown": 55, "unshare": 97, "ptrace": 117, "kill": 129, "tkill": 130, "setgid": 144,
    "setuid": 146, "setrlimit": 164, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
    "connect": 203, "sendto": 206, "recvfrom": 207, "sendmsg": 211, "recvmsg": 212, "add_key": 217,
    "request_key": 218, "keyctl": 219, "clone": 220, "execve": 221, "perf_event_open": 241, "accept4": 242,
    "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "renameat2": 276, "memfd_create": 279,
    "bpf": 280, "execveat": 281, "userfaultfd": 282,
}  # fmt: skip
# machine: audit number of the architecture, refused, {call that opens: place of its flags}, prlimit64
_MACHINES = {
    "x86_64": (0xC000003E, {**_X86_64, **_COMMON}, {2: 1, 257: 2}, 302),
    "aarch64": (0xC00000B7, {**_ARM64, **_COMMON}, {56: 2}, 261),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse(*, starting: bool = False) -> bool:
    """Bind this process for good; False where the kernel or the machine cannot. `no_new_privs` must be set before.

    `starting`: this process may still put another program in its place.
    """
    code = program(platform.machine(), ("execve",)) if starting and _CODE else _CODE
    if not code:
        return False
    filled = _Program(len(code) // 8, code)
    return int(_libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filled), 0, 0)) == 0


def program(machine: str, allowed: Collection[str] = ()) -> bytes:
    """The filter as the kernel takes it: eight bytes an instruction. `allowed`: calls that it lets pass all the same."""
    architecture, all_refused, openers, prlimit = _MACHINES[machine]
    refused = {name: number for name, number in all_refused.items() if name not in allowed}
    lines = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if machine == "x86_64":
        lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _EPERM)]
    for number in sorted(refused.values()):
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _EPERM)]
    for number, place in openers.items():
        lines += _if_call(number, [(_LOAD, 0, 0, _argument(place)), (_ANY_BIT, 0, 1, _WRITING)])
    lines += _if_call(
        prlimit, [(_LOAD, 0, 0, _argument(2)), (_EQUAL, 0, 2, 0), (_LOAD, 0, 0, _argument(2) + 4), (_EQUAL, 1, 0, 0)]
    )
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _argument(place: int) -> int:
    """Where the lower half of a call's argument lies in struct seccomp_data."""
    return 16 + 8 * place


def _if_call(number: int, test: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """For this call run `test`, which jumps over the one next line to allow; for any other go on behind it all."""
    tail = [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(test) + len(tail), number), *test, *tail]


_CODE = program(platform.machine()) if platform.machine() in _MACHINES else b""  # once, not in every fork
