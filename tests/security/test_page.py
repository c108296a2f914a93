"""The page under attack: numbers tried by the thousand, and forms sent from elsewhere."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

from itsdangerous import Signer

from claims.actor import customer
from claims.lifecycle import CloseReason, State
from commands import close
from commands.show import View
from storage.messages import Direction
from tests.security.gate import Gate

TRIES = 10_000
CONNECTIONS = 10


async def _tried(gate: Gate, paths: list[str], addresses: int) -> Counter[str]:
    """Ask for all of them over one connection without waiting for answers; the statuses."""
    host, _, port = gate.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    found: Counter[str] = Counter()
    for start in range(0, len(paths), 50):
        some = paths[start : start + 50]
        for place, path in enumerate(some):
            forwarded = f"203.0.113.{(start + place) % addresses}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: desk.example\r\nX-Forwarded-For: {forwarded}\r\n\r\n".encode())
        for _ in some:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            found[head.split()[1]] += 1
            length = re.search(r"Content-Length: (\d+)", head)
            assert length
            await reader.readexactly(int(length[1]))
    writer.close()
    await writer.wait_closed()
    return found


async def test_ten_thousand_wrong_numbers_a_minute(gate: Gate) -> None:
    """Ten tries for each claim are looked at, from however many addresses; customers with their link notice nothing."""
    views = [await gate.opened(subject=f"문의 {place}") for place in range(3)]
    gate.clock.stop()  # however long it takes here
    wrong = [f"/s/{views[place % 3].claim.id}-{place:06d}" for place in range(TRIES)]
    attack = [asyncio.create_task(_tried(gate, wrong[part::CONNECTIONS], 200)) for part in range(CONNECTIONS)]
    page = gate.running.desk.links.page(views[0].claim.number).removeprefix("https://desk.example")
    served = 0
    while not all(each.done() for each in attack):
        assert (await gate.get(page)).status == 200
        served += 1
        await asyncio.wait(attack, timeout=0.1)
    statuses = sum((each.result() for each in attack), Counter())
    assert statuses == {"404": 30, "429": TRIES - 30}
    assert served >= 10
    assert "claimdesk_wrong_numbers_total 30.0" in (await gate.get("/metrics")).text
    right = await gate.get(f"/s/{views[0].claim.number}", headers={"X-Forwarded-For": "198.51.100.1"})
    assert right.status == 429, "not even a right guess tells itself from a wrong one"


def _link(gate: Gate, view: View) -> str:
    return f"/c/{gate.running.desk.links.token(view.claim.number)}"


async def _form(gate: Gate, view: View, purpose: str) -> str:
    text = (await gate.get(_link(gate, view))).text
    found = re.search(rf'/{purpose}".*?name="form" value="([^"]+)"', text, re.DOTALL)
    assert found
    return found[1]


async def test_a_form_sent_from_elsewhere_does_nothing(gate: Gate) -> None:
    """Another site can make a browser send a form, and does not know the token that stands in ours."""
    mine, other = await gate.opened(), await gate.opened(subject="다른 문의", sender="lee@plant.example")
    theirs = await _form(gate, other, "word")
    for form in ("", "x", theirs, theirs[:-1], await _form(gate, mine, "word") + "x"):
        async with gate.session.post(
            f"{gate.url}{_link(gate, mine)}/word",
            data={"form": form, "word": "거짓말"},
            headers={"Origin": "https://evil.example", "Referer": "https://evil.example/"},
        ) as answer:
            assert answer.status == 403
    async with gate.session.get(f"{gate.url}{_link(gate, mine)}/confirm", allow_redirects=False) as answer:
        assert answer.status == 405
    assert len(await gate.said(mine.claim.number, Direction.IN)) == 1
    assert (await gate.view(mine.claim.number)).claim.state is State.NEW


async def test_a_link_signed_for_another_purpose_opens_nothing(gate: Gate) -> None:
    """Nor does a form's token, a shorter signature, or a number beside the one that was signed."""
    view = await gate.opened()
    number, token = view.claim.number, gate.running.desk.links.token(view.claim.number)
    secret = gate.running.desk.settings.secret_key.get_secret_value()
    forged = [
        Signer(secret).sign(number).decode(),
        Signer(secret, salt="claimdesk.form", key_derivation="hmac").sign(number).decode(),
        Signer("another secret", salt="claimdesk.page", key_derivation="hmac").sign(number).decode(),
        await _form(gate, view, "word"),
        token[:-1],
        f"{token}A",
        token.swapcase(),
        token.replace(number, f"{view.claim.id + 1}-{number.partition('-')[2]}"),
        number,
        f"{number}.",
    ]
    for each in forged:
        assert (await gate.get(f"/c/{each}")).status == 404, each
    assert (await gate.get(f"/c/{token}")).status == 200


async def test_a_link_ends_ninety_days_after_closing(gate: Gate) -> None:
    """The page, its files and its forms; the number alone as well."""
    await gate.mail(files=[("log.txt", b"secret log")])
    (view,) = await gate.claims()
    number, link = view.claim.number, _link(gate, view)
    file = re.search(rf"{re.escape(link)}/f/\d+", (await gate.get(link)).text)
    assert file
    form = await _form(gate, view, "word")
    await gate.running.desk.database.run(close.close, number, CloseReason.WITHDRAWN, by=customer(view.contact.address))
    gate.clock.ahead = timedelta(days=89)
    assert [(await gate.get(path)).status for path in (link, file[0], f"/s/{number}")] == [200, 200, 200]
    gate.clock.ahead = timedelta(days=91)
    for path in (link, file[0], f"/s/{number}"):
        answer = await gate.get(path)
        assert answer.status == 410
        assert "secret log" not in answer.text
    async with gate.session.post(f"{gate.url}{link}/word", data={"form": form, "word": "again"}) as answer:
        assert answer.status == 410
