"""The page in a real Chromium, against the real workspace with a small Bolt app in it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox import page as sandbox
from bot.sandbox.mailbox import Customer
from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import Desk, actions, button, modal, plain
from tests.bot.sandbox.test_postbox import DESK, deliver, letter, port_of
from tests.servers.chromium import chromium, window

MINJI = Customer("김민지", "minji@hanbit.example", "ko")
SAM = Customer("Sam Reed", "sam@northwind.example", "en", "Europe/London")

JSON = dict[str, Any]


@pytest.fixture
async def door() -> AsyncIterator[Postbox]:
    """Stands where the desk's mail door is."""
    door = Postbox()
    await door.start()
    yield door
    await door.stop()


@pytest.fixture
async def postbox(door: Postbox) -> AsyncIterator[Postbox]:
    postbox = Postbox([MINJI, SAM], port_of(door), DESK)
    await postbox.start()
    yield postbox
    await postbox.stop()


@pytest.fixture
async def workspace(postbox: Postbox, tracking: str) -> AsyncIterator[Workspace]:
    page = sandbox.Page(postbox, sandbox.Settings(tracking, roles={"UANA": "Engineer", "UBEN": "Lead"}))
    shortcuts = [{"type": "message", "name": "Send to customer", "callback_id": "send"}]
    workspace = make_workspace(routes=page.routes(), shortcuts=shortcuts, strict_pace=False)
    page.watch(workspace.changes)
    await workspace.start()
    yield workspace
    await page.close()
    await workspace.stop()


@pytest.fixture
async def tracking() -> AsyncIterator[str]:
    """A page that says under which path it was asked for."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        body = b"<!doctype html><title>Tracking</title><p>asked for " + request.split()[1] + b"</p>"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()
    await server.wait_closed()


@pytest.fixture
async def page(workspace: Workspace, desk: Desk) -> AsyncIterator[Page]:
    """The page, open; a script error on it fails the test."""
    async with chromium() as browser:
        context = await window(browser, viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(workspace.url)
        yield page
        assert errors == []


def mrkdwn(text: str) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def post(desk: Desk, *blocks: JSON, text: str = "card", **more: Any) -> str:
    answer = await desk.client.chat_postMessage(channel="CDESK", text=text, blocks=blocks or None, **more)
    return str(answer["ts"])


def card(page: Page) -> Locator:
    return page.get_by_test_id("card")


async def test_text_is_shown_as_slack_shows_it(page: Page, desk: Desk) -> None:
    text = "*bold* _it_ ~no~ `a*b` <https://x.example/?a=1&amp;b=2|here> &lt;b&gt; <@UBEN> <!here> <!date^86400^{date_num}|never>"
    await post(desk, mrkdwn(f"{text}\n&gt; quoted\n```1 &lt; 2```\n2*3*4 snake_case_name"))
    shown = card(page)
    for tag, words in {"strong": "bold", "em": "it", "s": "no", "code": "a*b", "blockquote": "quoted", "pre": "1 < 2"}.items():
        await expect(shown.locator(tag)).to_have_text(words)
    await expect(shown.get_by_role("link", name="here")).to_have_attribute("href", "https://x.example/?a=1&b=2")
    await expect(shown).to_contain_text("<b> @김벤 @here 01/02/1970")
    await expect(shown).to_contain_text("2*3*4 snake_case_name")


async def test_a_mail_cannot_put_markup_or_a_script_link_into_the_page(page: Page, desk: Desk) -> None:
    await post(desk, mrkdwn("&lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|press>"))
    await expect(card(page)).to_contain_text("<img src=x onerror=alert(1)> press")
    await expect(card(page).locator("img, a")).to_have_count(0)


async def test_a_button_asks_before_it_acts_and_the_card_changes_in_place(page: Page, desk: Desk) -> None:
    async def taken(ack: Any, body: JSON, client: Any) -> None:
        await ack()
        blocks = [mrkdwn(f"taken with {body['actions'][0]['value']}")]
        await client.chat_update(channel="CDESK", ts=body["message"]["ts"], text="taken", blocks=blocks)

    desk.app.action("take")(taken)
    confirm = {"title": plain("Sure?"), "text": plain("The customer is told."), "confirm": plain("Yes"), "deny": plain("No")}
    await post(desk, actions(button("take", "Take", value="1042", confirm=confirm)))
    take = card(page).get_by_role("button", name="Take")
    await take.click()
    await page.get_by_test_id("confirm").get_by_role("button", name="No").click()
    await take.click()
    await page.get_by_test_id("confirm").get_by_role("button", name="Yes").click()
    await expect(card(page)).to_have_text("taken with 1042")


async def test_menus_and_selects_tell_what_was_chosen(page: Page, desk: Desk, workspace: Workspace) -> None:
    heard: list[JSON] = []

    async def chosen(ack: Any, body: JSON) -> None:
        await ack()
        heard.append(body["actions"][0])
        workspace.changes.notify()

    options = [{"text": plain(name), "value": name.lower()} for name in ("Hand", "Ask")]
    desk.app.action("more")(chosen)
    desk.app.action("owner")(chosen)
    people = {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")}
    await post(desk, actions({"type": "overflow", "action_id": "more", "options": options}, people))
    await card(page).get_by_role("button", name="More").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await card(page).get_by_role("combobox", name="Owner").select_option(label="김벤")
    await workspace.until(lambda: len(heard) == 2)
    assert heard[0]["selected_option"]["value"] == "ask"
    assert heard[1]["selected_user"] == "UBEN"


async def test_an_open_menu_stays_through_a_redraw(page: Page, desk: Desk) -> None:
    options = [{"text": plain(name), "value": name.lower()} for name in ("Hand", "Ask")]
    blocks = [mrkdwn("before"), actions({"type": "overflow", "action_id": "more", "options": options})]
    ts = await post(desk, *blocks)
    await card(page).get_by_role("button", name="More").click()
    await desk.client.chat_update(channel="CDESK", ts=ts, text="card", blocks=[mrkdwn("after"), *blocks[1:]])
    await post(desk, text="Seen after the redraw")
    await expect(page.get_by_text("Seen after the redraw")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Hand")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(card(page)).to_contain_text("after")


async def test_a_modal_keeps_what_was_typed_through_errors_and_stacking(page: Page, desk: Desk, workspace: Workspace) -> None:
    sent: list[JSON] = []

    async def open_form(ack: Any, body: JSON, client: Any) -> None:
        await ack()
        view = modal(title="Reply")
        lines = [
            {"type": "input", "block_id": "kind", "label": plain("Class"), "element": select()},
            {"type": "input", "block_id": "then", "label": plain("Then"), "optional": True, "element": boxes()},
        ]
        await client.views_open(trigger_id=body["trigger_id"], view=view | {"blocks": view["blocks"] + lines})

    async def submitted(ack: Any, view: JSON) -> None:
        values = view["state"]["values"]
        if len(values["note"]["text"]["value"]) < 5:
            await ack(response_action="errors", errors={"note": "Say more."})
        else:
            sent.append(values)
            shown = {"type": "modal", "callback_id": "letter", "title": plain("The letter"), "close": plain("Back"), "blocks": []}
            await ack(response_action="push", view=shown | {"blocks": [mrkdwn(values["note"]["text"]["value"])]})

    desk.app.action("reply")(open_form)
    desk.app.view("form")(submitted)
    await post(desk, actions(button("reply", "Reply")))
    await card(page).get_by_role("button", name="Reply").click()
    form = page.get_by_test_id("modal")
    await expect(form.get_by_role("heading")).to_have_text("Reply")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_test_id("input-error").first).to_contain_text("required")
    await form.get_by_label("Note").fill("짧음")
    await form.get_by_label("Class").select_option("HOWTO")
    await form.get_by_role("checkbox", name="Resolve").check()
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_test_id("input-error").first).to_have_text("Say more.")
    await expect(form.get_by_label("Note")).to_be_focused()
    await form.get_by_label("Note").fill("드라이버를 바꾸세요")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_role("heading")).to_have_text("The letter")
    await form.get_by_role("button", name="Back").click()
    await expect(form.get_by_label("Note")).to_have_value("드라이버를 바꾸세요")
    await expect(form.get_by_role("checkbox", name="Resolve")).to_be_checked()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    assert workspace.views("UANA") == []
    assert sent[0]["kind"]["kind"]["selected_option"]["value"] == "HOWTO"
    assert [option["value"] for option in sent[0]["then"]["then"]["selected_options"]] == ["resolve"]


async def test_a_time_is_picked_on_the_persons_own_clock(page: Page, desk: Desk, workspace: Workspace) -> None:
    sent: list[JSON] = []

    async def open_form(ack: Any, body: JSON, client: Any) -> None:
        await ack()
        when = {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1_795_510_800}
        view = modal() | {"blocks": [{"type": "input", "block_id": "when", "label": plain("Next update"), "element": when}]}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def submitted(ack: Any, view: JSON) -> None:
        await ack()
        sent.append(view["state"]["values"]["when"]["when"])

    desk.app.action("plan")(open_form)
    desk.app.view("form")(submitted)
    await post(desk, actions(button("plan", "Plan")))
    await page.get_by_test_id("person-select").select_option(label="김벤")
    await card(page).get_by_role("button", name="Plan").click()
    when = page.get_by_test_id("modal").get_by_label("Next update")
    await expect(when).to_have_value("2026-11-24T18:00")
    await when.fill("2026-11-25T09:30")
    await page.get_by_test_id("modal").get_by_role("button", name="Send").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    assert sent[0]["selected_date_time"] == 1_795_510_800 + 15 * 3600 + 1800


def select() -> JSON:
    options = [{"text": plain(name), "value": name} for name in ("DEFECT", "HOWTO")]
    return {"type": "static_select", "action_id": "kind", "options": options}


def boxes() -> JSON:
    return {"type": "checkboxes", "action_id": "then", "options": [{"text": plain("Resolve"), "value": "resolve"}]}


async def test_a_thread_takes_notes_and_files_but_no_slash_command(page: Page, desk: Desk, workspace: Workspace) -> None:
    ts = await post(desk, text="A claim")
    await post(desk, text="The mail", thread_ts=ts)
    await page.get_by_test_id("replies").click()
    thread = page.get_by_test_id("thread")
    box = thread.get_by_test_id("thread-composer")
    await box.fill("/claim take 1042")
    await box.press("Enter")
    await expect(thread.get_by_role("alert")).to_have_text("/claim is not supported in threads. Sorry!")
    await expect(box).to_have_value("/claim take 1042")
    await box.fill("메모 @ben")
    await box.press("Enter")
    await expect(thread.get_by_test_id("message").last).to_contain_text("메모 @김벤")
    await expect(box).to_have_value("")
    file = {"name": "로그.txt", "mimeType": "text/plain", "buffer": b"E42"}
    await thread.get_by_test_id("thread-composer-file").set_input_files(files=[file])
    await expect(thread.get_by_test_id("file")).to_contain_text("로그.txt")
    assert [one["text"] for one in workspace.thread("CDESK", ts)][1:3] == ["The mail", "메모 <@UBEN>"]


async def test_the_link_of_a_message_opens_its_thread(page: Page, desk: Desk, workspace: Workspace) -> None:
    root = await post(desk, text="the first claim")
    await post(desk, text="said of it", thread_ts=root)
    link = (await desk.client.chat_getPermalink(channel="CDESK", message_ts=root))["permalink"]
    await post(desk, mrkdwn(f"<{link}|1042>"))
    thread = page.get_by_test_id("thread")
    await page.get_by_role("link", name="1042").click()
    await expect(thread).to_contain_text("said of it")
    await page.goto(link)
    await expect(thread).to_contain_text("said of it")
    await page.goto(f"{workspace.url}/archives/CDESK/p1000000000000001")
    await expect(page.get_by_role("status")).to_contain_text("no longer there")
    await expect(thread).to_be_hidden()


async def test_a_command_is_answered_to_its_writer_alone(page: Page, desk: Desk) -> None:
    async def claim(ack: Any, command: JSON) -> None:
        await ack(f"1042 is with <@UBEN>: {command['text']}")

    desk.app.command("/claim")(claim)
    await page.get_by_label("Message #claims").fill("/claim take 1042")
    await page.get_by_label("Message #claims").press("Enter")
    answer = page.get_by_test_id("ephemeral")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("1042 is with @김벤: take 1042")
    await page.get_by_test_id("person-select").select_option(label="김벤")
    await expect(page.get_by_test_id("role")).to_have_text("Lead")
    await expect(answer).to_have_count(0)
    await page.get_by_test_id("person-select").select_option(label="Ana Silva")
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_have_count(0)


async def test_home_and_message_shortcuts_work(page: Page, desk: Desk) -> None:
    async def opened(event: JSON, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [mrkdwn("Your claims")]})

    async def shortcut(ack: Any, body: JSON, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(title="Send", text=body["message"]["text"]))

    desk.app._async_listeners.clear()  # the desk's own listener for app_home_opened only listens
    desk.app.event("app_home_opened")(opened)
    desk.app.shortcut("send")(shortcut)
    await page.get_by_role("button", name="Home").click()
    await expect(page.get_by_test_id("home")).to_contain_text("Your claims")
    await page.get_by_role("button", name="#claims").click()
    await post(desk, text="It is fixed")
    message = page.get_by_test_id("message")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Send to customer").click()
    await expect(page.get_by_test_id("modal").get_by_label("Note")).to_have_value("It is fixed")


async def test_one_edits_and_deletes_ones_own_words(page: Page, desk: Desk, workspace: Workspace) -> None:
    await workspace.say("UANA", "CDESK", "Helo @ben")
    message = page.get_by_test_id("message")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Edit message").click()
    await expect(page.get_by_label("Edit message")).to_have_value("Helo @ben")
    await page.get_by_label("Edit message").fill("Hello @ben")
    await page.get_by_role("button", name="Save changes").click()
    await expect(message).to_contain_text("Hello @김벤")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_test_id("confirm").get_by_role("button", name="Delete").click()
    await expect(message).to_have_count(0)


async def test_a_customer_writes_reads_and_answers(page: Page, postbox: Postbox, door: Postbox, tracking: str) -> None:
    await page.get_by_role("tab", name="Mail").click()
    await page.get_by_test_id("customer-select").select_option(MINJI.address)
    await page.get_by_test_id("write").click()
    compose = page.get_by_test_id("compose")
    await expect(compose.get_by_label("To", exact=True)).to_have_value(DESK)
    await compose.get_by_label("Subject").fill("인쇄가 안 됩니다")
    await compose.get_by_label("Text").fill("도와주세요")
    await compose.get_by_test_id("compose-files").set_input_files(
        files=[{"name": "화면.png", "mimeType": "image/png", "buffer": b"\x89PNG"}]
    )
    door.faults.refuse("451 4.3.0 busy", at="data", times=1)
    await compose.get_by_role("button", name="Send").click()
    await expect(page.get_by_test_id("compose-error")).to_contain_text("451 4.3.0 busy")
    await compose.get_by_role("button", name="Send").click()
    await expect(page.get_by_test_id("mail")).to_contain_text("도와주세요")
    (first,) = door.letters
    assert (first.subject, first.files[0].name) == ("인쇄가 안 됩니다", "화면.png")

    answer = letter(MINJI.address, "확인 중입니다.", References=first.message_id)
    script = "<script>document.body.textContent = 'taken over'</script>"
    answer.add_alternative(f'<p>확인 중입니다.</p><a href="{tracking}c/abc">진행 상황</a>{script}', subtype="html")
    await deliver(postbox, answer)
    await expect(page.get_by_test_id("mail")).to_have_count(2)
    inside = page.frame_locator("[data-testid=mail-html]")
    await expect(inside.get_by_text("확인 중입니다.")).to_be_visible()
    await page.get_by_role("button", name="Reply").click()
    await compose.get_by_label("Text").fill("기다리겠습니다")
    await compose.get_by_role("button", name="Send").click()
    await expect(page.get_by_test_id("mail")).to_have_count(3)
    assert door.letters[-1].references == (first.message_id, "<l1@desk.example>")
    await expect(page.get_by_test_id("conversation")).to_have_count(1)
    assert postbox.unread(MINJI.address) == set()

    await inside.get_by_role("link", name="진행 상황").click()
    await expect(page.get_by_role("tab", name="Tracking")).to_have_attribute("aria-selected", "true")
    await expect(page.frame_locator("[data-testid=tracking-frame]").get_by_text("asked for /c/abc")).to_be_visible()


async def test_what_was_typed_survives_a_reload(page: Page) -> None:
    await page.get_by_role("tab", name="Mail").click()
    await page.get_by_test_id("write").click()
    await page.get_by_label("Subject").fill("Half a thought")
    await page.reload()
    await page.get_by_test_id("write").click()
    await expect(page.get_by_label("Subject")).to_have_value("Half a thought")


async def test_a_customer_unknown_to_the_desk_can_be_added(page: Page, door: Postbox) -> None:
    await page.get_by_role("tab", name="Mail").click()
    await page.get_by_role("button", name="New customer").click()
    await page.get_by_label("Name").fill("Jane Doe")
    await page.get_by_label("Address").fill("jane@fabrikam.example")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_test_id("customer-address")).to_have_text("jane@fabrikam.example")
    await page.get_by_test_id("write").click()
    await page.get_by_label("Subject").fill("Hello")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_test_id("mail")).to_have_count(1)
    assert door.letters[0].sender == ("Jane Doe", "jane@fabrikam.example")


async def test_eight_tabs_stay_alive_together(page: Page, workspace: Workspace) -> None:
    tabs = [page, *[await page.context.new_page() for _ in range(7)]]
    for tab in tabs[1:]:
        await tab.goto(workspace.url)
    await workspace.say("UBEN", "CDESK", "everybody hears this")
    for tab in tabs:
        await expect(tab.get_by_text("everybody hears this")).to_be_visible()


@pytest.mark.parametrize("tab", ["Slack", "Mail", "Tracking"])
async def test_nothing_is_wider_than_a_phone(tab: str, page: Page, desk: Desk, postbox: Postbox) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    ts = await post(desk, mrkdwn("a" * 200), actions(*[button(f"b{n}", "A button with words") for n in range(4)]))
    await post(desk, text="x", thread_ts=ts)
    await postbox.send(MINJI.address, "아주 긴 제목 " * 20, "본문 " * 100)
    await page.get_by_role("tab", name=tab).click()
    if tab == "Slack":
        await page.get_by_test_id("replies").click()
        await expect(page.get_by_test_id("thread")).to_be_visible()
    if tab == "Mail":
        await page.get_by_test_id("conversation").click()
        await expect(page.get_by_test_id("mail")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
