"""Taking a claim, by every way there is."""

import asyncio

from tests.bot.slack.conftest import CHANNEL, Slack, words


async def test_a_slash_command_takes_and_says_so(slack: Slack) -> None:
    claim = await slack.opens()
    told = await slack.slash("UBEN", f"take {claim.id}")
    assert claim.number in told
    assert "담당이 되셨습니다" in told
    view = await slack.view(claim.number)
    assert (view.claim.owner, view.claim.state) == ("UBEN", "TRIAGE")
    await slack.until(claim.number, lambda thread: "김벤" in thread[0]["text"])


async def test_a_second_take_is_refused_naming_the_owner_and_remembered(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.press("UBEN", claim.number, "verb:take")
    told = await slack.slash("UANA", f"{claim.id} take")
    assert told == f"김벤 already owns {claim.number}."
    assert (await slack.view(claim.number)).claim.owner == "UBEN"
    assert (await slack.steps(claim.number)).count("take_refused") == 1


async def test_taking_what_one_has_already_names_nobody(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UANA", f"take {claim.id}")
    assert await slack.slash("UANA", f"take {claim.id}") == f"{claim.number} is yours already."
    assert (await slack.steps(claim.number)).count("take_refused") == 0


async def test_whoever_helps_already_changes_nothing(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"invite {claim.id} @ana")
    before = await slack.steps(claim.number)
    told = await slack.slash("UANA", f"take {claim.id}")
    assert told == f"김벤 owns {claim.number}, and you help with it already: nothing changed."
    assert await slack.steps(claim.number) == before


async def test_the_button_takes_without_a_word_and_the_card_shows_it(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.press("UANA", claim.number, "verb:take")
    card = (await slack.until(claim.number, lambda thread: "Ana Silva" in thread[0]["text"]))[0]
    assert "Ana Silva" in words(card["blocks"])
    assert slack.workspace.ephemerals("UANA") == []


async def test_a_button_pressed_too_late_whispers_who_has_it(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.press("UANA", claim.number, "verb:take")
    assert slack.whispered("UANA") == f"김벤 already owns {claim.number}."


async def test_in_the_thread_the_number_is_known(slack: Slack) -> None:
    claim, other = await slack.opens(), await slack.opens(subject="다른 문의", address="sam@northwind.example", name="Sam")
    await slack.tells("UANA", claim.number, "!take")
    await slack.tells("UBEN", other.number, "@claimdesk 담당")
    assert (await slack.view(claim.number)).claim.owner == "UANA"
    assert (await slack.view(other.number)).claim.owner == "UBEN"
    assert slack.whispered("UANA").startswith(f"{claim.number} is yours")
    assert [direction for direction, _ in await slack.said(claim.number)] == ["in"]


async def test_fifty_takes_at_once_leave_one_owner(slack: Slack) -> None:
    claim = await slack.opens()
    people = ["UANA", "UBEN", "ULEA"]
    told = await asyncio.gather(*(slack.slash(people[index % 3], f"take {claim.id}") for index in range(50)))
    owner = (await slack.view(claim.number)).claim.owner
    assert owner in people
    assert (await slack.steps(claim.number)).count("taken") == 1
    won = [each for each in told if "yours" in each or "담당이 되셨습니다" in each]
    assert len(won) == 1


async def test_a_guest_can_do_nothing(slack: Slack) -> None:
    claim = await slack.opens()
    assert "게스트" in await slack.slash("UGUEST", f"take {claim.id}")
    await slack.press("UGUEST", claim.number, "verb:take")
    await slack.tells("UGUEST", claim.number, "hello")
    assert (await slack.view(claim.number)).claim.owner is None
    assert [direction for direction, _ in await slack.said(claim.number)] == ["in"]


async def test_whoever_leaves_the_workspace_leaves_their_claims_to_nobody(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.workspace.deactivate("UBEN")
    await slack.until(claim.number, lambda thread: any("김벤 님이 팀을 떠났습니다" in each["text"] for each in thread))
    assert (await slack.view(claim.number)).claim.owner is None
    await slack.workspace.until(lambda: any(f"김벤: {claim.number}" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    assert await slack.slash("UANA", f"take {claim.id}") != ""
    assert (await slack.view(claim.number)).claim.owner == "UANA"


async def test_how_a_claim_stands_is_asked_in_plain_words(slack: Slack) -> None:
    """The number says of what: not of the whole desk."""
    claim = await slack.opens()
    for asked in (f"{claim.id} 어때?", f"#{claim.id} status?"):
        assert claim.number in await slack.slash("UANA", asked)
    assert claim.number not in await slack.slash("UANA", "9999 어때?")
