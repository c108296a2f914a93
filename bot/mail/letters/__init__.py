"""Letters to customers: one desk, one thread, whoever works on it."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.links import Links
from bot.mail.letters.body import BODIES
from bot.mail.letters.frame import desk_name, framed
from bot.mail.letters.occasion import Occasion
from bot.mail.letters.reader import Reader
from bot.mail.letters.render import as_html, as_text
from bot.mail.letters.subjects import subject
from claims.letter import Letter
from claims.rules import Rules
from commands.show import Message, View

AUTOMATIC = {"acknowledged": "auto-replied"} | dict.fromkeys(
    (
        *("closed", "redirected", "merged", "unmerged", "split", "reminded", "assigned", "objected", "transferred", "feature_decided"),
        *("quote", "quote_reminded", "quote_standing", "quote_expired", "statement", "credited", "dispute_answered", "reclassed"),
    ),
    "auto-generated",
)


def compose(
    intent: str,
    view: View,
    *,
    message: Message | None = None,
    detail: Mapping[str, Any],
    addresses: tuple[str, ...],
    rules: Rules,
    links: Links,
    message_id: str,
    at: datetime,
) -> Letter:
    """The letter that an outbox intent stands for, one of `body.BODIES`. Raises KeyError for another.

    `message`: a person's words, none in a machine's letter; `addresses`: the desk's own, the first is From; `message_id` without
    <>; `at`: now, aware.
    """
    of = Occasion(intent, view, message, detail, rules, links, at, Reader.of(view, rules))
    frame = framed(of, BODIES[intent](of))
    references = tuple(each for each in view.references if each != message_id)
    return Letter(
        message_id=message_id,
        date=format_datetime(at.astimezone(ZoneInfo(rules.desk.zone))),
        sender=addresses[0],
        sender_name=desk_name(of),
        to=(of.addressee,),
        cc=() if intent in AUTOMATIC else _copies(view, addresses),
        subject=_subject(intent, of, references),
        text=as_text(frame),
        html=as_html(frame),
        number=view.claim.number,
        in_reply_to=view.heard or next(reversed(references), None),
        references=references,
        automatic=AUTOMATIC.get(intent),
        attachments=tuple(each.file for each in message.attachments) if message else (),
    )


def _subject(intent: str, of: Occasion, references: tuple[str, ...]) -> str:
    """The acknowledgement opens our thread; whatever follows in it is a reply."""
    claim = of.view.claim
    return subject(claim.number, claim.subject, of.reader.say("no_subject"), answers=bool(references) and intent != "acknowledged")


def _copies(view: View, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Everybody else on the thread, never the desk itself: it would answer its own letter."""
    others = dict.fromkeys(address.lower() for address, _ in view.parties)
    return tuple(each for each in others if each not in (*addresses, view.contact.address.lower()))
