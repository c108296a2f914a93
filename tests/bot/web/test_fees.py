"""The page about money: an approver's own link says yes or no by POST, everybody else reads, and a line is disputed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.actor import customer
from claims.claim import Claim, ClaimClass, Impact, Severity
from claims.feerules import Supplier
from claims.lifecycle import CloseReason, State
from claims.quotes import Quote
from claims.rates import RateCard
from claims.rules import Rules
from claims.worklog import Charge
from commands import triage
from commands.approvers import entrust
from commands.bill import bill
from commands.know import organisation_named
from commands.log import log
from commands.quote import quote
from storage import contracts, customers, quotes, statements
from storage.contracts import Card
from storage.database import Database, Tx
from tests.bot.web.house import JUN, Answer, House, opened_house
from tests.clocks import StillClock
from tests.making import png

BOSS = "boss@hanbit.example"


def _prepared(tx: Tx) -> None:
    from claims.actor import operator

    entrust(tx, organisation_named(tx, "hanbit.example"), BOSS, by=operator("root"))
    contracts.keep_card(tx, Card("KRW", RateCard(1, date(2026, 1, 1), 100_000)))


def _boss(tx: Tx) -> int:
    found = customers.contact_of_address(tx, BOSS)
    assert found
    return found.id


@pytest.fixture
async def offered(house: House) -> tuple[Claim, Quote]:
    claim = await house.taken()
    await house.database.run(triage.triage, claim.number, ClaimClass.ENV, Severity.S3, Impact.I2, by=JUN)
    await house.database.run(_prepared)
    sent = await house.database.run(quote, claim.number, 180, "방화벽 <설정> 변경", excluded="서버 교체", by=JUN)
    return sent.claim, sent.quote


@pytest.fixture
async def link(house: House, offered: tuple[Claim, Quote]) -> str:
    boss = await house.database.read(_boss)
    return "/q/" + house.desk.links.approver_token(offered[0].number, boss)


def fields(page: Answer, act: str) -> dict[str, str]:
    """The hidden fields of the form that leads to `act`."""
    form = page.text.partition(f'{act}" method="post"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


async def sent(house: House, number: str, what: Callable[..., Any]) -> Any:
    claim = (await house.view(number)).claim
    return await house.database.read(what, claim.id)


async def test_an_approver_reads_and_says_yes(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, _ = offered
    page = await house.get(link)
    assert page.status == 200
    for told in (
        "330,000원",
        "300,000원",
        "100,000원",
        "3시간",
        "방화벽 &lt;설정&gt; 변경",
        "서버 교체",
        "현재 비용",
        "0원",
        "할증은 없습니다",
    ):
        assert told in page.text, told
    assert (await house.view(claim.number)).claim.state is State.WAITING_APPROVAL, "looking decides nothing"
    done = await house.post(f"{link}/approve", fields(page, "/approve"))
    assert (done.status, done.location) == (303, f"{link}?done=approve#result")
    assert (await house.view(claim.number)).claim.state is State.IN_PROGRESS
    (kept,) = await house.database.read(quotes.decisions, offered[1].id)
    assert (kept.actor, kept.evidence, kept.digest) == (customer(BOSS), "127.0.0.1", offered[1].digest)
    after = await house.get(done.location.partition("#")[0])
    assert "승인해 주셔서 감사합니다" in after.text
    assert "/approve" not in after.text


async def test_who_asked_reads_but_cannot_approve(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, _ = offered
    theirs = f"{house.link(claim)}/fees"
    assert f'href="{theirs}"' in (await house.get(house.link(claim))).text
    page = await house.get(theirs)
    assert "330,000원" in page.text
    assert "/approve" not in page.text
    answered = fields(await house.get(link), "/approve")
    assert (await house.post(f"{theirs}/approve", answered)).status == 404
    assert (await house.post(f"/q/{house.token(claim)}/approve", answered)).status == 404, "their link is no approver's"
    assert (await house.view(claim.number)).claim.state is State.WAITING_APPROVAL


async def test_a_forged_link_and_a_right_that_was_taken_back(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    def taken_back(tx: Tx) -> None:
        contracts.set_approvers(tx, organisation_named(tx, "hanbit.example").id, ())

    number, contact, key = link.removeprefix("/q/").split(".")
    other = ("B" if key[0] == "A" else "A") + key[1:]
    for forged in (f"/q/{number}.{int(contact) + 1}.{key}", f"/q/{number}.{contact}.{other}", "/q/x", "/q/1.2"):
        assert (await house.get(forged)).status == 404
    answered = fields(await house.get(link), "/approve")
    await house.database.run(taken_back)
    assert (await house.get(link)).status == (await house.post(f"{link}/approve", answered)).status == 404


async def test_what_was_replaced_meanwhile_is_not_approved(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, _ = offered
    old = fields(await house.get(link), "/approve")
    await house.database.run(quote, claim.number, 300, "더 넓은 범위", by=JUN)
    refused = await house.post(f"{link}/approve", old)
    assert refused.status == 409
    assert "더 넓은 범위" in refused.text
    assert (await house.post(f"{link}/approve", old | {"form": "forged"})).status == 403
    assert (await house.view(claim.number)).claim.state is State.WAITING_APPROVAL


async def test_no_goes_on_for_free_or_ends_it(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, _ = offered
    no = fields(await house.get(link), "/decline")
    assert no.pop("end") == "yes", "a box that is not ticked"
    await house.post(f"{link}/decline", no | {"word": "예산이 없습니다"})
    assert (await house.view(claim.number)).claim.state is State.IN_PROGRESS
    await house.database.run(quote, claim.number, 60, "작은 범위", by=JUN)
    await house.post(f"{link}/decline", fields(await house.get(link), "/decline") | {"end": "yes"})
    after = (await house.view(claim.number)).claim
    assert (after.state, after.close_reason) == (State.CLOSED, CloseReason.NO_APPROVAL)


async def test_a_line_of_the_statement_is_disputed(house: House, offered: tuple[Claim, Quote], link: str, clock: StillClock) -> None:
    claim, _ = offered
    await house.post(f"{link}/approve", fields(await house.get(link), "/approve"))
    clock.now += timedelta(hours=1)
    await house.database.run(log, claim.number, 20, Charge.FREE, "내부 회의", by=JUN)
    await house.database.run(log, claim.number, 30, Charge.CHARGEABLE, "설정 변경", by=JUN)
    await house.database.run(bill, claim.number, by=JUN)
    theirs = f"{house.link(claim)}/fees"
    page = await house.get(theirs)
    for told in ("55,000원", "설정 변경", "이 항목에 이의 제기"):
        assert told in page.text, told
    assert "내부 회의" not in page.text, "what was noted of free work stays in the house"
    given = fields(page, "/dispute")
    empty = await house.post(f"{theirs}/dispute", given | {"word": " "})
    assert empty.status == 422
    assert "사유를 적어 주십시오" in empty.text
    done = await house.post(f"{theirs}/dispute", given | {"word": "10분이면 됩니다 <b>"})
    assert done.status == 303
    after = await house.get(theirs)
    assert "이의를 접수했습니다" in after.text
    assert "이 항목에 이의 제기" not in after.text
    (issued,) = await sent(house, claim.number, statements.of_claim)
    assert issued.disputes[0].words == "10분이면 됩니다 <b>"
    assert (await house.get(f"{link}?lang=en")).text.count("55,000") >= 1


async def test_other_languages_and_a_page_that_is_over(house: House, offered: tuple[Claim, Quote], link: str, clock: StillClock) -> None:
    claim, _ = offered
    page = await house.get(f"{link}?lang=en")
    assert "At most, in total" in page.text
    assert "KRW 330,000" in page.text
    await house.post(f"{link}/decline", fields(await house.get(link), "/decline"))
    clock.now += timedelta(days=200)
    assert (await house.get(f"{house.link(claim)}/fees")).status == 410
    assert (await house.get(link)).status == 410


async def test_papers_hold_their_font_and_are_the_same_bytes_each_time(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, made = offered
    path = f"{link}/{made.number}.pdf"
    assert f'href="{path}"' in (await house.get(link)).text
    paper = await house.get(path)
    assert (paper.status, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert f'filename="{made.number}.pdf"' in paper.headers["Content-Disposition"]
    assert paper.body.startswith(b"%PDF-")
    assert b"/FontFile2" in paper.body, "Hangul is read without any font on the reader's machine"
    assert paper.body == (await house.get(path)).body == (await house.get(f"{house.link(claim)}/fees/{made.number}.pdf")).body
    await house.database.run(quote, claim.number, 60, "다른 범위", by=JUN)
    assert (await house.get(path)).body == paper.body, "what was offered stays as it was"
    assert paper.body != (await house.get(f"{path}?lang=en")).body
    for wrong in (f"Q{claim.id}-9", f"S{claim.id}-1", f"Q{claim.id + 1}-1"):
        assert (await house.get(f"{link}/{wrong}.pdf")).status == 404


async def test_a_month_is_one_paper(house: House, offered: tuple[Claim, Quote], link: str, clock: StillClock) -> None:
    """For who approves for the organisation: page, PDF and CSV; a claim's own statement is CSV for who asked, too."""
    claim, _ = offered
    token = fields(await house.get(link), "approve")
    assert (await house.post(f"{link}/approve", token)).status == 303
    clock.move(minutes=120)
    await house.database.run(log, claim.number, 47, Charge.CHARGEABLE, "설정 <변경>", by=JUN)
    issued = await house.database.run(bill, claim.number, by=JUN)
    named = f"{issued.month[:4]}년 {int(issued.month[5:])}월"
    first = (await house.get(link)).text
    assert f'href="{link}/{issued.month}"' in first
    assert f"{named} 거래명세서" in first
    page = await house.get(f"{link}/{issued.month}")
    for told in (
        "110,000원",
        "100,000원",
        claim.number,
        issued.number,
        "단위 올림 13분 포함",
        "현재 비용: 110,000원",
        "아직 끝나지 않은 달",
    ):
        assert told in page.text, told
    paper = await house.get(f"{link}/{issued.month}.pdf?place=0")
    assert (paper.status, paper.body[:5]) == (200, b"%PDF-")
    assert paper.body == (await house.get(f"{link}/{issued.month}.pdf?place=0")).body
    lines = await house.get(f"{link}/{issued.month}.csv")
    assert (lines.status, lines.body[:3]) == (200, b"\xef\xbb\xbf")
    assert f"{claim.number}," in lines.text
    asked = house.link(claim)
    own = await house.get(f"{asked}/fees/{issued.number}.csv")
    assert ",100000," in own.text
    for wrong in (
        f"{asked}/fees/{issued.month}",
        f"{link}/2026-13",
        f"{link}/2025-01",
        f"{link}/2099-12",
        f"{link}/{issued.month}.pdf?place=9",
        f"{link}/S1-9.csv",
    ):
        assert (await house.get(wrong)).status == 404, wrong


async def test_a_seal_stands_on_papers_and_its_lack_stops_none(
    ledger: Database, clock: StillClock, tmp_path: Path, offered: tuple[Claim, Quote], link: str
) -> None:
    seal, bodies = tmp_path / "seal.png", list[bytes]()
    supplier = Supplier(name="주식회사 데스크", business_number="123-45-67891", representative="박대표", address="서울", seal=str(seal))
    async with opened_house(ledger, clock, Rules(supplier=supplier), tmp_path) as house:
        for content in (None, b"no image", png()[:8] + bytes(64), png(), png()):
            if content:
                seal.write_bytes(content)
            paper = await house.get(f"{link}/{offered[1].number}.pdf")
            assert paper.status == 200
            bodies.append(paper.body)
    assert bodies[0] == bodies[1] == bodies[2], "a broken one stops no paper"
    assert b"/Subtype /Image" not in bodies[0]
    assert b"/Subtype /Image" in bodies[3]
    assert bodies[3] == bodies[4], "the same bytes each time"


async def test_a_long_scope_goes_over_pages(house: House, offered: tuple[Claim, Quote], link: str) -> None:
    claim, _ = offered
    made = await house.database.run(quote, claim.number, 60, "가나다 <b>&amp; " * 300, by=JUN)
    paper = await house.get(f"{link}/{made.quote.number}.pdf")
    assert paper.status == 200
    assert paper.body.count(b"/Type /Page\n") + paper.body.count(b"/Type /Page ") >= 1
