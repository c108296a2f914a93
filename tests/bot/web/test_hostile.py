"""What strangers try: script in every field, forged paths, headers that are no names."""

import asyncio
from pathlib import Path

import pytest

from claims.claim import ClaimClass, Factor
from claims.rules import Rules
from commands import close, resolve
from commands.resolve import Resolution
from storage.database import Database
from tests.bot.web.house import JUN, House, opened_house
from tests.clocks import StillClock

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
HOSTILE = (SCRIPT, "{{ 7*7 }}{% raw %}", "</textarea><form action=https://evil.example>", "javascript:alert(1)", "\u202eevil")


def harmless(page: str) -> bool:
    return all(each not in page for each in ("<script", "<img", "<form action=https", "49{%", 'href="javascript:'))


@pytest.mark.parametrize("text", HOSTILE)
async def test_every_field_is_only_text(house: House, text: str) -> None:
    file = house.file(f"{text}.html", b"<script>alert(1)</script>", f"text/html{text}")
    claim = await house.resolved(subject=text, text=text, new_text=f"new {text}", html=text, name=text, attachments=(file,))
    await house.database.run(close.reopen, claim.number, text, by=JUN)
    await house.reply(claim, text)
    how = Resolution(ClaimClass.HOWTO, Factor.OTHER, text, text, 5, False)
    await house.database.run(resolve.resolve, claim.number, how, by=JUN)
    for path in (house.link(claim), f"{house.link(claim)}?lang=en", f"/s/{claim.number}"):
        page = await house.get(path)
        assert page.status == 200
        assert harmless(page.text), path
    refused = await house.say(claim, text * 10_000)
    assert refused.status == 422
    assert harmless(refused.text)
    answer = await house.get(f"{house.link(claim)}/f/1")
    assert answer.headers["Content-Type"] == "application/octet-stream"


async def test_what_the_operator_wrote_is_only_text(ledger: Database, rules: Rules, clock: StillClock, tmp_path: Path) -> None:
    named = rules.desk.model_copy(update={"name_en": "{{ 7*7 }}{% raw %}<b>", "name_ko": "[[ 7*7 ]]"})
    async with opened_house(ledger, clock, rules.model_copy(update={"desk": named}), tmp_path) as house:
        english, korean = await house.get("/?lang=en"), await house.get("/?lang=ko")
    assert "&#123;&#123; 7*7 }}&#123;% raw %}&lt;b&gt;" in english.text
    assert "[[ 7*7 ]]" in korean.text


@pytest.mark.parametrize("query", ["done=<script>", "done=word%22%3E%3Cscript%3E", "lang=<script>", "number=<script>", "x=y&done=%00"])
async def test_queries_are_only_text(house: House, query: str) -> None:
    claim = await house.worked()
    for path in ("/", "/s", f"/s/{claim.number}", house.link(claim), "/nowhere"):
        page = await house.get(f"{path}?{query}")
        assert page.status < 500
        assert harmless(page.text)


async def test_our_links_open_and_theirs_stay_text(house: House) -> None:
    claim = await house.taken(text="보세요 https://evil.example/phish")
    await house.reply(claim, "안내: https://docs.vendor.example/a?b=1&c=2 를 보십시오. javascript:alert(1)")
    page = (await house.get(house.link(claim))).text
    assert '<a href="https://docs.vendor.example/a?b=1&amp;c=2" rel="noopener noreferrer">' in page
    assert 'href="https://evil' not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/page.css/x", "/static/", "/pages/base.html"]
)
async def test_no_file_of_the_house_gets_out(house: House, path: str) -> None:
    assert (await house.get(path)).status == 404


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /s/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /c/%c0%af%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: ,;q=,ko;q=x;;,*;q=\r\nCookie: lang=\x01;;=\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ,,,not an address\r\n\r\n",
        b"GET /?" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
    ],
)
async def test_raw_nonsense_is_never_a_fault_of_ours(house: House, request_line: bytes) -> None:
    host, _, port = house.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request_line)
    await writer.drain()
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert line.startswith(b"HTTP/1.")
    assert not line.split()[1].startswith(b"5")


async def test_the_page_of_one_customer_names_no_other(house: House) -> None:
    mine = await house.worked()
    await house.worked(address="x@other.example", name="남의 고객", subject="남의 제목", text="남의 내용")
    page = (await house.get(house.link(mine))).text
    for secret in ("남의", "other.example"):
        assert secret not in page
