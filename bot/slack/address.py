"""Where the workspace is on the web, which the links to its messages begin with."""

import asyncio

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.links import Links

log = structlog.get_logger()


async def learn(client: AsyncWebClient, links: Links, every: float = 60.0) -> None:
    """Ask Slack until it tells; `every`: seconds between. https://docs.slack.dev/reference/methods/auth.test"""
    while not links.slack_url:
        try:
            links.slack_url = str((await client.auth_test()).get("url") or "")
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as trouble:
            log.warning("address of the workspace not read", why=type(trouble).__name__)
        if not links.slack_url:
            await asyncio.sleep(every)
