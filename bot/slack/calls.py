"""What is done in the form for a call: choosing the customer and who calls, adding the call to a claim, opening a new one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.slack import phone
from bot.slack.act import act
from bot.slack.forms import refilled, result, submitted
from bot.slack.front import Answer, Front
from bot.slack.post import Block
from bot.slack.say import Said
from bot.slack.submit import Submission, update
from bot.words import say
from claims.actor import person as actor
from claims.errors import Refusal, TryAgain
from commands.heed import once
from commands.phone import Known, call, known, organisations
from commands.show import Person
from commands.verbs import named


async def offered(front: Front, person_id: str, typed: str) -> list[Block]:
    """Customers to choose from; nothing for whoever may not know them."""
    try:
        await front.people.acting(person_id)
    except (Refusal, TryAgain):
        return []
    return [phone.option(each) for each in await front.desk.database.read(organisations, typed)]


async def chosen(front: Front, submission: Submission, person: Person, error: str = "") -> Block:
    """The form with the customer's open claims and their owners: whoever picked up sees at once that somebody is on it."""
    found = await _known(front, submission.fields)
    about = replace(submission.about, seen=found.organisation.id if found.organisation else 0)
    return phone.form(about, submission.fields, found, person.language, error=error)


async def caller(front: Front, submission: Submission, person: Person) -> Block:
    """The form with name and address of whoever was chosen of the customer's people; nothing else of it changes."""
    found, picked = await _known(front, submission.fields), str(submission.fields.get(phone.CALLER))
    who = next(({"name": each.name, "address": each.address} for each in found.contacts if str(each.id) == picked), {})
    view = phone.form(submission.about, {**submission.fields, **who}, found, person.language)
    return view | {"blocks": refilled(view["blocks"], who)}


async def _known(front: Front, fields: Mapping[str, Any]) -> Known:
    picked = fields.get(phone.CUSTOMER)
    return await front.desk.database.read(known, int(picked) if picked else None, str(fields.get("address") or ""))


async def phone_form(front: Front, submission: Submission, person: Person) -> Answer:
    """A new claim in the caller's name; where their company has open ones that were not looked at yet, those are shown first."""
    found = await _known(front, submission.fields)
    if found.organisation and found.claims and submission.about.seen != found.organisation.id:
        return update(await chosen(front, submission, person, say(person.language, "slack.phone.look")))
    verb = named("phone")
    assert verb is not None, "a verb of the table"
    parts = submitted(verb, submission.fields)
    lacking = tuple(part for part in verb.parts if part.name not in parts)
    done = await act(front, Said(verb, None, parts, lacking).complete(), person, key=submission.key)
    return update(_result(done.text if done else "", person.language))


async def added(front: Front, submission: Submission, number: str, person: Person) -> Block:
    """The call joins a claim that is there; what stands in the form's place then."""
    fields, language = submission.fields, person.language
    values = {name: str(fields.get(name) or "") for name in ("name", "address")}
    try:
        run, words = front.desk.database.run, str(fields.get("text") or "")
        joined = await run(once, submission.key, call, number, words, values["name"], values["address"], by=actor(person.id))
    except (Refusal, TryAgain) as refusal:
        return await chosen(front, submission, person, await front.explained(refusal, language))
    return _result(say(language, "slack.answer.called", number=joined.number if joined else number), language)


def _result(text: str, language: str) -> Block:
    return result(say(language, "slack.verb.phone.label"), text, language)
