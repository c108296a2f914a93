"""What keeps the desk from working, said in its channel; about a mail that could not be read, with the buttons that decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack import blocks
from bot.slack.post import Block, Post
from bot.slack.text import escape, escaped, size
from bot.words import knows, say

RELEASE, REJECT = "quarantine:release", "quarantine:reject"
"""The action_ids of the buttons; their value is the mail's id."""
KEPT = 300
"""Characters shown of what a stranger wrote."""


def alarm(detail: Mapping[str, Any], language: str) -> Post:
    """`what`, `why`, `number`: a claim's, `to`: whom it calls, and for a mail its id, size, sender and subject."""
    if "mail" not in detail:
        called = " ".join(f"<@{each}>" for each in detail.get("to", ()))
        said = say(language, f"alarms.{detail['what']}", why=escape(detail["why"]), claim=detail.get("number") or "")
        return Post(f"{called} {said}".strip())
    text = say(language, f"alarms.{detail['what']}", why=reason(detail["why"], language), **_mail(detail, language))
    return Post(text, (blocks.section(text), _buttons(detail["mail"], language)))


def waiting(count: int, newest: Sequence[Mapping[str, Any]], language: str) -> Post:
    """`count` mails wait; the newest of them, each with its buttons."""
    head = say(language, "alarms.quarantine.waiting", count=count)
    drawn: list[Block] = [blocks.section(head)]
    for detail in newest:
        line = say(language, "alarms.quarantine.line", why=reason(detail["why"], language), **_mail(detail, language))
        drawn += [blocks.section(line), _buttons(detail["mail"], language)]
    return Post(head, tuple(drawn))


def _buttons(mail: int, language: str) -> Block:
    take_in = blocks.button(RELEASE, say(language, "alarms.quarantine.release"), str(mail), primary=True)
    return blocks.actions(f"quarantine{mail}", [take_in, blocks.button(REJECT, say(language, "alarms.quarantine.reject"), str(mail))])


def reason(why: str, language: str) -> str:
    key = f"alarms.reason.{why}"
    return say(language, key) if why.isidentifier() and knows(key) else escaped(why, KEPT)


def decided(how: str, mail: int, name: str, became: str, language: str) -> Post:
    """`how`: released or rejected; in the place of the buttons."""
    text = say(language, f"alarms.quarantine.{how}", mail=mail, name=escaped(name, 120), became=escaped(became, KEPT))
    return Post(text, (blocks.section(text),))


def _mail(detail: Mapping[str, Any], language: str) -> dict[str, object]:
    unknown = say(language, "alarms.quarantine.unknown")
    shown = {name: escaped(detail[name], KEPT) or unknown for name in ("sender", "subject")}
    return shown | {"mail": detail["mail"], "size": size(detail["size"])}
