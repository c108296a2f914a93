"""The forms of the verbs, a field for each part as commands/verbs.py has it; the Reply form is a file of its own."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from zlib import crc32

from bot.slack import blocks, choosing, vocabulary
from bot.slack.parts import REASONS
from bot.slack.post import Block
from bot.slack.text import escape
from bot.words import LANGUAGES, say
from claims.claim import ClaimClass, Factor, Impact, Priority, Severity
from claims.errors import Invalid
from claims.feature import Decision
from claims.lifecycle import CloseReason
from claims.problem import Workaround
from claims.rates import EXTRAS
from claims.rates import Kind as Extra
from claims.survey import Level
from claims.worklog import Charge
from commands.verbs import Kind, Verb

CALLBACK = "form"
RESULT = "result"

Given = Mapping[str, Any]
TEXTS: Mapping[str, str] = {"ko": "text_ko", "en": "text_en"}
"""The fields of what customers read, by its language."""
REFERENCE = ("document", "section", "edition")
"""The fields of where something is written."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about, kept in its private_metadata. `seen`: the newest message that its writer knew; `draft`: the previewed one."""

    verb: str
    number: str | None = None
    seen: int = 0
    draft: str | None = None

    def packed(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, metadata: str) -> Self:
        return cls(**json.loads(metadata))


def form(verb: Verb, number: str | None, given: Given, language: str, error: str = "", above: Sequence[Block] = ()) -> Block:
    """A modal with a field for each part, filled with what was given; `above` its fields."""
    top = [*([blocks.section(f":warning: {escape(error)}")] if error else []), *above]
    return blocks.modal(
        CALLBACK,
        title(verb, number, language),
        [*top, *_inputs(verb, number, given, language)],
        metadata=About(verb.name, number).packed(),
        submit=say(language, "slack.form.save"),
        close=say(language, "slack.form.cancel"),
    )


def refilled(inputs: Sequence[Block], given: Given) -> list[Block]:
    """The blocks with new ids for the fields that are given: Slack keeps what stands in a field whose id it knows."""
    anew = {name: f"{name}.{crc32(repr(value).encode())}" for name, value in given.items()}
    return [each | {"block_id": anew.get(each["block_id"], each["block_id"])} if "block_id" in each else each for each in inputs]


def title(verb: Verb, number: str | None, language: str) -> str:
    label = say(language, f"slack.verb.{verb.name}.label")
    return f"{label} {number.partition('-')[0]}" if number else label


def result(heading: str, text: str, language: str) -> Block:
    """A form's place taken by what came of it."""
    close = say(language, "slack.form.done")
    return blocks.modal(RESULT, heading, [blocks.section(text)], metadata="", close=close)


def _inputs(verb: Verb, number: str | None, given: Given, language: str) -> list[Block]:
    """A field for each part, the claim before them where it is not known; a form asks for what a typed line derives."""
    inputs = [] if number or not verb.numbered else [choosing.field(choosing.NUMBER, language)]
    for part in verb.parts:
        if verb.name == "open" and part.kind is Kind.TEXT:
            inputs += [_line(name, given, language, False) for name in ("name", "subject")]
        if part.kind is Kind.SETTING:
            inputs += _settings(given, language)
        elif part.kind is Kind.REFERENCE:
            known = dict(zip(REFERENCE, given.get(part.name) or (), strict=False))
            inputs += [_line(name, known, language, True) for name in REFERENCE]
        elif part.kind is Kind.TEXTS:
            inputs += [_text(name, {name: (given.get(part.name) or {}).get(each, "")}, language, True) for each, name in TEXTS.items()]
        elif part.kind is not Kind.OFF:
            inputs.append(_FIELDS[part.kind](part.name, given, language, part.needed))
    return inputs


def _field(name: str, element: Block, language: str, needed: bool, hint: str = "") -> Block:
    return blocks.input_block(name, vocabulary.label(name, language), element, optional=not needed, hint=hint)


def _text(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.text_input(str(given.get(name, "")), multiline=True), language, needed)


def _line(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.text_input(str(given.get(name) or "")), language, needed)


def _claim(name: str, given: Given, language: str, needed: bool) -> Block:
    return choosing.field(name, language)


def _person(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.person_input(given.get(name)), language, needed)


def _address(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.address_input(str(given.get(name, ""))), language, needed)


def _class(name: str, given: Given, language: str, needed: bool) -> Block:
    """In the order in which triage asks; the first that is true is the one."""
    options = [
        blocks.option(each, vocabulary.claim_class(each, language), say(language, f"slack.class_help.{each}")) for each in ClaimClass
    ]
    return _field(name, blocks.choice("radio_buttons", options, given.get(name)), language, needed)


def _choice(kind: type[StrEnum], prefix: str) -> "Field":
    def field(name: str, given: Given, language: str, needed: bool) -> Block:
        return _field(name, blocks.choice("static_select", options(kind, prefix, language), given.get(name)), language, needed)

    return field


def options(kind: type[StrEnum] | tuple[StrEnum, ...], prefix: str, language: str) -> list[Block]:
    """The members of an enumeration as options, by their labels `slack.<prefix>.<member>`."""
    return [blocks.option(each, say(language, f"slack.{prefix}.{each}")) for each in kind]


def _reason(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.choice("static_select", options(REASONS, "reason_help", language), given.get(name)), language, needed)


def _when(name: str, given: Given, language: str, needed: bool) -> Block:
    hint = say(language, "slack.form.update_hint")
    return _field(name, blocks.time_input(seconds(given.get(name))), language, needed, hint)


def _day(name: str, given: Given, language: str, needed: bool) -> Block:
    day = given.get(name)
    return _field(name, blocks.day_input(day.isoformat() if isinstance(day, date) else day), language, needed)


def _until(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.time_input(seconds(given.get(name))), language, needed)


def _accepted(name: str, given: Given, language: str, needed: bool) -> Block:
    box = blocks.checkbox(blocks.option("yes", say(language, "slack.form.accepted")), checked=bool(given.get(name)))
    return _field(name, box, language, needed)


def seconds(at: datetime | str | None) -> int | None:
    """A time, or its ISO 8601 text as a button carries it, in seconds since 1970."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return int(at.timestamp()) if at else None


def _settings(given: Given, language: str) -> list[Block]:
    known = given.get("settings") or {}
    languages = [blocks.option(each, vocabulary.tongue(each)) for each in LANGUAGES]
    return [
        _line("name", known, language, False),
        _field("language", blocks.choice("static_select", languages, known.get("language")), language, False),
        _person("account_owner", known, language, False),
        _line("product", known, language, False),
        _line("plan", known, language, False),
        _line("page", known, language, False),
        _line("approver", known, language, False),
    ]


def _minutes(name: str, given: Given, language: str, needed: bool) -> Block:
    return _field(name, blocks.number_input(str(given.get(name, ""))), language, needed)


def _extras(name: str, given: Given, language: str, needed: bool) -> Block:
    """Dearer hours that may apply; none where nothing is ticked."""
    return _field(name, blocks.choices(options(EXTRAS, "extra", language), len(EXTRAS)), language, needed)


Field = Callable[[str, Given, str, bool], Block]

_FIELDS: Mapping[Kind, Field] = {
    Kind.TEXT: _text,
    Kind.PERSON: _person,
    Kind.ADDRESS: _address,
    Kind.CUSTOMER: _line,
    Kind.CLASS: _class,
    Kind.SEVERITY: _choice(Severity, "severity_help"),
    Kind.IMPACT: _choice(Impact, "impact_help"),
    Kind.REASON: _reason,
    Kind.LEVEL: _choice(Level, "level"),
    Kind.FEATURE: _line,
    Kind.PRODUCT: _line,
    Kind.PROBLEM: _line,
    Kind.VERSION: _line,
    Kind.WORKAROUND: _choice(Workaround, "workaround_help"),
    Kind.DAY: _day,
    Kind.UNTIL: _until,
    Kind.ACCEPTED: _accepted,
    Kind.WHY: _line,
    Kind.PRIORITY: _choice(Priority, "priority_help"),
    Kind.DECISION: _choice(Decision, "decision"),
    Kind.WHEN: _when,
    Kind.NUMBER: _claim,
    Kind.MINUTES: _minutes,
    Kind.SPENT: _minutes,
    Kind.COUNT: _minutes,
    Kind.CAP: _line,
    Kind.AMOUNT: _line,
    Kind.EXTRA: _extras,
    Kind.WORKED: _choice(Charge, "worked"),
}

_SETTINGS = ("name", "language", "account_owner", "product", "plan", "page", "approver")
_KINDS: Mapping[str, type[StrEnum]] = {
    "claim_class": ClaimClass,
    "severity": Severity,
    "impact": Impact,
    "factor": Factor,
    "charge": Charge,
    "level": Level,
    "decision": Decision,
    "priority": Priority,
    "workaround": Workaround,
}
_NUMBERS = ("minutes", "entry", "line")


def submitted(verb: Verb, values: Given) -> dict[str, Any]:
    """The parts as the command takes them, from the fields of the verb's form.

    Text is escaped here, as Slack escapes it everywhere but in forms.
    """
    if verb.name == "customer":
        return {"which": values.get("which"), "settings": {name: values[name] for name in _SETTINGS if name in values}}
    free = {part.name for part in verb.parts if part.kind is Kind.TEXT}
    parts = {name: escape(value) if name in free else _member(name, value) for name, value in values.items()}
    if any(part.kind is Kind.REFERENCE for part in verb.parts):
        parts["reference"] = tuple(str(parts.pop(name, "")) for name in REFERENCE)
    if any(part.kind is Kind.TEXTS for part in verb.parts):
        parts["texts"] = {each: escape(found) for each, name in TEXTS.items() if (found := parts.pop(name, None))}
    if "picked" in values:
        parts["picked"] = tuple(map(int, values["picked"]))
    return parts | ({"reason": CloseReason(values["reason"])} if verb.name == "close" else {})


def _whole(name: str, value: Any) -> int:
    """Raises Invalid for what is no whole number."""
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(field=name, value=text)
    return int(text)


def _member(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return _whole(name, value)
    if name == "kinds":
        return tuple(map(Extra, value))
    return _KINDS[name](value) if name in _KINDS else value
