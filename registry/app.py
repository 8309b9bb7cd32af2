"""The web application, put together."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import Headers
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter

from registry import api, config, site
from registry.jobs import Instance, end_with_parent, open_instance, quiet_libraries
from registry.web import access, health, limits, metrics, securing, squeezing
from registry.web.counting import Salts
from registry.web.express import Express
from registry.web.language import language
from registry.web.tallies import Tallies
from registry.web.transfers import Transfers, UploadPlaces
from registry.web.uploads import UploadRequest

SMALL_BODY = 4 * 1024 * 1024  # of a request that carries no file


class Answer(Response):
    """What werkzeug does last of all is copy the headers and look for addresses to correct; most answers have none."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        if self.status_code == 200 and "Content-Length" in self.headers and "Content-Location" not in self.headers:
            return self.headers
        return super().get_wsgi_headers(environ)


class Application(Flask):
    """Flask without what every request would pay for and none here uses."""

    response_class = Answer

    def __init__(self, home: Instance) -> None:
        super().__init__("registry", static_folder=None)
        public = urlsplit(home.settings.public_url)
        self._scheme, self._host = public.scheme, public.netloc

    def ensure_sync(self, func: Any) -> Any:
        """No view and no hook is a coroutine; Flask would look at each of them with every request."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Where the router has to give a whole address, it begins as all addresses do, and never with the Host header."""
        if request is None:
            return super().create_url_adapter(None)
        environ = request.environ
        return MapAdapter(
            self.url_map,
            self._host,
            environ.get("SCRIPT_NAME") or "/",
            "",
            self._scheme,
            request.path,
            request.method,
            environ.get("QUERY_STRING", ""),
        )


def create_app(home: Instance) -> Flask:
    """The application for one open instance."""
    app = Application(home)
    app.request_class = UploadRequest
    app.session_interface = access.PageSessions()
    app.config.update(
        SECRET_KEY=home.settings.secret_key,
        MAX_CONTENT_LENGTH=SMALL_BODY,
        SESSION_COOKIE_NAME="registry_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=home.settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day; the token ends with the session
        WTF_CSRF_CHECK_DEFAULT=False,  # checked in the desk's own hook, after the right to send anything at all
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_LOCALE="vi",
    )
    app.extensions["registry"] = home
    app.extensions["transfers"] = Transfers(home.settings.transfers)
    app.extensions["tallies"] = Tallies(home)
    app.extensions["salts"] = Salts()
    Babel(app, locale_selector=language, timezone_selector=lambda: home.settings.timezone.key)
    CSRFProtect(app)
    metrics.register(app)
    limits.register(app, home.settings)
    app.before_request(access.check_access)
    app.after_request(securing.secure)
    app.after_request(squeezing.squeeze)
    health.register(app)
    api.register(app)
    site.register(app)
    _stand_behind_proxies(app, home.settings.trusted_proxies)
    return app


def _stand_behind_proxies(app: Flask, hops: int) -> None:
    """Addresses are believed from as many proxies as the operator says there are, and from no more."""
    wsgi: Any = UploadPlaces(Express(app, (site.LANE, *api.LANES)), app.extensions["transfers"])
    app.wsgi_app = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=0) if hops else wsgi  # type: ignore[method-assign]


def from_environment() -> Flask:
    """What the web server loads, in each of its processes. Raises WrongSetting."""
    end_with_parent()  # else they would go on serving beside those of the next web server
    quiet_libraries()
    app = create_app(open_instance(config.read()))
    app.extensions["tallies"].keep_flushing()
    return app
