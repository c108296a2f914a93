"""A tiny real Bolt app, to be driven through the workspace."""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace


def modal(callback_id: str = "form", *, title: str = "Form", text: str = "", **more: Any) -> dict[str, Any]:
    note = {"type": "input", "block_id": "note", "label": plain("Note"), "element": {"type": "plain_text_input", "action_id": "text"}}
    if text:
        note["element"]["initial_value"] = text
    return {"type": "modal", "callback_id": callback_id, "title": plain(title), "submit": plain("Send"), "blocks": [note], **more}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, label: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def actions(*elements: dict[str, Any], block_id: str = "buttons") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


class Desk:
    """A Bolt app that keeps what it hears; `hold` makes event listeners wait, so that they are not acknowledged."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, Any]] = []
        self.triggers: list[str] = []
        self.hold: asyncio.Event | None = None
        self.client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
        self.app = AsyncApp(client=self.client, signing_secret=workspace.signing_secret, process_before_response=True)
        self.handlers: list[AsyncSocketModeHandler] = []
        self.app.shortcut("trigger")(self.catch)
        self.app.event({"type": "message"})(self.hear)
        for name in ("app_mention", "app_home_opened", "reaction_added", "member_joined_channel", "member_left_channel"):
            self.app.event(name)(self.hear)
        for name in ("channel_archive", "channel_rename", "channel_left", "user_change", "channel_unarchive"):
            self.app.event(name)(self.hear)

    async def hear(self, body: dict[str, Any], request: Any, event: dict[str, Any]) -> None:
        self.heard.append(body)
        self.headers.append(request.headers)
        self.workspace.changes.notify()
        if self.hold:
            await self.hold.wait()

    async def catch(self, ack: Any, body: dict[str, Any]) -> None:
        self.triggers.append(body["trigger_id"])
        await ack()

    def events(self, kind: str = "message", subtype: str | None = None) -> list[dict[str, Any]]:
        events = [body["event"] for body in self.heard]
        return [event for event in events if event["type"] == kind and event.get("subtype") == subtype]

    async def connect(self, connections: int = 1) -> None:
        for _ in range(connections):
            web_client = AsyncWebClient(self.workspace.app_token, base_url=self.workspace.api_url)
            handler = AsyncSocketModeHandler(self.app, self.workspace.app_token, web_client=web_client)
            self.handlers.append(handler)
            await handler.connect_async()
        await self.workspace.connected(connections)

    async def close(self) -> None:
        for handler in self.handlers:
            await handler.close_async()
