"""Headers of every answer: nothing is loaded from elsewhere, no script runs, no address leaks, no search engine keeps it."""

from collections.abc import Awaitable, Callable

from aiohttp import web


def policy(frame_ancestors: str) -> str:
    """Content-Security-Policy (w3.org/TR/CSP3) of a page. `frame_ancestors`: its sources, such as 'none'."""
    framing = frame_ancestors or "'none'"
    return f"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {framing}"


def dressed(frame_ancestors: str) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A signal that puts the headers on; those an answer brings itself stay."""
    ours = {
        "Content-Security-Policy": policy(frame_ancestors),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if frame_ancestors in ("", "'none'"):
        ours["X-Frame-Options"] = "DENY"

    async def dress(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in ours.items():
            response.headers.setdefault(name, value)
        response.headers["Server"] = "claimdesk"

    return dress
