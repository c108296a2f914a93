"""Which nudges a claim calls for: PROCESS's points, each once a clock, the newest alone after an outage."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import PRESETS, Calendar
from claims.claim import Claim, ClaimClass, Priority
from claims.lifecycle import State
from claims.likeness import Said, likeness, tokens
from claims.nudges import Callback, Kind, Role, Scene, due, gravity, next_due, steps
from claims.rules import Rules
from claims.service import DEFAULTS, Target, target


def at(day: int, hour: int = 10, minute: int = 30) -> datetime:
    """November 2026 in Seoul; the 19th is a Thursday."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 9, minutes=minute)


OPENED = at(19)


@dataclass(frozen=True)
class Held:
    calendar: Calendar = PRESETS["default"]
    clock: Calendar = PRESETS["default"]
    target: Target = DEFAULTS[Priority.P3]
    round_the_clock: bool = False


def scene(now: datetime, *, held: Held | None = None, facts: dict[str, Any] | None = None, **values: Any) -> Scene:
    """A P3 that came on Thursday at 10:30."""
    usual: dict[str, Any] = dict.fromkeys(Claim.__dataclass_fields__)
    usual |= {"id": 1042, "number": "1042-7K3M9Q", "subject": "인쇄", "state": State.NEW, "priority": Priority.P3, "contact_id": 1}
    usual |= {"opened_at": OPENED, "first_due": at(19, 15), "update_due": at(19, 15), "resolution_due": at(24, 10), "reopened": 0}
    rules, began = Rules(), values.get("opened_at", OPENED)
    known: dict[str, Any] = {"nudges": rules.nudges, "night": rules.night, "days": rules.days, "unowned": began, "began": began}
    return Scene(claim=Claim(**usual | values), held=held or Held(), now=now, **known | (facts or {}))


def told(now: datetime, **values: Any) -> list[tuple[str, int]]:
    return [(str(each.kind), each.step) for each in due(scene(now, **values)).values()]


OWNED = {"owner": "UANNA", "state": State.IN_PROGRESS, "claim_class": ClaimClass.DEFECT}


@pytest.mark.parametrize(
    ("priority", "nudged", "assigned"), [(Priority.P1, 15, 30), (Priority.P2, 30, 60), (Priority.P3, 60, 120), (Priority.P4, 120, 240)]
)
def test_an_unowned_claim_is_nudged_and_assigned_by_its_priority(priority: Priority, nudged: int, assigned: int) -> None:
    every = list(steps(scene(OPENED, priority=priority, held=Held(target=target(priority)), first_due=None, resolution_due=None)))
    clock = PRESETS["default"]
    assert [each.due for each in every if each.kind is Kind.UNOWNED] == [clock.add(OPENED, nudged)]
    assert [each.due for each in every if each.kind is Kind.ASSIGN] == [clock.add(OPENED, assigned)]
    offered = [each.due for each in every if each.kind is Kind.OFFER]
    assert offered == [clock.add(OPENED, nudged * percent // 100) for percent in (0, 33, 66)]


def test_its_clock_is_the_business_clock_and_begins_anew_when_it_is_given_back() -> None:
    friday = at(20, 17, 30)
    again = scene(friday, facts={"unowned": friday})
    assert [each.due for each in steps(again) if each.kind is Kind.UNOWNED] == [at(23, 9, 30)]
    assert told(at(19, 14), **OWNED, first_answered_at=OPENED, update_due=None, resolution_due=None) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(19, 12, 59), []),
        (at(19, 13, 30), [("first", 50)]),
        (at(19, 14, 30), [("first", 75)]),
        (at(19, 15, 30), [("first", 100)]),
        (at(20, 15, 30), [("first", 101)]),
        (at(24, 15, 30), [("first", 103)]),
    ],
)
def test_half_three_quarters_all_and_then_daily(now: datetime, expected: list[tuple[str, int]]) -> None:
    """Due Thursday 15:30 after 240 minutes with lunch: half of it at 13:30."""
    assert told(now, **OWNED, first_due=at(19, 15, 30), resolution_due=None) == expected


def test_who_hears_of_a_clock() -> None:
    by_step = {each.step: each.roles for each in steps(scene(at(19), **OWNED, resolution_due=None)) if each.kind is Kind.FIRST}
    assert by_step[50] == (Role.OWNER,)
    assert by_step[75] == (Role.OWNER, Role.LEAD)
    assert by_step[100] == by_step[101] == (Role.LEAD, Role.MANAGER)


def test_what_is_missed_is_graver_than_what_is_near() -> None:
    reasons = [(Kind.OFFER, 0), (Kind.UPDATE, 0), (Kind.RESOLUTION, 75), (Kind.UPDATE, 2), (Kind.FIRST, 100), (Kind.RESOLUTION, 103)]
    gravest = [(Kind.RESOLUTION, 103), (Kind.FIRST, 100), (Kind.UPDATE, 2), (Kind.OFFER, 0), (Kind.RESOLUTION, 75), (Kind.UPDATE, 0)]
    assert sorted(reasons, key=lambda each: gravity(*each)) == gravest
    assert {gravity(kind, 0)[1] for kind in Kind} == set(range(len(Kind)))


def test_best_effort_is_nobodys_breach() -> None:
    held = Held(target=replace(DEFAULTS[Priority.P3], best_effort=True))
    every = [each for each in steps(scene(at(26), held=held, **OWNED, first_answered_at=OPENED)) if each.kind is Kind.RESOLUTION]
    assert {each.roles for each in every} == {(Role.OWNER,)}


def test_a_claim_that_waits_or_is_over_has_no_clock_to_nudge_of() -> None:
    for state in (State.RESOLVED, State.CLOSED):
        assert list(steps(scene(at(26), owner="UANNA", state=state))) == []
    waiting = {"owner": "UANNA", "state": State.WAITING_CUSTOMER, "first_answered_at": OPENED, "update_due": None, "resolution_due": None}
    assert told(at(30), **waiting) == []


def test_silence_the_owner_after_two_business_days_the_lead_a_day_later() -> None:
    """A16: the last word on Thursday 10:30, a P3."""
    silent = {**OWNED, "first_answered_at": OPENED, "update_due": PRESETS["default"].add(OPENED, 960), "resolution_due": None}
    assert told(at(23, 9, 29), **silent) == []
    assert told(at(23, 9, 30), **silent) == [("update", 0)]
    assert told(at(23, 10, 30), **silent) == [("update", 1)]
    assert told(at(24, 10, 30), **silent) == [("update", 2)]
    by_step = {each.step: each.roles for each in steps(scene(OPENED, **silent))}
    assert by_step == {0: (Role.OWNER,), 1: (Role.OWNER,), 2: (Role.LEAD,)}


def test_a_promise_made_within_the_hour_is_not_near() -> None:
    silent = {**OWNED, "first_answered_at": OPENED, "update_due": at(19, 11), "resolution_due": None, "facts": {"spoke": OPENED}}
    assert told(at(19, 10, 45), **silent) == []


def test_a_customer_is_reminded_at_three_and_seven_business_days_and_given_up_at_ten() -> None:
    """From Thursday, 17 September, over the holidays: E18's days."""
    asked = datetime(2026, 9, 17, 6, tzinfo=UTC)
    waiting = {"owner": "UANNA", "state": State.WAITING_CUSTOMER, "first_answered_at": asked, "update_due": None, "resolution_due": None}
    every = {(each.kind, each.step): each.due for each in steps(scene(asked, **waiting, facts={"asked": asked}))}
    assert every == {
        (Kind.REMIND, 3): datetime(2026, 9, 22, 6, tzinfo=UTC),
        (Kind.REMIND, 7): datetime(2026, 9, 30, 6, tzinfo=UTC),
        (Kind.GIVE_UP, 0): datetime(2026, 10, 6, 6, tzinfo=UTC),
    }


def test_whom_the_question_did_not_reach_is_not_given_up() -> None:
    asked, later = {"state": State.WAITING_CUSTOMER, "owner": "UANNA", "first_answered_at": OPENED}, OPENED + timedelta(days=20)
    assert ("give_up", 0) in told(later, **asked, facts={"asked": OPENED}, undelivered_at=OPENED - timedelta(hours=1))
    assert ("give_up", 0) not in told(later, **asked, facts={"asked": OPENED}, undelivered_at=OPENED + timedelta(minutes=1))


def test_a_call_is_near_fifteen_minutes_before_and_missed_fifteen_after() -> None:
    """B25: promised for 14:00."""
    call = Callback(1, at(19, 14, 0), at(19, 10, 0), "라이선스")
    quiet = {**OWNED, "first_answered_at": OPENED, "update_due": None, "resolution_due": None, "facts": {"callbacks": (call,)}}
    assert told(at(19, 13, 44), **quiet) == []
    assert told(at(19, 13, 45), **quiet) == [("callback", 0)]
    assert told(at(19, 14, 15), **quiet) == [("callback", 1)]
    assert {each.step: each.roles for each in steps(scene(OPENED, **quiet))}[1] == (Role.OWNER, Role.LEAD)


def test_a_grave_claim_calls_at_night_where_the_calendar_never_closes() -> None:
    night, always = at(21, 22, 5), Held(PRESETS["24x7"], PRESETS["24x7"], DEFAULTS[Priority.P1], round_the_clock=True)
    grave = {"priority": Priority.P1, "opened_at": night, "first_due": None, "resolution_due": None, "held": always}
    assert told(night, **grave) == [("offer", 0), ("night", 0)]
    assert ("night", 1) in told(night + timedelta(minutes=10), **grave)
    assert ("night", 2) in told(night + timedelta(minutes=20), **grave)
    assert ("night", 0) not in told(night, **grave | {"owner": "UANNA", "state": State.TRIAGE})
    assert ("night", 0) not in told(night, **grave | {"held": Held(target=DEFAULTS[Priority.P1])})
    assert ("night", 0) in told(night, **grave | {"priority": Priority.P3}, facts={"surge": True, "unowned": night, "began": night})


def test_it_is_looked_at_again_when_the_next_step_comes() -> None:
    assert next_due(scene(OPENED)) == PRESETS["default"].add(OPENED, 19)
    assert next_due(scene(OPENED, state=State.CLOSED)) is None


def test_words_are_alike_whatever_their_particles() -> None:
    assert likeness(tokens("로그인이 되지 않습니다"), tokens("로그인 되지 않아요 도와주세요")) >= 0.6
    assert likeness(tokens("로그인이 되지 않습니다"), tokens("세금계산서를 보내 주십시오")) < 0.3
    assert likeness(tokens(""), tokens("로그인")) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("문의드립니다", "문의드립니다"),
        ("Re: 문의", "사용 방법 문의"),
        ("결제가 되지 않습니다", "로그인이 되지 않습니다"),
        ("please help", "Question: please help with the invoice"),
    ],
)
def test_what_stands_in_every_mail_makes_none_alike(one: str, other: str) -> None:
    assert likeness(tokens(one), tokens(other)) < 0.6
    said = Said(["login fails since noon", "Login fails!", "invoice for May", "login fails", ""], 0.6)
    assert said.alike(tokens("login fails")) == [0, 1, 3]


words = st.lists(st.sampled_from(["print", "login", "fails", "server", "slow", "page", "excel", "export"]), max_size=6).map(" ".join)


@given(st.lists(words, max_size=12), words, st.sampled_from([0.3, 0.5, 0.6, 0.7, 1.0]))
def test_none_that_is_alike_is_overlooked(texts: list[str], asked: str, least: float) -> None:
    own = tokens(asked)
    found = [place for place, each in enumerate(texts) if likeness(own, tokens(each)) >= least]
    assert Said(texts, least).alike(own) == found


@pytest.mark.parametrize(("days", "near"), [(1, 25), (2, 24)])
def test_a_dispute_is_near_as_many_days_before_as_the_desk_says(days: int, near: int) -> None:
    nudges = Rules().nudges.model_copy(update={"answer_days": days})
    every = steps(scene(OPENED, facts={"disputes": ((at(19), at(26)),), "nudges": nudges}, **OWNED))
    assert [each.due for each in every if each.kind is Kind.DISPUTE] == [at(near), at(26)]
