"""Pages of other sites may read what is public (CORS), errors among it; none may write with what their reader has."""

from flask import Response, current_app, request

from registry.api.spec import PREFIX

READING = ("GET", "HEAD")
TOLD = "ETag, Last-Modified, Location, Retry-After, RateLimit, RateLimit-Policy, Content-Disposition"
ALLOWED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": TOLD}
TAKEN = "Authorization, Content-Type, If-Modified-Since, If-None-Match"


def allow(response: Response) -> Response:
    """Runs after every request."""
    if not request.path.startswith(f"{PREFIX}/"):
        return response
    if request.method in READING or request.method in {*_open_methods(), "OPTIONS"}:
        response.headers.extend(ALLOWED)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = ", ".join(_open_methods())
        response.headers["Access-Control-Allow-Headers"] = TAKEN
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _open_methods() -> tuple[str, ...]:
    """Reading; and a POST that changes nothing, which is known by being open to everybody."""
    view = current_app.view_functions.get(request.endpoint or "")
    taken = request.url_rule.methods or () if request.url_rule else ()
    opened = "POST" in taken and getattr(view, "access", "shut") is None
    return ("POST",) if opened else READING
