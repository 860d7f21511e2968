"""A bell for the engine's queues: a chain or a place that is new in one is seen at once, not at the next look.

This uses private parts of DBOS, whose exact version we name.
"""

import threading
from functools import partial

from dbos import DBOS


class QueueBell:
    """Lets a queue's thread look now, instead of when it has slept for as long as it does between two looks."""

    def __init__(self, dbos: DBOS) -> None:
        """For an engine that has been launched; who sleeps already hears of it from the next time on."""
        self._active = dbos._active_workflows_set
        self._changed = threading.Condition()
        self._rung: set[str] = set()  # the threads that are to look
        # Each thread sleeps on an event that says when to stop; the one of the queues is among these.
        for stop in dbos.background_thread_stop_events:
            stop.wait = partial(self._sleep, stop)  # type: ignore[method-assign]
            stop.set = partial(self._set, stop)  # type: ignore[method-assign]

    def queue_of(self, chain_id: str) -> str | None:
        """Where a chain that runs in this process has a place; None if it waited in no queue."""
        places = self._active._m.get(chain_id, [])
        return next((queue for queue, _ in filter(None, places)), None)

    def ring(self, queue: str) -> None:
        """Let the queue be looked at now, in this process."""
        with self._changed:
            self._rung.add(f"queue-worker-{queue}")
            self._changed.notify_all()

    def _sleep(self, stop: threading.Event, timeout: float | None = None) -> bool:
        """Instead of ``threading.Event.wait``: whether to stop."""
        sleeper = threading.current_thread().name
        with self._changed:
            self._changed.wait_for(lambda: stop.is_set() or sleeper in self._rung, timeout)
            self._rung.discard(sleeper)
        return stop.is_set()

    def _set(self, stop: threading.Event) -> None:
        """Instead of ``threading.Event.set``."""
        threading.Event.set(stop)
        with self._changed:
            self._changed.notify_all()
