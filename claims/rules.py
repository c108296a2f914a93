"""The desk's own rules, validated: what desk.toml may change, with complete defaults."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from claims.calendar import PRESETS, Calendar
from claims.claim import Priority
from claims.departments import Departments
from claims.errors import Invalid, Misconfigured
from claims.faults import plain
from claims.feerules import FeeRules, Supplier
from claims.plans import PLANS, CalendarRule, Plan, TargetRule, targets
from claims.plans import Section as _Section
from claims.playbook import Playbook
from claims.public_holidays import public_holidays
from claims.service import Target

FREE_MAIL = (
    "gmail.com", "googlemail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com", "hotmail.com",
    "live.com", "msn.com", "yahoo.com", "yahoo.co.kr", "yahoo.co.jp", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com",
    "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.ru", "yandex.com", "qq.com", "163.com", "126.com", "korea.com",
)  # fmt: skip
_QUIET = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d"


class Desk(_Section):
    """Who the desk is to customers. `free_mail`: domains that never stand for an organisation; `calendar` and `plan`: what holds where
    nothing else is said; `holidays`: company days besides the public ones, in every calendar that ever closes; `answering_takes`:
    whoever answers or resolves a claim that nobody has takes it by that."""

    name_ko: str = "고객지원팀"
    name_en: str = "Customer Support"
    language: str = Field("ko", pattern="^(ko|en)$")
    zone: str = "Asia/Seoul"
    free_mail: tuple[str, ...] = FREE_MAIL
    calendar: str = "default"
    plan: str = "standard"
    holidays: tuple[date, ...] = ()
    answering_takes: bool = True


class People(_Section):
    """`admins`, `leads` and `managers`: Slack user ids; an admin appoints; a manager may do what a lead may, and hears of what is broken.

    `admin_group` and `lead_group`: ids of Slack user groups whose members are such.

    `quiet`: hours on a person's own clock in which nobody is disturbed who set none of their own.
    `work_in_progress`: open claims up to which somebody is offered or given more.
    """

    admins: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    admin_group: str = ""
    lead_group: str = ""
    quiet: str = Field("22:00-07:00", pattern=_QUIET)
    work_in_progress: int = Field(8, ge=0)


class Duty(_Section):
    """`rota`: Slack user ids, each on duty for a week in turn; the next of the round is the deputy. `noon` parts half days of leave."""

    rota: tuple[str, ...] = ()
    noon: time = time(13)


class Nudges(_Section):
    """`offers`: at which percent of a claim's time to be nudged it is offered to the next person; `auto_assign`: whether it is assigned.

    `owner`, `lead`: at which percent of a clock they hear. Business minutes: `update_near` before a promised update, `taken_letter` after
    the take, `step` after the triage of a P1 or P2; minutes: `callback_before`, `callback_missed`.
    Business days: `silence_days` after a missed update the lead hears; `answer_days` before the answer to an objection or to a disputed
    line is due its judge hears, and so long after an objection's the manager.
    `claims`: how many claims one sweep looks at.
    """

    offers: tuple[int, ...] = (0, 33, 66)
    auto_assign: bool = True
    owner: int = Field(50, gt=0, lt=100)
    lead: int = Field(75, gt=0, lt=100)
    update_near: int = Field(60, gt=0)
    silence_days: int = Field(1, gt=0)
    answer_days: int = Field(1, gt=0)
    taken_letter: int = Field(30, gt=0)
    step: int = Field(30, gt=0)
    callback_before: int = Field(15, gt=0)
    callback_missed: int = Field(15, gt=0)
    claims: int = Field(2000, gt=0)


class Night(_Section):
    """Where the calendar never closes. Minutes until the `deputy` and the `lead` are called; `organisations` with words so much `alike`
    (0 to 1) `within` so many minutes are one trouble."""

    deputy: int = Field(10, gt=0)
    lead: int = Field(20, gt=0)
    organisations: int = Field(3, gt=1)
    within: int = Field(120, gt=0)
    alike: float = Field(0.6, gt=0, le=1)


_NEVER = BeforeValidator(lambda value: None if value == "" else value)


class Summaries(_Section):
    """When they come by themselves, on the desk's clock; "" is never. `morning`: the board of each working day; `weekly`: last week's
    summary on the first working day of a week; `channel`: where to (a Slack id), "" the desk's own."""

    morning: Annotated[time | None, _NEVER] = time(8, 50)
    weekly: Annotated[time | None, _NEVER] = time(8, 30)
    channel: str = ""


class Days(_Section):
    """Spans of the process. Business days: `auto_close`, `objection`, `remind` and `no_reply` (of waiting for a customer);
    calendar days: `reopen`, `undo`, `page`, `overview`, `keep_closed`.

    `undo`: how long joining or splitting claims can be taken back; `overview`: how long a link to all claims of an organisation works;
    `keep_closed`: how long a customer's words and name are kept after their last claim was closed.
    """

    auto_close: int = Field(5, gt=0)
    remind: tuple[int, ...] = (3, 7)
    no_reply: int = Field(10, gt=0)
    objection: int = Field(10, gt=0)
    reopen: int = Field(30, gt=0)
    undo: int = Field(14, gt=0)
    page: int = Field(90, gt=0)
    overview: int = Field(30, gt=0)
    keep_closed: int = Field(1095, gt=0)


class Limits(_Section):
    """`automatic_letters` an hour to one sender; `reopens` of one claim by mail, then only a person or the page opens it again; `parties`
    who get copies of a claim's letters; what one mail may take, beyond which it is
    quarantined: `mail_bytes`, `mail_parts`, `mail_depth`, `mail_seconds` of computing, `mail_memory` in bytes; `wrong_numbers` a minute and
    address; `page_words` and `letter_words` in characters; `letter_bytes` a letter as it leaves;
    `posts_a_second` to one Slack channel; `undo_seconds` before an answer or a result
    typed in one line leaves (0: at once)."""

    automatic_letters: int = Field(5, gt=0)
    reopens: int = Field(5, gt=0)
    parties: int = Field(30, ge=0)
    mail_bytes: int = Field(25 * 1024 * 1024, gt=0)
    mail_parts: int = Field(100, gt=0)
    mail_depth: int = Field(20, gt=0, le=100)
    mail_seconds: float = Field(10.0, gt=0)
    mail_memory: int = Field(300 * 1024 * 1024, ge=200 * 1024 * 1024)
    wrong_numbers: int = Field(10, gt=0)
    page_words: int = Field(20_000, gt=0)
    letter_words: int = Field(60_000, gt=0)
    letter_bytes: int = Field(25 * 1024 * 1024, gt=0)
    posts_a_second: float = Field(1.0, gt=0)
    undo_seconds: float = Field(10.0, ge=0, le=300)


class Mail(_Section):
    """`moved_to`: the IMAP folder that takes a mail once it is kept, made where it is missing; "": mails stay and are marked read."""

    moved_to: str = "claimdesk"


class Design(_Section):
    """Of what works as designed: `alone`: business minutes without a second person's agreement after which a lead agrees alone;
    `answer`: business days in which the product owner answers an objection."""

    alone: int = Field(240, gt=0)
    answer: int = Field(3, gt=0)


class Survey(_Section):
    """Whether to `ask` how somebody was served. Days: `every` at most once a contact, `change` a vote; business days: `review` of a low
    one."""

    ask: bool = True
    every: int = Field(14, gt=0)
    change: int = Field(14, gt=0)
    review: int = Field(1, gt=0)


class Features(_Section):
    """`decide`: business days in which a feature request is decided."""

    decide: int = Field(20, gt=0)


class Problems(_Section):
    """So many `claims` resolved with the same cause within so many `days` are proposed as one problem; `everyday` causes never are, nor
    are those of the playbook's pages."""

    claims: int = Field(3, gt=1)
    days: int = Field(30, gt=0)
    everyday: tuple[str, ...] = ()


class Pages(_Section):
    """`folder`: the desk's own pages of the playbook, "" none; a relative one lies beside desk.toml."""

    folder: str = ""


class Rules(_Section):
    """Everything a command may want to know of how this desk works."""

    desk: Desk = Desk()
    people: People = People()
    duty: Duty = Duty()
    summaries: Summaries = Summaries()
    nudges: Nudges = Nudges()
    night: Night = Night()
    days: Days = Days()
    limits: Limits = Limits()
    mail: Mail = Mail()
    design: Design = Design()
    survey: Survey = Survey()
    features: Features = Features()
    problems: Problems = Problems()
    departments: Departments = Departments()
    playbook: Pages = Pages()
    fees: FeeRules = FeeRules()
    supplier: Supplier = Supplier()
    calendars: Mapping[str, CalendarRule] = {}
    targets: Mapping[Priority, TargetRule] = {}
    plans: Mapping[str, Plan] = {}
    _calendars: dict[tuple[str, frozenset[date], frozenset[date]], Calendar] = PrivateAttr(default_factory=dict)
    _targets: dict[str, Mapping[Priority, Target]] = PrivateAttr(default_factory=dict)
    _beside: Path = PrivateAttr(default_factory=Path)

    @cached_property
    def calendar_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*PRESETS, *self.calendars)))

    @cached_property
    def guide(self) -> Playbook:
        """The playbook as it holds here. Raises Misconfigured with a plain line for each fault of a page."""
        return Playbook.read(self._beside / self.playbook.folder if self.playbook.folder else None)

    @cached_property
    def plan_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*PLANS, *self.plans)))

    def calendar(self, name: str = "", off: frozenset[date] = frozenset(), worked: frozenset[date] = frozenset()) -> Calendar:
        """A calendar by its name, "" the desk's own, with days that were decided: always the same one, it remembers its years.

        Raises Invalid, naming those there are.
        """
        key = (name or self.desk.calendar, off, worked)
        found = self._calendars.get(key)
        if found is None:
            found = self._calendars[key] = self._made(*key)
        return found

    def plan(self, name: str | None) -> Plan:
        """A plan by its name; the desk's own where it is None or no longer written down."""
        known = name if name in self.plan_names else self.desk.plan
        return self.plans.get(known) or PLANS[known]

    def targets_of(self, plan: str | None) -> Mapping[Priority, Target]:
        """What each priority is promised under a plan with a contract."""
        known = plan if plan in self.plan_names else self.desk.plan
        found = self._targets.get(known)
        if found is None:
            found = self._targets[known] = targets(self.targets, self.plan(known).targets)
        return found

    def _made(self, name: str, off: frozenset[date], worked: frozenset[date]) -> Calendar:
        if name not in self.calendar_names:
            raise Invalid(field="calendar", value=name, allowed=self.calendar_names)
        made = self.calendars.get(name, CalendarRule()).calendar(name, self.desk.zone)
        company = frozenset() if made.always_open else frozenset(self.desk.holidays) - made.removed_holidays
        extra, removed = made.extra_holidays | company, made.removed_holidays
        return replace(made, extra_holidays=(extra - worked) | off, removed_holidays=(removed - off) | worked)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if self.desk.plan not in self.plan_names:
            raise ValueError(f"desk.plan: there is no plan {self.desk.plan!r}, only {', '.join(self.plan_names)}")
        named = {"desk.calendar": self.desk.calendar} | {f"plans.{name}.calendar": plan.calendar for name, plan in self.plans.items()}
        for place, name in named.items():
            if name and name not in self.calendar_names:
                raise ValueError(f"{place}: there is no calendar {name!r}, only {', '.join(self.calendar_names)}")
        return self

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """Read desk.toml (None: the defaults). Raises Misconfigured with one plain line per fault."""
        if path is None:
            return cls()
        try:
            rules = cls.model_validate(tomllib.loads(path.read_text("utf-8")))
            rules._beside = path.parent
            for name in rules.calendar_names:
                rules.calendar(name)
            for country in {rule.country for rule in rules.calendars.values() if rule.country}:
                public_holidays(country, 2026)
            _ = rules.guide
        except ValidationError as error:
            raise Misconfigured("\n".join(f"{path}: {_line(fault)}" for fault in error.errors())) from error
        except (OSError, ValueError, Misconfigured) as error:
            raise Misconfigured("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from error
        return rules


def _line(fault: ErrorDetails) -> str:
    place, words = ".".join(map(str, fault["loc"])), plain(fault)
    return f"{place}: {words}" if place else words
