"""Joining and splitting claims, in Slack."""

from commands.find import list_claims
from commands.show import Listed
from storage.database import Tx
from tests.bot.slack.conftest import Slack, words
from tests.bot.slack.test_forms import formed, owned


async def test_the_form_offers_the_customers_other_claims(slack: Slack) -> None:
    first = await owned(slack, "UBEN")
    other = await slack.opens(address="cho@other.example")
    second = await slack.opens(address="lee@hanbit.example", name="이수민", subject="저희도요")
    form = await formed(slack, "UANA", f"merge {second.id}")
    (field,) = [block for block in form["blocks"] if block["block_id"] == "into"]
    options = field["element"]["options"]
    assert [each["value"] for each in options] == [first], "with whose company it is not is not offered"
    assert "김벤" in options[0]["text"]["text"]
    assert await slack.workspace.submit("UANA", form["id"], {"into": first}) is None
    told = words(slack.modal("UANA")["blocks"])
    assert f"joined with {first}" in told
    assert f"revert {second.number}" in told
    view = await slack.view(second.number)
    assert (view.claim.close_reason, view.joined and view.joined.claim.number) == ("duplicate", first)
    thread = await slack.until(first, lambda thread: any(second.number in each["text"] for each in thread[1:]))
    assert any("<@UBEN>" in each["text"] and second.number in each["text"] for each in thread), "its owner sees what came"
    assert other.number not in str(thread)


async def test_the_cards_name_each_other_and_the_joined_one_offers_the_way_back(slack: Slack) -> None:
    first = await owned(slack, "UBEN")
    second = await slack.opens(address="lee@hanbit.example")
    assert "통합 완료" in await slack.slash("UBEN", f"병합 {second.id} {first.partition('-')[0]}")
    await slack.until(second.number, lambda thread: f"통합된 건* {first}" in str(thread[0]["blocks"]))
    await slack.until(first, lambda thread: f"여기로 통합* {second.number}" in str(thread[0]["blocks"]))
    await slack.press("UBEN", second.number, "verb:revert")
    await slack.until(second.number, lambda thread: "verb:take" in str(thread[0]["blocks"]))
    assert (await slack.view(second.number)).claim.state == "NEW"
    await slack.until(first, lambda thread: "여기로 통합" not in str(thread[0]["blocks"]))


async def test_a_link_says_what_was_linked_and_how_to_part_it(slack: Slack) -> None:
    one, other = await slack.opens(), await slack.opens(address="cho@other.example", subject="스캐너")
    told = await slack.slash("UANA", f"link {one.id} {other.id}")
    assert told.startswith(f"{one.number} and {other.number} (스캐너) are linked.")
    await slack.until(other.number, lambda thread: one.number in str(thread[0]["blocks"]))
    assert "already" in await slack.slash("UANA", f"link {other.id} {one.id}")
    way_back = told.split("`")[1].removeprefix("/claim ")
    assert "are parted" in await slack.slash("UANA", way_back)
    assert "연결되어 있지 않아" in await slack.slash("UBEN", f"연결 {one.id} {other.id} 끄기")


async def test_where_nothing_was_joined_there_is_nothing_to_take_back(slack: Slack) -> None:
    claim = await slack.opens()
    assert await slack.slash("UBEN", f"revert {claim.id}") == f"{claim.number}: 통합하거나 분리한 건이 아니어서 되돌릴 것이 없습니다."


async def test_a_duplicate_found_in_triage_is_joined(slack: Slack) -> None:
    first = await slack.opens()
    number = await owned(slack, "UANA")
    form = await formed(slack, "UANA", f"triage {number}")
    assert await slack.workspace.submit("UANA", form["id"], {"claim_class": "DUPLICATE", "severity": "S3", "impact": "I3"}) is None
    form = slack.modal("UANA")
    assert await slack.workspace.submit("UANA", form["id"], {"into": first.number}) is None
    assert (await slack.view(number)).claim.close_reason == "duplicate"


async def test_typed_it_asks_which_one_and_spam_is_closed(slack: Slack) -> None:
    first = await slack.opens()
    number = await owned(slack, "UANA")
    form = await formed(slack, "UANA", f"triage {number} DUPLICATE S3 I3")
    assert await slack.workspace.submit("UANA", form["id"], {"into": first.number}) is None
    assert (await slack.view(number)).claim.close_reason == "duplicate"
    other = await slack.opens(address="offer@shop.example", subject="싸게 드립니다")
    await slack.slash("UBEN", f"분류 {other.id} 스팸 S4 I3")
    assert (await slack.view(other.number)).claim.close_reason == "spam"


async def test_a_refusal_stands_in_the_form(slack: Slack) -> None:
    first = await slack.opens()
    second = await slack.opens(address="cho@other.example")
    form = await formed(slack, "UANA", f"merge {second.id}")
    assert "no other open claim" in words(form["blocks"])
    errors = await slack.workspace.submit("UANA", form["id"], {"into": str(first.id)})
    assert errors is not None
    assert "different customers" in errors["into"]


async def test_whole_messages_are_split_off(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    form = await formed(slack, "UBEN", f"split {number}")
    (picked,) = [block["element"]["options"] for block in form["blocks"] if block["block_id"] == "picked"]
    assert "어제부터 인쇄가" in picked[0]["text"]["text"]
    assert await slack.workspace.submit("UBEN", form["id"], {"picked": [picked[0]["value"]], "subject": "라이선스"}) is None
    assert "분리 접수: 라이선스" in words(slack.modal("UBEN")["blocks"])
    new = next(each for each in await slack.desk.database.read(_all) if each.claim.subject == "라이선스")
    thread = await slack.until(new.claim.number, lambda thread: len(thread) >= 2)
    assert f"분리 전 건* {number}" in str(thread[0]["blocks"])
    assert "어제부터 인쇄가" in thread[1]["text"]
    await slack.until(number, lambda thread: new.claim.number in thread[-1]["text"])


async def test_nothing_picked_and_nothing_written_is_refused(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    form = await formed(slack, "UBEN", f"split {number}")
    errors = await slack.workspace.submit("UBEN", form["id"], {"subject": "x"})
    assert errors is not None
    assert list(errors) == ["text"]


def _all(tx: Tx) -> list[Listed]:
    return list_claims(tx)
