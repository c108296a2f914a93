"""The operator's settings: .env and the environment. Names and meanings are a contract; secrets never show in logs or errors."""

import re
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from claims.errors import Misconfigured
from claims.faults import plain
from claims.rules import Rules

_URL = re.compile(r"sqlite:///.+|postgres(?:ql)?://[^\s]+")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PLACE = re.compile(r"(?:[^\s:/]*|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


def _database(value: SecretStr) -> SecretStr:
    """The address itself stays out of the message: it holds a password."""
    url = value.get_secret_value()
    if not _URL.fullmatch(url) or not _has_port(url):
        raise ValueError("write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME, special characters percent-encoded")
    return value


def _has_port(url: str) -> bool:
    """Whether the port, where there is one, is one."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _place(value: str) -> str:
    if not _PLACE.fullmatch(value) or int(value.rpartition(":")[2]) > 65535:
        raise ValueError("write HOST:PORT, such as 127.0.0.1:8080, or :8080 for all addresses")
    return value


def _https(value: str | None) -> str | None:
    """The client's secret goes there: encrypted, save on this machine."""
    parts = urlsplit(value or "")
    if value and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))):
        raise ValueError("write https://HOST/PATH")
    return value


def _networks(value: str) -> str:
    try:
        _parsed(value)
    except ValueError as error:
        raise ValueError("write addresses or networks, such as 10.0.0.5 or 10.0.0.0/24, a comma apart") from error
    return value


@cache
def _parsed(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


Optional = BeforeValidator(_empty_is_none)


def _line(fault: ErrorDetails) -> str:
    return f"{'.'.join(map(str, fault['loc'])).upper()}: {plain(fault)}"


class Settings(BaseSettings):
    """See .env.example and docs/settings.md for each one's meaning."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite:///data/claimdesk.db")
    data_dir: Path = Path("data")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_mode: Literal["socket", "http"] = "socket"
    slack_api_url: str = "https://slack.com/api/"
    slack_channel: str = ""
    desk_address: str = ""
    smtp_url: SecretStr = SecretStr("")
    smtp_listen: Annotated[str | None, Optional] = None
    lmtp_listen: Annotated[str | None, Optional] = None
    listen_cert: Annotated[Path | None, Optional] = None
    listen_key: Annotated[Path | None, Optional] = None
    imap_url: Annotated[SecretStr | None, Optional] = None
    oauth_token_url: Annotated[str | None, AfterValidator(_https), Optional] = None
    oauth_client_id: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    oauth_refresh_token: SecretStr = SecretStr("")
    oauth_scope: str = ""
    http_listen: Annotated[str, AfterValidator(_place)] = "127.0.0.1:8080"
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    letters: str = Field("send", pattern=r"^(send|hold|only:[A-Za-z0-9.,-]+)$")
    operator_address: Annotated[str | None, Optional] = None
    alert_url: Annotated[SecretStr | None, Optional] = None
    authserv_id: Annotated[str | None, Optional] = None
    desk_config: Annotated[Path | None, Optional] = None
    frame_ancestors: str = "'none'"
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""

    @classmethod
    def read(cls, env_file: Path | None = Path(".env")) -> Self:
        """From the environment, then the .env file. Raises Misconfigured with one plain line per fault, values left out."""
        try:
            return cls(_env_file=env_file)
        except ValidationError as error:
            raise Misconfigured("\n".join(_line(fault) for fault in error.errors(include_input=False))) from None

    def rules(self) -> Rules:
        return Rules.load(self.desk_config)

    @property
    def has_unread_rules(self) -> bool:
        """Whether somebody wrote a desk.toml where the desk starts and did not name it."""
        return self.desk_config is None and Path("desk.toml").is_file()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The desk's own addresses, lower-case; the first is the one customers write to."""
        return tuple(each.strip().lower() for each in self.desk_address.split(",") if each.strip())

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Whose word on who is behind them is believed, besides this machine's own."""
        return _parsed(self.trusted_proxies)

    @property
    def only_domains(self) -> tuple[str, ...] | None:
        """Domains that letters may go to, or None where all may."""
        if not self.letters.startswith("only:"):
            return None
        return tuple(each.strip().lower() for each in self.letters.removeprefix("only:").split(",") if each.strip())
