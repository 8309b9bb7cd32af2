"""All files of a document in one ZIP. It has no parts: who is cut off begins anew."""

import hashlib
from collections.abc import Callable, Sequence

from flask import Request, Response

from registry.jobs import Instance
from registry.serving import Served, safe_name
from registry.web import sending, streaming, zipping

NAMELESS = "van-ban"  # the ZIP of a draft that has no number yet


def name_of(title: str) -> str:
    return safe_name(title or NAMELESS, ".zip")


def send(
    request: Request, home: Instance, title: str, files: Sequence[Served], count: Callable[[int], None]
) -> Response:
    """`count` is called with the status when the answer is sure to be sent, before its first byte. Raises Busy, NotFound (a blob is missing)."""
    names = zipping.unique(one.name for one in files)
    tag = _tag(names, files)
    response = Response(mimetype="application/zip", headers=sending.kept(all(one.public for one in files)))
    response.set_etag(tag)
    if request.if_none_match.contains_weak(tag):
        count(304)
        response.status_code = 304
        del response.headers["Content-Type"]
        return response
    response.headers["Content-Disposition"] = sending.disposition(name_of(title), inline=False)
    if request.method != "HEAD":
        _fill(response, request, home, names, files, count)
    else:
        count(200)
    if (length := zipping.length(names, [one.size for one in files])) is not None:
        response.content_length = length
    return response


def _fill(
    response: Response,
    request: Request,
    home: Instance,
    names: Sequence[str],
    files: Sequence[Served],
    count: Callable[[int], None],
) -> None:
    chunks = [home.blobs.stream(one.sha256, 0, one.size) for one in files]
    give_back = streaming.place(request)
    count(200)
    members = (
        zipping.Member(name, one.size, one.modified, bytes_)
        for name, one, bytes_ in zip(names, files, chunks, strict=True)
    )
    streaming.stream(response, zipping.stream(members), give_back)


def _tag(names: Sequence[str], files: Sequence[Served]) -> str:
    """Of the same files under the same names the same ZIP is made, byte for byte."""
    told = "\0".join(f"{name}\0{one.sha256}\0{one.modified}" for name, one in zip(names, files, strict=True))
    return hashlib.sha256(told.encode()).hexdigest()
