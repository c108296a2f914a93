"""The Reply form: words to the customer, an answer, a question or the result; then the exact letter, before anything leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack import blocks, vocabulary
from bot.slack.forms import About, options, refilled, seconds
from bot.slack.post import Block
from bot.slack.preview import Intent
from bot.slack.text import cut, escape, pictures, pieces
from bot.words import say
from claims.claim import ClaimClass, Factor
from claims.letter import Letter
from commands.resolve import Resolution
from commands.show import View

CALLBACK = "reply"
LETTER = "letter"
TICK = "resolve"
"""The field whose tick adds the parts of a result to the form."""

TEMPLATE = "template"
"""The choice that adds a letter of the playbook to what was written."""

RESULT_PARTS = ("claim_class", "factor", "cause", "minutes", "chargeable")
UNFINISHED = ("later", "nonews")
DECISIONS = ("affirm", "overturn")
"""The product owner's answers to an objection: nothing else is asked for than the words."""
KINDS: Mapping[str, Intent] = {"answer": "reply", "question": "ask", "nonews": "nonews", "later": "later"}
"""What the words are, apart from a result, and the intent of each."""
HOWTO_MINUTES = 15
SHOWN_CHARACTERS, SHOWN_LINES = 24_000, 2_000

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form. `whole`: whether it holds everything that its intent needs."""

    text: str
    intent: Intent
    update_due: datetime | None
    resolution: Resolution | None
    whole: bool


def written(given: Given, verb: str) -> Written:
    """Read the fields of a verb's form as bot/slack/given.py gives them."""
    text = pictures(str(given.get("text", "")))
    if verb in DECISIONS:
        return Written(text, "affirm" if verb == "affirm" else "overturn", None, None, whole=True)
    if given.get(TICK):
        whole = all(name in given for name in RESULT_PARTS)
        return Written(text, "resolved", None, _resolution(given, text) if whole else None, whole)
    intent = KINDS[given.get("kind", "answer")]
    return Written(text, intent, None if intent == "ask" else given.get("update_due"), None, whole=True)


def _resolution(given: Given, text: str) -> Resolution:
    return Resolution(
        ClaimClass(given["claim_class"]),
        Factor(given["factor"]),
        str(given["cause"]),
        text,
        int(given["minutes"]),
        given["chargeable"] == "chargeable",
    )


def howto(view: View, language: str) -> dict[str, Any]:
    """What a result is most often, so that a how-to is answered and resolved in one form."""
    claim = view.claim
    usual = claim.claim_class in (None, ClaimClass.HOWTO)
    return {
        "claim_class": claim.claim_class or ClaimClass.HOWTO,
        "factor": claim.factor or (Factor.CUSTOMER if usual else None),
        "cause": claim.cause or (say(language, "slack.form.howto_cause") if usual else ""),
        "minutes": claim.minutes if claim.minutes is not None else HOWTO_MINUTES if usual else None,
        "chargeable": "chargeable" if claim.chargeable else "free",
    }


def form(
    about: About, given: Given, language: str, *, letters: Sequence[str] = (), note: str = "", newer: str = "", error: str = ""
) -> Block:
    """The first step. `letters`: what the playbook's are called; `note`: a line on top; `newer`: what somebody else wrote to the
    customer meanwhile."""
    decides = about.verb in DECISIONS
    fields = _result(given, language) if given.get(TICK) else [] if decides else _answer(about, given, language)
    words = [_text(given, language), *_templates(letters if not decides and about.verb not in UNFINISHED else (), language)]
    if TEMPLATE in given:
        words = refilled(words, {name: str(given.get("text", "")) for name in ("text", TEMPLATE)})
    return blocks.modal(
        CALLBACK,
        _title(about, language),
        [*_top(note, newer, error), *words, *fields],
        metadata=about.packed(),
        submit=say(language, "slack.form.preview"),
        close=say(language, "slack.form.cancel"),
    )


def _templates(letters: Sequence[str], language: str) -> list[Block]:
    if not letters:
        return []
    named = [blocks.option(str(place), name) for place, name in enumerate(letters[:100])]
    label, hint = say(language, "slack.form.template"), say(language, "slack.form.template_hint")
    return [blocks.input_block(TEMPLATE, label, blocks.choice("static_select", named), optional=True, dispatch=True, hint=hint)]


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


def _result(given: Given, language: str) -> list[Block]:
    charges = [blocks.option(each, say(language, f"slack.charge.{each}")) for each in ("free", "chargeable")]
    minutes = given.get("minutes")
    classes = [each for each in ClaimClass if each not in (ClaimClass.SPAM, ClaimClass.DUPLICATE, ClaimClass.FEATURE)]
    choices = {
        "claim_class": blocks.choice("static_select", options(tuple(classes), "class", language), given.get("claim_class")),
        "factor": blocks.choice("static_select", options(Factor, "factor", language), given.get("factor")),
        "cause": blocks.text_input(str(given.get("cause") or "")),
        "minutes": blocks.number_input("" if minutes is None else str(minutes)),
        "chargeable": blocks.choice("radio_buttons", charges, given.get("chargeable")),
    }
    fields = [blocks.input_block(name, vocabulary.label(name, language), element) for name, element in choices.items()]
    return [_tick(language, checked=True), *fields]
