"""A promise as it is typed: what the customer will read is said at once, and what cannot be kept is refused with what can."""

from tests.bot.slack.conftest import Slack


async def _owned(slack: Slack) -> str:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    return claim.number


async def test_the_receipt_says_what_the_customer_reads(slack: Slack) -> None:
    number = await _owned(slack)
    told = await slack.slash("UBEN", f"약속 {number} 내일 오후 3시 로그가 많습니다")
    assert "‘다음 안내 예정: 대한민국 시간 11월 20일(금) 오후 3:00’" in told
    assert "이전 약속: 대한민국 시간 11월 19일(목) 오후 3:30." in told
    assert "고객에게 보이는 사유: “로그가 많습니다”" in told


async def test_the_receipt_speaks_of_the_customers_clock_and_the_readers(slack: Slack) -> None:
    number = await _owned(slack)
    told = await slack.slash("ULEA", f"promise {number} 2026-11-20 15:00 Long log")
    assert "대한민국 시간" in told
    told = await slack.slash("UANA", f"promise {number} tomorrow 11:00 Long log")
    assert "belongs to 김벤" in told
    await slack.slash("UBEN", f"hand {number} @ana 부탁합니다")
    told = await slack.slash("UANA", f"promise {number} tomorrow 11:00 Long log")
    assert "Fri 20 Nov, 20:00 KST (11:00 WET)" in told


async def test_a_weekend_night_is_refused_with_the_nearest_working_times(slack: Slack) -> None:
    number = await _owned(slack)
    told = await slack.slash("UBEN", f"promise {number} 토요일 23:00 로그가 많습니다")
    assert "11월 21일(토) 오후 11:00 KST – 근무 시간이 아닙니다" in told
    assert "가까운 근무 시간: 11월 20일(금) 오후 6:00 KST, 11월 23일(월) 오전 9:00 KST" in told
    assert "promised" not in await slack.steps(number)


async def test_what_is_not_understood_is_never_the_reason(slack: Slack) -> None:
    number = await _owned(slack)
    told = await slack.slash("UBEN", f"promise {number} tmrw 15:00 the log is long")
    assert "‘tmrw 15:00 the log is long’" in told
    assert slack.workspace.views("UBEN") == []
    await slack.tells("UBEN", number, "!later 낼모레 로그가 많습니다")
    assert "시각으로 시작하지 않습니다" in slack.whispered("UBEN")


async def test_a_time_that_is_over_is_named(slack: Slack) -> None:
    number = await _owned(slack)
    assert "11월 16일(월) 오후 6:00 KST – 이미 지난 시각입니다" in await slack.slash("UBEN", f"약속 {number} 2026-11-16 로그")


async def test_the_form_shows_the_receipt_too(slack: Slack) -> None:
    number = await _owned(slack)
    await slack.slash("UBEN", f"promise {number}")
    form = slack.modal("UBEN")
    values = {"update_due": int(slack.desk.clock().timestamp()) + 5 * 3600, "reason_told": "로그가 많습니다"}
    assert await slack.workspace.submit("UBEN", form["id"], values) is None
    assert "고객 페이지" in str(slack.modal("UBEN")["blocks"])


async def test_a_call_is_repeated_with_its_time(slack: Slack) -> None:
    number = await _owned(slack)
    assert "11월 20일(금) 오후 2:00 KST" in await slack.slash("UBEN", f"콜백 {number} 내일 오후 2시 라이선스")
    assert "마쳤습니다" in await slack.slash("UBEN", f"콜백 {number} done")


async def test_the_triage_says_when_the_customer_hears(slack: Slack) -> None:
    number = await _owned(slack)
    assert "고객에게 다음 안내 예정: 11월 20일(금) 오후 3:00 KST" in await slack.slash("UBEN", f"분류 {number} 결함 S3 I2 내일 15:00")
