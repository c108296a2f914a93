"""The form for a call: for whom, who calls, what they say; and the customer's open claims, each with a button that adds the call."""

from collections.abc import Sequence

from bot.slack import blocks, vocabulary
from bot.slack.forms import About, Given
from bot.slack.post import Block
from bot.slack.text import escape, escaped
from bot.words import say
from commands.phone import Known
from commands.show import Contact, Listed, Organisation

CALLBACK = "phone"
CUSTOMER, CALLER, ADD = "organisation", "caller", "phone:add"
"""The action_ids of the fields that name the customer and who of theirs calls, and of the buttons that add the call to a claim."""
SHOWN = 8
"""Claims of the customer that are shown."""


def form(about: About, given: Given, known: Known, language: str, *, error: str = "") -> Block:
    """about.seen: the id of the customer whose claims whoever took the call has seen."""
    top = [blocks.section(f":warning: {escape(error)}")] if error else []
    return blocks.modal(
        CALLBACK,
        say(language, "slack.verb.phone.label"),
        [
            *top,
            _customer(known.organisation, given, language),
            *_claims(known.claims, language),
            *_callers(known, given, language),
            *_fields(given, language),
        ],
        metadata=about.packed(),
        submit=say(language, "slack.phone.open"),
        close=say(language, "slack.form.cancel"),
    )


def _customer(chosen: Organisation | None, given: Given, language: str) -> Block:
    """The first thing to be asked, where nobody is known yet."""
    element: Block = {"type": "external_select", "min_query_length": 0}
    element |= {} if chosen or given.get("address") else {"focus_on_load": True}
    if chosen:
        element["initial_option"] = option(chosen)
    return blocks.input_block(CUSTOMER, vocabulary.label(CUSTOMER, language), element, optional=True, dispatch=True)


def option(each: Organisation) -> Block:
    return blocks.option(str(each.id), each.name.strip() or "–")


def _callers(known: Known, given: Given, language: str) -> list[Block]:
    """The customer's people; choosing one writes name and address. Another customer's field is another one, with nothing chosen."""
    if not known.organisation or not known.contacts:
        return []
    options = [blocks.option(str(each.id), _called(each), each.address) for each in known.contacts]
    menu = blocks.choice("static_select", options, str(given.get(CALLER) or ""))
    made = blocks.input_block(CALLER, vocabulary.label(CALLER, language), menu, optional=True, dispatch=True)
    return [made | {"block_id": f"{CALLER}.{known.organisation.id}"}]


def _called(contact: Contact) -> str:
    return contact.name.strip() or contact.address


def _claims(theirs: Sequence[Listed], language: str) -> list[Block]:
    if not theirs:
        return []
    heading = blocks.section(f"*{say(language, 'slack.phone.theirs')}*")
    return [heading, *(_claim(each, language) for each in theirs[:SHOWN])]


def _claim(view: Listed, language: str) -> Block:
    """One click adds the call to it."""
    claim = view.claim
    text = say(
        language,
        "slack.phone.claim",
        number=claim.number.partition("-")[0],
        owner=escaped(view.owner.name if view.owner else say(language, "slack.nobody"), 80),
        state=vocabulary.state(claim.state, language),
        subject=escaped(claim.subject, 150),
    )
    return blocks.section(text, accessory=blocks.button(f"{ADD}:{claim.id}", say(language, "slack.phone.add"), claim.number))


def _fields(given: Given, language: str) -> list[Block]:
    known = {name: str(given.get(name) or "") for name in ("name", "address", "text")}
    inputs = {"name": blocks.text_input(known["name"]), "address": blocks.address_input(known["address"])}
    lines = [blocks.input_block(name, vocabulary.label(name, language), element, optional=True) for name, element in inputs.items()]
    words = blocks.text_input(known["text"], multiline=True)
    return [*lines, blocks.input_block("text", vocabulary.label("text", language), words, hint=say(language, "slack.phone.text_hint"))]
