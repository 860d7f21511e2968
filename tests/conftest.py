"""What every test may use."""

import structlog

pytest_plugins = ["tests.postgres"]

# As the product logs: drawing every local variable of a traceback takes seconds on a busy machine.
structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
