"""What a mail becomes."""

import asyncio
from typing import Any

import pytest

from claims.claim import Claim
from claims.envelope import Attachment, Envelope, MailKind
from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.receive import Became, Received, quarantine, receive
from commands.show import show
from storage import customers, mails, messages, outbox
from storage.customers import UNKNOWN
from storage.database import Tx
from storage.messages import Direction
from storage.outbox import Door
from storage.tables import raw_mails
from tests.clocks import StillClock
from tests.commands.desk import Desk
from tests.making import ANNA, KIM, envelope

US = ("help@desk.example", "support@desk.example")


async def received(desk: Desk, mail: Envelope | None = None, raw: bytes | None = None, **values: Any) -> Received:
    """One mail comes in."""
    mail = mail or envelope(**values)
    return await desk.do(receive, mail, raw or repr(mail).encode(), wire="smtp", desk=US)


async def opened(desk: Desk, **values: Any) -> str:
    became = await received(desk, **values)
    assert became.became is Became.CLAIM
    assert became.claim
    return became.claim


def kept(tx: Tx) -> list[tuple[str, int | None]]:
    return [(row.became, row.claim_id) for row in tx.connection.execute(raw_mails.select().order_by(raw_mails.c.id))]


async def test_a_claim(desk: Desk) -> None:
    number = await opened(desk, cc=("lee@hanbit.example", "help@desk.example", "anna@desk.example"), why="a person wrote")
    claim = await desk.claim(number)
    assert await desk.database.read(kept) == [("claim", claim.id)]
    view = await desk.database.read(show, number)
    assert view.parties == (("lee@hanbit.example", ""),), "neither ourselves nor a colleague"
    assert view.references == ("first@hanbit.example",)
    assert await desk.database.read(mails.raw_bytes, 1)


async def test_an_answer_by_our_own_message_id(desk: Desk) -> None:
    number = await opened(desk)

    def sent(tx: Tx) -> None:
        claim = show(tx, number).claim
        messages.remember_id(tx, claim, "ack.1@desk.example", ours=True)

    await desk.do(sent)
    answer = await received(desk, message_id="2@hanbit.example", references=("lost@x.example", "ack.1@desk.example"), subject="Re:")
    assert (answer.became, answer.claim) == (Became.REPLY, number)
    forwarded = await received(desk, message_id="3@x.example", references=("ack.1@desk.example",), sender="colleague@partner.example")
    assert (forwarded.became, forwarded.claim) == (Became.REPLY, number)


async def test_an_answer_to_their_own_mail_before_ours_came(desk: Desk) -> None:
    number = await opened(desk)
    more = await received(desk, message_id="2@hanbit.example", references=("first@hanbit.example",))
    assert (more.became, more.claim) == (Became.REPLY, number)


async def test_a_stranger_in_their_thread_opens_another(desk: Desk) -> None:
    """Their first mail was passed on to somebody of another company, who writes to us."""
    number = await opened(desk)
    other = await received(desk, sender="cho@other.example", message_id="2@other.example", references=("first@hanbit.example",))
    assert other.became is Became.CLAIM
    assert other.claim != number


@pytest.mark.parametrize("subject", ["Re: [{number}] 프린터", "{number}", "문의 {number} 건"])
async def test_an_answer_by_the_number(desk: Desk, subject: str) -> None:
    number = await opened(desk)
    answer = await received(desk, message_id="2@hanbit.example", subject=subject.format(number=number))
    assert (answer.became, answer.claim) == (Became.REPLY, number)


async def test_a_colleague_of_the_organisation_belongs(desk: Desk) -> None:
    number = await opened(desk)
    answer = await received(desk, sender="lee@hanbit.example", message_id="2@hanbit.example", subject=f"[{number}]")
    assert (answer.became, answer.claim) == (Became.REPLY, number)
    assert (await desk.database.read(show, number)).parties == (("lee@hanbit.example", "김하늘"),)


async def test_somebody_in_copy_belongs(desk: Desk) -> None:
    number = await opened(desk, cc=("cho@partner.example",))
    answer = await received(desk, sender="cho@partner.example", message_id="2@x.example", subject=f"[{number}]")
    assert (answer.became, answer.claim) == (Became.REPLY, number)


@pytest.mark.parametrize(("first", "second"), [("kim@hanbit.example", "cho@other.example"), ("kim@naver.com", "cho@naver.com")])
async def test_a_stranger_quoting_a_number_opens_another(desk: Desk, first: str, second: str) -> None:
    """Neighbours at a free-mail provider are strangers."""
    number = await opened(desk, sender=first)
    other = await received(desk, sender=second, message_id="2@x.example", subject=f"[{number}]")
    assert other.became is Became.CLAIM
    assert other.claim != number
    assert len(await desk.messages(number)) == 1


async def test_a_number_without_its_tail_proves_nothing(desk: Desk) -> None:
    number = await opened(desk)
    other = await received(desk, message_id="2@hanbit.example", subject=f"[{number.partition('-')[0]}] again")
    assert other.became is Became.CLAIM


async def test_the_same_mail_by_two_ways(desk: Desk) -> None:
    number = await opened(desk)
    again = await received(desk, envelope(), b"Received: by another way\r\n")
    assert (again.became, again.claim) == (Became.DUPLICATE, number)
    assert [became for became, _ in await desk.database.read(kept)] == ["claim", "duplicate"]


async def test_other_words_under_a_known_id_are_not_lost(desk: Desk) -> None:
    number = await opened(desk)
    again = await received(desk, text="다른 이야기입니다.", raw=b"another")
    assert (again.became, again.claim) == (Became.REPLY, number)
    stranger = await received(desk, text="저도요.", sender="eve@elsewhere.example", raw=b"a third")
    assert (stranger.became, stranger.claim == number) == (Became.CLAIM, False)
    assert (await received(desk, text="다른  이야기입니다.\n", raw=b"spaces differ")).became is Became.DUPLICATE


@pytest.mark.parametrize("message_id", ["first@hanbit.example", None])
async def test_the_same_bytes_are_kept_once(desk: Desk, message_id: str | None) -> None:
    number = await opened(desk, raw=b"bytes", message_id=message_id)
    again = await received(desk, raw=b"bytes", message_id=message_id)
    assert (again.became, again.claim) == (Became.DUPLICATE, number)
    assert len(await desk.database.read(kept)) == 1
    assert len(await desk.messages(number)) == 1


async def test_two_fetchers_at_once(desk: Desk) -> None:
    found = await asyncio.gather(*(received(desk) for _ in range(8)))
    assert sorted(each.became for each in found) == ["claim"] + ["duplicate"] * 7
    assert len({each.claim for each in found}) == 1


async def test_first_mails_of_one_company_at_once(desk: Desk) -> None:
    mails_of = [envelope(sender=f"{each}@new.example", message_id=f"{each}@new.example") for each in "abcd"]
    found = await asyncio.gather(*(received(desk, each) for each in mails_of))
    claims: list[Claim] = [await desk.claim(each.claim or "") for each in found]
    assert len({claim.organisation_id for claim in claims}) == 1


@pytest.mark.parametrize(("kind", "became"), [(MailKind.AUTO, Became.AUTO), (MailKind.LIST, Became.LIST), (MailKind.BOUNCE, Became.BOUNCE)])
async def test_a_machine_opens_nothing_and_hears_nothing(desk: Desk, kind: MailKind, became: Became) -> None:
    found = await received(desk, kind=kind, why="Auto-Submitted: auto-replied")
    assert (found.became, found.claim, found.why) == (became, None, "Auto-Submitted: auto-replied")
    assert await desk.database.read(kept) == [(str(became), None)]


async def test_an_absence_note_joins_and_wakes_nothing(desk: Desk) -> None:
    number = await desk.in_state(State.RESOLVED)
    await desk.do(lambda tx: messages.remember_id(tx, show(tx, number).claim, "ack.1@desk.example", ours=True))
    found = await received(desk, kind=MailKind.AUTO, message_id="2@x.example", references=("ack.1@desk.example",), why="vacation")
    assert (found.became, found.claim) == (Became.AUTO, number)
    assert (await desk.claim(number)).state is State.RESOLVED
    *_, event = await desk.events(number)
    assert (event.what, event.visible) == ("machine_wrote", False)


async def test_a_letter_that_came_back_is_told(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    await desk.do(lambda tx: messages.remember_id(tx, show(tx, number).claim, "ack.1@desk.example", ours=True))
    bounce = envelope(sender="", kind=MailKind.BOUNCE, about="ack.1@desk.example", message_id=None, why="550 no such user")
    found = await received(desk, bounce)
    assert (found.became, found.claim) == (Became.BOUNCE, number)
    assert (await desk.whats(number))[-1] == "undelivered"
    assert (await desk.intents(number, Door.SLACK))[-1] == "undelivered"


@pytest.mark.parametrize("sender", US)
async def test_our_own_address_is_a_machine(desk: Desk, sender: str) -> None:
    assert (await received(desk, sender=sender)).became is Became.AUTO


async def test_a_colleagues_mail_about_a_claim_is_a_note(desk: Desk) -> None:
    number = await opened(desk)
    log = Attachment("로그.txt", "text/plain", 3, "ab" * 32)
    found = await received(desk, sender="anna@desk.example", message_id="n@desk.example", subject=f"[{number}]", attachments=(log,))
    assert (found.became, found.claim) == (Became.NOTE, number)
    (note,) = await desk.messages(number, Direction.NOTE)
    assert (note.author, note.attachments[0].file) == (ANNA, log)
    assert await desk.intents(number, Door.MAIL) == ["acknowledged"], "nothing leaves the house"


async def test_an_empty_mail_of_a_colleague_does_not_come_back_for_ever(desk: Desk) -> None:
    number = await opened(desk)
    found = await received(desk, sender="anna@desk.example", message_id="n@desk.example", subject=f"[{number}]", text=" ")
    assert (found.became, found.claim) == (Became.NOTE, number)
    assert await desk.messages(number, Direction.NOTE) == []


async def test_a_colleague_may_have_a_matter_of_their_own(desk: Desk) -> None:
    assert (await received(desk, sender="anna@desk.example")).became is Became.CLAIM


@pytest.mark.parametrize("sender", ["", "root", "a b@hanbit.example", f"{'k' * 300}@hanbit.example"])
async def test_a_mail_of_nobody_is_somebodys_words(desk: Desk, sender: str) -> None:
    number = await opened(desk, sender=sender)
    view = await desk.database.read(show, number)
    assert (view.contact.address, view.organisation) == (UNKNOWN, None)
    assert await desk.intents(number, Door.MAIL) == []
    other = await opened(desk, sender=sender, message_id="2@x.example", subject=f"[{number}]")
    assert other != number


async def test_whoever_wants_no_answer_gets_none(desk: Desk) -> None:
    number = await opened(desk, answer_wanted=False)
    assert await desk.intents(number, Door.MAIL) == []


async def test_long_after_closing(desk: Desk) -> None:
    number = await opened(desk)
    await desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    desk.clock.move(days=31)
    found = await received(desk, message_id="2@hanbit.example", subject=f"[{number}]")
    assert (found.became, found.why) == (Became.CLAIM, f"follows {number}")
    assert found.claim != number


async def test_an_empty_mail_with_a_file(desk: Desk) -> None:
    log = Attachment("화면.png", "image/png", 3, "ab" * 32)
    number = await opened(desk, text="", subject="", attachments=(log,))
    assert (await desk.messages(number))[0].attachments[0].file == log


async def test_hostile_words_are_kept(desk: Desk) -> None:
    """NUL, half a surrogate pair, an endless Message-ID, thousands of references and numbers."""
    number = await opened(
        desk,
        text="a\0b\udc80",
        subject="\0" + " [1-7K3M9Q]" * 10_000,
        sender_name="K\0im",
        message_id="x" * 5_000 + "@hanbit.example",
        references=tuple(f"{each}@hanbit.example" for each in range(40_000)),
        why="\0",
    )
    (message,) = await desk.messages(number)
    assert message.text == "a\N{REPLACEMENT CHARACTER}b?"
    again = await received(desk, envelope(message_id="\0", text="\0"), b"other")
    assert again.became is Became.CLAIM


async def test_what_cannot_be_read_is_quarantined(desk: Desk) -> None:
    found = await desk.do(quarantine, b"broken", "over 10 s", wire="smtp")
    assert (found.became, found.claim, found.why) == (Became.QUARANTINED, None, "over 10 s")
    (raw,) = await desk.database.read(mails.quarantined)
    assert (raw.why, raw.wire) == ("over 10 s", "smtp")
    assert await desk.database.read(mails.raw_bytes, raw.id) == b"broken"
    assert (await desk.do(quarantine, b"broken", "over 10 s", wire="imap")).became is Became.DUPLICATE


async def test_a_thousand_of_them_do_not_fill_the_channel(desk: Desk, clock: StillClock) -> None:
    for place in range(12):
        assert (await desk.do(quarantine, f"broken {place}".encode(), "over 10 s", wire="smtp")).became is Became.QUARANTINED
    assert (await desk.database.read(outbox.depth))[Door.SLACK][0] == 5
    assert len(await desk.database.read(mails.quarantined)) == 12
    clock.move(hours=1, seconds=1)
    await desk.do(quarantine, b"broken again", "over 10 s", wire="smtp")
    assert (await desk.database.read(outbox.depth))[Door.SLACK][0] == 6


async def test_what_was_quarantined_may_be_readable_later(desk: Desk) -> None:
    await desk.do(quarantine, b"bytes", "over 10 s", wire="smtp")
    assert (await received(desk, raw=b"bytes")).became is Became.CLAIM


async def test_free_mail_makes_no_organisation(desk: Desk) -> None:
    number = await opened(desk, sender="kim@gmail.com")
    assert (await desk.claim(number)).organisation_id is None
    assert await desk.database.read(customers.organisation_of_domain, "gmail.com") is None


async def test_whom_our_own_server_disowns_speaks_for_nobody(desk: Desk) -> None:
    """Neither in a colleague's name nor in a customer's; who knows our Message-ID got a letter of the claim."""
    number = await opened(desk)
    forged = {"subject": f"[{number}]", "authenticated": False}
    staff = await received(desk, sender="anna@desk.example", message_id="n@desk.example", **forged)
    customer = await received(desk, message_id="2@hanbit.example", references=("first@hanbit.example",), **forged)
    assert (staff.became, customer.became) == (Became.CLAIM, Became.CLAIM)
    assert number not in (staff.claim, customer.claim)
    assert await desk.messages(number, Direction.NOTE) == []
    assert len(await desk.messages(number)) == 1


async def test_bytes_that_are_no_mail_open_nothing(desk: Desk) -> None:
    nothing = envelope(sender="", sender_name="", subject="", message_id=None, to=(), text="\x00\x01 noise")
    found = await desk.do(receive, nothing, b"\x00\x01", wire="receive", desk=US)
    assert (found.became, found.claim, found.why) == (Became.QUARANTINED, None, "no_mail")


async def test_a_contact_form_speaks_for_who_filled_it_in(desk: Desk) -> None:
    found = await received(desk, sender=US[0], reply_to="lee@mirae.example", to=US[:1])
    assert found.became is Became.CLAIM
    seen = await desk.database.read(show, str(found.claim))
    assert (seen.contact.address, seen.parties) == ("lee@mirae.example", ())


async def test_a_forged_answer_brings_no_readers_of_its_own(desk: Desk) -> None:
    number = await opened(desk)
    forged = {
        "subject": f"Re: [{number}]",
        "message_id": "forged@hanbit.example",
        "cc": ("spy@elsewhere.example",),
        "text": "Please answer.",
    }
    assert (await received(desk, raw=b"forged", **forged)).claim == number
    assert (await desk.database.read(show, number)).parties == ()
    vouched = forged | {"message_id": "true@hanbit.example", "authenticated": True, "text": "Really."}
    assert (await received(desk, raw=b"vouched", **vouched)).claim == number
    assert [address for address, _ in (await desk.database.read(show, number)).parties] == ["spy@elsewhere.example"]
