"""The filter, run by a small machine here, because no test machine has both processors."""

import struct

import pytest

from registry.pdf import seccomp

ALLOW, EPERM, KILL = 0x7FFF0000, 0x00050001, 0x80000000
X86, ARM = (0xC000003E, "x86_64"), (0xC00000B7, "aarch64")
AT_CWD = 0xFFFFFFFFFFFFFF9C


def decided(machine: str, architecture: int, number: int, *arguments: int) -> int:
    """What the filter answers to a call: classic BPF, of which it uses five instructions."""
    data = struct.pack("<IIQ6Q", number, architecture, 0, *(*arguments, *[0] * (6 - len(arguments))))
    lines = list(struct.iter_unpack("HBBI", seccomp.program(machine)))
    at, register = 0, 0
    while True:
        code, if_so, if_not, k = lines[at]
        at += 1
        match code:
            case 0x20:
                register = int.from_bytes(data[k : k + 4], "little")
            case 0x15:
                at += if_so if register == k else if_not
            case 0x35:
                at += if_so if register >= k else if_not
            case 0x45:
                at += if_so if register & k else if_not
            case 0x06:
                return k


@pytest.mark.parametrize(
    ("which", "number", "arguments", "answer"),
    [
        pytest.param(X86, 0, (), ALLOW, id="x86-64 read"),
        pytest.param(X86, 9, (), ALLOW, id="x86-64 mmap"),
        pytest.param(X86, 231, (), ALLOW, id="x86-64 exit_group"),
        pytest.param(X86, 234, (), ALLOW, id="x86-64 tgkill, by which abort ends the process"),
        pytest.param(X86, 41, (2, 1, 0), EPERM, id="x86-64 socket"),
        pytest.param(X86, 59, (), EPERM, id="x86-64 execve"),
        pytest.param(X86, 322, (), EPERM, id="x86-64 execveat"),
        pytest.param(X86, 56, (), EPERM, id="x86-64 clone"),
        pytest.param(X86, 435, (), EPERM, id="x86-64 clone3"),
        pytest.param(X86, 101, (), EPERM, id="x86-64 ptrace"),
        pytest.param(X86, 425, (), EPERM, id="x86-64 io_uring_setup"),
        pytest.param(X86, 257, (AT_CWD, 1, 0o2000000), ALLOW, id="x86-64 openat to read"),
        pytest.param(X86, 257, (AT_CWD, 1, 0o1), EPERM, id="x86-64 openat to write"),
        pytest.param(X86, 257, (AT_CWD, 1, 0o100), EPERM, id="x86-64 openat to create"),
        pytest.param(X86, 2, (1, 0), ALLOW, id="x86-64 open to read"),
        pytest.param(X86, 2, (1, 0o2), EPERM, id="x86-64 open to write"),
        pytest.param(X86, 437, (), EPERM, id="x86-64 openat2, whose flags cannot be seen"),
        pytest.param(X86, 302, (0, 7, 0, 4096), ALLOW, id="x86-64 prlimit that asks"),
        pytest.param(X86, 302, (0, 7, 4096, 0), EPERM, id="x86-64 prlimit that sets"),
        pytest.param(X86, 302, (0, 7, 1 << 32, 0), EPERM, id="x86-64 prlimit that sets, from a high address"),
        pytest.param(X86, 0x40000000 + 41, (), EPERM, id="x86-64 socket by its x32 number"),
        pytest.param((0x40000003, "x86_64"), 102, (), KILL, id="x86-64 in 32-bit mode"),
        pytest.param(ARM, 63, (), ALLOW, id="arm64 read"),
        pytest.param(ARM, 222, (), ALLOW, id="arm64 mmap"),
        pytest.param(ARM, 131, (), ALLOW, id="arm64 tgkill"),
        pytest.param(ARM, 198, (), EPERM, id="arm64 socket"),
        pytest.param(ARM, 221, (), EPERM, id="arm64 execve"),
        pytest.param(ARM, 220, (), EPERM, id="arm64 clone"),
        pytest.param(ARM, 56, (AT_CWD, 1, 0), ALLOW, id="arm64 openat to read"),
        pytest.param(ARM, 56, (AT_CWD, 1, 0o1001), EPERM, id="arm64 openat to write"),
        pytest.param(ARM, 261, (0, 7, 4096, 0), EPERM, id="arm64 prlimit that sets"),
        pytest.param((*X86[:1], "aarch64"), 0, (), KILL, id="another architecture's numbers"),
    ],
)
def test_the_filter_lets_reading_through_and_nothing_else(which, number, arguments, answer):
    architecture, machine = which
    assert decided(machine, architecture, number, *arguments) == answer


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_within_the_kernels_limit(machine):
    assert len(seccomp.program(machine)) // 8 < 4096
