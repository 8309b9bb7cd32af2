"""Settings, read once from the environment. An embedded instance makes what it can itself."""

import contextlib
import hashlib
import os
import secrets
import tempfile
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from registry.errors import WrongSetting

MIB = 1024 * 1024
LANGUAGES = ("vi", "en")
APP, NGINX = "app", "nginx"
BROKERS = ("amqp", "amqps", "redis", "rediss", "redis+socket")
LONGEST_SOCKET = 100  # bytes of a path; the kernel takes 107 (unix(7))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator can decide.

    home              folder of an embedded instance: database, files, broker, secret key
    max_upload        bytes of one uploaded file
    transfers         slow uploads and downloads served at once by one web process; half of them may be uploads,
                      a quarter may come from one address
    web_threads       threads of one web process; more than `transfers`, so that pages always find one
    trust_roots       folder of certificates (PEM or DER) that vouch for digital signatures; None: nobody is trusted
    home_issuers      codes or names of the bodies whose documents this office keeps: what "UBND" means here
    files_sent_by     "app", or "nginx": then answers only name the file, and deploy/nginx.conf puts its bytes in
    rate_limit        requests of one client a minute; 0: not counted
    local_rate_limit  the same for this machine itself, and a proxy on it that is not named: who would all be one client
    fold_after_seconds
                      how old a view or download is before it is summed up: older than any clock here is wrong, and than
                      30 s, the time within which two may be one
    keep_events_days  views and downloads are kept one by one for so many days, then only as sums; 0: for good
    trusted_proxies   how many reverse proxies in front write X-Forwarded-For and -Proto
    """

    home: Path
    database_url: str
    broker_url: str
    storage_url: str
    secret_key: str
    public_url: str
    timezone: zoneinfo.ZoneInfo
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    web_threads: int = 48
    transfers: int = 32
    work_processes: int = 2
    max_upload: int = 512 * MIB
    reading_memory: int = 768 * MIB
    reading_seconds: int = 120
    trust_roots: Path | None = None
    files_sent_by: str = APP
    trusted_proxies: int = 0
    rate_limit: int = 6_000
    local_rate_limit: int = 600_000
    office: str = "Cơ quan ban hành văn bản"
    home_issuers: tuple[str, ...] = ()
    fold_after_seconds: int = 60
    keep_events_days: int = 0
    language: str = "vi"

    @property
    def embedded(self) -> bool:
        """True when everything lives in `home`, with no server to ask."""
        return self.database_url.startswith("sqlite")

    @property
    def own_broker(self) -> bool:
        """True when this instance runs its own broker, on a socket that is its alone."""
        return self.broker_url == f"redis+socket://{socket_in(self.home)}"

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `REGISTRY_*` variables (and PORT). Raises WrongSetting naming the first that cannot be used."""
    home = Path(environ.get("REGISTRY_HOME") or "var").resolve()
    port = _whole(environ, "PORT", 8000, 1, 65_535)
    threads = _whole(environ, "REGISTRY_WEB_THREADS", 48, 4, 1_000)
    return Settings(
        home=home,
        port=port,
        database_url=_database_url(environ, home),
        broker_url=_url(environ, "REGISTRY_BROKER_URL", f"redis+socket://{socket_in(home)}", BROKERS),
        storage_url=_url(environ, "REGISTRY_STORAGE_URL", (home / "files").as_uri(), ("file", "s3")),
        secret_key=environ.get("REGISTRY_SECRET_KEY") or "",
        public_url=_url(environ, "REGISTRY_PUBLIC_URL", f"http://127.0.0.1:{port}", ("http", "https")).rstrip("/"),
        timezone=_timezone(environ),
        host=environ.get("REGISTRY_HOST") or "127.0.0.1",
        web_workers=_whole(environ, "REGISTRY_WEB_WORKERS", min(2, os.cpu_count() or 1), 1, 256),
        web_threads=threads,
        transfers=_whole(environ, "REGISTRY_TRANSFERS", threads * 2 // 3, 2, threads - 1),
        work_processes=_whole(environ, "REGISTRY_WORK_PROCESSES", min(2, os.cpu_count() or 1), 1, 256),
        max_upload=_whole(environ, "REGISTRY_MAX_UPLOAD_MB", 512, 1, 10_000) * MIB,
        reading_memory=_whole(environ, "REGISTRY_READING_MEMORY_MB", 768, 256, 65_536) * MIB,
        reading_seconds=_whole(environ, "REGISTRY_READING_SECONDS", 120, 5, 3_600),
        trust_roots=_folder(environ, "REGISTRY_TRUST_ROOTS"),
        files_sent_by=_choice(environ, "REGISTRY_FILES_SENT_BY", (APP, NGINX)),
        trusted_proxies=_whole(environ, "REGISTRY_TRUSTED_PROXIES", 0, 0, 10),
        rate_limit=_whole(environ, "REGISTRY_RATE_LIMIT", 6_000, 0, 1_000_000),
        local_rate_limit=_whole(environ, "REGISTRY_RATE_LIMIT", 600_000, 0, 1_000_000),
        office=environ.get("REGISTRY_OFFICE") or "Cơ quan ban hành văn bản",
        home_issuers=tuple(filter(None, map(str.strip, environ.get("REGISTRY_HOME_ISSUERS", "").split(";")))),
        fold_after_seconds=_whole(environ, "REGISTRY_FOLD_AFTER_SECONDS", 60, 1, 3_600),
        keep_events_days=_whole(environ, "REGISTRY_KEEP_EVENTS_DAYS", 0, 0, 36_500),
        language=_choice(environ, "REGISTRY_LANGUAGE", LANGUAGES),
    )


def socket_in(home: Path) -> Path:
    """Where an embedded instance's own broker listens: in its home, or in the temporary folder where that is too deep."""
    inside = home / "broker" / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET:
        return inside
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"registry-{os.getuid()}-{mark}" / "socket"


def _database_url(environ: Mapping[str, str], home: Path) -> str:
    url = _url(
        environ,
        "REGISTRY_DATABASE_URL",
        f"sqlite:///{home / 'registry.sqlite3'}",
        ("sqlite", "postgresql", "postgresql+psycopg"),
    )
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise WrongSetting(name, value, f"a whole number from {low} to {high}")
    return int(value)


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name) or ""
    if value and not Path(value).is_dir():
        raise WrongSetting(name, value, "a folder that is there")
    return Path(value).resolve() if value else None


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise WrongSetting(name, value, "one of " + ", ".join(choices))
    return value


def _url(environ: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    value = environ.get(name) or default
    if urlsplit(value).scheme not in schemes or "://" not in value:
        raise WrongSetting(name, value, "a URL that begins with " + " or ".join(f"{scheme}://" for scheme in schemes))
    return value


def _timezone(environ: Mapping[str, str]) -> zoneinfo.ZoneInfo:
    name = environ.get("REGISTRY_TIMEZONE") or "Asia/Ho_Chi_Minh"
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise WrongSetting("REGISTRY_TIMEZONE", name, "a time zone such as Asia/Ho_Chi_Minh") from None


def prepare(settings: Settings) -> Settings:
    """Make the home folder and, where none is set, a secret key in it (mode 0600). Returns settings that have one.

    Raises WrongSetting when the folder cannot be written to, or when a key is missing where several machines must
    share it.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting("REGISTRY_HOME", str(settings.home), f"a folder that can be written to ({error})") from None
    if settings.secret_key:
        if len(settings.secret_key) < 32:
            raise WrongSetting("REGISTRY_SECRET_KEY", "…", "at least 32 random characters")
        return settings
    if not settings.embedded:
        raise WrongSetting("REGISTRY_SECRET_KEY", "", "at least 32 random characters, the same on every machine")
    return replace(settings, secret_key=_own_key(settings.home / "secret_key"))


def _own_key(path: Path) -> str:
    """The key kept in `path`, made once. It is linked into place whole, so two processes that start together agree."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
    return path.read_text("ascii")
