"""Files that nginx sends: the answer names the place, and nginx puts the bytes in (`deploy/nginx.conf`).

Everything is decided and counted before. nginx reads Range and If-Range once more where a part is wanted, and reads them
as we do (`conditions.RANGE`); of If-Match and If-Unmodified-Since it would judge by the file's own date on the disk, so
such requests, which are rare, are answered from here.
"""

from werkzeug.wrappers import Request

from registry.config import NGINX
from registry.jobs import Instance
from registry.web.conditions import Answer

SECONDS = 60  # that the signed address of an object store is good for; nginx asks at once
JUDGED_BY_NGINX = frozenset(("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"))


def is_for_nginx(request: Request, home: Instance) -> bool:
    return home.settings.files_sent_by == NGINX and request.environ.keys().isdisjoint(JUDGED_BY_NGINX)


def headers(home: Instance, sha256: str, answer: Answer) -> dict[str, str]:
    """Raises NotFound when the blob is missing on the local disk; what an object store lacks, nginx finds out."""
    place, is_part = home.blobs.place(sha256), answer.status == 206
    if place is not None:
        return {"X-Accel-Redirect": f"/_files/{'part' if is_part else 'whole'}/{place}"}
    stored = {
        "X-Accel-Redirect": "/_files/stored",
        "X-Stored-Address": home.blobs.signed_address(sha256, SECONDS),
    }
    return {**stored, "X-Stored-Part": f"bytes={answer.start}-{answer.end - 1}"} if is_part else stored
