import pytest

from bot.mail.language import guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("계산 결과가 설명서와 다릅니다.", "ko"),
        ("License Server에서 ERROR_LICENSE_NOT_FOUND_1042 오류가 납니다. 확인 부탁드립니다.", "ko"),
        ("The result differs from the manual.", "en"),
        ("The result differs, please ask 홍길동 if that is not clear enough to you in any way at all.", "en"),
        ("ok", None),
        ("", None),
        ("12345 !!", None),
        ("Результат отличается от руководства", None),
        ("計算結果がマニュアルと異なります", None),
        ("https://www.desk.example/a/very/long/path hong@cust.example", None),
        ("> The quoted letter was in English\n> and long\n감사합니다", "ko"),
    ],
)
def test_the_language_of_the_words(text, language):
    assert guess(text) == language
