"""Which language a reader gets: what they chose, else the claim's, else their browser's, else the desk's."""

from functools import lru_cache

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.desk import Desk
from bot.words import LANGUAGES

COOKIE = "lang"
YEAR = 365 * 24 * 3600
ABOUT = web.RequestKey("claim_language", str)
"""The language of the claim a page is about, set by whoever looked it up."""


def language_of(request: web.Request, default: str) -> str:
    """ko or en. `default`: the desk's own."""
    chosen = (request.query.get("lang"), request.cookies.get(COOKIE), request.get(ABOUT))
    return next((each for each in chosen if each in LANGUAGES), None) or accepted(request.headers.get("Accept-Language", "")[:500], default)


@lru_cache(1000)
def accepted(header: str, default: str) -> str:
    """The first of our languages by the weights of an Accept-Language header (RFC 9110, 12.5.4)."""
    ranges = (part.partition(";") for part in header.split(","))
    weighed = [(_weight(rest), tag.strip().lower().split("-")[0]) for tag, _, rest in ranges]
    ours = [(weight, tag) for weight, tag in weighed if tag in LANGUAGES and weight > 0]
    return max(ours, key=lambda each: each[0])[1] if ours else default


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def remembered(desk: Desk) -> Middleware:
    """A middleware that keeps a reader's choice in a cookie."""
    secure = desk.settings.public_url.startswith("https:")

    @web.middleware
    async def remember(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        chosen = request.query.get("lang")
        if chosen in LANGUAGES and not response.prepared:
            response.set_cookie(COOKIE, chosen, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
        return response

    return remember
