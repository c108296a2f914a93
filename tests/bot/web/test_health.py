"""Live is not ready; numbers without customers."""

import json
import re
from pathlib import Path

from bot.web import Health
from claims.rules import Rules
from storage.database import opened
from tests.bot.web.house import House, opened_house
from tests.clocks import StillClock
from tests.servers.postgres import Postgres


async def test_live(house: House) -> None:
    answer = await house.get("/healthz")
    assert (answer.status, json.loads(answer.text)) == (200, {"live": True})


async def test_ready(house: House) -> None:
    house.health = Health({"slack": True, "mail": True})
    answer = await house.get("/healthz/ready")
    assert answer.status == 200
    assert json.loads(answer.text) == {"ready": True, "parts": {"database": True, "slack": True, "mail": True}}


async def test_slack_and_mail_down_is_still_ready(house: House) -> None:
    house.health = Health({"slack": False, "mail": False})
    answer = await house.get("/healthz/ready")
    assert answer.status == 200
    assert json.loads(answer.text)["parts"] == {"database": True, "slack": False, "mail": False}


async def test_starting_or_stopping_is_not_ready(house: House) -> None:
    house.health = Health(ready=False)
    assert (await house.get("/healthz/ready")).status == 503
    assert (await house.get("/healthz")).status == 200


async def test_a_database_that_does_not_answer_is_not_ready(
    postgres_server: Postgres, clock: StillClock, rules: Rules, tmp_path: Path
) -> None:
    url = await postgres_server.clone()
    async with opened(url, rules, clock) as database, opened_house(database, clock, rules, tmp_path) as house:
        assert (await house.get("/healthz/ready")).status == 200
        await postgres_server.drop(url)
        answer = await house.get("/healthz/ready")
        assert answer.status == 503
        assert json.loads(answer.text)["parts"]["database"] is False
        assert (await house.get("/healthz")).status == 200
        assert (await house.get("/")).status == 200
        assert (await house.get("/s/1001-AAAAAA")).status == 500
        assert 'claimdesk_up{part="database"} 0.0' in (await house.get("/metrics")).text


async def test_metrics(house: House) -> None:
    claim = await house.worked()
    await house.write()
    await house.get(f"/s/{claim.id}-000000")
    await house.get(house.link(claim))
    answer = await house.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    for line in (
        'claimdesk_claims{owned="yes",state="IN_PROGRESS"} 1.0',
        'claimdesk_claims{owned="no",state="NEW"} 1.0',
        "claimdesk_wrong_numbers_total 1.0",
        "claimdesk_outbox_failed_total 0.0",
        'claimdesk_up{part="database"} 1.0',
        'claimdesk_request_seconds_count{method="GET",route="/c/{token}",status="200"} 1.0',
    ):
        assert line in answer.text, line
    assert re.search(r'claimdesk_outbox_waiting\{door="slack"\} [1-9]', answer.text)
    assert 'claimdesk_outbox_oldest_seconds{door="mail"} 0.0' in answer.text


async def test_metrics_hold_nothing_of_a_customer(house: House) -> None:
    claim = await house.worked()
    await house.say(claim, "비밀")
    await house.get(f"/s/{claim.number}")
    await house.get("/c/not-a-token/f/1")
    text = (await house.get("/metrics")).text
    for secret in (
        claim.number,
        claim.number.partition("-")[2],
        house.token(claim),
        "mina",
        "hanbit",
        "정미나",
        "비밀",
        "not-a-token",
        "U1",
    ):
        assert secret not in text


async def test_labels_cannot_be_invented(house: House) -> None:
    for path in ("/a", "/b/c", "/c/x/y/z"):
        await house.get(path)
    async with house.session.request("PROPFIND", f"{house.url}/") as response:
        assert response.status == 405
    text = (await house.get("/metrics")).text
    assert 'method="other",route="none",status="405"' in text
    assert "PROPFIND" not in text
    assert "/b/c" not in text
