"""How often one client may ask: so many requests a minute, told in every answer, refused beyond it.

Processes of one machine count together, in a small file that each of them maps into its memory; a request costs no write
to any database. Two that count at the same instant may count as one, and machines do not know of each other: the limit is
there against who asks without end, not to be exact.
"""

import ipaddress
import mmap
import os
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app, g, request
from werkzeug.wrappers import Request

from registry.config import Settings
from registry.errors import NotSignedIn, TooOften
from registry.web.access import API, sends_token, viewer

WINDOW = 60  # seconds
SLOTS = 32_768  # half a megabyte
PROBES = 4  # places where a client may stand; where others have them all, nobody is refused
_SLOT = struct.Struct("<QII")  # client, window, requests in it
LIMITED = f"{API}v1/"
PAGES = frozenset({"pages", "english"})  # and never files, pictures, style sheets, nor whether the service lives
COUNTED = "registry.standing"  # in the environment of a request that has been counted
SHEET, WORDS = 20, 3  # what a list of thousands, and a search for words, count as


@dataclass(frozen=True, slots=True)
class Standing:
    """`seconds` until the window ends; `left` may be asked until then, below zero for what is refused."""

    limit: int
    left: int
    seconds: int


class Counters:
    """Counts by client in a file that all processes of this machine share."""

    def __init__(self, path: Path) -> None:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(file, SLOTS * _SLOT.size)
            self._kept = mmap.mmap(file, SLOTS * _SLOT.size)
        finally:
            os.close(file)

    def add(self, client: int, window: int, cost: int) -> int:
        """What the client has asked for in this window, this included; 0 where there is no place to count it."""
        for probe in range(PROBES):
            place = (client + probe) % SLOTS * _SLOT.size
            holder, when, count = _SLOT.unpack_from(self._kept, place)
            if holder == client or when != window:
                count = count + cost if holder == client and when == window else cost
                _SLOT.pack_into(self._kept, place, client, window, min(count, 0xFFFF_FFFF))
                return int(count)
        return 0


class Limits:
    def __init__(self, settings: Settings) -> None:
        self.counters = Counters(settings.home / "requests")
        self.settings = settings

    def take(self, client: str, cost: int, moment: float, *, local: bool = False) -> Standing:
        """Count a request. Windows of clients begin at different moments, so that not all come back at once."""
        limit = self.settings.local_rate_limit if local else self.settings.rate_limit
        key = _hashed(client)
        window, passed = divmod(int(moment) + key % WINDOW, WINDOW)
        return Standing(limit, limit - self.counters.add(key, window & 0xFFFF_FFFF, cost), WINDOW - passed)


@lru_cache(maxsize=4_096)
def _hashed(client: str) -> int:
    return int.from_bytes(blake2b(client.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=4_096)
def network(address: str) -> tuple[str, bool]:
    """(who counts as one client, whether that is this machine); of IPv6 a household has a /64, of which any address is its."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address, False
    if found.version == 6 and not found.is_loopback:
        return str(ipaddress.ip_network((found, 64), strict=False)), False
    return address, found.is_loopback


def check() -> None:
    """Runs before every view. Raises TooOften."""
    if not _is_limited():
        return
    user = _token_holder() if sends_token() else None
    standing = counted(request) if user is None else _limits().take(f"user {user}", _cost(request), time.time())
    g.standing = standing
    if standing is not None and standing.left < 0:
        raise TooOften(standing.seconds)


def counted(asked: Request) -> Standing | None:
    """Count a request by its address, once, however often this is called for it. None where there are no limits."""
    known: Standing | None = asked.environ.get(COUNTED)
    if known is None and "limits" in current_app.extensions:
        client, local = network(asked.remote_addr or "")
        known = asked.environ[COUNTED] = _limits().take(client, _cost(asked), time.time(), local=local)
    return known


def _limits() -> Limits:
    return cast(Limits, current_app.extensions["limits"])


def _is_limited() -> bool:
    return request.path.startswith(LIMITED) or request.blueprint in PAGES


def _token_holder() -> int | None:
    """A token is a client of its own, wherever it is used; a wrong one leaves the address that tried it."""
    try:
        return viewer().user_id
    except NotSignedIn:
        return None


def _cost(asked: Request) -> int:
    if not asked.query_string:
        return 1
    if asked.args.get("format") == "csv":
        return SHEET
    return WORDS if asked.args.get("q") and "suggest" not in asked.path else 1


def tell(response: Response) -> Response:
    """Runs after every request: draft-ietf-httpapi-ratelimit-headers."""
    response.headers.extend(told(g.get("standing")))
    return response


def told(standing: Standing | None) -> Mapping[str, str]:
    if standing is None:
        return {}
    return {
        "RateLimit-Policy": f'"requests";q={standing.limit};w={WINDOW}',
        "RateLimit": f'"requests";r={max(0, standing.left)};t={standing.seconds}',
    }


def register(app: Flask, settings: Settings) -> None:
    if settings.rate_limit:
        app.extensions["limits"] = Limits(settings)
        app.before_request(check)
        app.after_request(tell)
