"""Structured logs to standard error, without tokens, phone numbers or message texts."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"(?<!\d)\d{5,20}:[A-Za-z0-9_-]{16,}")
PHONE = re.compile(r"(?<!\d)(?:\+84|84|0)\d{9}(?!\d)")
QUIET = (
    "aiosqlite",  # it would write every statement with its values
    "sqlalchemy",
    "httpx",
    "httpcore",
    "apscheduler",
    "alembic",
    "fontTools",
    "fpdf",
    "matplotlib",
    "procrastinate",
    "PIL",
    "telegram",
    "asyncio",
    "uvicorn.access",
    "uvicorn.error",
)
NEVER_SHOWN = {"text", "html", "note", "phone", "token", "code", "secret", "heard", "facts"}


def redact(text: str) -> str:
    """Blot out whatever looks like a token or a phone number."""
    return PHONE.sub("<phone>", TOKEN.sub("<token>", text))


def _hide(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in NEVER_SHOWN & event.keys():
        event[key] = "<hidden>"
    return event


class Redacting(logging.Formatter):
    """The last thing a line passes before it is written, tracebacks included."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return redact(self.inner.format(record))


def set_up(level: str = "INFO", *, as_json: bool = False) -> None:
    """Send every logger of the process through one redacting formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide,
    ]
    plain = structlog.dev.plain_traceback
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=last)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(formatter))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
