"""For machines that read the site."""

from flask import Response

from registry.web.access import public

ROBOTS = """User-agent: *
Disallow: /ban-lam-viec
Disallow: /dang-nhap
Disallow: /tim-kiem
Disallow: /dem
Disallow: /en/ban-lam-viec
Disallow: /en/dang-nhap
Disallow: /en/tim-kiem
"""


@public
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"})
