import pytest

from bot.mail.account import Account, Tls
from claims.errors import Misconfigured


def test_the_whole_form() -> None:
    account = Account.parse(
        "imap://help%40vendor.example:p%40ss%2Fw%C3%B6rd@mail.vendor.example:1143/INBOX,%EA%B3%A0%EA%B0%9D?tls=none&ca=/etc/ca.pem"
    )
    assert (account.host, account.port, account.tls) == ("mail.vendor.example", 1143, Tls.NONE)
    assert (account.user, account.password) == ("help@vendor.example", "p@ss/wörd")
    assert (account.folders, account.authority) == (("INBOX", "고객"), "/etc/ca.pem")


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("imaps://kim:secret@mail.example", 993, Tls.IMPLICIT),
        ("imap://kim:secret@mail.example", 143, Tls.STARTTLS),
        ("imap://kim:secret@mail.example?tls=starttls", 143, Tls.STARTTLS),
        ("imap://kim:secret@mail.example/?tls=none", 143, Tls.NONE),
    ],
)
def test_what_is_left_out_has_the_usual_value(url: str, port: int, tls: Tls) -> None:
    account = Account.parse(url)
    assert (account.port, account.tls, account.folders) == (port, tls, ("INBOX",))


def test_several_folders_a_comma_apart() -> None:
    assert Account.parse("imaps://kim:secret@mail.example/INBOX,Sales/Asia,,INBOX").folders == ("INBOX", "Sales/Asia")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pop3://kim:secret@mail.example",
        "imaps://mail.example",
        "imaps://kim@mail.example",
        "imaps://kim:secret@",
        "imaps://kim:secret@mail.example:port",
        "imaps://kim:secret@mail.example:99999",
        "imaps://kim:secret@[::1",
        "imap://kim:secret@mail.example?tls=perhaps",
    ],
)
def test_a_wrong_one_is_named_without_the_password(url: str) -> None:
    with pytest.raises(Misconfigured, match="IMAP_URL") as fault:
        Account.parse(url)
    assert "secret" not in str(fault.value)


def test_its_name_and_its_looks_hide_the_password() -> None:
    account = Account.parse("imaps://help%40vendor.example:secret@mail.example/INBOX")
    assert account.name("INBOX") == "help@vendor.example@mail.example/INBOX"
    assert "secret" not in repr(account)
