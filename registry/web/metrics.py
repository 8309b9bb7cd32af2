"""Figures for a monitoring system, in the text format of Prometheus: requests by route, work that is owed, room on disk.

Not public: an administrator's token with the scope "admin" reads them. The web processes of one machine add up where
PROMETHEUS_MULTIPROC_DIR names a folder, which `python -m registry serve` sees to; without it each tells of itself.
"""

import os
import shutil
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from registry import work
from registry.jobs import Instance
from registry.store.tables import Rank
from registry.web.access import instance, needs

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_PROCESS = CollectorRegistry()
_REQUESTS = Histogram(
    "registry_request_seconds",
    "Seconds from a request to the first byte of its answer.",
    ("route", "method", "status"),
    buckets=(0.005, 0.02, 0.1, 0.5, 2.0, 10.0),
    registry=_PROCESS,
)


def shared_folder(home: Path) -> Path:
    """An empty folder for the figures of the processes that are about to start: those of the last run are gone."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _begin() -> None:
    g.began = time.perf_counter()


def _observe(response: Response) -> Response:
    # An address that is none has no route: whoever tries a thousand of them makes no thousand figures.
    observe(request.endpoint or "none", request.method, response.status_code, g.began)
    return response


def observe(route: str, method: str, status: int, began: float) -> None:
    """An answer that is about to be sent; `began` by `time.perf_counter`."""
    _of(route, method, status).observe(time.perf_counter() - began)


@lru_cache(maxsize=1_024)
def _of(route: str, method: str, status: int) -> Histogram:
    return _REQUESTS.labels(route, method, status)


class _Standing(Collector):
    """What is asked of the database and the disk at the moment of reading."""

    def __init__(self, home: Instance) -> None:
        self._home = home

    def collect(self) -> Iterator[Metric]:
        count = GaugeMetricFamily("registry_work", "Pieces of work not done, by kind.", labels=("kind", "progress"))
        age = GaugeMetricFamily("registry_work_age_seconds", "Age of the oldest of them.", labels=("kind", "progress"))
        with self._home.reading() as session:
            for one in work.waiting(session):
                count.add_metric((one.kind, one.progress), one.count)
                age.add_metric((one.kind, one.progress), one.oldest.total_seconds())
        yield from (count, age)
        free = shutil.disk_usage(self._home.settings.home).free
        yield GaugeMetricFamily("registry_disk_free_bytes", "Room left on the disk of the home folder.", value=free)


@needs(Rank.ADMIN, "admin")
def metrics() -> Response:
    requests: Collector = MultiProcessCollector(None) if os.environ.get(FOLDER) else _PROCESS  # type: ignore[no-untyped-call]
    told = CollectorRegistry()
    for collector in (requests, _Standing(instance())):
        told.register(collector)
    return Response(generate_latest(told), content_type=CONTENT_TYPE_LATEST)


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_observe)
    app.add_url_rule("/metrics", view_func=metrics)
