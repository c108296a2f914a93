"""The web door: the tracking page for customers, health and numbers for the operator. It needs nothing but the database."""

from bot.web.app import make_web
from bot.web.health import Health

__all__ = ["Health", "make_web"]
