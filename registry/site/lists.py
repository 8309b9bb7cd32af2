"""Lists with pages: a cursor in the address says after which row to go on."""

import base64
import binascii
import datetime as dt

from flask import request

from registry.documents import Slice
from registry.errors import N_, Invalid
from registry.site import addresses

AFTER = "sau"
ROWS = 20


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
        raise Invalid.field(AFTER, N_("This is no place in the list. Start from the beginning.")) from None
    return moment, public_id


def next_page(name: str, found: Slice, **values: str) -> str | None:
    """The address of the page after this one; None on the last."""
    if found.after is None:
        return None
    cursor = base64.urlsafe_b64encode("~".join(found.after).encode()).decode().rstrip("=")
    return addresses.page(name, **values, **{AFTER: cursor})


def ids(found: Slice) -> list[int]:
    return [document.id for document in found.items]
