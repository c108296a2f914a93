"""The card says under which contract a claim came, until when that holds, and what is left of it."""

from datetime import date

import pytest

from bot.links import Links
from bot.slack.cards import card
from claims.claim import ClaimClass, Impact, Severity
from claims.worklog import Charge
from commands.log import log
from commands.show import show
from commands.take import take
from commands.triage import triage
from storage import contracts
from storage.contracts import Contract, Period
from storage.database import Database
from tests.making import ANNA, open_one, team

LINKS = Links("https://desk.example", "0123456789abcdef0123456789abcdef")


@pytest.mark.parametrize(
    ("given", "claim_class", "said"),
    [
        ({"included": 300}, None, "2026-12-31까지 · 포함 시간 4시간 15분 남음"),
        ({"included": 300}, ClaimClass.ENV, "2026-12-31까지 · 포함 시간 4시간 15분 남음"),
        ({"included": 0, "incidents": 3}, ClaimClass.ENV, "2026-12-31까지 · 포함 건수 2건 남음"),
        ({"included": 300}, ClaimClass.HOWTO, "2026-12-31까지 · 이 분류는 계약 범위가 아님"),
    ],
)
async def test_a_card_names_the_contract(database: Database, given: dict[str, int], claim_class: ClaimClass | None, said: str) -> None:
    """A02."""
    await database.run(team)
    other, claim = await database.run(open_one), await database.run(open_one)
    assert claim.organisation_id
    kept = {"standing": 0, **given}
    covers = frozenset({ClaimClass.ENV})
    await database.run(
        contracts.keep, Contract(claim.organisation_id, date(2026, 1, 1), date(2026, 12, 31), covers, period=Period.YEAR, **kept)
    )
    for each in (other, claim):
        await database.run(take, each.number, by=ANNA)
    await database.run(triage, other.number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
    await database.run(log, other.number, 45, Charge.INCLUDED, "분석", by=ANNA)
    if claim_class:
        await database.run(triage, claim.number, claim_class, Severity.S3, Impact.I2, by=ANNA)
    drawn = card(await database.read(show, claim.number), language="ko", zone="Asia/Seoul", links=LINKS)
    assert f"*계약*\n{said}" in [each["text"] for each in drawn.blocks[1]["fields"]]
