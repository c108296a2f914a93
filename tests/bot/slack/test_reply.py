"""The Reply form: written, previewed, sent exactly as shown; nobody answers over somebody else's answer."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from storage.database import Tx
from storage.tables import outbox
from tests.bot.slack.conftest import Slack, words


async def opened(slack: Slack, user: str, number: str, verb: str = "reply") -> dict[str, Any]:
    await slack.press(user, number, f"verb:{verb}")
    return slack.modal(user)


async def previewed(slack: Slack, user: str, number: str, **values: Any) -> dict[str, Any]:
    form = await opened(slack, user, number)
    assert await slack.workspace.submit(user, form["id"], values) is None
    return slack.modal(user)


async def test_what_was_previewed_is_what_leaves(slack: Slack) -> None:
    claim = await slack.opens()
    shown = await previewed(slack, "UBEN", claim.number, text="케이블을 <확인>해 주십시오. :pray:")
    read = words(shown["blocks"])
    assert "minji@hanbit.example" in read
    assert "안녕하십니까, 김민지 님.\n\n케이블을 <확인>해 주십시오. 🙏\n\n상태: TRIAGE" in read
    assert (await slack.view(claim.number)).claim.owner is None
    assert await slack.workspace.submit("UBEN", shown["id"], {}) is None
    assert slack.workspace.views("UBEN") == []
    view = await slack.view(claim.number)
    assert (view.claim.owner, view.claim.state) == ("UBEN", "TRIAGE")
    assert view.last is not None
    assert (view.last.new_text, view.last.text) == (
        "케이블을 <확인>해 주십시오. 🙏",
        "안녕하십니까, 김민지 님.\n\n케이블을 <확인>해 주십시오. 🙏\n\n상태: TRIAGE\n",
    )
    thread = await slack.until(claim.number, lambda thread: len(thread) == 3)
    assert "김벤" in words(thread[2]["blocks"])
    assert "케이블을 <확인>해" in words(thread[2]["blocks"])


async def test_going_back_keeps_the_words(slack: Slack) -> None:
    claim = await slack.opens()
    shown = await previewed(slack, "UBEN", claim.number, text="확인 중입니다.")
    await slack.workspace.close("UBEN", shown["id"])
    form = slack.modal("UBEN")
    assert form["callback_id"] == "reply"
    assert form["state"]["values"]["text"]["text"]["value"] == "확인 중입니다."
    await slack.workspace.close("UBEN", form["id"])
    again = await opened(slack, "UBEN", claim.number)
    assert field(again, "text")["element"]["initial_value"] == "확인 중입니다."
    assert await slack.said(claim.number) == [("in", "어제부터 인쇄가 안 됩니다.")]


async def test_a_letter_of_the_playbook_is_added_to_what_was_written(slack: Slack) -> None:
    """In the customer's language, and below what stands there already; it may be picked again, and the form goes on as before."""
    claim = await slack.opens()
    form = await opened(slack, "UBEN", claim.number)
    letters = slack.desk.rules.guide.letters("ko", None)
    assert [each["text"]["text"] for each in field(form, "template")["element"]["options"]] == [each.name for each in letters]
    typed = {"text": {"text": "김민지 님께 여쭙니다. "}}
    await slack.workspace.click_in_view("UBEN", form["id"], "template", "0", state=typed)
    wanted = f"김민지 님께 여쭙니다.\n\n{letters[0].text}"
    form = await drawn_anew(slack, wanted)
    await slack.workspace.click_in_view("UBEN", form["id"], "resolve", ["yes"])
    form = await slack.workspace.until(lambda: found if "cause" in str((found := slack.modal("UBEN"))["blocks"]) else None)
    assert form
    assert field(form, "text")["element"]["initial_value"] == wanted
    await slack.workspace.click_in_view("UBEN", form["id"], "template", "1")
    form = await drawn_anew(slack, f"{wanted}\n\n{letters[1].text}")
    text = field(form, "text")["block_id"]
    assert list(await slack.workspace.submit("UBEN", form["id"], {text: " "}) or {}) == [text]
    assert await slack.workspace.submit("UBEN", form["id"], {text: "메뉴에서 바꾸실 수 있습니다."}) is None
    assert "메뉴에서 바꾸실 수 있습니다." in words(slack.modal("UBEN")["blocks"])


async def drawn_anew(slack: Slack, text: str) -> dict[str, Any]:
    """The form once its text is that."""
    form = await slack.workspace.until(
        lambda: found if field(found := slack.modal("UBEN"), "text")["element"].get("initial_value") == text else None
    )
    assert form
    return form


def field(form: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in form["blocks"] if str(each.get("block_id", "")).partition(".")[0] == name)


async def test_a_question_pauses_the_clock(slack: Slack) -> None:
    claim = await slack.opens()
    shown = await previewed(slack, "UBEN", claim.number, text="어떤 버전입니까?", kind="question")
    await slack.workspace.submit("UBEN", shown["id"], {})
    assert (await slack.view(claim.number)).claim.state == "WAITING_CUSTOMER"
    assert slack.letters.asked == [("ask", "어떤 버전입니까?")]


async def test_a_howto_is_answered_and_resolved_in_one_form(slack: Slack) -> None:
    claim = await slack.opens()
    form = await opened(slack, "UBEN", claim.number)
    text = {"text": {"text": "메뉴에서 바꾸실 수 있습니다."}}
    assert await slack.workspace.click_in_view("UBEN", form["id"], "resolve", ["yes"], state=text) is None
    form = await slack.workspace.until(
        lambda: next((each for each in slack.workspace.views("UBEN") if "cause" in str(each["blocks"])), None)
    )
    assert form is not None
    assert await slack.workspace.submit("UBEN", form["id"], {}) is None
    shown = slack.modal("UBEN")
    assert "상태: RESOLVED" in words(shown["blocks"])
    await slack.workspace.submit("UBEN", shown["id"], {})
    resolved = (await slack.view(claim.number)).claim
    assert (resolved.state, resolved.claim_class, resolved.factor, resolved.cause) == ("RESOLVED", "HOWTO", "CUSTOMER", "사용 방법 문의")
    assert (resolved.minutes, resolved.chargeable, resolved.resolution) == (15, False, "메뉴에서 바꾸실 수 있습니다.")


async def test_resolve_opens_the_same_form_with_its_parts(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.until(claim.number, lambda thread: "김벤" in thread[0]["text"])
    form = await opened(slack, "UBEN", claim.number, "resolve")
    values = {"text": "고쳤습니다.", "claim_class": "DEFECT", "minutes": "30", "chargeable": "free"}
    errors = await slack.workspace.submit("UBEN", form["id"], values)
    assert errors is not None
    assert "확인 중" in errors["text"]
    assert "분류" in errors["text"]
    assert slack.modal("UBEN")["state"]["values"]["text"]["text"]["value"] == "고쳤습니다."
    alone = await slack.workspace.submit("UBEN", form["id"], values | {"claim_class": "WAD"})
    assert alone == {"text": "빠진 항목: 근거(문서/절/버전). 먼저 `사양`으로 근거와 확인한 현상을 남겨 주십시오."}
    await slack.slash("UBEN", f"사양 {claim.id} 설명서/4.2/5.1 반올림됩니다")
    await slack.slash("ULEA", f"동의 {claim.id}")
    assert await slack.workspace.submit("UBEN", form["id"], values | {"claim_class": "WAD"}) is None
    await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {})
    assert (await slack.view(claim.number)).claim.claim_class == "WAD"


async def test_an_answer_over_somebody_elses_is_stopped_and_shows_theirs(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UANA", f"take {claim.id}")
    mine, theirs = await opened(slack, "UANA", claim.number), await previewed(slack, "ULEA", claim.number, text="제가 먼저 답했습니다.")
    await slack.workspace.submit("ULEA", theirs["id"], {})
    assert await slack.workspace.submit("UANA", mine["id"], {"text": "My own answer."}) is None
    shown = slack.modal("UANA")
    assert shown["callback_id"] == "reply"
    assert "제가 먼저 답했습니다." in words(shown["blocks"])
    assert "My own answer." in str(shown["blocks"])
    assert await slack.workspace.submit("UANA", shown["id"], {}) is None
    assert slack.modal("UANA")["callback_id"] == "letter"


async def test_an_answer_between_preview_and_send_is_stopped_too(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UANA", f"take {claim.id}")
    mine = await previewed(slack, "UANA", claim.number, text="My own answer.")
    theirs = await previewed(slack, "ULEA", claim.number, text="제가 먼저 답했습니다.")
    await slack.workspace.submit("ULEA", theirs["id"], {})
    await slack.workspace.submit("UANA", mine["id"], {})
    shown = slack.modal("UANA")
    assert shown["callback_id"] == "letter"
    assert "제가 먼저 답했습니다." in words(shown["blocks"])
    assert shown["submit"] is None
    assert [text for direction, text in await slack.said(claim.number) if direction == "out"] == ["제가 먼저 답했습니다."]


async def test_a_letter_previewed_again_in_another_window_is_not_sent_from_the_old_one(slack: Slack) -> None:
    claim = await slack.opens()
    older = dict(await previewed(slack, "UBEN", claim.number, text="처음 글"))
    newer = await previewed(slack, "UBEN", claim.number, text="고친 글")
    newer["private_metadata"] = older["private_metadata"]
    await slack.workspace.submit("UBEN", newer["id"], {})
    assert "가장 최근 미리 보기" in words(slack.modal("UBEN")["blocks"])
    assert await slack.said(claim.number) == [("in", "어제부터 인쇄가 안 됩니다.")]


async def test_a_letter_that_was_sent_is_not_sent_again(slack: Slack) -> None:
    claim = await slack.opens()
    shown = await previewed(slack, "UBEN", claim.number, text="한 번만.")
    kept = dict(shown)
    await slack.workspace.submit("UBEN", shown["id"], {})
    again = await previewed(slack, "UBEN", claim.number, text="두 번째.")
    again["private_metadata"] = kept["private_metadata"]
    await slack.workspace.submit("UBEN", again["id"], {})
    assert [text for direction, text in await slack.said(claim.number) if direction == "out"] == ["한 번만."]


async def test_empty_words_stay_in_the_form(slack: Slack) -> None:
    claim = await slack.opens()
    form = await opened(slack, "UBEN", claim.number)
    errors = await slack.workspace.submit("UBEN", form["id"], {"text": "   "})
    assert errors == {"text": "빠진 항목: 내용"}


async def test_somebody_elses_claim_is_refused_at_the_words(slack: Slack) -> None:
    claim = await slack.opens()
    form = await opened(slack, "UANA", claim.number)
    await slack.slash("UBEN", f"take {claim.id}")
    errors = await slack.workspace.submit("UANA", form["id"], {"text": "Hello"})
    assert errors == {"text": f"{claim.number} belongs to 김벤: only they or a lead may do this."}


async def test_no_form_opens_on_somebody_elses_claim(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.press("UANA", claim.number, "verb:reply")
    assert slack.workspace.views("UANA") == []
    assert slack.whispered("UANA") == f"{claim.number} belongs to 김벤: only they or a lead may do this."


async def test_a_promise_that_is_over_is_refused_in_the_form(slack: Slack) -> None:
    claim = await slack.opens()
    form = await opened(slack, "UBEN", claim.number)
    long_ago = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
    errors = await slack.workspace.submit("UBEN", form["id"], {"text": "Hello", "update_due": long_ago})
    assert list(errors or {}) == ["update_due"]


async def test_a_quick_reply_goes_without_a_form(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UBEN", claim.number, "!reply 곧 확인하겠습니다 @ana :smile:")
    assert ("out", "곧 확인하겠습니다 @Ana Silva 😄") in await slack.said(claim.number)
    assert slack.whispered("UBEN").startswith(claim.number)


async def test_a_verb_without_its_words_offers_the_form_in_the_thread(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UBEN", claim.number, "!회신")
    offered = slack.workspace.ephemerals("UBEN")[-1]
    assert offered["thread_ts"] == slack.card(claim.number)["ts"]
    assert await slack.workspace.click("UBEN", "CDESK", offered["ts"], "form") is None
    assert slack.modal("UBEN")["callback_id"] == "reply"


@pytest.mark.parametrize(("length", "left"), [(2500, 0), (3700, 700)])
async def test_what_is_too_long_for_a_button_is_kept_and_stands_in_the_form(slack: Slack, length: int, left: int) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    told = ("5 < 6 입니다. " * 500)[:length]
    await slack.tells("UBEN", claim.number, f"!resolve DEFECT {told}")
    offered = slack.workspace.ephemerals("UBEN")[-1]
    assert await slack.workspace.click("UBEN", "CDESK", offered["ts"], "form") is None
    form = slack.modal("UBEN")
    assert field(form, "text")["element"]["initial_value"] == told[:3000].strip()
    assert field(form, "claim_class")["element"]["initial_option"]["value"] == "DEFECT"
    assert len(form["blocks"][-1]["elements"][0]["elements"][0]["text"] if left else "") == len(told[3000:].strip())
    assert [way for way, _ in await slack.said(claim.number)] == ["in", "note"]
    await slack.press("UBEN", claim.number, "verb:reply")
    assert not field(slack.modal("UBEN"), "text")["element"].get("initial_value")


async def test_a_closed_claim_opens_no_form(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"close {claim.id} spam")
    told = await slack.slash("UANA", f"reply {claim.id}")
    assert told.startswith(f"{claim.number} is “Closed”")
    assert slack.workspace.views("UANA") == []


async def test_who_tells_that_it_takes_longer_has_no_result_to_tell(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"later {claim.id} 모레 오후 3시 부품을 기다립니다")
    assert "resolve" not in [block.get("block_id") for block in slack.modal("UBEN")["blocks"]]
    await slack.workspace.close("UBEN", slack.modal("UBEN")["id"])
    assert "resolve" in [block.get("block_id") for block in (await opened(slack, "UBEN", claim.number))["blocks"]]


async def test_files_of_the_thread_go_along_as_the_letter_showed_them(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UBEN", claim.number, "설명서입니다", files=[("guide.pdf", b"%PDF-1.7"), ("secret.txt", b"internal")])
    form = await opened(slack, "UBEN", claim.number)
    offered = {each["text"]["text"].split()[0]: each["value"] for each in field(form, "attached")["element"]["options"]}
    assert set(offered) == {"guide.pdf", "secret.txt"}
    values = {"text": "설명서를 보내 드립니다.", "attached": [offered["guide.pdf"]]}
    assert await slack.workspace.submit("UBEN", form["id"], values) is None
    shown = slack.modal("UBEN")
    assert "guide.pdf" in words(shown["blocks"])
    assert "secret.txt" not in words(shown["blocks"])
    await slack.workspace.close("UBEN", shown["id"])
    await slack.workspace.close("UBEN", slack.modal("UBEN")["id"])
    form = await opened(slack, "UBEN", claim.number)
    assert [each["value"] for each in field(form, "attached")["element"]["initial_options"]] == [offered["guide.pdf"]], (
        "the draft keeps them"
    )
    assert await slack.workspace.submit("UBEN", form["id"], {}) is None
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {}) is None
    view = await slack.view(claim.number)
    assert view.last is not None
    assert [each.file.name for each in view.last.attachments] == ["guide.pdf"]
    kept = await slack.desk.database.read(leaving)
    assert [[each["name"] for each in letter["attachments"]] for letter in kept] == [["guide.pdf"]]


def leaving(tx: Tx) -> list[dict[str, Any]]:
    """The letters of people that wait to leave, as they are frozen."""
    rows = tx.connection.execute(select(outbox.c.frozen).where(outbox.c.intent == "reply"))
    return [each.frozen for each in rows if each.frozen]


async def test_a_result_starts_from_the_minutes_that_were_written_down(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"log {claim.id} 25m free 로그 확인")
    form = await opened(slack, "UBEN", claim.number, "resolve")
    assert field(form, "minutes")["element"]["initial_value"] == "25"
