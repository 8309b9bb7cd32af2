"""The doorbell, and the unit of work: commit first, then ring for what was owed.

Nothing else enqueues. Where the broker is down nothing is lost: the rows say what is owed, and the sweep rings again.
"""

import ctypes
import logging
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from registry import authorities, config, indexing, work
from registry.config import Settings
from registry.store import schema
from registry.store.blobs import Blobs
from registry.store.database import Database

if TYPE_CHECKING:
    from celery import Celery

log = logging.getLogger(__name__)

QUEUES = {
    work.READING: "reading",
    work.PREVIEWS: "previews",
    work.EXAMINING: "examining",
    work.INDEXING: "previews",
    work.MORE_PREVIEWS: "later",
    work.EFFECT: "effect",
    work.OCR: "ocr",
}
PERIODIC = "periodic"
MUTE_SECONDS = 5.0  # after a failed ring the bell stays mute this long, so that a dead broker slows no request down


def quiet_libraries() -> None:
    """What libraries say at every start and nobody can act on."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def end_with_parent() -> None:
    """However the process that started this one ends, even by SIGKILL, this one is told to stop, too (prctl(2),
    PR_SET_PDEATHSIG).
    """
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def broker_settings(settings: Settings) -> dict[str, Any]:
    """What a sender and a worker must agree on."""
    shared: dict[str, Any] = {
        "broker_url": settings.broker_url,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "broker_connection_retry_on_startup": True,
        # With the default policy a publish to a dead broker takes 0.6 s, with this one next to nothing.
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_step": 0},
    }
    if settings.broker_url.startswith("redis"):
        shared["broker_transport_options"] = {"socket_connect_timeout": 1}
    return shared


class Doorbell:
    """Tells workers where to look. Never raises: a bell that does not ring is only slow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._mute_until = 0.0

    @cached_property
    def _celery(self) -> "Celery":
        """Made at the first ring: a process that only reads is spared 6 MB."""
        from celery import Celery

        sender = Celery("registry", set_as_current=False)
        sender.conf.update(broker_settings(self._settings))
        # A broker that hangs holds a request no longer than this; workers wait for messages without such a limit.
        if "broker_transport_options" in sender.conf:
            sender.conf.broker_transport_options["socket_timeout"] = 2
        return sender

    def ring(self, owed: Iterable[tuple[str, int]]) -> None:
        for kind, subject_id in owed:
            if time.monotonic() < self._mute_until:
                return
            try:
                self._celery.send_task(f"registry.{kind}", args=[str(subject_id)], queue=QUEUES[kind])
            except Exception as error:  # whatever a broker's client may raise
                log.warning("the broker cannot be reached (%s); what is owed is taken up when it is back", error)
                self._mute_until = time.monotonic() + MUTE_SECONDS


@dataclass(frozen=True)
class Instance:
    """One running registry: its settings, its database, its files, its bell."""

    settings: Settings
    database: Database
    blobs: Blobs
    bell: Doorbell = field(repr=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """One transaction of one use case: commits at the end, then rings for what was owed in it."""
        with self.database.writing() as session:
            yield session
        self.bell.ring(dict.fromkeys(session.info.pop("owed", ())))


def open_instance(settings: Settings) -> Instance:
    """Raises WrongSetting."""
    settings = config.prepare(settings)
    return Instance(
        settings=settings,
        database=Database(
            settings.database_url,
            threads=settings.web_threads + 2,
            info={authorities.HOME_ISSUERS: settings.home_issuers},
        ),
        blobs=Blobs(settings.storage_url, settings.home),
        bell=Doorbell(settings),
    )


def install(instance: Instance) -> None:
    """Bring the database to the present shape and add what is shipped with the service. Safe to call at every start."""
    schema.upgrade(instance.database)
    with instance.unit_of_work() as session:
        authorities.seed(session)
    _index_what_is_not(instance)


def _index_what_is_not(instance: Instance) -> None:
    """Documents of an older registry, which had no index: found by their titles at once, by their texts a little later."""
    while True:
        with instance.unit_of_work() as session:
            if not indexing.take_in(session):
                return
