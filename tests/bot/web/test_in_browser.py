"""The page in a real Chromium without script: by keyboard alone, on a phone, in both languages, light and dark."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from claims.claim import Claim
from claims.lifecycle import CloseReason, State
from tests.bot.web.house import House
from tests.servers.chromium import chromium, window

PHONE = {"width": 360, "height": 740}
PICTURES = Path(".artefacts/web")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def context(browser: Browser) -> BrowserContext:
    return await window(browser, viewport=PHONE, java_script_enabled=False, locale="ko-KR")


@pytest.fixture
async def page(context: BrowserContext, house: House) -> Page:
    return await context.new_page()


async def told(house: House) -> Claim:
    files = (house.file("오류 화면.png", b"png", "image/png"),)
    claim = await house.worked(text="로그인이 안 됩니다.\n\n> 지난 메일", new_text="로그인이 안 됩니다.", attachments=files)
    await house.reply(claim, "확인했습니다. https://docs.vendor.example/" + "a" * 200)
    return claim


async def focus(page: Page) -> str:
    """What has the focus, by its id or its words."""
    found = page.locator("css=*:focus").last
    return await found.get_attribute("id") or (await found.inner_text()).strip()


async def tabs_to(page: Page, wanted: str, most: int = 40) -> None:
    """Go on by Tab alone."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        if wanted == await focus(page):
            return
    raise AssertionError(f"no way by keyboard to {wanted}")


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


async def wide(page: Page) -> list[str]:
    """What sticks out at the side."""
    return list(await page.evaluate(WIDE))


WIDE = """() => [...document.querySelectorAll("body *:not(.skip, .hidden)")].map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1)).map(([each]) => each.outerHTML)"""


async def test_skip_link_is_first_and_leads_to_the_content(page: Page, house: House) -> None:
    await page.goto(house.url)
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="본문으로 건너뛰기")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()


async def test_from_the_number_to_the_state_by_keyboard(page: Page, house: House) -> None:
    claim = await house.worked()
    await page.goto(house.url)
    await tabs_to(page, "number")
    await page.keyboard.type("1042")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("여섯 글자까지")
    await expect(page.get_by_label("접수번호")).to_be_focused()
    await expect(page.get_by_label("접수번호")).to_have_value("1042")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(claim.number.lower())
    await tabs_to(page, "확인하기")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"접수번호 {claim.number}")
    await expect(page.locator(".headline")).to_have_text("처리 중")


async def test_a_word_by_keyboard(page: Page, house: House, tmp_path: Path) -> None:
    claim = await told(house)
    await page.goto(house.url + house.link(claim))
    await tabs_to(page, "word-text")
    await tabs_to(page, "보내기")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("보내실 내용을 적거나")
    await expect(page.get_by_label("추가할 내용")).to_be_focused()
    await page.keyboard.type("방화벽은 열려 있습니다.\n확인 부탁드립니다.")
    (tmp_path / "로그.txt").write_text("log")
    await page.get_by_label("첨부 파일(선택)").set_input_files(tmp_path / "로그.txt")
    await tabs_to(page, "보내기")
    await page.keyboard.press("Enter")
    result = page.locator("#result")
    await expect(result).to_contain_text("보내 주신 내용을 접수했습니다.")
    await expect(result).to_be_focused()
    await expect(page.locator(".theirs").last).to_contain_text("방화벽은 열려 있습니다.")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="로그.txt").click()
    assert (await download.value).suggested_filename == "로그.txt"
    assert (await (await download.value).path()).read_text() == "log"
    await page.reload()
    await expect(page.get_by_text("방화벽은 열려 있습니다.")).to_have_count(1)


async def test_quote_unfolds_without_script(page: Page, house: House) -> None:
    claim = await told(house)
    await page.goto(house.url + house.link(claim))
    quote = page.get_by_text("> 지난 메일")
    await expect(quote).to_be_hidden()
    await tabs_to(page, "메일 전문 보기")
    await page.keyboard.press("Enter")
    await expect(quote).to_be_visible()


async def test_yes_by_keyboard(page: Page, house: House) -> None:
    claim = await house.resolved()
    await page.goto(house.url + house.link(claim))
    await tabs_to(page, "예")
    await page.keyboard.press("Enter")
    await expect(page.locator("#result")).to_contain_text("확인해 주셔서 감사합니다.")
    closed = (await house.view(claim.number)).claim
    assert (closed.state, closed.close_reason) == (State.CLOSED, CloseReason.CONFIRMED)
    await page.go_back()
    await expect(page.get_by_role("button", name="예")).to_have_count(0)


async def test_no_with_words_by_keyboard(page: Page, house: House) -> None:
    claim = await house.resolved()
    await page.goto(house.url + house.link(claim))
    await tabs_to(page, "reopen-text")
    await page.keyboard.type("아직도 안 됩니다.")
    await tabs_to(page, "아니요")
    await page.keyboard.press("Enter")
    await expect(page.locator("#result")).to_contain_text("다시 확인하고 있습니다.")
    assert (await house.view(claim.number)).claim.state is State.IN_PROGRESS


async def test_language_by_keyboard_and_remembered(page: Page, house: House) -> None:
    claim = await house.worked()
    await page.goto(house.url + house.link(claim))
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
    await tabs_to(page, "English")
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.goto(house.url)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Follow your request")


async def test_landmarks_and_headings(page: Page, house: House) -> None:
    claim = await house.resolved()
    for path in ("/", f"/s/{claim.number}", house.link(claim), "/nowhere"):
        await page.goto(house.url + path)
        for role in ("banner", "navigation", "main", "contentinfo"):
            await expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        levels = [int((await each.evaluate("e => e.tagName"))[1]) for each in await page.locator("h1,h2,h3,h4").all()]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels


async def test_every_field_has_a_label(page: Page, house: House) -> None:
    claim = await house.resolved()
    for path in ("/", house.link(claim)):
        await page.goto(house.url + path)
        for field in await page.locator("input:not([type=hidden]), textarea").all():
            assert await page.locator(f"label[for={await field.get_attribute('id')}]").count() == 1


async def test_nothing_is_asked_of_anybody_else(page: Page, house: House) -> None:
    claim = await told(house)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    for path in ("/", house.link(claim)):
        await page.goto(house.url + path)
    assert asked
    assert [each for each in asked if not each.startswith(house.url)] == []
    assert faults == []


async def test_a_phone_shows_all_of_it(browser: Browser, house: House) -> None:
    claim, resolved = await told(house), await house.resolved()
    paths = {"front": "/", "state": f"/s/{claim.number}", "conversation": house.link(claim), "resolved": house.link(resolved)}
    for scheme, language in (("light", "ko"), ("dark", "ko"), ("light", "en"), ("dark", "en")):
        context = await window(browser, viewport=PHONE, java_script_enabled=False, color_scheme=scheme)  # type: ignore[arg-type]
        page = await context.new_page()
        for name, path in paths.items():
            await page.goto(f"{house.url}{path}?lang={language}")
            await picture(page, f"{name}-{language}-{scheme}")
            assert await wide(page) == [], name


async def test_contrast_is_enough(browser: Browser, house: House) -> None:
    """Every text against its ground, by WCAG 2.2's formula: at least 4.5 to 1."""
    claim, resolved = await told(house), await house.resolved()
    for scheme in ("light", "dark"):
        context = await window(browser, viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
        page = await context.new_page()
        for path in ("/", "/s/1042", house.link(claim), f"{house.link(resolved)}?done=word"):
            await page.goto(house.url + path)
            assert await page.evaluate(CONTRAST) == [], (scheme, path)


CONTRAST = """() => {
  const light = c => { c = c / 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
  const rgb = s => s.match(/[\\d.]+/g).map(Number);
  const lum = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
  return [...document.querySelectorAll("body *")].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => { const a = lum(rgb(getComputedStyle(e).color)), b = lum(ground(e));
      return [e.className || e.tagName, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)] }).filter(([, ratio]) => ratio < 4.5) }"""
