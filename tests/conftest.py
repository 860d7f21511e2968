"""What every test may use."""

import os
import sys

import pytest
import structlog

# Tests start the product as processes of its own many times. Where compiled modules are not kept, as in many
# containers, each start would compile all of them again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = ["tests.postgres"]

# As the product logs: drawing every local variable of a traceback takes seconds on a busy machine.
structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Flow tests wait half of their time, so that more of them than cores make progress at once."""
    cores = os.cpu_count()
    return cores and cores + (cores + 1) // 2 if config.option.numprocesses == "auto" else None
