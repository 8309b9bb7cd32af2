"""What this process has counted without events: kept in memory, flushed every few seconds, and at its end."""

import logging
import threading
import time
from collections import Counter
from multiprocessing import util

from sqlalchemy.exc import SQLAlchemyError

from registry import usage
from registry.errors import StorageFull
from registry.jobs import Instance
from registry.usage import Tally

log = logging.getLogger(__name__)
FLUSH_SECONDS = 5.0  # so much is lost when the process is killed
MOST = 20_000  # kinds of tallies that wait while the database cannot be written; what is new then is lost


class Tallies:
    """Counts that wait to be flushed. A process that ends by itself flushes; one that is killed loses a few seconds."""

    def __init__(self, home: Instance) -> None:
        self._home = home
        self._counts: Counter[Tally] = Counter()
        self._lock = threading.Lock()

    def add(self, tally: Tally) -> None:
        with self._lock:
            if len(self._counts) < MOST or tally in self._counts:
                self._counts[tally] += 1

    def keep_flushing(self) -> None:
        """From now on and until this process ends. Called once, after the process was forked."""
        # A web worker is a child of multiprocessing, which ends without running what atexit holds.
        util.Finalize(self, self.flush, exitpriority=10)
        threading.Thread(target=self._keep_flushing, name="tallies", daemon=True).start()

    def _keep_flushing(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            self.flush()

    def flush(self) -> None:
        """Write what waits; what cannot be written waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._home.database.writing(durable=False) as session:
                usage.add_tallies(session, counts)
        except (SQLAlchemyError, StorageFull) as error:
            log.warning("tallies could not be written (%s); they wait", error)
            with self._lock:
                self._counts.update(counts)
