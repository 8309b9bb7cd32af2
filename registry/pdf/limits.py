"""What one file may cost the machine."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost; every fork of the child is bound by these.

    memory        bytes of address space of one fork (libraries included, about 90 MiB)
    cpu           seconds of processor time of one fork
    wall          seconds for one call, all its forks together
    page_wall     seconds within which a fork must answer with its next page (or with having opened the file)
    output        bytes a call may answer with
    open_files    descriptors of one fork
    pages         pages read of one file; the rest is left out, and said so
    page_letters  characters kept of one page
    letters       characters kept of one file
    longest_side  pixels of the longer side of a preview; WebP itself ends at 16,383
    crashes       crashes of a fork after which no further page of the file is tried
    """

    memory: int = 768 * MIB
    cpu: int = 30
    wall: float = 30.0
    page_wall: float = 10.0
    output: int = 128 * MIB
    open_files: int = 64
    pages: int = 20_000
    page_letters: int = 200_000
    letters: int = 25_000_000
    longest_side: int = 2_400
    crashes: int = 4
