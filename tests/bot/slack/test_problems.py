"""Problems through Slack: the board, known errors, the notice letter by letter, proposals by one click, and a surge."""

from datetime import UTC, datetime
from typing import Any

from claims.actor import clock
from claims.actor import person as actor
from claims.claim import Claim
from claims.lifecycle import State
from commands.propose import look, look_at_causes
from commands.surge import lasting, surge
from storage import outbox
from storage.outbox import Door
from tests.bot.slack.conftest import CHANNEL, Slack, words

OTHER = {"address": "sam@northwind.example", "name": "Sam Reed", "language": "en"}
KNOWN = {"text_ko": "스풀러를 다시 시작해 주십시오.", "text_en": "Restart the spooler."}


async def worked(slack: Slack, who: str = "UBEN", **values: Any) -> Claim:
    claim = await slack.opens(**values)
    await slack.slash(who, f"take {claim.id}")
    await slack.slash(who, f"triage {claim.id} DEFECT S3 I2")
    return claim


async def opened(slack: Slack) -> tuple[Claim, Claim, str]:
    """A problem of Ben's with a Korean's and an Englishman's claim."""
    first, second = await worked(slack), await worked(slack, **OTHER)
    assert "새 문제 PRB-1 스풀러 멈춤" in await slack.slash("UBEN", f"문제 {first.id} 스풀러 멈춤")
    await slack.tells("UANA", second.number, "!problem PRB-1")
    assert "linked with PRB-1" in slack.whispered("UANA")
    return first, second, "PRB-1"


async def submit(slack: Slack, who: str, values: dict[str, Any]) -> Any:
    return await slack.workspace.submit(who, slack.modal(who)["id"], values)


async def turn(slack: Slack) -> int:
    """One turn of the clock, in a minute of its own."""
    run, slot = slack.desk.database.run, slack.desk.clock()
    return await run(look, slot) + await run(look_at_causes, slot)


def newest(slack: Slack, text: str) -> dict[str, Any]:
    return next(each for each in reversed(slack.workspace.messages(CHANNEL)) if text in each["text"])


async def test_the_board_leads_from_step_to_step_to_one_notice(slack: Slack) -> None:
    first, second, problem = await opened(slack)
    board = await slack.slash("UANA", "problems")
    assert "*PRB-1* 스풀러 멈춤" in board
    assert "customers: 2, claims: 2 · Cause unknown · 김벤" in board
    assert "Only the problem's owner" in await slack.slash("UANA", f"known {problem} x")
    # Known: the form asks for both languages.
    await slack.slash("UBEN", f"알려진오류 {problem}")
    assert "texts" not in str(slack.modal("UBEN")["blocks"])
    refused = await submit(slack, "UBEN", {"problem": problem})
    assert "required" in refused["text_ko"]
    await submit(slack, "UBEN", {"problem": problem, **KNOWN, "cause": "스풀러"})
    assert "KE-1" in words(slack.modal("UBEN")["blocks"])
    one = await slack.slash("UANA", "problems KE-1")
    for told in (KNOWN["text_ko"], KNOWN["text_en"], first.number, second.number):
        assert told in one
    # Fixed.
    assert "아직 수정되지 않았습니다" in await slack.slash("UBEN", "notice KE-1")
    await slack.slash("UBEN", "fixed KE-1")
    await submit(slack, "UBEN", {"problem": "KE-1", "version": "5.4", "day": "2026-12-01"})
    assert "2건의 고객에게 각각 한 통씩" in words(slack.modal("UBEN")["blocks"]), "the notice is drafted at once"
    assert "안내할 고객이 2건 있습니다" in await slack.slash("ULEA", "수정완료 KE-1 5.4 2026-12-01")
    # One notice: what was written is kept, whatever becomes of the form.
    assert "Only the problem's owner" in await slack.slash("UANA", "notice KE-1")
    await slack.slash("ULEA", "notice KE-1")
    form = slack.modal("ULEA")
    assert "2건의 고객에게 각각 한 통씩" in words(form["blocks"])
    assert "Once you have updated" in str(form["blocks"])
    await submit(slack, "ULEA", {"text_ko": "업데이트해 주십시오.", "text_en": "Please update."})
    shown = words(slack.modal("ULEA")["blocks"])
    for told in ("메일 2통", "minji@hanbit.example", "sam@northwind.example", "업데이트해 주십시오.", "Please update."):
        assert told in shown
    assert "업데이트해 주십시오." in str(await again(slack, "ULEA"))
    await slack.slash("ULEA", "notice KE-1 Update at once, please.")
    assert "Update at once, please." in str(slack.modal("ULEA")["blocks"]), "what was typed stands in the form"
    assert "업데이트해 주십시오." in str(slack.modal("ULEA")["blocks"])
    await submit(slack, "ULEA", {"text_ko": "5.4로 업데이트해 주십시오.", "text_en": "Please update."})
    assert await submit(slack, "ULEA", {}) is None
    for claim, text in ((first, "5.4로 업데이트해 주십시오."), (second, "Please update.")):
        await slack.until(claim.number, lambda thread, text=text: _told(thread, text) == 1)
        assert "fix_told" in await slack.steps(claim.number)
    await slack.slash("ULEA", "notice KE-1")
    assert "0건의 고객" in words(slack.modal("ULEA")["blocks"])
    # Closed by a lead alone.
    assert "종결할 수 있습니다" in await slack.slash("UBEN", "review KE-1 done")
    assert "종결" in await slack.slash("ULEA", "문제검토 KE-1 완료")
    assert "없음" in await slack.slash("UBEN", "문제목록")


def _told(thread: list[dict[str, Any]], text: str) -> int:
    """How often it stands in a thread below its card."""
    return sum(text in words(each.get("blocks", [])) for each in thread[1:])


async def again(slack: Slack, who: str) -> list[dict[str, Any]]:
    await slack.slash(who, "notice KE-1")
    blocks: list[dict[str, Any]] = slack.modal(who)["blocks"]
    return blocks


async def test_the_next_step_is_a_button_of_the_board(slack: Slack) -> None:
    await opened(slack)
    said = await slack.workspace.slash("UBEN", CHANNEL, "/claim problems")
    (shown,) = said.ephemerals
    button = next(each["accessory"] for each in shown["blocks"] if "accessory" in each)
    assert button["text"]["text"] == "우회 방법 등록"
    await slack.workspace.click("UBEN", CHANNEL, shown["ts"], button["action_id"], button["value"])
    assert "PRB-1" in str(slack.modal("UBEN")["blocks"])


async def test_a_known_work_around_is_offered_in_the_reply_form(slack: Slack) -> None:
    first, _, problem = await opened(slack)
    assert await slack.slash("UBEN", f"known {problem} {KNOWN['text_ko']}") == ""
    form = slack.modal("UBEN")
    typed = {each["block_id"]: each["element"].get("initial_value") for each in form["blocks"]}
    assert typed["text_ko"] == KNOWN["text_ko"], "what was typed stands in the field of its language; nothing is published at once"
    assert not typed["text_en"]
    assert not (await slack.view(first.number)).problem.workaround_ko  # type: ignore[union-attr]
    refused = await submit(slack, "UBEN", {"problem": problem, "text_ko": KNOWN["text_ko"]})
    assert "required" in refused["text_en"]
    await submit(slack, "UBEN", {"problem": problem, **KNOWN})
    await slack.slash("UBEN", f"reply {first.id}")
    field = next(each for each in slack.modal("UBEN")["blocks"] if each.get("block_id", "").startswith("template"))
    assert field["element"]["options"][0]["text"]["text"] == "KE-1 스풀러 멈춤"


async def test_a_proposal_is_accepted_by_one_click(slack: Slack) -> None:
    numbers = []
    for place in range(3):
        claim = await worked(slack, subject=f"{'가나다'[place]}쪽 오류", address=f"k@c{place}.example")
        await slack.slash("UBEN", f"resolve {claim.id} DEFECT process/스풀러 5m free 고쳤습니다")
        numbers.append(claim.number)
    assert await turn(slack) == 1
    await slack.workspace.until(lambda: any("하나의 문제로" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    post = newest(slack, "하나의 문제로")
    for number in numbers:
        assert number in post["text"]
    assert await slack.workspace.click("UANA", CHANNEL, post["ts"], "problem:accept") is None
    await slack.workspace.until(lambda: any("*PRB-1*" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    assert "Ana Silva" in newest(slack, "*PRB-1*")["text"]
    assert "customers: 3, claims: 3" in await slack.slash("UANA", "problems")
    assert "Cause unknown" in await slack.slash("UANA", "problems PRB-1")


async def test_a_proposal_is_dismissed_and_nothing_is_linked(slack: Slack) -> None:
    for place in range(3):
        claim = await worked(slack, subject=f"{'가나다'[place]}쪽 오류", address=f"k@c{place}.example")
        await slack.slash("UBEN", f"resolve {claim.id} DEFECT process/스풀러 5m free 고쳤습니다")
    await turn(slack)
    await slack.workspace.until(lambda: any("하나의 문제로" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    post = newest(slack, "하나의 문제로")
    await slack.workspace.click("UANA", CHANNEL, post["ts"], "problem:dismiss")
    await slack.workspace.until(lambda: any("서로 다른 원인" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    assert "없음" in await slack.slash("UBEN", "문제목록")


async def test_a_repeated_claim_is_joined_by_its_own_form(slack: Slack) -> None:
    first, again = await worked(slack), await slack.opens()
    assert await turn(slack) == 1
    thread = await slack.until(again.number, lambda thread: any("겹치는 말" in each["text"] for each in thread))
    post = next(each for each in thread if "겹치는 말" in each["text"])
    assert first.number in post["text"]
    assert "김벤" in post["text"]
    assert (await slack.view(again.number)).joined is None
    await slack.workspace.click("UANA", CHANNEL, post["ts"], "form")
    form = slack.modal("UANA")
    assert first.number in str(form["blocks"])
    await submit(slack, "UANA", {"into": first.number})
    joined = (await slack.view(again.number)).joined
    assert joined
    assert joined.claim.number == first.number


async def test_a_recognised_claim_is_linked_by_one_click(slack: Slack) -> None:
    first = await worked(slack, subject="스풀러 오류")
    await slack.slash("UBEN", f"problem {first.id} 스풀러 오류")
    await turn(slack)
    other = await slack.opens(subject="스풀러 오류 문의", **OTHER | {"language": "ko"})
    slack.desk.clock.move(minutes=1)  # type: ignore[attr-defined]
    assert await turn(slack) == 1
    thread = await slack.until(other.number, lambda thread: any("PRB-1" in each["text"] for each in thread))
    post = next(each for each in thread if "PRB-1" in each["text"])
    assert first.number not in post["text"]
    await slack.workspace.click("UANA", CHANNEL, post["ts"], "run")
    await slack.workspace.settled()
    found = (await slack.view(other.number)).problem
    assert found
    assert found.title == "스풀러 오류"


async def test_a_surge_asks_for_what_customers_read(slack: Slack) -> None:
    await opened(slack)
    assert "리드만" in await slack.slash("UBEN", "surge off")
    assert "지금은 급증 안내 중이 아닙니다" in await slack.slash("ULEA", "급증 끄기")
    await slack.slash("ULEA", "surge on 인쇄 장애 until 2026-11-20 18:00 PRB-1")
    form = slack.modal("ULEA")
    assert not any(each.get("optional") for each in form["blocks"] if each["block_id"] in ("text_ko", "text_en"))
    fields = {each["block_id"]: each["element"] for each in form["blocks"] if each["type"] == "input"}
    assert fields["until"]["initial_date_time"] == int(datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp())
    assert (fields["reason"]["initial_value"], fields["problem"]["initial_value"]) == ("인쇄 장애", "PRB-1")
    values = {"until": fields["until"]["initial_date_time"], "reason": "인쇄 장애", "problem": "PRB-1"}
    refused = await submit(slack, "ULEA", values | {"text_ko": "인쇄가 되지 않는 현상을 확인하고 있습니다."})
    assert "required" in refused["text_en"]
    assert await slack.desk.database.read(lasting) is None
    await submit(slack, "ULEA", values | {"text_ko": "인쇄가 되지 않는 현상을 확인하고 있습니다.", "text_en": "Printing fails."})
    found = await slack.desk.database.read(lasting)
    assert found
    assert found.reason == "인쇄 장애"
    await slack.workspace.until(lambda: any("급증 안내를 시작했습니다" in each["text"] for each in slack.workspace.messages(CHANNEL)))
    assert "급증 안내를 마쳤습니다" in await slack.slash("ULEA", "급증 끄기")
    assert await slack.desk.database.read(lasting) is None


async def test_the_mornings_board_calls_the_owner_on_the_day_of_review(slack: Slack) -> None:
    await opened(slack)
    await slack.slash("UBEN", "review PRB-1 2026-11-20")
    texts = {"ko": "인쇄가 되지 않습니다.", "en": "Printing fails."}
    run = slack.desk.database.run
    await run(surge, "인쇄 장애", datetime(2026, 11, 21, 9, tzinfo=UTC), texts, by=actor("ULEA"))
    by = clock("digest")
    await run(outbox.put, None, Door.SLACK, "digest", by=by, what="morning", day="2026-11-19")
    assert await slack.workspace.until(lambda: _boards(slack))
    slack.desk.clock.move(days=1)  # type: ignore[attr-defined]
    await run(outbox.put, None, Door.SLACK, "digest", by=by, what="morning", day="2026-11-20")
    boards = await slack.workspace.until(lambda: _boards(slack) if len(_boards(slack)) == 2 else None)
    assert boards
    told = list(map(words, boards))
    assert all("급증 안내 중" in each for each in told)
    (due,) = [each for each in told if "검토할 문제" in each]
    assert "*PRB-1* 스풀러 멈춤 · <@UBEN> · 11월 20일(금) 검토 예정" in due


def _boards(slack: Slack) -> list[list[dict[str, Any]]]:
    return [each["blocks"] for each in slack.workspace.messages(CHANNEL) if each.get("blocks", [{}])[0].get("type") == "header"]


async def test_a_claim_waits_for_a_version(slack: Slack) -> None:
    claim = await worked(slack)
    await slack.slash("UBEN", f"배포예정 {claim.id}")
    await submit(slack, "UBEN", {"version": "5.4", "day": "2026-12-01", "workaround": "none"})
    view = await slack.view(claim.number)
    assert view.claim.state is State.WAITING_RELEASE
    assert view.release
    assert (view.release.version, view.release.day.isoformat()) == ("5.4", "2026-12-01")
    other = await slack.opens()
    await slack.slash("UBEN", f"take {other.id}")
    assert "가능한 일" in await slack.slash("UBEN", f"schedule {other.id} 5.4 2026-12-01 none")
