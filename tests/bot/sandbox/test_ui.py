"""The JSON the page lives on."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.desk import Desk, actions, button, modal, plain

JSON = dict[str, Any]


class Page:
    def __init__(self, workspace: Workspace, session: aiohttp.ClientSession) -> None:
        self.workspace = workspace
        self.session = session

    async def get(self, path: str, **query: str) -> JSON:
        async with self.session.get(f"{self.workspace.url}/ui/{path}", params=query) as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> JSON:
        async with self.session.post(f"{self.workspace.url}/ui/{path}", json=body) as response:
            return await response.json()


@pytest.fixture
async def page(workspace: Workspace) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(workspace, session)


async def test_state_for_one_who_just_came(page: Page) -> None:
    state = await page.get("state")
    assert (state["me"], state["channel"]["id"]) == ("UANA", "CDESK")
    assert [channel["id"] for channel in state["channels"]] == ["CDESK", "COTHER", "GSECRET"]
    bens = await page.get("state", user="UBEN", channel="CDESK")
    assert [channel["id"] for channel in bens["channels"]] == ["CDESK", "COTHER"]
    elsewhere = await page.get("state", user="UBEN", channel="GSECRET")
    assert (elsewhere["me"], elsewhere["channel"]["id"]) == ("UBEN", "CDESK"), "whoever was before him stood there"
    assert (await page.get("state", user="UBEN", channel="CNONE"))["error"] == "channel_not_found"


async def test_talking(page: Page) -> None:
    ts = (await page.post("say", user="UANA", channel="CDESK", text="hello & <bye>"))["ts"]
    reply = (await page.post("say", user="UBEN", channel="CDESK", text="re", thread_ts=ts))["ts"]
    await page.post("edit", user="UBEN", channel="CDESK", ts=reply, text="re: hello")
    await page.post("react", user="UBEN", channel="CDESK", ts=ts, name="eyes")
    state = await page.get("state", user="UANA", channel="CDESK")
    (root,) = state["messages"]
    assert (root["text"], root["reply_count"]) == ("hello &amp; &lt;bye&gt;", 1)
    assert [message["text"] for message in state["threads"][ts]] == ["re: hello"]
    assert await page.post("edit", user="UANA", channel="CDESK", ts=reply, text="not mine") == {"error": "cant_update_message"}
    await page.post("delete", user="UBEN", channel="CDESK", ts=reply)
    assert (await page.get("state", user="UANA", channel="CDESK"))["threads"] == {}
    assert await page.post("say", user="UANA", channel="CDESK") == {"error": "missing 'text'"}


async def test_changes_wait_for_something_newer(page: Page) -> None:
    version = (await page.get("state"))["version"]
    assert (await page.get("changes", since=str(version - 1)))["version"] >= version
    await page.post("say", user="UANA", channel="CDESK", text="hello")
    assert (await page.get("changes", since=str(version)))["version"] > version


async def test_commands_clicks_and_modals(page: Page, desk: Desk) -> None:
    bodies: list[JSON] = []

    @desk.app.command("/claim")
    async def claim(ack: Any) -> None:
        await ack("done")

    @desk.app.action("menu")
    async def menu(ack: Any, body: JSON, client: Any) -> None:
        bodies.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @desk.app.view("form")
    async def submitted(ack: Any, view: JSON) -> None:
        bodies.append(view)
        await ack(response_action="errors", errors={"note": "no"})

    assert (await page.post("slash", user="UANA", channel="CDESK", text="/claim")) == {"error": None}
    assert "threads" in (await page.post("slash", user="UANA", channel="CDESK", text="/claim", thread_ts="1.0"))["error"]
    option = {"text": plain("Late"), "value": "late"}
    blocks = [actions({"type": "overflow", "action_id": "menu", "options": [option]})]
    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=blocks))["ts"]
    where = {"user": "UANA", "channel": "CDESK", "ts": ts}
    clicked = await page.post("click", **where, action_id="menu", block_id="buttons", selected_option=option, state={"values": {}})
    assert clicked == {"error": None}
    assert bodies[0]["actions"][0]["selected_option"] == option
    await page.workspace.until(lambda: page.workspace.views("UANA"))
    state = await page.get("state", user="UANA", channel="CDESK")
    assert [shown["text"] for shown in state["ephemerals"]] == ["done"]
    (view,) = state["views"]
    raw = {"note": {"text": {"type": "plain_text_input", "value": "hi"}}}
    assert await page.post("submit", user="UANA", view_id=view["id"], state=raw) == {"error": None, "errors": {"note": "no"}}
    assert (await page.get("state", user="UANA", channel="CDESK"))["views"][0]["errors"] == {"note": "no"}
    await page.post("close", user="UANA", view_id=view["id"])
    await page.post("dismiss", user="UANA", ephemeral_ts=state["ephemerals"][0]["ts"])
    after = await page.get("state", user="UANA", channel="CDESK")
    assert (after["views"], after["ephemerals"]) == ([], [])
    assert (await page.post("click", **where, action_id="gone"))["error"] == "element_not_found"


async def test_uploads(page: Page, workspace: Workspace, desk: Desk) -> None:
    async def upload(**fields: str) -> JSON:
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field("file", b"abc", filename="사진.png", content_type="image/png")
        async with page.session.post(f"{workspace.url}/ui/upload", data=form) as response:
            return await response.json()

    ts = (await upload(user="UANA", channel="CDESK"))["ts"]
    (shared,) = workspace.messages("CDESK")
    assert (shared["ts"], shared["files"][0]["name"]) == (ts, "사진.png")
    async with page.session.get(f"{workspace.url}/ui/files/{shared['files'][0]['id']}") as response:
        assert (await response.read(), response.content_type) == (b"abc", "image/png")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    kept = (await upload(user="UANA"))["file"]
    views: list[JSON] = []

    @desk.app.shortcut("file")
    async def start(ack: Any, body: JSON, client: Any) -> None:
        element = {"type": "file_input", "action_id": "f"}
        view = modal("files") | {"blocks": [{"type": "input", "block_id": "files", "label": plain("Files"), "element": element}]}
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @desk.app.view("files")
    async def submitted(ack: Any, view: JSON) -> None:
        views.append(view)
        await ack()

    await page.post("shortcut", user="UANA", callback_id="file")
    (view,) = workspace.views("UANA")
    state = {"files": {"f": {"type": "file_input", "files": [kept["id"]]}}}
    assert await page.post("submit", user="UANA", view_id=view["id"], state=state) == {"error": None, "errors": None}
    assert views[0]["state"]["values"]["files"]["f"]["files"][0]["name"] == "사진.png"


async def test_other_sites_are_kept_out(page: Page, workspace: Workspace) -> None:
    say = {"user": "UANA", "channel": "CDESK", "text": "x"}
    url = f"{workspace.url}/ui/say"
    async with page.session.post(url, json=say, headers={"Origin": "https://evil.example"}) as response:
        assert response.status == 403
    async with page.session.post(url, json=say, headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    async with page.session.post(url, data='{"user": "UANA"}', headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 415
    assert workspace.messages("CDESK") == []


async def test_home(page: Page, workspace: Workspace, desk: Desk) -> None:
    await desk.client.views_publish(user_id="UANA", view={"type": "home", "blocks": [actions(button("go"))]})
    assert await page.post("home", user="UANA") == {"error": None}
    assert (await page.get("state", user="UANA"))["home"]["type"] == "home"
