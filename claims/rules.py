"""The desk's own rules, validated: what desk.toml may change, with complete defaults."""

import tomllib
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claims.calendar import PRESETS, Calendar
from claims.errors import Misconfigured

FREE_MAIL = (
    "gmail.com", "googlemail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com", "hotmail.com",
    "live.com", "msn.com", "yahoo.com", "yahoo.co.kr", "yahoo.co.jp", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com",
    "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.ru", "yandex.com", "qq.com", "163.com", "126.com", "korea.com",
)  # fmt: skip
_QUIET = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Desk(_Section):
    """Who the desk is to customers. `free_mail`: domains that never stand for an organisation;
    `holidays`: company days besides the public ones."""

    name_ko: str = "고객지원팀"
    name_en: str = "Customer Support"
    language: str = Field("ko", pattern="^(ko|en)$")
    zone: str = "Asia/Seoul"
    free_mail: tuple[str, ...] = FREE_MAIL
    calendar: Literal["default", "nolunch", "24x7"] = "default"
    holidays: tuple[date, ...] = ()


class People(_Section):
    """`leads` and `managers`: Slack user ids; a manager may do what a lead may, and hears of what is broken.

    `quiet`: hours on a person's own clock in which nobody is disturbed who set none of their own.
    `work_in_progress`: open claims up to which somebody is offered or given more.
    """

    leads: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    quiet: str = Field("22:00-07:00", pattern=_QUIET)
    work_in_progress: int = Field(8, ge=0)


class Duty(_Section):
    """`rota`: Slack user ids, each on duty for a week in turn; the next of the round is the deputy. `noon` parts half days of leave."""

    rota: tuple[str, ...] = ()
    noon: time = time(13)


class Days(_Section):
    """Spans of the process. Business days: `auto_close`, `objection`; calendar days: `reopen`, `undo`, `page`, `keep_closed`.

    `undo`: how long joining or splitting claims can be taken back; `keep_closed`: how long a customer's words and name are kept after
    their last claim was closed.
    """

    auto_close: int = Field(5, gt=0)
    objection: int = Field(10, gt=0)
    reopen: int = Field(30, gt=0)
    undo: int = Field(14, gt=0)
    page: int = Field(90, gt=0)
    keep_closed: int = Field(1095, gt=0)


class Limits(_Section):
    """`automatic_letters` an hour to one sender; `reopens` of one claim by mail, then only a person or the page opens it again; `parties`
    who get copies of a claim's letters; `mail_bytes` a mail; `wrong_numbers` a minute and address; `page_words` and `letter_words` in
    characters; `posts_a_second` to one Slack channel; `undo_seconds` before an answer typed in one line leaves (0: at once)."""

    automatic_letters: int = Field(5, gt=0)
    reopens: int = Field(5, gt=0)
    parties: int = Field(30, ge=0)
    mail_bytes: int = Field(25 * 1024 * 1024, gt=0)
    wrong_numbers: int = Field(10, gt=0)
    page_words: int = Field(20_000, gt=0)
    letter_words: int = Field(60_000, gt=0)
    posts_a_second: float = Field(1.0, gt=0)
    undo_seconds: float = Field(10.0, ge=0, le=300)


class Mail(_Section):
    """`moved_to`: the IMAP folder that takes a mail once it is kept, made where it is missing; "": mails stay and are marked read."""

    moved_to: str = "claimdesk"


@cache
def _calendar(name: str, zone: str, holidays: tuple[date, ...]) -> Calendar:
    return replace(PRESETS[name], zone=zone, extra_holidays=frozenset(holidays))


class Rules(_Section):
    """Everything a command may want to know of how this desk works."""

    desk: Desk = Desk()
    people: People = People()
    duty: Duty = Duty()
    days: Days = Days()
    limits: Limits = Limits()
    mail: Mail = Mail()

    def calendar(self) -> Calendar:
        """The desk's business calendar, always the same one: it remembers the years it laid out."""
        return _calendar(self.desk.calendar, self.desk.zone, self.desk.holidays)

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """Read desk.toml (None: the defaults). Raises Misconfigured with one plain line per fault."""
        if path is None:
            return cls()
        try:
            rules = cls.model_validate(tomllib.loads(path.read_text("utf-8")))
            rules.calendar()
        except ValidationError as error:
            lines = (f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
            raise Misconfigured("\n".join(lines)) from error
        except (OSError, ValueError, Misconfigured) as error:
            raise Misconfigured(f"{path}: {error}") from error
        return rules
