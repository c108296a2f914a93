import pytest

from bot.mail.providers import fix


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("imap.gmail.com", "https://mail.google.com/"),
        ("SMTP.GMAIL.COM.", "app password"),
        ("outlook.office365.com", "oauth2/v2.0/token"),
        ("smtp.office365.com", "Authenticated SMTP"),
        ("imap.worksmobile.com", "외부 앱 비밀번호"),
        ("smtps.hiworks.com", "메일 전용 비밀번호"),
    ],
)
def test_each_provider_has_its_fix(host: str, words: str) -> None:
    assert words in fix(host)


@pytest.mark.parametrize("host", ["mail.example.com", "notgmail.com", "gmail.com.example.com", ""])
def test_others_have_none(host: str) -> None:
    assert fix(host) == ""
