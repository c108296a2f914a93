"""What goes wrong becomes a kind page in the reader's language, with nothing of the inside on it."""

import traceback
from collections.abc import Mapping

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.pages import Pages
from bot.words import knows

log = structlog.get_logger()
TYPED = web.RequestKey("typed", str)
"""What the reader typed, so that no failure loses it."""


def kind_pages(pages: Pages) -> Middleware:
    """A middleware that turns every failure into a page."""

    @web.middleware
    async def kind(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _page(pages, request, error.status, error.headers)
        except Exception as error:  # noqa: BLE001 - whatever failed, the reader gets a page and the operator a traceback
            _report(request, error)
            return _page(pages, request, 500, {})

    return kind


def _page(pages: Pages, request: web.Request, status: int, headers: Mapping[str, str]) -> web.Response:
    known = status if knows(f"page.error.title_{status}") else 400 if status < 500 else 500
    values = {"days": pages.desk.rules.days.page, "seconds": headers.get("Retry-After", "")}
    response = pages.render(request, "error", status=status, kind=known, values=values, typed=request.get(TYPED, ""), here="/")
    response.headers.update({name: headers[name] for name in ("Retry-After", "Allow") if name in headers})
    return response


def _report(request: web.Request, error: Exception) -> None:
    """Log where it failed; the error's own words may hold a customer's, and the path may hold a key."""
    resource = request.match_info.route.resource
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("page failed", route=resource.canonical if resource else "none", error=type(error).__name__, where=where)
