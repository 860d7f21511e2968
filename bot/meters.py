"""What one process counts about itself, in Prometheus' own shapes; what stands in the database is not here."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram

_CALL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90)
_TASK_BUCKETS = (1, 2, 5, 10, 20, 40, 80, 160, 320, 900)


class Meters:
    """One instance a process, handed to those who have something to count."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._call_seconds = Histogram(
            "retouch_service_call_seconds",
            "How long an image service took to answer a call.",
            ["service", "call"],
            buckets=_CALL_BUCKETS,
            registry=self.registry,
        )
        self._call_errors = Counter(
            "retouch_service_errors",
            "Calls to an image service that failed, by what that means.",
            ["service", "call", "error"],
            registry=self.registry,
        )
        self._callback_seconds = Histogram(
            "retouch_callback_delay_seconds",
            "From a service's acceptance of a task to a callback about it.",
            ["service"],
            buckets=_TASK_BUCKETS,
            registry=self.registry,
        )
        self._callbacks = Counter(
            "retouch_callbacks",
            "Callbacks by the status they were answered with.",
            ["service", "status"],
            registry=self.registry,
        )
        self._slack_errors = Counter(
            "retouch_slack_errors",
            "Calls to Slack that failed, by Slack's word or ours.",
            ["method", "error"],
            registry=self.registry,
        )

    @contextmanager
    def service_call(self, service: str, call: str) -> Iterator[None]:
        """Time a call; one that raises counts as an error of that name."""
        began_at = time.perf_counter()
        try:
            yield
        except Exception as error:
            self._call_errors.labels(service, call, type(error).__name__).inc()
            raise
        finally:
            self._call_seconds.labels(service, call).observe(time.perf_counter() - began_at)

    def callback(self, service: str, *, status: int) -> None:
        """A callback has been answered."""
        self._callbacks.labels(service, str(status)).inc()

    def callback_delay(self, service: str, *, seconds: float) -> None:
        """A callback that was taken came so long after its task was accepted."""
        self._callback_seconds.labels(service).observe(seconds)

    def slack_error(self, method: str, error: str) -> None:
        """A call to Slack has failed."""
        self._slack_errors.labels(method, error).inc()
