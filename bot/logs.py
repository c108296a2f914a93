"""Logs: one JSON line an event on standard error, with claim numbers and no customer's words; secrets are masked wherever they stand."""

import logging
import sys
from collections.abc import Mapping

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Settings

MASK = "***"
SHORTEST = 6  # a shorter value would mask ordinary words


def configure(settings: Settings, level: int = logging.INFO) -> None:
    """Send the desk's own events and the libraries' warnings the same way."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        masking(secrets_of(settings)),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=shared)
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)


def quiet() -> None:
    """For the command line: only what goes wrong, and never on standard output, where results stand."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret value there is, and the password within a URL by itself."""
    values = (value.get_secret_value() for _, value in settings if isinstance(value, SecretStr))
    parts = (part for value in values for part in (value, _password(value)))
    return tuple(sorted({part for part in parts if len(part) >= SHORTEST}, key=len, reverse=True))


def _password(url: str) -> str:
    return url.rpartition("@")[0].rpartition(":")[2] if "://" in url else ""


def masking(secrets: tuple[str, ...]) -> Processor:
    """A processor that replaces every secret in every string of an event."""

    def mask(value: object) -> object:
        if isinstance(value, str):
            for secret in secrets:
                value = value.replace(secret, MASK)
            return value
        return {key: mask(each) for key, each in value.items()} if isinstance(value, Mapping) else value

    def process(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {key: mask(value) for key, value in event.items()}

    return process
