"""Two desks that write to each other, each by its real SMTP door: nothing is answered that a machine wrote."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.sandbox.ports import free_ports
from claims.actor import person
from commands.reply import reply
from storage.messages import Direction
from tests.bot.mail.mails import mail
from tests.security.gate import ANA, Gate, opened

A, B = "help@alpha.example", "help@beta.example"


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[tuple[Gate, Gate]]:
    doors = free_ports(2)
    async with AsyncExitStack() as stack:
        made = []
        for mine, other, address in ((0, 1, A), (1, 0, B)):
            folder = tmp_path / str(mine)
            folder.mkdir()
            wires = {"smtp_listen": f"127.0.0.1:{doors[mine]}", "smtp_url": f"smtp://127.0.0.1:{doors[other]}"}
            made.append(await stack.enter_async_context(opened(folder, desk_address=address, **wires)))
            made[-1].postbox.desk, made[-1].postbox.desk_address = ("127.0.0.1", doors[mine]), address
        yield made[0], made[1]


async def quiet(*desks: Gate) -> None:
    """Nobody has anything to say any more."""
    for _ in range(3):
        await asyncio.gather(*(each.running.settled() for each in desks))


async def letters(desk: Gate) -> list[bool]:
    """Of every letter that left, whether a machine wrote it."""
    return [message.automatic for view in await desk.claims() for message in await desk.said(view.claim.number, Direction.OUT)]


async def test_they_stop_after_one_exchange_each(desks: tuple[Gate, Gate]) -> None:
    alpha, beta = desks
    await alpha.postbox.transmit(mail("Subject: Your parcel", sender=f"From: Beta <{B}>", body="Where is it?"), B, [A])
    await quiet(alpha, beta)
    (asked,) = await alpha.claims()
    assert await letters(alpha) == [True], "one acknowledgement"
    assert await beta.claims() == (), "which the other desk knows for a machine's"

    await alpha.slash(ANA, f"take {asked.claim.id}")
    await alpha.running.desk.database.run(reply, asked.claim.number, "On Monday.", by=person(ANA))
    await quiet(alpha, beta)
    (heard,) = await beta.claims()
    assert heard.contact.address == A
    assert await letters(beta) == [], "a person's words open a claim, without an automatic letter to another desk"

    await beta.slash(ANA, f"take {heard.claim.id}")
    await beta.running.desk.database.run(reply, heard.claim.number, "Thank you.", by=person(ANA))
    await quiet(alpha, beta)
    assert len(await alpha.claims()) == len(await beta.claims()) == 1
    assert len(await alpha.said(asked.claim.number, Direction.IN)) == 2, "the answer found the claim it answers"
    assert (await letters(alpha), await letters(beta)) == ([True, False], [False])


async def test_a_desk_answers_one_sender_five_times_an_hour(desks: tuple[Gate, Gate]) -> None:
    """Whatever looks like a person and is none runs dry."""
    alpha, beta = desks
    for count in range(9):
        raw = mail(f"Subject: ticket {count}", f"Message-ID: <{count}@beta.example>", sender=f"From: Beta <{B}>", body=f"Received {count}.")
        await alpha.postbox.transmit(raw, B, [A])
    await quiet(alpha, beta)
    assert len(await alpha.claims()) == 9, "nothing is lost"
    assert sum(await letters(alpha)) == 5
    assert await beta.claims() == ()
