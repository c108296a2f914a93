"""The letter to somebody whose mail could not be read: it is here, a person will look at it, and how it gets through."""

from datetime import datetime
from email.utils import format_datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.mail.letters.wrap import wrap
from bot.words import say
from claims.envelope import Envelope, MailKind
from claims.letter import Letter
from claims.rules import Rules
from commands.know import is_address

NO_CLAIM = "unread"


def unread(head: Envelope, addresses: tuple[str, ...], rules: Rules, at: datetime) -> Letter | None:
    """`head`: what the mail's headers say. None where a machine may not answer, or nobody can be sure who wrote it."""
    unsure = head.kind is not MailKind.HUMAN or not head.answer_wanted or head.authenticated is False
    if unsure or not is_address(head.sender) or head.sender in addresses:
        return None
    language = head.language or rules.desk.language
    subject = head.subject or say(language, "letters.no_subject")
    desk = rules.desk.name_ko if language == "ko" else rules.desk.name_en
    size = rules.limits.mail_bytes // (1024 * 1024)
    return Letter(
        message_id=f"{uuid4().hex}@{addresses[0].rpartition('@')[2]}",
        date=format_datetime(at.astimezone(ZoneInfo(rules.desk.zone))),
        sender=addresses[0],
        sender_name=desk,
        to=(head.sender,),
        cc=(),
        subject=say(language, "letters.unread.subject", subject=subject),
        text=wrap(say(language, "letters.unread.text", subject=subject, size=size, desk=desk)) + "\n",
        html="",
        number=NO_CLAIM,
        in_reply_to=head.message_id,
        references=(head.message_id,) if head.message_id else (),
        automatic="auto-replied",
    )
