"""One way of logging for us and for the libraries: a fixed sentence plus named values."""

import logging
import sys
from typing import Literal

import structlog

# Libraries that log addresses, bodies or every query at info level.
_QUIET = (
    "httpx",
    "httpcore",
    "aiohttp.access",
    "slack_bolt",
    "slack_sdk",
    "dbos",
    "aiosqlite",
    "alembic",
    "PIL",
    "stamina",
)


def set_up_logs(*, level: str, log_format: Literal["text", "json"]) -> None:
    """Write to standard error; called once, by the command that runs."""
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        # The default shows local variables where it can, and those hold prompts and tokens.
        exception_formatter=structlog.dev.plain_traceback,
    )
    if log_format == "json":
        processors.append(structlog.processors.format_exc_info)
        renderer = structlog.processors.JSONRenderer()
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
