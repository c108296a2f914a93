"""What keeps the desk from working, said in its channel; about a mail that could not be read, with the buttons that decide."""

from collections.abc import Mapping
from typing import Any

from bot.slack import blocks
from bot.slack.post import Post
from bot.slack.text import escape, escaped, size
from bot.words import knows, say

RELEASE, REJECT = "quarantine:release", "quarantine:reject"
"""The action_ids of the buttons; their value is the mail's id."""
KEPT = 300
"""Characters shown of what a stranger wrote."""


def alarm(detail: Mapping[str, Any], language: str) -> Post:
    """`what`, `why`, `number`: a claim's, and for a mail its id, size, sender and subject."""
    if "mail" not in detail:
        return Post(say(language, f"alarms.{detail['what']}", why=escape(detail["why"]), claim=detail.get("number") or "").strip())
    text = say(language, f"alarms.{detail['what']}", why=reason(detail["why"], language), **_mail(detail, language))
    buttons = [
        blocks.button(RELEASE, say(language, "alarms.quarantine.release"), str(detail["mail"]), primary=True),
        blocks.button(REJECT, say(language, "alarms.quarantine.reject"), str(detail["mail"])),
    ]
    return Post(text, (blocks.section(text), blocks.actions("quarantine", buttons)))


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
