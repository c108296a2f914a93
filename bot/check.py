"""`claimdesk check`: walks the operator through everything that is missing or does not answer, each with its fix."""

import os
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import aiohttp
import typer
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import opened_desk
from bot.finding import Finding
from bot.mail.account import Account, Token
from bot.mail.imap import NotLetIn, Refused
from bot.mail.line import connected
from bot.mail.oauth import NoToken, tokens
from bot.mail.post import Later, Post, Trouble, Wire
from bot.mail.providers import fix
from bot.mail.troubles import reason
from bot.mail.watch import why
from bot.papers import is_seal
from bot.roundtrip import check_mail
from bot.settings import Settings
from bot.slack.blocks import section
from bot.slack.manifest import bot_scopes
from bot.words import say
from claims.errors import Misconfigured, TryAgain
from storage.migrate import is_current

PATIENCE = 10.0  # seconds for each server
HINTS = {
    "SLACK_BOT_TOKEN": "install manifest.yml at api.slack.com/apps, then OAuth & Permissions: Bot User OAuth Token (xoxb-…)",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens: one with the scope connections:write (xapp-…)",
    "SLACK_SIGNING_SECRET": "Basic Information, App Credentials: Signing Secret",
    "SLACK_CHANNEL": "the id (C…) at the end of the channel's About page; then /invite @claimdesk there",
    "DESK_ADDRESS": "the one address customers write to",
    "SMTP_URL": "smtp://USER:PASSWORD@HOST:587?tls=starttls of the server that sends for DESK_ADDRESS",
    "IMAP_URL": "the mailbox of DESK_ADDRESS, imaps://USER:PASSWORD@HOST; or SMTP_LISTEN or LMTP_LISTEN, "
    "where your mail server delivers to, such as 127.0.0.1:2525; or pipe into `claimdesk receive`",
    "PUBLIC_URL": "the address of the tracking page as customers see it, such as https://support.example.com",
    "SECRET_KEY": 'at least 32 characters: python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
}
_WAYS_IN = "a way in for mail (IMAP_URL, SMTP_LISTEN, LMTP_LISTEN)"
UNREAD = "a desk.toml lies in this folder and is not read: write DESK_CONFIG=desk.toml in .env, or take it away"
REINSTALL = "take manifest.yml over again (App Manifest), then Install App: Reinstall to Workspace"
CARD_FIXES = {
    "not_in_channel": "/invite @claimdesk in that channel",
    "is_archived": "the channel is archived: bring it back, or name another in SLACK_CHANNEL",
    "restricted_action": "a workspace admin must let apps post in that channel",
    "missing_scope": REINSTALL,
    "invalid_auth": HINTS["SLACK_BOT_TOKEN"],
    "account_inactive": REINSTALL,
    "ratelimited": "too much at once: wait a minute and run this again",
}


async def check_all(*, mail: bool = False, slack: bool = False) -> bool:
    """Print every finding; whether all is well. `mail`: with a test mail there and back; `slack`: with a test card."""
    all_well = True
    async for finding in _findings(mail, slack):
        all_well &= finding.well
        typer.echo(f"{'ok     ' if finding.well else 'MISSING'} {finding.what}{f' - {finding.fix}' if finding.fix else ''}")
    typer.echo("All is well: claimdesk run" if all_well else "Mend what is missing, then run claimdesk check again.")
    return all_well


async def _findings(mail: bool, slack: bool) -> AsyncIterator[Finding]:
    try:
        settings = Settings.read()
        settings.rules()
    except Misconfigured as trouble:
        yield Finding(False, "settings", str(trouble))
        return
    yield Finding(True, "settings are readable")
    for finding in (*_given(settings), _folder(settings), _holidays()):
        yield finding
    if settings.rules().supplier.seal:
        yield _seal(Path(settings.rules().supplier.seal))
    yield await _database(settings)
    token, told = await _token(settings)
    if told:
        yield told
    yield await _smtp(settings, token)
    if settings.imap_url:
        yield await _imap(settings.imap_url.get_secret_value(), token)
    for finding in await _slack(settings):
        yield finding
    if slack and settings.slack_bot_token.get_secret_value() and settings.slack_channel:
        yield await check_slack(settings)
    if mail and settings.desk_address and settings.smtp_url.get_secret_value():
        async for finding in _mail(settings):
            yield finding


async def _mail(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with opened_desk(settings) as desk:
            async for finding in check_mail(desk):
                yield finding
    except TryAgain as trouble:
        yield Finding(False, "test mail", f"nobody could say whether it came: {trouble}")


def _given(settings: Settings) -> list[Finding]:
    values = {
        "DESK_ADDRESS": settings.desk_address,
        "IMAP_URL": settings.smtp_listen or settings.lmtp_listen or ("given" if settings.imap_url else ""),
        "PUBLIC_URL": settings.public_url,
        "SLACK_CHANNEL": settings.slack_channel,
        "SECRET_KEY": settings.secret_key.get_secret_value() if len(settings.secret_key.get_secret_value()) >= 32 else "",
    }
    found = [
        Finding(bool(value), _WAYS_IN if value and name == "IMAP_URL" else name, "" if value else HINTS[name])
        for name, value in values.items()
    ]
    return [*found, *([Finding(False, "DESK_CONFIG", UNREAD)] if settings.has_unread_rules else [])]


def _folder(settings: Settings) -> Finding:
    place = settings.data_dir if settings.data_dir.exists() else settings.data_dir.absolute().parent
    well = os.access(place, os.W_OK)
    return Finding(well, f"DATA_DIR {settings.data_dir}", "" if well else "not writable by this user: chown it, or choose another folder")


def _seal(place: Path) -> Finding:
    """The image that stands on quotes and statements."""
    try:
        content = place.read_bytes()
    except OSError as trouble:
        return Finding(
            False, f"supplier.seal {place}", f"cannot be read ({trouble.strerror}): name the PNG in desk.toml, or leave it empty"
        )
    well = is_seal(content)
    return Finding(well, f"supplier.seal {place}", "" if well else "is no PNG of at most 1 MB: papers go out without a seal")


def _holidays() -> Finding:
    return Finding(True, f"public holidays (holidays {version('holidays')})")


async def _database(settings: Settings) -> Finding:
    try:
        current = await is_current(settings.database_url.get_secret_value())
    except (SQLAlchemyError, OSError, TryAgain) as trouble:
        return Finding(
            False,
            "DATABASE_URL",
            f"the database does not answer ({type(trouble).__name__}): is it running, and are name and password right?",
        )
    return Finding(True, "database" if current else "database (new: `claimdesk run` brings its schema up)")


async def _token(settings: Settings) -> tuple[Token | None, Finding | None]:
    """Where access tokens come from, where they are used, and whether one comes."""
    try:
        token = tokens(settings)
        if token is None:
            return None, None
        await token()
    except (Misconfigured, NoToken, OSError) as trouble:
        return None, Finding(False, "OAUTH_TOKEN_URL", str(trouble))
    return token, Finding(True, "OAUTH_TOKEN_URL gives a token")


async def _smtp(settings: Settings, token: Token | None) -> Finding:
    url = settings.smtp_url.get_secret_value()
    if not url:
        return Finding(False, "SMTP_URL", HINTS["SMTP_URL"])
    try:
        trouble = await Post(url, settings.desk_address, PATIENCE, token).check()
    except Misconfigured as fault:
        return Finding(False, "SMTP_URL", str(fault))
    if trouble is None:
        takes, wanted = await Post(url, settings.desk_address, PATIENCE, token).takes(), settings.rules().limits.letter_bytes
        if takes and takes < wanted:
            fix_it = f"letters up to {wanted:,} bytes are written, but the server takes {takes:,}"
            return Finding(False, "SMTP_URL", f"{fix_it}: set letter_bytes = {takes} under [limits] in desk.toml")
        return Finding(True, "SMTP_URL answers")
    provider = fix(Wire.parse(url).host) if isinstance(trouble, Later) and trouble.trouble is Trouble.LOGIN else ""
    return Finding(False, "SMTP_URL", f"{why(trouble)}: {provider or 'check host, port, TLS and password'}")


async def _imap(url: str, token: Token | None) -> Finding:
    try:
        account = Account.parse(url, token)
        for folder in account.folders:
            async with connected(account, folder):
                pass
    except Misconfigured as trouble:
        return Finding(False, "IMAP_URL", str(trouble))
    except (OSError, Refused) as trouble:
        provider = fix(account.host) if isinstance(trouble, NotLetIn) else ""
        told = f"the mailbox does not open: {reason(trouble, account.password)}"
        return Finding(False, "IMAP_URL", f"{told}: {provider}" if provider else told)
    return Finding(True, f"IMAP_URL opens {', '.join(account.folders)}")


async def _slack(settings: Settings) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    second = "SLACK_APP_TOKEN" if settings.slack_mode == "socket" else "SLACK_SIGNING_SECRET"
    has_second = bool(getattr(settings, second.lower()).get_secret_value())
    findings = [Finding(has_second, second, "" if has_second else HINTS[second])]
    if not token:
        return [*findings, Finding(False, "SLACK_BOT_TOKEN", HINTS["SLACK_BOT_TOKEN"])]
    client = AsyncWebClient(token, base_url=settings.slack_api_url, timeout=int(PATIENCE))
    try:
        return [*findings, await _identity(client), await _channel(client, settings.slack_channel)]
    except SlackApiError as trouble:
        return [*findings, Finding(False, "SLACK_BOT_TOKEN", f"Slack says {trouble.response['error']}: {HINTS['SLACK_BOT_TOKEN']}")]
    except (SlackClientError, OSError, TimeoutError) as trouble:
        return [
            *findings,
            Finding(False, "SLACK_API_URL", f"Slack does not answer ({type(trouble).__name__}): is there a way out to the internet?"),
        ]


async def check_slack(settings: Settings) -> Finding:
    """Post a test card in the desk's channel and take it away again."""
    client = AsyncWebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=int(PATIENCE))
    words = say(settings.rules().desk.language, "slack.check.card")
    channel, what = settings.slack_channel, f"test card in {settings.slack_channel}"
    try:
        posted = await client.chat_postMessage(channel=channel, text=words, blocks=[section(words)])
        await client.chat_delete(channel=channel, ts=posted["ts"])
    except SlackApiError as trouble:
        error = str(trouble.response["error"])
        return Finding(False, what, f"Slack says {error}: {CARD_FIXES.get(error, HINTS['SLACK_CHANNEL'])}")
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as trouble:
        return Finding(False, what, f"Slack does not answer ({type(trouble).__name__}): is there a way out to the internet?")
    return Finding(True, f"{what} posted and deleted")


async def _identity(client: AsyncWebClient) -> Finding:
    answer = await client.auth_test()
    granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
    missing = sorted(set(bot_scopes()) - {each.strip() for each in granted.split(",")}) if granted else []
    fix = f"the app lacks {', '.join(missing)}: take manifest.yml over again and reinstall the app" if missing else ""
    return Finding(not missing, f"Slack app {answer['user']} in {answer['team']}", fix)


async def _channel(client: AsyncWebClient, channel: str) -> Finding:
    if not channel:
        return Finding(False, "SLACK_CHANNEL", HINTS["SLACK_CHANNEL"])
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as trouble:
        return Finding(False, "SLACK_CHANNEL", f"Slack says {trouble.response['error']}: {HINTS['SLACK_CHANNEL']}")
    well = bool(found.get("is_member"))
    return Finding(well, f"SLACK_CHANNEL #{found['name']}", "" if well else "the bot is not in it: /invite @claimdesk there")
