"""A bell for what waits in the engine: a queue in which something is new, a chain for which there is a message.

Both are told at once, so neither has to look for itself again and again; what nobody told of, the minder sees.
This uses private parts of DBOS, whose exact version we name.
"""

import math
import threading
from functools import partial

from dbos import DBOS

# Between two looks of a queue that nobody tells anything. Each would cost every process 8 ms.
_LOOK_ANYWAY_SECONDS = 60.0
_WORKER = "queue-worker-"  # how the engine calls the thread of a queue


class Bell:
    """Tells the queues and the waiting chains of this process."""

    def __init__(self, dbos: DBOS) -> None:
        """For an engine that has been launched; who sleeps already hears of it from the next time on."""
        self._system = dbos._sys_db
        self._active = dbos._active_workflows_set
        self._changed = threading.Condition()
        self._rung: set[str] = set()  # the threads that are to look
        # Each thread sleeps on an event that says when to stop; those of the queues are among these.
        for stop in dbos.background_thread_stop_events:
            stop.wait = partial(self._sleep, stop)  # type: ignore[method-assign]
            stop.set = partial(self._set, stop)  # type: ignore[method-assign]
        # A thousand waiting chains would be as many queries a minute, and where there is no server to notify us,
        # as many at each look of the engine.
        self._system._notification_fallback_polling_interval = math.inf
        self._system.notifications_map.snapshot = list  # type: ignore[method-assign]  # nobody to look for

    def queue_of(self, chain_id: str) -> str | None:
        """Where a chain that runs in this process has a place; None if it waited in no queue."""
        places = self._active._m.get(chain_id, [])
        return next((queue for queue, _ in filter(None, places)), None)

    def ring(self, queue: str) -> None:
        """Let the queue be looked at now, in this process."""
        with self._changed:
            self._rung.add(f"{_WORKER}{queue}")
            self._changed.notify_all()

    def notify(self, chain_id: str, *, topic: str) -> None:
        """End the wait of a chain of this process for a message that has been written down."""
        name, _ = self._system._waiter(chain_id, topic)
        waiter = self._system.notifications_map.get(name)
        if waiter is not None:
            waiter.set()

    def _sleep(self, stop: threading.Event, timeout: float | None = None) -> bool:
        """Instead of ``threading.Event.wait``: whether to stop."""
        sleeper = threading.current_thread().name
        if sleeper.startswith(_WORKER):
            timeout = _LOOK_ANYWAY_SECONDS
        with self._changed:
            self._changed.wait_for(lambda: stop.is_set() or sleeper in self._rung, timeout)
            self._rung.discard(sleeper)
        return stop.is_set()

    def _set(self, stop: threading.Event) -> None:
        """Instead of ``threading.Event.set``."""
        threading.Event.set(stop)
        with self._changed:
            self._changed.notify_all()
