"""Tesseract under the same limits as a reader: `python -m registry.pdf.child.starting PARENT MEMORY CPU PROGRAM …`.

Binds this process and puts the program in its place. The picture comes by stdin, the words go by stdout.
"""

import os
import sys

from registry.pdf import sandbox
from registry.pdf.limits import Limits

PROGRAMS = ("/usr/bin", "/usr/local/bin", "/lib", "/lib64", "/usr/lib", "/usr/local/lib")
DATA = ("/usr/share", "/usr/local/share", "/etc")  # the language's data, wherever the distribution puts it


def main(parent: int, memory: int, cpu: int, command: list[str]) -> None:
    sandbox.confine(DATA, PROGRAMS)
    sandbox.bind(Limits(memory=memory, cpu=cpu), parent, starting=True)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
