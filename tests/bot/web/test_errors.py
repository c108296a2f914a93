"""Headers of every answer, and a kind page for every failure."""

from pathlib import Path

import pytest

from bot.web.headers import policy
from claims.rules import Rules
from storage.database import Database
from tests.bot.web.house import House, opened_house
from tests.clocks import StillClock


@pytest.mark.parametrize("path", ["/", "/s", "/nowhere", "/healthz", "/metrics", "/broken", "/c/x", "/static/page.css"])
async def test_headers_of_every_answer(house: House, path: str) -> None:
    headers = (await house.get(path)).headers
    assert headers["Content-Security-Policy"] == policy("'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Server"] == "claimdesk"


async def test_policy_lets_nothing_in(house: House) -> None:
    policy = (await house.get("/")).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for part in ("style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


async def test_frames_where_the_settings_allow(ledger: Database, clock: StillClock, rules: Rules, tmp_path: Path) -> None:
    async with opened_house(ledger, clock, rules, tmp_path, frame_ancestors="http://127.0.0.1:*") as house:
        headers = (await house.get("/")).headers
        assert headers["Content-Security-Policy"].endswith("frame-ancestors http://127.0.0.1:*")
        assert "X-Frame-Options" not in headers


async def test_conversations_are_never_stored(house: House) -> None:
    claim = await house.worked()
    for path in (house.link(claim), f"/s/{claim.number}"):
        assert (await house.get(path)).headers["Cache-Control"] == "no-store"


async def test_pages_load_nothing_from_elsewhere_and_run_no_script(house: House) -> None:
    claim = await house.resolved()
    for path in ("/", house.link(claim), f"/s/{claim.number}", "/nowhere"):
        page = (await house.get(path)).text
        assert "<script" not in page
        assert 'src="' not in page
        assert " style=" not in page
        assert page.count('<link rel="') == 2
        assert page.count('href="/static/') == 2


async def test_style_and_icon_are_kept_by_the_browser(house: House) -> None:
    page = (await house.get("/")).text
    for name, type in (("page.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml; charset=utf-8")):
        address = "/static/" + name + page.partition(f"/static/{name}")[2].partition('"')[0]
        answer = await house.get(address)
        assert answer.headers["Content-Type"] == type
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nowhere", 404, "페이지를 찾을 수 없습니다"), ("/c/x", 404, "링크를 다시"), ("/broken", 500, "일시적인 오류")],
)
async def test_failures_are_kind_pages(house: House, path: str, status: int, words: str) -> None:
    page = await house.get(path)
    assert page.status == status
    assert words in page.text
    assert '<html lang="ko">' in page.text


async def test_failures_speak_the_readers_language(house: House) -> None:
    assert "This page does not exist" in (await house.get("/nowhere", headers={"Accept-Language": "en"})).text


async def test_wrong_method_names_the_right_ones(house: House) -> None:
    answer = await house.post("/", {})
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]
    assert "이 방법으로는" in answer.text


async def test_failures_show_and_log_nothing_of_the_inside(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    page = await house.get("/broken")
    logged = capsys.readouterr()
    for secret in ("customer's secret words", "RuntimeError", "Traceback", "house.py"):
        assert secret not in page.text
    assert "RuntimeError" in logged.out
    assert "customer's secret words" not in logged.out + logged.err


async def test_head_is_answered(house: House) -> None:
    async with house.session.head(f"{house.url}/") as response:
        assert response.status == 200
