"""`claimdesk check --mail`: a test mail from the desk to itself, and what the world may think of the desk's address."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.utils import formatdate

from bot.desk import Desk
from bot.finding import Finding
from bot.mail.dns import NoAnswer, Policy, Resolver, policy, system_resolver
from bot.mail.oauth import tokens
from bot.mail.post import Later, Post, Refused, Sent, Trouble, Wire
from bot.mail.providers import fix
from commands.tested import arrived, newest

PATIENCE = 60.0  # seconds until the test mail must have come back
POLL = 0.5  # seconds: it is another process that receives it
SMTP = 10.0  # seconds a step of sending


async def check_mail(desk: Desk, *, patience: float = PATIENCE, resolver: Resolver | None = None) -> AsyncIterator[Finding]:
    """There and back, then SPF and DMARC. `resolver`: else this machine's own."""
    yield await _round_trip(desk, patience)
    for finding in await _published(desk.settings.addresses[0].rpartition("@")[2], resolver):
        yield finding


async def _round_trip(desk: Desk, patience: float) -> Finding:
    token, before = secrets.token_hex(8), await desk.database.read(newest)
    address = desk.settings.addresses[0]
    post = Post(desk.settings.smtp_url.get_secret_value(), address, SMTP, tokens(desk.settings))
    outcome = await post.send(_test_mail(address, token), sender=address, recipients=[address])
    if not isinstance(outcome, Sent):
        return Finding(False, f"test mail to {address}", _not_sent(outcome, Wire.parse(post.smtp_url).host))
    wire = await _waited(desk, token, before, patience)
    if wire:
        return Finding(True, f"test mail to {address} went out and came back ({wire})")
    return Finding(
        False, f"test mail to {address}", f"your server took it, but it did not come back in {patience:.0f} seconds: {_way_in(desk)}"
    )


def _test_mail(address: str, token: str) -> bytes:
    """Known again by its own header: it becomes nothing but a line in the list of mails."""
    mail = EmailMessage()
    mail["From"] = mail["To"] = address
    mail["Subject"] = "claimdesk check"
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<check-{token}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Claimdesk-Check"] = token
    mail.set_content("claimdesk check sent this to itself. Nothing needs to be done.\n")
    return mail.as_bytes().replace(b"\n", b"\r\n")


def _not_sent(outcome: Later | Refused, host: str) -> str:
    if isinstance(outcome, Refused):
        return f"your server refuses it ({outcome.reply.code} {outcome.reply.text}): it must take mail from and to DESK_ADDRESS"
    provider = fix(host) if outcome.trouble is Trouble.LOGIN else ""
    return f"it could not be sent ({outcome.why}): {provider or 'check host, port, TLS and password in SMTP_URL'}"


async def _waited(desk: Desk, token: str, after: int, patience: float) -> str | None:
    """The wire by which it came, if it came."""
    for _ in range(max(int(patience / POLL), 1)):
        if wire := await desk.database.read(arrived, token, after):
            return wire
        await asyncio.sleep(POLL)
    return await desk.database.read(arrived, token, after)


def _way_in(desk: Desk) -> str:
    settings = desk.settings
    wires = {"SMTP_LISTEN": settings.smtp_listen, "LMTP_LISTEN": settings.lmtp_listen, "IMAP_URL": settings.imap_url}
    named = " or ".join(name for name, value in wires.items() if value) or "a pipe into `claimdesk receive`"
    return f"is `claimdesk run` running, and does mail for the address reach {named}?"


async def _published(domain: str, resolver: Resolver | None) -> list[Finding]:
    try:
        found = await policy(domain, resolver or system_resolver())
    except NoAnswer as trouble:
        look = f"dig +short TXT {domain} must show one line v=spf1 that names your mail server, dig +short TXT _dmarc.{domain} one v=DMARC1"
        return [Finding(False, f"SPF and DMARC of {domain}", f"DNS does not answer here ({trouble}): look yourself: {look}")]
    return [_spf(domain, found), _dmarc(domain, found)]


def _spf(domain: str, found: Policy) -> Finding:
    if len(found.spf) > 1:
        return Finding(False, f"SPF of {domain}", "there are two v=spf1 records, which counts as none: make them one")
    if not found.spf:
        fix = f'letters may land in spam: publish a TXT record for {domain} such as "v=spf1 include:YOUR.MAIL.PROVIDER -all"'
        return Finding(False, f"SPF of {domain}", fix)
    if found.spf[0].split()[-1].lower() in ("+all", "all"):
        return Finding(False, f"SPF of {domain}", f"{found.spf[0]} lets anybody send in your name: end it with -all or ~all")
    return Finding(True, f"SPF of {domain}: {found.spf[0]}")


def _dmarc(domain: str, found: Policy) -> Finding:
    if found.dmarc:
        return Finding(True, f"DMARC of {found.at}: {found.dmarc}")
    fix = f'publish a TXT record for _dmarc.{domain} such as "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
    return Finding(False, f"DMARC of {domain}", f"{fix}, and p=quarantine once its reports look well")
