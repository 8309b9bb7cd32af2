"""The warm child: libraries loaded once, one fork for every file.

Started by `registry.pdf.warm` as `python -m registry.pdf.child SOCKET PARENT`. This process never looks into a file
itself. It ends when the socket closes, so it outlives its parent in no case.
"""

import gc
import logging
import os
import select
import signal
import socket
import sys
import time

import msgspec

from registry.pdf import sandbox
from registry.pdf.child import jobs
from registry.pdf.protocol import Ending, Order, Ready, encode

PACKET = 1 << 17
_orders = msgspec.msgpack.Decoder(Order)


def main(descriptor: int, parent: int) -> None:
    control = socket.socket(fileno=descriptor)
    _end_with(parent)
    logging.disable()  # pypdf reports every oddity of a file, thousands of them in a damaged one
    jobs.warm_up()
    os.dup2(0, 2)  # until here the parent wanted to know; forks have no files to write to
    control.send(encode(Ready(sandbox.confine())))
    gc.collect()
    gc.freeze()  # a fork then copies no page only because the collector touched it
    while serve(control):
        pass


def _end_with(parent: int) -> None:
    """The kernel signals when the *thread* that started us ends; that matters only if the whole process is gone."""
    signal.signal(signal.SIGTERM, lambda *_: os.getppid() == parent or os._exit(0))
    sandbox.die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)


def serve(control: socket.socket) -> bool:
    """One order, from fork to ending; False when the parent has gone."""
    packet, descriptors, _, _ = socket.recv_fds(control, PACKET, 2)
    if not packet:
        return False
    if len(descriptors) != 2:  # the parent called a job off that had just ended
        return True
    order = _orders.decode(packet)
    own = os.getpid()
    pid = os.fork()
    if pid == 0:
        control.close()
        _read(order, descriptors[0], descriptors[1], own)
    for descriptor in descriptors:
        os.close(descriptor)
    return _watch(control, pid, time.monotonic() + order.limits.wall)


def _read(order: Order, file: int, answer: int, parent: int) -> None:
    """In the fork. Leaves without unwinding: an exception here would run the warm child's own loop a second time."""
    try:
        sandbox.bind(order.limits, parent)
        jobs.run(order, file, answer)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _watch(control: socket.socket, pid: int, until: float) -> bool:
    """Wait for the fork, kill it when its time is over or the parent says so, and tell how it ended."""
    ended, order_off = os.pidfd_open(pid), control.fileno()
    ready, _, _ = select.select([ended, order_off], [], [], max(0.0, until - time.monotonic()))
    os.close(ended)
    if killed := ended not in ready:
        os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    number = os.waitstatus_to_exitcode(status)
    blame = "took_too_long" if killed else None
    ending = Ending(max(0, -number), max(0, number), used.ru_maxrss * 1024, used.ru_utime + used.ru_stime, blame)
    if order_off in ready and not control.recv(1):
        return False
    control.send(encode(ending))
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
