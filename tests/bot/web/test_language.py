"""The reader chooses: by the switch, remembered; else the claim's language, the browser's, the desk's."""

from pathlib import Path

import pytest

from bot.web.language import accepted
from claims.rules import Rules
from storage.database import Database
from tests.bot.web.house import House, opened_house
from tests.clocks import StillClock

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,ko;q=0.5"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ko"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("fr,de;q=0.9", "ko"),
        ("fr, en;q=0.3, ko;q=0.8", "ko"),
        ("ko;q=0, en;q=0.1", "en"),
        ("KO-kr", "ko"),
        (",;q=,=;", "ko"),
        ("en;q=nonsense", "ko"),
        ("en;q=nan", "ko"),
    ],
)
def test_accept_language(header: str, language: str) -> None:
    assert accepted(header, "ko") == language


async def test_browsers_language(house: House) -> None:
    assert '<html lang="ko">' in (await house.get("/")).text
    page = await house.get("/", headers=ENGLISH)
    assert '<html lang="en">' in page.text
    assert "Follow your request" in page.text


async def test_claims_language_on_its_own_page(house: House) -> None:
    korean, english = await house.worked(language="ko"), await house.worked(language="en")
    assert '<html lang="ko">' in (await house.get(house.link(korean), headers=ENGLISH)).text
    page = (await house.get(house.link(english))).text
    assert '<html lang="en">' in page
    assert "Owner assigned" in page


async def test_the_choice_is_remembered(house: House) -> None:
    claim = await house.worked(language="ko")
    page = await house.get(f"{house.link(claim)}?lang=en")
    assert '<html lang="en">' in page.text
    cookie = page.cookies["lang"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"], cookie["secure"], cookie["path"]) == ("en", "Lax", True, "", "/")
    for path in (house.link(claim), "/", f"/s/{claim.number}", "/nowhere"):
        assert '<html lang="en">' in (await house.get(path)).text
    assert '<html lang="ko">' in (await house.get("/?lang=ko")).text


async def test_cookie_is_secure_behind_https(ledger: Database, clock: StillClock, rules: Rules, tmp_path: Path) -> None:
    async with opened_house(ledger, clock, rules, tmp_path, public_url="https://desk.example") as house:
        assert (await house.get("/?lang=en")).cookies["lang"]["secure"] is True


async def test_no_cookie_without_a_choice(house: House) -> None:
    for path in ("/", "/?lang=fr", "/?lang="):
        assert "Set-Cookie" not in (await house.get(path)).headers


async def test_switch_is_on_every_page(house: House) -> None:
    claim = await house.worked()
    for path in ("/", f"/s/{claim.number}", house.link(claim), "/nowhere"):
        page = (await house.get(path)).text
        assert 'lang="en" hreflang="en">English</a>' in page
        assert 'lang="ko" hreflang="ko" aria-current="true">한국어</a>' in page


async def test_switch_after_a_refused_form_leads_to_the_page(house: House) -> None:
    claim = await house.worked()
    refused = await house.say(claim, "")
    assert f'href="{house.link(claim)}?lang=en"' in refused.text


async def test_choice_survives_a_form_without_cookies(house: House) -> None:
    claim = await house.worked()
    page = await house.get(f"{house.link(claim)}?lang=en")
    assert f'action="{house.link(claim)}/word?lang=en"' in page.text
    house.session.cookie_jar.clear()
    sent = await house.post(f"{house.link(claim)}/word?lang=en", {"form": await house.form(claim, "word"), "word": "hello"})
    assert "lang=en" in sent.location


async def test_times_are_written_as_each_language_does(house: House) -> None:
    claim = await house.worked()
    assert "오전 10:30" in (await house.get(house.link(claim))).text
    assert "Thu 19 Nov, 10:30" in (await house.get(f"{house.link(claim)}?lang=en")).text
