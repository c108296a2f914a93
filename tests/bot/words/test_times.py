from datetime import UTC, datetime

import pytest

from bot.words.times import day, hours, when, won, zone_name
from claims.calendar import PRESETS, Calendar

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
HOME = "Asia/Seoul"


@pytest.mark.parametrize(
    ("language", "zone", "home", "text"),
    [
        ("ko", HOME, HOME, "11월 24일(화) 오후 3:00"),
        ("en", HOME, HOME, "Tue 24 Nov, 15:00"),
        ("ko", "Europe/Berlin", None, "11월 24일(화) 오전 7:00"),
        ("ko", "Europe/Berlin", HOME, "독일(베를린) 시간 11월 24일(화) 오전 7:00(대한민국 시간 오후 3:00)"),
        ("en", "Europe/Berlin", HOME, "Tue 24 Nov, 07:00 CET (15:00 KST)"),
        ("en", "Asia/Singapore", HOME, "Tue 24 Nov, 14:00 UTC+08:00 (15:00 KST)"),
        ("ko", "UTC", HOME, "UTC 11월 24일(화) 오전 6:00(대한민국 시간 오후 3:00)"),
        ("en", "Pacific/Honolulu", HOME, "Mon 23 Nov, 20:00 HST (Tue 24 Nov, 15:00 KST)"),
    ],
)
def test_tells_the_time_where_the_reader_is(language: str, zone: str, home: str | None, text: str) -> None:
    assert when(AT, language, zone, home=home) == text


def test_names_the_desks_own_zone_when_asked() -> None:
    assert when(AT, "en", HOME, home=HOME, named=True) == "Tue 24 Nov, 15:00 KST"
    assert when(AT, "ko", HOME, named=True) == "대한민국 시간 11월 24일(화) 오후 3:00"


def test_noon_and_midnight() -> None:
    noon, midnight = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 0, tzinfo=UTC)
    assert (when(noon, "ko", "UTC"), when(midnight, "ko", "UTC")) == ("11월 24일(화) 오후 12:00", "11월 24일(화) 오전 12:00")


def test_summer_time_has_its_own_name() -> None:
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    assert (zone_name(AT, "en", "Europe/Berlin"), zone_name(summer, "en", "Europe/Berlin")) == ("CET", "CEST")


def test_a_day_is_the_readers_day() -> None:
    late = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert (day(late, "ko", HOME), day(late, "en", "Europe/Berlin")) == ("11월 25일(수)", "Tue 24 Nov")


def test_working_hours_in_a_line() -> None:
    assert hours(PRESETS["default"], "ko") == "월~금 09:00~12:00, 13:00~18:00"
    assert hours(PRESETS["default"], "en") == "Mon–Fri 09:00–12:00, 13:00–18:00"
    week = (((540, 1080),),) * 4 + (((540, 900),), (), ())
    assert hours(Calendar("short friday", week=week), "en") == "Mon–Thu 09:00–18:00, Fri 09:00–15:00"


def test_money() -> None:
    assert [won(1_234_567, language) for language in ("ko", "en")] == ["1,234,567원", "KRW 1,234,567"]
