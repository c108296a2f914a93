"""Logs: one JSON line an event on standard error, with claim numbers and no customer's words; secrets are masked wherever they stand."""

import logging
import sys
from collections.abc import Mapping
from urllib.parse import unquote

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Settings

MASK = "***"
SHORTEST = 6  # a shorter value would mask ordinary words


def configure(settings: Settings, level: int = logging.INFO) -> None:
    """Send the desk's own events and the libraries' warnings the same way."""
    secrets = secrets_of(settings)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        masking(secrets),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
                lambda _logger, _name, line: masked(str(line), secrets),
            ],
            foreign_pre_chain=shared,
        )
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
    """Every secret value there is, and the password within a URL by itself, as it is spelled there and as it is used."""
    values = (value.get_secret_value() for _, value in settings if isinstance(value, SecretStr))
    parts = (part for value in values for part in (value, *_passwords(value)))
    return tuple(sorted({part for part in parts if len(part) >= SHORTEST}, key=len, reverse=True))


def _passwords(url: str) -> tuple[str, ...]:
    """`scheme://user:password@host`; only the last @ divides, as people forget to encode one within a password."""
    user, at, _ = url.partition("://")[2].rpartition("@")
    password = user.partition(":")[2] if at else ""
    return password, unquote(password)


def masked(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def masking(secrets: tuple[str, ...]) -> Processor:
    """A processor that replaces every secret in every string of an event."""

    def mask(value: object) -> object:
        if isinstance(value, str):
            return masked(value, secrets)
        if isinstance(value, Mapping):
            return {key: mask(each) for key, each in value.items()}
        return [mask(each) for each in value] if isinstance(value, list | tuple | set | frozenset) else value

    def process(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {key: mask(value) for key, value in event.items()}

    return process
