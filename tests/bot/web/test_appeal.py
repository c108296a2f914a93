"""The customer who asks on the page that somebody responsible looks at it."""

from urllib.parse import urlencode

from tests.bot.web.house import House

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_by_a_button(house: House) -> None:
    claim = await house.worked()
    fields = {"form": await house.form(claim, "appeal"), "word": "이틀째 답이 없습니다."}
    sent = await house.post(f"{house.link(claim)}/appeal", urlencode(fields).encode(), headers=HEADERS)
    assert sent.status == 303
    page = (await house.get(sent.location)).text
    assert "책임자에게 전달했으며" in page
    assert "책임자 확인 요청" in page
    assert "이틀째 답이 없습니다." in page


async def test_a_stale_form_keeps_the_words(house: House) -> None:
    claim = await house.worked()
    sent = await house.post(f"{house.link(claim)}/appeal", urlencode({"form": "x", "word": "쓰던 글"}).encode(), headers=HEADERS)
    assert sent.status == 403
    assert "쓰던 글" in sent.text


async def test_nothing_to_ask_for_once_it_is_resolved(house: House) -> None:
    assert "appeal-title" not in (await house.get(house.link(await house.resolved()))).text
