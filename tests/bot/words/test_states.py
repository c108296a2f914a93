"""What customers read of each state, word for word, on the page and at the head of every letter."""

import pytest

from bot.words import LANGUAGES, say
from claims.lifecycle import CloseReason, State

WORDING = {
    "NEW": ("접수 완료 – 담당자를 배정하고 있습니다", "Received – we are assigning an owner"),
    "TRIAGE": ("내용 확인 중 – 담당자가 문의 내용을 확인하고 있습니다", "Under review – the owner is looking into it"),
    "IN_PROGRESS": ("처리 중 – 다음 안내 예정: {at}", "In progress – next update by {at}"),
    "WAITING_CUSTOMER": (
        "회신 대기 – 요청드린 자료를 보내 주시면 이어서 처리하겠습니다",
        "Waiting for your reply – we go on as soon as we have it",
    ),
    "offered": (
        "견적 승인 대기 – 견적 번호 {quote}. 승인하시기 전에는 비용이 발생하지 않습니다",
        "Waiting for your approval of quote {quote}. Nothing is charged before",
    ),
    "release": ("수정 버전 배포 예정 – {version}, {until}", "Fix scheduled – {version}, {until}"),
    "RESOLVED": (
        "처리 완료 – 결과를 확인해 주십시오 ({until}까지 회신이 없으시면 자동 종료됩니다)",
        "Resolved – please confirm (closes by itself on {until})",
    ),
    "closed_confirmed": ("처리 종료", "Closed"),
    "closed_auto": ("처리 종료", "Closed"),
    "closed_duplicate": (
        "동일 문의로 통합 – 접수번호 {number}에서 계속 안내해 드립니다",
        "Joined with {number}, where updates continue",
    ),
    "closed_transferred_open": (
        "기능 요청으로 전환 – {feature}, {until}까지 검토 결과를 안내해 드립니다",
        "Moved to feature requests – {feature}, decision by {until}",
    ),
    "closed_no_reply": (
        "회신이 없어 종료 – 기존 메일에 회신하시면 처리를 재개합니다",
        "Closed, no reply – answer any of our mails to reopen",
    ),
    "closed_no_approval": ("미승인 종료 – 청구되는 비용은 없습니다", "Closed without approval – nothing is charged"),
    "closed_rejected": ("지원 불가 안내 – 1회에 한해 재검토를 요청하실 수 있습니다", "Not accepted – you may ask for one review"),
    "reopened": ("재처리 중 – 다시 확인하고 있습니다", "Reopened – we are looking at it again"),
    "ball_us": ("당사", "us"),
    "ball_customer": ("고객님", "you"),
}
"""The reason of a refusal stands in its letter and in the story of the page, where nobody reads it who has the number alone."""
GAPS = ("at", "quote", "version", "until", "number", "feature")


@pytest.mark.parametrize("place", range(len(LANGUAGES)), ids=LANGUAGES)
@pytest.mark.parametrize("key", WORDING)
def test_word_for_word(key: str, place: int) -> None:
    assert say(LANGUAGES[place], f"states.{key}", **{gap: f"{{{gap}}}" for gap in GAPS}) == WORDING[key][place]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_every_end_has_words(language: str) -> None:
    assert all(say(language, f"states.{state}", at="", until="") for state in State if state is not State.CLOSED)
    assert all(say(language, f"states.closed_{reason}", number="") for reason in CloseReason)
