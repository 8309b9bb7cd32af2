"""The Celery application: what a worker process needs, and when periodic work is due."""

import ctypes
import signal
from typing import Any

from celery import Celery, signals
from kombu import Queue  # type: ignore[attr-defined]

from registry import config, jobs
from registry.jobs import Instance, open_instance
from registry.pdf import roots
from registry.pdf.limits import Limits
from registry.pdf.reader import Reader

app = Celery("registry", include=["workers.tasks"])
settings = config.prepare(config.read())
jobs.quiet_libraries()
app.conf.update(jobs.broker_settings(settings))
app.conf.update(
    task_queues=[Queue(name) for name in (*dict.fromkeys(jobs.QUEUES.values()), jobs.PERIODIC)],
    task_default_queue=jobs.PERIODIC,
    task_create_missing_queues=False,
    timezone="UTC",
    # The rows say what is owed, so a message may be taken off the broker as soon as it is seen, and a worker hoards none.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_concurrency=settings.work_processes,
    # PDF libraries run in children of their own; a worker process is changed now and then all the same.
    worker_max_tasks_per_child=1_000,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    # No task may hold a process for ever: the reading limit, and room to store what was read.
    task_time_limit=settings.reading_seconds * 2 + 300,
    beat_schedule={
        "sweep": {"task": "registry.sweep", "schedule": 10.0},
        "fold": {"task": "registry.fold", "schedule": 10.0},
        "statuses": {"task": "registry.statuses", "schedule": 60.0},
        "number": {"task": "registry.number", "schedule": 5.0},
        "tidy": {"task": "registry.tidy", "schedule": 3_600.0},
    },
    beat_schedule_filename=str(settings.home / "schedule"),
    beat_max_loop_interval=5,
)


class Worker:
    """What a worker process keeps open between tasks; made anew in every pool process, after the fork."""

    machine = "machine"
    _instance: Instance | None = None
    _reader: Reader | None = None
    _roots: tuple[bytes, ...] | None = None

    @property
    def instance(self) -> Instance:
        if self._instance is None:
            self._instance = open_instance(settings)
        return self._instance

    @property
    def reader(self) -> Reader:
        if self._reader is None:
            limits = Limits(memory=settings.reading_memory, wall=settings.reading_seconds, cpu=settings.reading_seconds)
            self._reader = Reader(limits)
        return self._reader

    @property
    def roots(self) -> tuple[bytes, ...]:
        """Certificates that vouch for signatures, read once."""
        if self._roots is None:
            self._roots = roots.installed(settings.trust_roots)
        return self._roots

    def forget(self) -> None:
        """After a fork: what was open belongs to the parent."""
        self._instance = self._reader = None


worker = Worker()


@signals.worker_init.connect
def _name(sender: Any = None, **_: Any) -> None:
    """Claims are made under the machine's name, which the pool's processes inherit: all its workers see its processes."""
    worker.machine = str(getattr(sender, "hostname", "")).rpartition("@")[2] or Worker.machine


@signals.worker_process_init.connect
def _begin(**_: Any) -> None:
    """A pool process ends with the worker that started it, however that one ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    worker.forget()
    worker.reader.start()  # its libraries take a second to load, which the first upload need not wait for


@signals.worker_ready.connect
def _take_up(**_: Any) -> None:
    """What a worker of this machine had claimed when it was killed is free again, and everything owed is rung for."""
    from workers.tasks import take_up

    take_up(worker.instance, worker.machine)
    worker.forget()
