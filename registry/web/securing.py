"""Headers that keep browsers from doing with an answer what nobody meant."""

from flask import Response, request

# No page loads anything from elsewhere, and no page of another site may frame one, except what is made for embedding.
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


def secure(response: Response) -> Response:
    """Runs after every request; an answer may have set its own."""
    told = {name for name, _ in response.headers}
    response.headers.extend([one for one in SECURITY.items() if one[0] not in told])
    if "Cache-Control" not in told and request.endpoint:
        response.headers.add("Cache-Control", "no-store")
    return response
