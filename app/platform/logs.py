"""Logs: one JSON object a line on standard error, without personal data.

Messages of exceptions are never logged: those of a database or a parser may quote what was sent. What is logged is
the class of the exception and the places in the code it passed through.
"""

import logging
import sys
import traceback
from typing import cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

QUOTED_FRAMES = 12


def describe_exception(error: BaseException) -> dict[str, object]:
    """Tell which exception it was and where, never what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-QUOTED_FRAMES:]
    described: dict[str, object] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "frames": [f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno}:{frame.name}" for frame in frames],
    }
    if error.__cause__ is not None:
        described["cause"] = f"{type(error.__cause__).__module__}.{type(error.__cause__).__qualname__}"
    return described


def _without_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = describe_exception(error)
    return event


class _ShapeOnlyFormatter(logging.Formatter):
    """Formats a record of the standard library without its message and the text of its exception."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "level": record.levelname.lower(),
            "event": "library",
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = describe_exception(record.exc_info[1])
        return orjson.dumps(entry).decode()


def configure_logs(level: str) -> None:
    """Send structlog and the standard library's warnings to standard error as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_message,
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_ShapeOnlyFormatter())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)


def get_logger() -> FilteringBoundLogger:
    """Return the logger of the service."""
    return cast("FilteringBoundLogger", structlog.get_logger())
