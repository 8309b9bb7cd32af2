"""Lists with pages: a cursor in the address says after which row to go on."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable

from flask import request

from registry.documents import Slice
from registry.errors import N_, Invalid
from registry.search import is_place
from registry.site import addresses

AFTER = "sau"
ROWS = 20
NO_PLACE = N_("This is no place in the list. Start from the beginning.")


def after() -> tuple[str, str] | None:
    """The cursor in this request's address. Raises Invalid when it is none of ours."""
    text = request.args.get(AFTER)
    if not text:
        return None
    try:
        moment, _, public_id = base64.urlsafe_b64decode(text.encode() + b"==").decode().partition("~")
        if dt.datetime.fromisoformat(moment).tzinfo is None or not public_id:
            raise ValueError
    except (ValueError, binascii.Error):
        raise Invalid.field(AFTER, NO_PLACE) from None
    return moment, public_id


def next_page(name: str, found: Slice, **values: str) -> str | None:
    """The address of the page after this one; None on the last."""
    if found.after is None:
        return None
    return addresses.page(name, **values, **{AFTER: _packed(found.after)})


def place() -> tuple[int, str, int] | None:
    """Where in the results of a search this request goes on. Raises Invalid as `after` does."""
    text = request.args.get(AFTER)
    if not text:
        return None
    try:
        tier, moment, last = base64.urlsafe_b64decode(text.encode() + b"==").decode().split("~")
        found = int(tier), moment, int(last)
        if not (0 <= found[0] < 100 and 0 <= found[2] < 2**63 and is_place(moment)):
            raise ValueError
    except (ValueError, binascii.Error):
        raise Invalid.field(AFTER, NO_PLACE) from None
    return found


def following(after: tuple[int, str, int] | None, name: str = "search_page", **values: str) -> str | None:
    """The address of the next page of a search's results, or of another list that is one; None on the last."""
    if after is None:
        return None
    kept = {key: value for key, value in request.args.items() if value and key != AFTER}
    return addresses.page(name, **values, **kept, **{AFTER: _packed(map(str, after))})


def _packed(parts: Iterable[str]) -> str:
    return base64.urlsafe_b64encode("~".join(parts).encode()).decode().rstrip("=")


def ids(found: Slice) -> list[int]:
    return [document.id for document in found.items]
