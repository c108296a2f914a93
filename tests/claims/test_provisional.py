import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Priority
from claims.provisional import AlarmWords, provisional


@pytest.mark.parametrize(
    "text",
    [
        "[긴급] 서비스 장애 발생",
        "생산 라인이 중단되었습니다",
        "홈페이지가 먹통입니다",
        "서버가  다운\n되었어요",
        "로그인 접속 불가",
        "OUTAGE since 9am",
        "outage가 발생했습니다",
        "Production is down!",
        "We suffered data\nloss.",
        "Ｏｕｔａｇｅ",
        "장애인 지원 화면에서 장애가 났습니다",
    ],
)
def test_alarming_words_make_it_p1(text):
    assert provisional("문의", text) is Priority.P1
    assert provisional(text, "안녕하세요") is Priority.P1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "설정 방법을 알고 싶습니다",
        "장애인 접근성 문의",
        "무중단 배포가 되나요?",
        "구버전 지원 중단 일정",
        "파일 다운로드가 느려요",
        "How do I write down a note?",
        "where is the touchdown plugin",
        "Is there a planned outage next week?",
        "urgent!! please hurry",
    ],
)
def test_other_words_leave_it_p3(text):
    assert provisional(text) is Priority.P3


@given(st.text(), st.sampled_from(Priority))
def test_it_is_never_less_than_usual(text, usual):
    assert provisional(text, usual=usual) <= usual


def test_a_desk_has_its_own_words():
    own = AlarmWords(((Priority.P1, ("라인 정지",)), (Priority.P2, ("slow", "느려"))))
    assert provisional("3번 라인 정지", words=own) is Priority.P1
    assert provisional("너무 느려요", words=own) is Priority.P2
    assert provisional("slowly", words=own) is Priority.P3
    assert provisional("장애", words=own) is Priority.P3
    assert provisional("장애", words=AlarmWords(())) is Priority.P3
    assert provisional("장애", words=AlarmWords(((Priority.P1, ()),))) is Priority.P3
