"""Structured logs: one JSON object a line on standard error.

What is logged is ids, counts and codes. Message bodies, tokens, names and full numbers are never
passed to a logger; as a last guard, long runs of digits are masked here.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_DIGITS = re.compile(r"\+?\d[\d -]{5,}\d")


def configure_logging() -> None:
    """Send every log of this process, our own and the libraries', through one renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask_numbers,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(
                    ExceptionDictTransformer(show_locals=False)  # locals hold what people wrote
                ),
                drop_exception_words,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("urllib3", "huey", "alembic", "sqlalchemy", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def mask_numbers(_logger: object, _method: str, event: Any) -> Any:
    """Leave the last four digits of anything that could be a telephone number."""
    for name, value in event.items():
        if isinstance(value, str) and name not in {"timestamp", "logger", "level"}:
            event[name] = _DIGITS.sub(lambda found: "••••" + found.group()[-4:], value)
    return event


def drop_exception_words(_logger: object, _method: str, event: Any) -> Any:
    """Keep an exception's type and place; its message may quote what a person wrote."""
    _hush(event.get("exception") or ())
    return event


def _hush(stacks: Iterable[Any]) -> None:
    """Take the words out of a chain of exceptions, and out of those that one of them groups."""
    for stack in stacks:
        stack["exc_value"], stack["exc_notes"] = "", []
        for group in stack.get("exceptions") or ():
            _hush(group)
