import asyncio
import re
from collections.abc import AsyncIterator
from importlib.resources import files

import aiohttp
import pytest

from bot.sandbox.mailbox import Customer, File
from bot.sandbox.page import Page, Settings
from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from bot.words import say
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.test_postbox import DESK, deliver, letter, port_of

MINJI = Customer("김민지", "minji@hanbit.example", "ko")
SAM = Customer("Sam Reed", "sam@northwind.example", "en", "Europe/London")


@pytest.fixture
async def door() -> AsyncIterator[Postbox]:
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
async def site(postbox: Postbox) -> AsyncIterator[Workspace]:
    page = Page(postbox, Settings("http://127.0.0.1:9/track", roles={"UANA": "Engineer"}))
    workspace = make_workspace(routes=page.routes())
    page.watch(workspace.changes)
    await workspace.start()
    yield workspace
    await page.close()
    await workspace.stop()


@pytest.fixture
async def http(site: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(site.url) as session:
        yield session


async def test_every_file_the_page_names_is_there(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as answer:
        page = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-src 'self' http://127.0.0.1:9;" in policy
    names = {word.split("/page/")[1].split('"')[0] for word in page.split() if "/page/" in word}
    for name in names:
        async with http.get(f"/page/{name}") as answer:
            assert answer.status == 200, name


async def test_nothing_is_loaded_from_elsewhere() -> None:
    for file in (files("bot.sandbox") / "static").iterdir():
        loads = re.findall(r"""(?:src|href|url|import|from)\W{1,4}(?:https?:)?//""", file.read_text("utf-8"))
        assert loads == [], file.name


async def test_the_hints_name_the_buttons_as_they_are_called() -> None:
    hints = (files("bot.sandbox") / "static" / "hints.js").read_text("utf-8")
    for verb in ("take", "reply", "resolve"):
        english, korean = (say(language, f"slack.verb.{verb}.label") for language in ("en", "ko"))
        assert f"{english} ({korean})" in hints
        assert f"‘{korean}’" in hints


async def test_only_the_packaged_files_are_served(http: aiohttp.ClientSession) -> None:
    for path in ("/page/page.py", "/page/..%2Fpage.py", "/page/nothing.js"):
        async with http.get(path) as answer:
            assert answer.status == 404


async def test_settings_and_readme(http: aiohttp.ClientSession) -> None:
    async with http.get("/page/settings") as answer:
        settings = await answer.json()
    assert settings["tracking_url"] == "http://127.0.0.1:9/track"
    assert settings["roles"] == {"UANA": "Engineer"}
    async with http.get(settings["readme_url"]) as answer:
        assert (answer.status, answer.content_type, answer.charset) == (200, "text/plain", "utf-8")


@pytest.mark.parametrize("change", ["letter", "message"])
async def test_the_line_tells_of_mail_and_of_messages(change: str, http: aiohttp.ClientSession, site: Workspace, postbox: Postbox) -> None:
    async with http.ws_connect("/page/live") as line:
        first = await line.receive_json(timeout=60)
        if change == "letter":
            await deliver(postbox, letter(SAM.address))
        else:
            await site.say("UANA", "CDESK", "hello")
        assert await line.receive_json(timeout=60) > first


async def test_closing_the_page_hangs_up(site: Workspace, http: aiohttp.ClientSession, postbox: Postbox) -> None:
    page = Page(postbox, Settings("http://127.0.0.1:9"))
    workspace = make_workspace(routes=page.routes())
    await workspace.start()
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{workspace.url}/page/live") as line:
        await line.receive_json(timeout=60)
        told = asyncio.create_task(line.receive(timeout=60))
        await page.close()
        assert (await told).type == aiohttp.WSMsgType.CLOSE
    await workspace.stop()


@pytest.mark.parametrize("path", ["/mail/state", "/page/live"])
async def test_other_sites_are_kept_out(path: str, http: aiohttp.ClientSession) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with http.get(path, headers=headers) as answer:
            assert answer.status == 403


async def test_a_mailbox_lists_its_conversations(http: aiohttp.ClientSession, postbox: Postbox) -> None:
    first = await postbox.send(MINJI.address, "인쇄가 안 됩니다", "도와주세요", [("log.txt", b"E42")])
    await deliver(postbox, letter(MINJI.address, "접수되었습니다.", References=first.message_id, Auto_Submitted="auto-replied"))
    async with http.get("/mail/state", params={"who": MINJI.address}) as answer:
        state = await answer.json()
    assert [(one["address"], one["unread"]) for one in state["customers"]] == [(MINJI.address, 1), (SAM.address, 0)]
    (listed,) = state["conversations"]
    assert (listed["subject"], listed["count"], listed["unread"], listed["files"]) == ("인쇄가 안 됩니다", 2, 1, True)
    async with http.get("/mail/conversation", params={"who": MINJI.address, "id": listed["id"]}) as answer:
        sent, received = (await answer.json())["mails"]
    assert (sent["side"], sent["files"]) == ("out", [{"name": "log.txt", "type": "text/plain", "size": 3}])
    assert (received["side"], received["automatic"], received["text"].strip()) == ("in", True, "접수되었습니다.")
    async with http.post("/mail/seen", json={"who": MINJI.address, "ids": [received["id"]]}) as answer:
        assert answer.status == 200
    assert postbox.unread(MINJI.address) == set()


async def test_nobody_reads_anothers_mail(http: aiohttp.ClientSession, postbox: Postbox) -> None:
    mail = await postbox.send(MINJI.address, "Secret", "…", [("a.txt", b"a")])
    for path in ("conversation", "html", "file", "reply"):
        async with http.get(f"/mail/{path}", params={"who": SAM.address, "id": mail.id, "n": "0"}) as answer:
            assert answer.status == 404


async def test_a_letters_html_may_run_nothing_and_shows_its_own_pictures(http: aiohttp.ClientSession, postbox: Postbox) -> None:
    message = letter(SAM.address)
    message.add_alternative('<p>Hello</p><img src="cid:logo@desk"><script>alert(1)</script>', subtype="html")
    html = message.get_payload()[1]
    html.add_related(b"\x89PNG....", "image", "png", cid="<logo@desk>", filename="logo.png")
    await deliver(postbox, message)
    (mail,) = postbox.inbox(SAM.address)
    async with http.get("/mail/html", params={"who": SAM.address, "id": mail.id}) as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    address = page.split('src="')[1].split('"')[0].replace("&amp;", "&")
    async with http.get(address) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"\x89PNG....")


async def test_files_are_downloads_unless_they_are_pictures(http: aiohttp.ClientSession, postbox: Postbox) -> None:
    page = File("쪽.html", "text/html", b"<script>alert(1)</script>")
    mail = await postbox.send(SAM.address, "Files", "…", [page])
    async with http.get("/mail/file", params={"who": SAM.address, "id": mail.id, "n": "0"}) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%EC%AA%BD.html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with http.get("/mail/file", params={"who": SAM.address, "id": mail.id, "n": "7"}) as answer:
        assert answer.status == 404


def written(**fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in {"who": MINJI.address, "to": DESK, "subject": "제목", "text": "본문", **fields}.items():
        form.add_field(name, value)
    form.add_field("files", b"E42", filename="로그.txt", content_type="text/plain")
    return form


async def test_writing_from_the_page_is_a_real_mail(http: aiohttp.ClientSession, postbox: Postbox, door: Postbox) -> None:
    async with http.post("/mail/send", data=written()) as answer:
        sent = await answer.json()
    assert postbox.outbox(MINJI.address)[0].id == sent["id"]
    (mail,) = door.letters
    assert (mail.subject, mail.text.strip(), mail.files[0].name, mail.files[0].content) == ("제목", "본문", "로그.txt", b"E42")


async def test_answering_from_the_page_points_back(http: aiohttp.ClientSession, postbox: Postbox, door: Postbox) -> None:
    await deliver(postbox, letter(MINJI.address))
    (mail,) = postbox.inbox(MINJI.address)
    async with http.get("/mail/reply", params={"who": MINJI.address, "id": mail.id}) as answer:
        draft = await answer.json()
    assert (draft["to"], draft["cc"], draft["subject"]) == ([DESK], [], "Re: [1042-7K3M9Q] 인쇄가 안 됩니다")
    async with http.post("/mail/send", data=written(in_reply_to=mail.id, quote="yes", subject=draft["subject"])) as answer:
        assert answer.status == 200
    assert door.letters[0].references == ("<l1@desk.example>",)
    assert door.letters[0].text.strip().endswith("> 접수되었습니다.")


async def test_what_went_wrong_is_told(http: aiohttp.ClientSession, door: Postbox) -> None:
    door.faults.refuse("552 5.3.4 too big", at="data", times=1)
    async with http.post("/mail/send", data=written()) as answer:
        assert (answer.status, await answer.json()) == (502, {"error": "552 5.3.4 too big"})
    async with http.post("/mail/send", data=written(to=" ")) as answer:
        assert answer.status == 400


async def test_a_new_customer_gets_a_mailbox(http: aiohttp.ClientSession, postbox: Postbox) -> None:
    async with http.post("/mail/customers", json={"name": "Jane", "address": " Jane@Fabrikam.example", "language": "en"}) as answer:
        assert await answer.json() == {"who": "jane@fabrikam.example"}
    assert postbox.customer("jane@fabrikam.example").name == "Jane"
    async with http.post("/mail/customers", json={"name": "Jane", "address": "no address"}) as answer:
        assert answer.status == 400
