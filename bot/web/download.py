"""A file as a download: never shown inside the page's own site, whatever it is."""

from urllib.parse import quote

from aiohttp import web

from bot.mail.names import clean
from claims.envelope import Attachment

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_HARMLESS = frozenset(
    ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "application/zip", "text/plain", "text/csv")
)


def download(file: Attachment, content: bytes) -> web.Response:
    """The file under its own name (RFC 6266; beyond ASCII as RFC 8187 spells it), of a type that no browser runs."""
    type = file.type if file.type in _HARMLESS else "application/octet-stream"
    headers = {
        "Content-Type": type,
        "Content-Disposition": disposition(file.name, file.type),
        "Content-Security-Policy": POLICY,
        "X-Download-Options": "noopen",
    }
    return web.Response(body=content, headers=headers)


def disposition(name: str, type: str) -> str:
    safe = clean(name, type, 1)
    ascii_name = "".join(letter if letter.isascii() and letter.isprintable() and letter not in '"\\%;' else "_" for letter in safe)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(safe, safe='')}"
