"""Files that people put into a claim's thread. The token goes to Slack's own host and nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.desk import Desk
from claims.envelope import Attachment

PATIENCE = aiohttp.ClientTimeout(total=120)


def files_host(api_url: str) -> str:
    """Where private files lie: files.slack.com for Slack itself, else wherever the API is."""
    host = urlsplit(api_url).netloc
    domain = ".".join(host.split(".")[-2:])
    return f"files.{domain}" if domain in ("slack.com", "slack-gov.com") else host


async def fetched(desk: Desk, files: Sequence[Mapping[str, Any]]) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Keep the files; also the names of those left where they are: on another host, too large, or not there any more.

    https://docs.slack.dev/reference/objects/file-object. Raises aiohttp.ClientError where the connection fails: the event comes again.
    """
    kept: list[Attachment] = []
    left: list[str] = []
    for file in files:
        data = await _download(desk, file)
        name = str(file.get("name") or file.get("title") or file.get("id"))
        if data is None:
            left.append(name)
        else:
            kept.append(Attachment(name, str(file.get("mimetype") or "application/octet-stream"), len(data), desk.files.keep(data)))
    return tuple(kept), tuple(left)


async def _download(desk: Desk, file: Mapping[str, Any]) -> bytes | None:
    """The bytes, or None where they are not ours to fetch. Redirects are not followed: they would take the token along."""
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    api = urlsplit(desk.settings.slack_api_url)
    if (urlsplit(url).scheme, urlsplit(url).netloc) != (api.scheme, files_host(desk.settings.slack_api_url)):
        return None
    limit = desk.rules.limits.mail_bytes
    headers = {"Authorization": f"Bearer {desk.settings.slack_bot_token.get_secret_value()}"}
    async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(url, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200 or (answer.content_length or 0) > limit:
            return None
        data = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):
            data += chunk
            if len(data) > limit:
                return None
        return bytes(data)
