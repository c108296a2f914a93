"""Mails of machines in the shapes of two dozen programs, and people's mails that look like them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.mail.limits import Desk, Limits
from bot.mail.read import read
from claims import number
from claims.envelope import MailKind
from tests.bot.mail.mails import mail

DESK = Desk(frozenset({"desk@desk.example"}))
MAILS = tomllib.loads((Path(__file__).parent / "machines.toml").read_text("utf-8"))["mail"]


def raw(text: str) -> bytes:
    head, _, body = text.strip("\n").replace("\n", "\r\n").partition("\r\n\r\n")
    return mail(*head.split("\r\n"), body=body)


@pytest.mark.parametrize("given", MAILS, ids=lambda given: given["name"])
def test_it_is_what_it_is(given: dict[str, Any]) -> None:
    envelope = read(raw(given["raw"]), DESK, Limits()).envelope
    human = given["kind"] in ("human", "doubt")
    assert envelope.kind == (MailKind.HUMAN if human else MailKind(given["kind"])), envelope.why
    assert envelope.answer_wanted is (given["kind"] == "human")
    if "about" in given:
        assert envelope.about == given["about"]
    if given.get("number"):
        assert "1042-7K3M9Q" in [*number.candidates(envelope.subject), *number.candidates(envelope.returned or "")]
