"""A client that behaves as a reader's browser does: it has a name, and sends forms as it found them."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_KEPT = re.compile(r'name="kept_file" value="([^"]+)"')


class Browser(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> Any:
        self.environ_base.setdefault("HTTP_USER_AGENT", AGENT)
        if self.environ_base["HTTP_USER_AGENT"].startswith("werkzeug"):
            self.environ_base["HTTP_USER_AGENT"] = AGENT
        return super().open(*args, **kwargs)

    def send(self, path: str, fields: dict[str, Any], found_at: str = "") -> Any:
        """POST a form with the token, and the version, of the page on which it stands."""
        page = self.get(found_at or path).text
        hidden = {"csrf_token": token_in(page)}
        if found := _VERSION.search(page):
            hidden["version"] = found[1]
        return self.post(path, data=hidden | fields)


def token_in(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, "there is no form on this page"
    return unescape(found[1])


def kept_in(page: str) -> str:
    """The note of a file that came with a refused form; "" where there is none."""
    found = _KEPT.search(page)
    return unescape(found[1]) if found else ""
