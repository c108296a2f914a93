"""Due times explained: what is said is how they came about, whatever happened to the claim."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.due import explained
from claims.claim import ClaimClass, Impact, Severity
from claims.lifecycle import CloseReason
from claims.problem import Workaround
from claims.rules import Desk as DeskRules
from claims.rules import People, Plan, Rules
from claims.terms import DayKind
from commands.close import close, reopen
from commands.explain import Explained, Reckoned, explain
from commands.hand import hand
from commands.holiday import holiday
from commands.know import customer
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.schedule import schedule
from commands.show import Person, Role
from commands.take import take
from commands.triage import triage
from commands.unpause import unpause
from storage.database import Database
from tests.clocks import StillClock
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, KIM, LEA, team

SEOUL = ZoneInfo("Asia/Seoul")
READER = Person("UANNA", "김아나", "ko", "Asia/Seoul", None, Role.AGENT, active=True)
LONDON = replace(READER, language="en", zone="Europe/London")
P2 = (ClaimClass.DEFECT, Severity.S2, Impact.I2)
P3 = (ClaimClass.DEFECT, Severity.S3, Impact.I2)
P4 = (ClaimClass.DEFECT, Severity.S4, Impact.I3)


@pytest.fixture
def rules() -> Rules:
    plans = {"always": Plan(round_the_clock=True), "none": Plan(contract=False)}
    return Rules(people=People(leads=("ULEA",)), plans=plans, desk=DeskRules(language="ko"))


@dataclass
class Asked:
    """A desk, and what it says of a claim's due times; whatever it says agrees with the claim and adds up."""

    desk: Desk

    async def opened(self, at: str, **values: str) -> str:
        self.at(at)
        number = await self.desk.open(**values)
        await self.desk.do(take, number, by=ANNA)
        return number

    def at(self, text: str) -> None:
        self.desk.clock.set(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL))

    async def told(self, number: str, reader: Person = READER) -> tuple[str, str]:
        """What is said of the first answer, and of the resolution."""
        told, claim = await self.desk.database.read(explain, number), await self.desk.claim(number)
        assert (told.first and told.first.due, told.resolution.due) == (claim.first_due, claim.resolution_due)
        for clock in (told.first, told.resolution):
            assert clock is None or adds_up(clock)
        head = "First answer" if reader.language == "en" else "첫 답변"
        _, first, resolution = explained(told, reader).text.split("\n\n")[:3]
        assert first.startswith(f"*{head}*")
        return first, resolution


def adds_up(clock: Reckoned) -> bool:
    """What is listed comes to the target, less while it stands still, more where a change found it used up."""
    if clock.due is None:
        return clock.used <= clock.minutes
    return clock.used >= clock.minutes if clock.over else clock.used == clock.minutes


@pytest.fixture
async def asked(database: Database, clock: StillClock) -> Asked:
    await database.run(team)
    return Asked(Desk(database, clock))


async def test_a_day_off_set_and_taken_back_is_no_reason(asked: Asked) -> None:
    """It lies after the due time, which had passed when it was decided."""
    number = await asked.opened("11-19 10:30")
    before = await asked.told(number)
    asked.at("11-25 10:00")
    for kind in (DayKind.OFF, DayKind.USUAL):
        await asked.desk.do(holiday, date(2026, 12, 1), "창립기념일", kind=kind, by=LEA)
    assert await asked.told(number) == before
    assert before[0].splitlines()[1:] == [
        "시작: 11월 19일(목) 오전 10:30 KST · 목표 240분 (P3)",
        "계산 기준: 월~금 09:00~12:00, 13:00~18:00 (대한민국 시간)",
        "• 11월 19일(목) 오전 10:30~오후 12:00: 90분 (누계 90분)",
        "• 11월 19일(목) 오후 1:00~오후 3:30: 150분 (누계 240분)",
        "⇒ 기한 11월 19일(목) 오후 3:30 KST (목표 240분이 되는 시각)",
    ]


async def test_a_day_off_that_moves_it_is_named_and_so_is_its_end(asked: Asked) -> None:
    """E17: a day off between; taken back after what would have been the due time, that moment is due."""
    number = await asked.opened("11-19 16:00")
    asked.at("11-19 16:30")
    await asked.desk.do(holiday, date(2026, 11, 20), "임시공휴일", by=LEA)
    _, resolution = await asked.told(number)
    assert "휴무 지정 11월 20일(금). 시작 시각부터 다시 계산했습니다." in resolution
    assert "휴무일 제외: 11월 20일(금)" in resolution
    asked.at("11-25 09:30")
    await asked.desk.do(holiday, date(2026, 11, 20), "", kind=DayKind.USUAL, by=LEA)
    first, resolution = await asked.told(number)
    assert "휴무 해제 11월 20일(금). 그때까지 쓴 시간이 이미 1,590분이어서 목표 1,440분을 넘었으므로" in resolution
    assert resolution.endswith("⇒ 기한 11월 25일(수) 오전 9:30 KST")
    assert "기한이 이미 지난 뒤였으므로" not in first, "the first answer's stayed as it was"


async def test_a_first_answer_that_was_told_is_not_moved_later_and_ends_when_given(asked: Asked) -> None:
    number = await asked.opened("11-25 13:30")
    asked.at("11-25 13:35")
    await asked.desk.do(triage, number, *P4, by=ANNA)
    asked.at("11-25 17:00")
    await asked.desk.do(reply, number, "확인 중입니다.", by=ANNA)
    first, resolution = await asked.told(number)
    assert (
        "11월 25일(수) 오후 1:35 KST: 우선순위 P3 → P4, 목표 240분 → 480분. "
        "고객에게 이미 안내한 첫 답변 시각은 늦추지 않으므로 기한은 그대로입니다." in first
    )
    assert "⇒ 기한 11월 25일(수) 오후 5:30 KST (목표 240분이 되는 시각)" in first
    assert first.endswith("11월 25일(수) 오후 5:00 KST에 첫 답변을 보내 더 이상 세지 않습니다. 기한을 지켰습니다.")
    assert "우선순위 P3 → P4, 목표 1,440분 → 4,800분. 시작 시각부터 다시 계산했습니다." in resolution
    assert "첫 답변" not in resolution


async def test_another_priority_that_finds_it_used_up_or_missed(asked: Asked) -> None:
    """E16 and K9: P3 becomes P2 on Friday 11:00, when 600 minutes were used; said again, or P1 later, it stays."""
    number = await asked.opened("11-19 09:00")
    asked.at("11-20 11:00")
    await asked.desk.do(triage, number, *P2, by=ANNA)
    first, resolution = await asked.told(number)
    assert "그때까지 쓴 시간이 이미 600분이어서 목표 480분을 넘었으므로, 바뀐 그 시각이 기한입니다." in resolution
    assert resolution.endswith("⇒ 기한 11월 20일(금) 오전 11:00 KST")
    assert "기한이 이미 지난 뒤였으므로 기한은 그대로입니다." in first
    asked.at("11-20 14:00")
    await asked.desk.do(hand, number, BEN.id, "부탁합니다", by=ANNA)
    await asked.desk.do(triage, number, ClaimClass.DEFECT, Severity.S1, Impact.I1, by=BEN)
    _, resolution = await asked.told(number)
    assert "우선순위 P2 → P1, 목표 480분 → 240분. 기한이 이미 지난 뒤였으므로 기한은 그대로입니다." in resolution
    assert resolution.endswith("⇒ 기한 11월 20일(금) 오전 11:00 KST")


async def test_each_pause_has_its_reason(asked: Asked) -> None:
    """E7, E14: asked twice is one pause; one outside working hours leaves nothing out; another target while it stands still."""
    number = await asked.opened("11-23 09:30")
    for when in ("11-23 14:00", "11-24 10:00"):
        asked.at(when)
        await asked.desk.do(ask, number, "버전은?", by=ANNA)
    _, resolution = await asked.told(number)
    assert "11월 23일(월) 오후 2:00 KST부터 정지: 고객 답변 대기" in resolution
    assert resolution.endswith("⇒ 현재 정지 상태: 210분 사용, 1,230분 남음")
    asked.at("11-25 10:15")
    await asked.desk.hears(number)
    await asked.desk.do(triage, number, *P3, by=ANNA)
    asked.at("11-25 19:00")
    await asked.desk.do(schedule, number, "5.4", date(2026, 12, 10), Workaround.GIVEN, accepted=True, by=ANNA)
    asked.at("11-26 08:00")
    await asked.desk.do(resolve, number, ANSWER, by=ANNA)
    _, resolution = await asked.told(number)
    assert "정지 11월 23일(월) 오후 2:00~11월 25일(수) 오전 10:15: 고객 답변 대기 (업무 시간 795분 제외)" in resolution
    stood = "정지 11월 25일(수) 오후 7:00~11월 26일(목) 오전 8:00: 고객이 동의한 배포일 대기"
    assert f"{stood} (업무 시간 외여서 기한에는 영향이 없습니다)" in resolution
    assert "⇒ 정지 상태에서 끝나 기한이 없습니다: 615분 사용, 825분 남음" in resolution
    assert resolution.endswith("11월 26일(목) 오전 8:00 KST에 해결하여 더 이상 세지 않습니다. 기한을 지켰습니다.")
    asked.at("11-26 15:00")
    await asked.desk.hears(number, text="아직 안 됩니다")
    _, resolution = await asked.told(number)
    assert "정지 11월 26일(목) 오전 8:00~오후 3:00: 해결 상태 (업무 시간 300분 제외)" in resolution
    assert "더 이상 세지" not in resolution


async def test_a_pause_that_a_lead_struck_out_counts(asked: Asked) -> None:
    """K8."""
    number = await asked.opened("11-23 09:30")
    asked.at("11-23 14:00")
    await asked.desk.do(ask, number, "버전은?", by=ANNA)
    asked.at("11-24 10:00")
    await asked.desk.hears(number)
    await asked.desk.do(unpause, number, "묻지 않아도 되는 것이었습니다", by=LEA)
    _, resolution = await asked.told(number)
    assert "11월 23일(월) 오후 2:00 KST에 시작된 정지는 리드가 취소하여 시간에 포함했습니다." in resolution
    assert "\n정지 11월" not in resolution


async def test_closed_and_opened_again_it_counts_anew(asked: Asked) -> None:
    """K11."""
    number = await asked.opened("11-19 09:00")
    await asked.desk.do(triage, number, *P2, by=ANNA)
    asked.at("11-19 16:00")
    await asked.desk.do(close, number, CloseReason.WITHDRAWN, by=KIM)
    _, resolution = await asked.told(number)
    assert resolution.endswith("11월 19일(목) 오후 4:00 KST에 종결되어 더 이상 세지 않습니다. 기한 전이었습니다.")
    asked.at("11-24 11:00")
    await asked.desk.do(reopen, number, by=KIM)
    _, resolution = await asked.told(number)
    assert "시작: 11월 24일(화) 오전 11:00 KST, 종결된 건이 다시 열려 새로 계산합니다 · 목표 480분 (P2)" in resolution
    assert "⇒ 기한 11월 25일(수) 오전 11:00 KST" in resolution


async def test_what_comes_at_night_and_before_a_holiday_in_another_zone(asked: Asked) -> None:
    """K1, K4: in the reader's zone, by the customer's hours; and many intervals are summed up in the middle."""
    number = await asked.opened("12-24 19:00")
    await asked.desk.do(triage, number, *P4, by=ANNA)
    _, resolution = await asked.told(number, LONDON)
    assert "Counted: Mon–Fri 09:00–12:00, 13:00–18:00 (KST)" in resolution
    assert "outside working hours, so it counts from Mon 28 Dec, 00:00 GMT" in resolution
    assert "Holidays left out: Fri 25 Dec, Fri 1 Jan" in resolution
    assert "• … 8 intervals between (" in resolution
    assert resolution.count("\n•") == 13


async def test_round_the_clock_and_without_a_contract(asked: Asked) -> None:
    """K5, and another plan while it runs."""
    number = await asked.opened("11-21 22:05", subject="전체 장애")
    await asked.desk.do(customer, "hanbit.example", plan="always", by=LEA)
    first, _ = await asked.told(number)
    assert "계약 변경 (기본 계약 → 계약 ‘always’). 시작 시각부터 다시 계산했습니다." in first
    assert "계산 기준: 휴일을 포함하여 하루 24시간" in first
    assert "⇒ 기한 11월 21일(토) 오후 11:05 KST (목표 60분이 되는 시각)" in first
    await asked.desk.do(customer, "hanbit.example", plan="none", by=LEA)
    first, resolution = await asked.told(number)
    assert resolution.endswith("유지보수 계약이 없어, 약속이 아니라 목표로 삼는 시각입니다.")
    assert "유지보수 계약" not in first


async def test_the_promise_says_when_it_was_made(asked: Asked) -> None:
    number = await asked.opened("11-19 09:00")
    asked.at("11-19 10:00")
    await asked.desk.do(reply, number, "확인 중입니다.", by=ANNA)
    told: Explained = await asked.desk.database.read(explain, number)
    assert explained(told, READER).text.endswith("다음 안내 약속: 11월 23일(월) 오전 10:00 KST (11월 19일(목) 오전 10:00 KST에 약속)")
