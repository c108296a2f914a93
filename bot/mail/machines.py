"""Who wrote a mail: a person, or a machine that must never be answered (RFC 3834).

A person's mail taken for a machine's is worse than the reverse: where the signs are weak it is a person's, without an automatic letter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.mail import bounces
from bot.mail.ids import ids
from bot.mail.limits import Desk
from bot.mail.parts import Part
from bot.mail.subjects import is_reply
from bot.mail.words import decode_words
from claims.envelope import TEST_MAIL, MailKind

NO_REPLY = re.compile(r"^(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|donotreply|noreply.*|auto-?reply|auto-?confirm|mailer|notifications?)$")
DAEMON = re.compile(
    r"^(?:mailer-daemon|mail-daemon|mailerdaemon|postmaster|mail\.daemon|bounces?|bounce[-+=].*|microsoftexchange[0-9a-f]*)$"
)
OUT_OF_OFFICE = re.compile(
    r"^\s*\[?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|out of (?:the )?office(?: autoreply)?"
    r"|away from (?:the |my )?office"
    r"|auto(?=\s*:)"
    r"|자동\s?(?:회신|응답|답장)(?:\s?메일)?|부재\s?중(?:\s?(?:안내|자동\s?(?:응답|회신)))?)\s*[\]:：]",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"repl(?:y|ying) to this (?:message|mail|email) to (?:confirm|verify|prove)"
    r"|(?:click|follow) (?:on )?(?:the|this) link.{0,40}to (?:confirm|verify|prove).{0,200}(?:will be delivered|deliver your)"
    r"|인증하시면.{0,30}메일이.{0,30}(?:전달|수신|배달)",
    re.IGNORECASE | re.DOTALL,
)
RECEIPT = re.compile(
    r"(?:request|message|mail|ticket|case|inquiry)\W{0,3}(?:#\s?\S+ )?(?:has been |was )?(?:received|created|opened|registered)"
    r"|(?:we(?: have|'ve)? )?received your (?:request|message|e?-?mail|inquiry|ticket)|autoreply"
    r"|(?:문의|요청|민원|티켓|건)\S{0,3}\s?(?:이|가)?\s?(?:정상\s?)?접수(?:되었|됐|완료)|접수\s?(?:완료|확인)|접수되었습니다",
    re.IGNORECASE,
)
TICKETS = (
    "rt-ticket", "x-rt-loop-prevention", "x-jira-fingerprint", "x-zendesk-from-account-id", "x-freshdesk-ticket-id", "x-otrs-followup",
    "x-zammad-ticket-id", "x-github-reason", "x-gitlab-issue-id", "x-redmine-issue-id", "x-service-now-generated", "x-helpscout-origin",
)  # fmt: skip
TICKET_MAILER = re.compile(r"zendesk|otrs|znuny|zammad|freshdesk|jira|redmine|servicenow|helpscout|kayako|osticket", re.IGNORECASE)
ASKS_FOR_SILENCE = {"all", "autoreply", "oof"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a mail, the sign it was known by, the letter it speaks of, and whether an automatic letter may answer.

    `about`: that letter's Message-ID; `returned`: its subject, where a bounce tells it.
    """

    kind: MailKind = MailKind.HUMAN
    why: str = ""
    about: str | None = None
    answer_wanted: bool = True
    returned: str | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules look at. `sender` and `to` are bare lower-case addresses; `text` is what the mail says."""

    part: Part
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    desk: Desk

    def head(self, name: str) -> str:
        """A header as one trimmed line, "" where there is none."""
        found = self.part.head(name)
        return decode_words(found).strip() if found else ""


Rule = Callable[[Signs], Verdict | None]


def judge(signs: Signs) -> Verdict:
    """The first rule that is sure decides; else it is a person, answered unless a weaker sign speaks against it."""
    for rule in SURE:
        if verdict := rule(signs):
            bounced = verdict.kind is MailKind.BOUNCE
            return replace(verdict, returned=bounces.returned_subject(signs.part, signs.text)) if bounced else verdict
    why = next(filter(None, (doubt(signs) for doubt in DOUBTS)), "")
    return Verdict(why=why, answer_wanted=not why)


def _test_mail(signs: Signs) -> Verdict | None:
    """What `claimdesk check` sends to the desk itself, to see whether it comes back."""
    token = signs.head("x-claimdesk-check")
    if not token or signs.sender not in signs.desk.addresses:
        return None
    return Verdict(MailKind.AUTO, f"{TEST_MAIL} {token[:40]}", answer_wanted=False)


def _delivery_report(signs: Signs) -> Verdict | None:
    """RFC 3464 and 6533: only a failure is a bounce; delays and successes are automatic mail."""
    report = bounces.report(signs.part)
    if report is None:
        return None
    kind = MailKind.BOUNCE if report.failed else MailKind.AUTO
    return Verdict(kind, f"delivery report: {report.action}", report.about or _answered(signs), answer_wanted=False)


def _failed_recipients(signs: Signs) -> Verdict | None:
    if not signs.head("x-failed-recipients"):
        return None
    return Verdict(MailKind.BOUNCE, "X-Failed-Recipients", _spoken_of(signs), answer_wanted=False)


def _free_form_bounce(signs: Signs) -> Verdict | None:
    """A bounce in its server's own words: known by a daemon's address or an empty return path, and by what it says."""
    local = signs.sender.partition("@")[0]
    daemon = bool(DAEMON.match(local)) or _empty_return_path(signs)
    if daemon and bounces.sounds_delayed(signs.subject, signs.text):
        return Verdict(MailKind.AUTO, "still on its way", _spoken_of(signs), answer_wanted=False)
    if not daemon or not bounces.sounds_undelivered(signs.subject, signs.text):
        return None
    return Verdict(MailKind.BOUNCE, f"sent by {local or 'nobody'}: {signs.subject[:60]}", _spoken_of(signs), answer_wanted=False)


def _ourselves(signs: Signs) -> Verdict | None:
    """Our own mark under our own address is our own letter coming round; another desk's person may write under such a mark too."""
    if not signs.head("x-claimdesk") or (signs.sender not in signs.desk.addresses and not _auto_submitted(signs)):
        return None
    return Verdict(MailKind.AUTO, "X-Claimdesk: written by a claim desk", _answered(signs), answer_wanted=False)


def _auto_header(signs: Signs) -> Verdict | None:
    why = _auto_submitted(signs) or _other_auto_header(signs)
    return Verdict(MailKind.AUTO, why, _answered(signs), answer_wanted=False) if why else None


def _auto_submitted(signs: Signs) -> str:
    value = re.split(r"[\s;(]", signs.head("auto-submitted").lower())[0]
    return f"Auto-Submitted: {value}" if value not in ("", "no") else ""


def _other_auto_header(signs: Signs) -> str:
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply", "x-autoreply-from"):
        if signs.head(name).lower() not in ("", "no", "false", "0"):
            return f"{name}: {signs.head(name)[:40]}"
    if signs.head("precedence").lower() in ("auto_reply", "auto-reply", "autoreply"):
        return "Precedence: auto_reply"
    report = signs.part.type_params.get("report-type", "").lower() if signs.part.type == "multipart/report" else ""
    return f"report: {report}" if report in ("disposition-notification", "feedback-report") else ""


def _out_of_office(signs: Signs) -> Verdict | None:
    """The subject of an answering machine, and a second sign that nobody typed it."""
    named = OUT_OF_OFFICE.match(signs.subject)
    if not named or not (_answered(signs) or signs.head("x-auto-response-suppress") or signs.head("precedence")):
        return None
    return Verdict(MailKind.AUTO, f"subject: {named[0].strip()}", _answered(signs), answer_wanted=False)


def _challenge(signs: Signs) -> Verdict | None:
    """A mailbox that lets in only whom it knows asks our letter to prove itself, at once: further down it may be a quote."""
    if not _answered(signs) or not (CHALLENGE.search(signs.text[:600]) or signs.head("x-delivery-agent").upper().startswith("TMDA")):
        return None
    return Verdict(MailKind.AUTO, "a challenge-response", _answered(signs), answer_wanted=False)


def _receipt(signs: Signs) -> Verdict | None:
    """Another desk has our letter: its subject says so, and a second sign that nobody typed it. Who answers there keeps the subject."""
    second = _ticket_system(signs) or _no_reply(signs)
    if not second or not _answered(signs) or is_reply(signs.subject) or not RECEIPT.search(signs.subject):
        return None
    return Verdict(MailKind.AUTO, f"a receipt ({second})", _answered(signs), answer_wanted=False)


def _mailing_list(signs: Signs) -> Verdict | None:
    """A list's post, unless the list is the desk's own address handed on by a group."""
    listed = [name for name in ("list-id", "list-post", "mailing-list", "x-mailing-list", "x-loop-list") if signs.head(name)]
    if not listed and signs.head("precedence").lower() == "list":
        listed = ["precedence"]
    if not listed and signs.head("list-unsubscribe") and signs.head("precedence").lower() in ("bulk", "junk"):
        listed = ["list-unsubscribe"]
    if not listed or _own_list(signs):
        return None
    return Verdict(MailKind.LIST, f"{listed[0]}: {signs.head(listed[0])[:60]}", answer_wanted=False)


def _own_list(signs: Signs) -> bool:
    named = " ".join(signs.head(name).lower() for name in ("list-id", "list-post", "mailing-list", "x-mailing-list"))
    return any(address in named or address.replace("@", ".") in named for address in signs.desk.addresses)


def _null_sender(signs: Signs) -> Verdict | None:
    if not _empty_return_path(signs):
        return None
    return Verdict(MailKind.AUTO, "empty Return-Path", _answered(signs), answer_wanted=False)


def _empty_return_path(signs: Signs) -> bool:
    value = signs.part.head("return-path")
    return value is not None and re.sub(r"\s", "", value) == "<>"


def _answered(signs: Signs) -> str | None:
    """The id of the mail this one answers, by its headers."""
    named = ids(signs.part.heads("in-reply-to")) or ids(signs.part.heads("references"))[-1:]
    return named[0] if named else None


def _spoken_of(signs: Signs) -> str | None:
    return bounces.returned_id(signs.part, signs.text) or _answered(signs)


def _silence_asked(signs: Signs) -> str:
    """A request not to be answered by machines; "None" and requests about reports only are none."""
    asked = {word.strip().lower() for word in signs.head("x-auto-response-suppress").split(",")}
    return "X-Auto-Response-Suppress" if asked & ASKS_FOR_SILENCE else ""


def _no_reply(signs: Signs) -> str:
    local = signs.sender.partition("@")[0]
    return f"sender {local}" if NO_REPLY.match(local) or DAEMON.match(local) else ""


def _no_sender(signs: Signs) -> str:
    return "" if signs.sender else "no sender"


def _sent_by_itself(signs: Signs) -> str:
    return "sent from the desk's own address" if signs.sender in signs.desk.addresses else ""


def _sounds_automatic(signs: Signs) -> str:
    return "subject of an automatic reply" if OUT_OF_OFFICE.match(signs.subject) else ""


def _another_desk(signs: Signs) -> str:
    return "written at another claim desk" if signs.head("x-claimdesk") else ""


def _ticket_system(signs: Signs) -> str:
    """Another desk's program; what somebody types there comes under the same marks as what it says by itself."""
    named = next((name for name in TICKETS if signs.head(name)), "")
    mailer = TICKET_MAILER.search(signs.head("x-mailer"))
    return named or (f"X-Mailer: {mailer[0]}" if mailer else "")


def _unsubscribable(signs: Signs) -> str:
    return "List-Unsubscribe" if signs.head("list-unsubscribe") and not _own_list(signs) else ""


SURE: tuple[Rule, ...] = (
    _test_mail,
    _delivery_report,
    _failed_recipients,
    _free_form_bounce,
    _ourselves,
    _auto_header,
    _out_of_office,
    _challenge,
    _receipt,
    _mailing_list,
    _null_sender,
)
DOUBTS: tuple[Callable[[Signs], str], ...] = (
    _silence_asked,
    _no_reply,
    _no_sender,
    _sent_by_itself,
    _sounds_automatic,
    _another_desk,
    _ticket_system,
    _unsubscribable,
)
