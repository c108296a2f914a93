"""The Reply form: words to the customer, an answer, a question or the result; then the exact letter, before anything leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.slack import blocks, suggesting, vocabulary
from bot.slack.forms import About, options, refilled, seconds
from bot.slack.post import Block
from bot.slack.preview import Intent
from bot.slack.text import cut, escape, escaped, pictures, pieces, size
from bot.words import say
from claims.article import AGAIN, Use
from claims.claim import ClaimClass, Department, Factor
from claims.letter import Letter
from commands.resolve import Resolution
from commands.show import Stored
from commands.suggest import Suggestions

CALLBACK = "reply"
LETTER = "letter"
TICK = "resolve"
"""The field whose tick adds the parts of a result to the form."""

TEMPLATE = "template"
"""The choice that adds a letter of the playbook to what was written."""

RESULT_PARTS = ("claim_class", "factor", "cause", "minutes", "chargeable")
FILES = "attached"
"""The field of the thread's files that go along."""
NOTE = "article"
"""The field of the note that a result uses: how, and for one that is there its name behind a colon."""
UNFINISHED = ("later", "nonews")
DECISIONS = ("affirm", "overturn")
"""The product owner's answers to an objection: nothing else is asked for than the words."""
KINDS: Mapping[str, Intent] = {"answer": "reply", "question": "ask", "nonews": "nonews", "later": "later"}
"""What the words are, apart from a result, and the intent of each."""
SHOWN_CHARACTERS, SHOWN_LINES = 24_000, 2_000

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offers:
    """What the form offers: what the playbook's letters are called, the files of the thread, and what past claims suggest."""

    letters: tuple[str, ...] = ()
    files: tuple[Stored, ...] = ()
    found: Suggestions = field(default_factory=Suggestions)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form. `whole`: whether it holds everything that its intent needs."""

    text: str
    intent: Intent
    update_due: datetime | None
    resolution: Resolution | None
    whole: bool
    attached: tuple[int, ...] = ()


def written(given: Given, verb: str) -> Written:
    """Read the fields of a verb's form as bot/slack/given.py gives them."""
    text, attached = pictures(str(given.get("text", ""))), tuple(map(int, given.get(FILES) or ()))
    if verb in DECISIONS:
        return Written(text, "affirm" if verb == "affirm" else "overturn", None, None, True, attached)
    if given.get(TICK):
        whole = all(name in given for name in RESULT_PARTS)
        return Written(text, "resolved", None, _resolution(given, text) if whole else None, whole, attached)
    intent = KINDS[given.get("kind", "answer")]
    return Written(text, intent, None if intent == "ask" else given.get("update_due"), None, True, attached)


def _resolution(given: Given, text: str) -> Resolution:
    use, _, article = str(given.get(NOTE) or Use.NEW).partition(":")
    return Resolution(
        ClaimClass(given["claim_class"]),
        Factor(given["factor"]),
        str(given["cause"]),
        text,
        int(given["minutes"]),
        given["chargeable"] == "chargeable",
        Department(given["department"]) if given.get("department") else None,
        Use(use),
        article,
    )


def picked(found: Suggestions, name: str, given: Given) -> dict[str, Any]:
    """What a note gives: its text behind what was written, and in a result the cause that it was written for."""
    note = next((each.value for each in found.notes if each.value.name == name), None)
    if note is None:
        return {}
    text = {"text": joined(given, note.text)}
    return text | ({"factor": note.factor, "cause": note.title, NOTE: f"{Use.REUSED}:{name}"} if given.get(TICK) else {})


def suggested(found: Suggestions, given: Given) -> dict[str, Any]:
    """What a click fills in of a result: the cause, and the nearest note's text where nothing was written."""
    note = found.notes[0].value.name if found.notes else ""
    known = {} if str(given.get("text") or "").strip() else picked(found, note, given)
    return known | (dict(zip(("factor", "cause"), found.cause.value, strict=True)) if found.cause else {})


def joined(given: Given, text: str) -> str:
    """Behind what was written."""
    typed = str(given.get("text", "")).rstrip()
    return "\n\n".join([*([typed] if typed else []), text])


def form(
    about: About,
    given: Given,
    language: str,
    *,
    offers: Offers | None = None,
    note: str = "",
    why: str = "",
    newer: str = "",
    error: str = "",
) -> Block:
    """The first step. `note`: a line on top; `why`: where what stands in a result comes from; `newer`: what somebody else wrote to the
    customer meanwhile."""
    offers = offers or Offers()
    decides = about.verb in DECISIONS
    fields = _result(given, language, offers) if given.get(TICK) else [] if decides else _answer(about, given, language)
    words = [_text(given, language), *(_templates(offers, language) if not decides and about.verb not in UNFINISHED else ())]
    if TEMPLATE in given:
        words = refilled(words, {name: str(given.get("text", "")) for name in ("text", TEMPLATE)})
    return blocks.modal(
        CALLBACK,
        _title(about, language),
        [
            *_top(note, newer, error),
            *(suggesting.result(offers.found, language) if given.get(TICK) else ()),
            *([blocks.context(escape(why))] if why else ()),
            *words,
            *_files(offers, given, language),
            *fields,
        ],
        metadata=about.packed(),
        submit=say(language, "slack.form.preview"),
        close=say(language, "slack.form.cancel"),
    )


def _templates(offers: Offers, language: str) -> list[Block]:
    """Notes of what solved the like, then the playbook's letters."""
    notes = [blocks.option(each.value.name, f"{each.value.name} {each.value.title}") for each in offers.found.notes]
    named = [*notes, *(blocks.option(str(place), name) for place, name in enumerate(offers.letters[:90]))]
    if not named:
        return []
    label, hint = say(language, "slack.form.template"), say(language, "slack.form.template_hint")
    return [blocks.input_block(TEMPLATE, label, blocks.choice("static_select", named), optional=True, dispatch=True, hint=hint)]


def _files(offers: Offers, given: Given, language: str) -> list[Block]:
    if not offers.files:
        return []
    named = [blocks.option(str(each.id), f"{each.file.name} ({size(each.file.size)})") for each in offers.files]
    menu = blocks.choices(named, len(named), [str(each) for each in given.get(FILES) or ()])
    return [blocks.input_block(FILES, say(language, "slack.form.files"), menu, optional=True, hint=say(language, "slack.form.files_hint"))]


def _text(given: Given, language: str) -> Block:
    return blocks.input_block(
        "text",
        say(language, "slack.form.text"),
        blocks.text_input(str(given.get("text", "")), multiline=True),
        hint=say(language, "slack.form.text_hint"),
    )


def letter(about: About, shown: Letter, language: str, *, error: str = "", newer: str = "", sendable: bool = True) -> Block:
    """The second step: who receives it, and exactly what leaves."""
    head = [say(language, "slack.form.receives", to=escape(", ".join(shown.to)))]
    head += [say(language, "slack.form.copies", cc=escape(", ".join(shown.cc)))] if shown.cc else []
    head.append(say(language, "slack.form.subject", subject=escape(shown.subject)))
    files = ", ".join(escaped(each.name, 100) for each in shown.attachments)
    head += [say(language, "slack.form.attached", files=files)] if files else []
    text, left = cut(shown.text, SHOWN_CHARACTERS, SHOWN_LINES)
    body = [blocks.verbatim(each) for each in pieces(text, blocks.TEXT)]
    if left:
        body.append(blocks.context(say(language, "slack.form.left_out", lines=left)))
    return blocks.modal(
        LETTER,
        _title(about, language),
        [
            *_top("", newer, error),
            blocks.section("\n".join(head)),
            blocks.context(say(language, "slack.form.exact")),
            blocks.divider(),
            *body,
        ],
        metadata=about.packed(),
        submit=say(language, "slack.form.send") if sendable else "",
        close=say(language, "slack.form.back"),
    )


def _title(about: About, language: str) -> str:
    label = say(language, f"slack.verb.{about.verb}.label")
    return f"{label} {(about.number or '').partition('-')[0]}".strip()


def _top(note: str, newer: str, error: str) -> list[Block]:
    top = [blocks.section(f":warning: {escape(error)}")] if error else []
    top += [blocks.context(escape(note))] if note else []
    return [*top, *(blocks.quote(each) for each in pieces(cut(newer, 2000, 30)[0], blocks.TEXT))] if newer else top


def _answer(about: About, given: Given, language: str) -> list[Block]:
    """Who tells that it takes longer, or that nothing is new, has no result to tell."""
    kinds = [blocks.option(each, say(language, f"slack.form.kind_{each}")) for each in KINDS]
    return [
        blocks.input_block("kind", say(language, "slack.form.kind"), blocks.choice("radio_buttons", kinds, given.get("kind") or "answer")),
        blocks.input_block(
            "update_due",
            say(language, "slack.form.update_due"),
            blocks.time_input(seconds(given.get("update_due"))),
            optional=True,
            hint=say(language, "slack.form.update_hint"),
        ),
        *([] if about.verb in UNFINISHED else [_tick(language, checked=False)]),
    ]


def _tick(language: str, *, checked: bool) -> Block:
    box = blocks.checkbox(blocks.option("yes", say(language, "slack.form.resolve")), checked=checked)
    return blocks.input_block(TICK, say(language, "slack.form.resolve_label"), box, optional=True, dispatch=True)


def _note(given: Given, language: str, offers: Offers) -> Block:
    """Whether the text becomes a note, or which one it used."""
    known = [(f"{use}:{each.value.name}", each.value) for each in offers.found.notes for use in AGAIN]
    named = [(value, say(language, f"slack.note.{value.partition(':')[0]}", name=f"{each.name} {each.title}")) for value, each in known]
    plain = [(str(each), say(language, f"slack.note.{each}")) for each in (Use.NEW, Use.NONE)]
    given_one = str(given.get(NOTE) or Use.NEW)
    if given_one not in (value for value, _ in (*plain, *named)):
        use, _, name = given_one.partition(":")
        named.append((given_one, say(language, f"slack.note.{use}", name=name)))
    menu = blocks.choice("static_select", [blocks.option(*each) for each in (*plain, *named)], given_one)
    return blocks.input_block(NOTE, vocabulary.label(NOTE, language), menu, hint=say(language, "slack.note.hint"))


def _result(given: Given, language: str, offers: Offers) -> list[Block]:
    charges = [blocks.option(each, say(language, f"slack.charge.{each}")) for each in ("free", "chargeable")]
    minutes = given.get("minutes")
    never = {ClaimClass.SPAM, ClaimClass.DUPLICATE, ClaimClass.FEATURE} - {given.get("claim_class")}
    classes = [each for each in ClaimClass if each not in never]
    choices = {
        "claim_class": blocks.choice("static_select", options(tuple(classes), "class", language), given.get("claim_class")),
        "factor": blocks.choice("static_select", options(Factor, "factor", language), given.get("factor")),
        "cause": blocks.text_input(str(given.get("cause") or "")),
        "minutes": blocks.number_input("" if minutes is None else str(minutes)),
        "chargeable": blocks.choice("radio_buttons", charges, given.get("chargeable")),
    }
    fields = [blocks.input_block(name, vocabulary.label(name, language), element) for name, element in choices.items()]
    owners = blocks.choice("static_select", options(Department, "department", language), given.get("department"))
    hint = say(language, "slack.form.department_hint")
    department = blocks.input_block("department", vocabulary.label("department", language), owners, optional=True, hint=hint)
    return [_tick(language, checked=True), *fields, department, _note(given, language, offers)]
