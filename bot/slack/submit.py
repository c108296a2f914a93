"""What comes of a submitted form: done, an error in the open form with all that was typed, or the next step."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack import choosing, forms, given, phone, replies, suggesting
from bot.slack.act import act
from bot.slack.forms import About
from bot.slack.front import Answer, Front
from bot.slack.opening import WORDS, drawn, offers_of, open_form, templates
from bot.slack.post import Block, Post
from bot.slack.replies import Written
from bot.slack.say import Said, led
from bot.slack.trigger import trigger
from bot.slack.usual import started
from bot.words import say
from claims.actor import person as actor
from claims.claim import ClaimClass
from claims.errors import Missing, Refusal, Stale, TryAgain
from claims.letter import Letter
from commands.phone import Known
from commands.reply import draft_of
from commands.send import detail_of, keep_draft, send_draft, sendable
from commands.show import Person, show
from commands.verbs import Verb, named

CLEAR: Answer = {"response_action": "clear"}
_TELLS = ("open", "customer", "merge", "split", "promise", "known", "surge", "escalate")
"""Verbs whose result is shown in the form's place, as that of one on a chosen claim: no card or thread shows it to the asker."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted view: whose, what it is about and what stands in it; `key`: by what it counts once."""

    person_id: str
    view: Mapping[str, Any]
    about: About
    fields: Mapping[str, Any]
    key: str | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Submission":
        """From a view_submission or, inside a modal, a block_actions payload."""
        view = body["view"]
        return cls(body["user"]["id"], view, About.unpacked(view["private_metadata"]), given.read(view["state"]["values"]), trigger(body))

    @property
    def verb(self) -> Verb:
        found = named(self.about.verb)
        assert found is not None, "our own form"
        return found

    def field_of(self, refusal: Refusal | TryAgain) -> str:
        """The input that a refusal speaks of, else the form's main one."""
        ids = [block["block_id"] for block in self.view["blocks"] if block["type"] == "input"]
        inputs = {each.partition(".")[0]: each for each in ids}
        wanted = refusal.values.get("field") if isinstance(refusal, Refusal) else None
        return str(inputs.get(str(wanted)) or inputs.get("text") or inputs.get("text_ko") or ids[-1])

    def wrong(self, refusal: Refusal | TryAgain, told: str) -> Answer:
        """What is wrong, at the input it speaks of."""
        return {"response_action": "errors", "errors": {self.field_of(refusal): told}}


def update(view: Block) -> Answer:
    return {"response_action": "update", "view": view}


Step = Callable[[Front, Submission, Person], Awaitable[Answer]]


async def submitted(front: Front, submission: Submission, step: Step) -> Answer:
    """Run a step; a refusal stands at the field it speaks of."""
    try:
        person = await front.people.acting(submission.person_id)
    except (Refusal, TryAgain) as refusal:
        return submission.wrong(refusal, await front.turned_away(submission.person_id, refusal))
    try:
        return await step(front, submission, person)
    except (Refusal, TryAgain) as refusal:
        return submission.wrong(refusal, await front.explained(refusal, person.language, person.zone))


async def plain_form(front: Front, submission: Submission, person: Person) -> Answer:
    """A verb's own form."""
    if submission.fields.get("claim_class") == ClaimClass.DUPLICATE:
        return update(await drawn(front, Said(_named("merge"), submission.about.number), person))
    if submission.verb.name == "triage" and submission.fields.get("claim_class") == ClaimClass.FEATURE:
        return update(await drawn(front, Said(_named("feature"), submission.about.number), person))
    said = _said(submission)
    if said.verb.name in WORDS:  # its claim was chosen here: on to the letter's own form
        return update(await drawn(front, said, person))
    done = await act(front, said, person, key=submission.key)
    if said.verb.name == "fixed":
        return update(await drawn(front, Said(_named("notice"), None, {"problem": said.given["problem"]}), person))
    if done and (said.verb.name in _TELLS or not submission.about.number):
        return update(forms.result(forms.title(said.verb, said.number, person.language), done.text, person.language))
    return {}


async def filled(front: Front, submission: Submission, person: Person) -> Block:
    """The form with what past claims suggest; everything else as it was typed."""
    number, language, fields = submission.about.number or "", person.language, dict(submission.fields)
    if submission.view["callback_id"] == replies.CALLBACK:
        offers = await offers_of(front, await front.desk.database.read(show, number), again=True)
        known = replies.suggested(offers.found, fields)
        return _renewed(replies.form(submission.about, fields | known, language, offers=offers), known)
    found = await front.remembered.again(front.desk, number)
    known, above = suggesting.values(found), suggesting.above(found, language, filled=True)
    return _renewed(forms.form(submission.verb, number, fields | known, language, above=above), known)


def _said(submission: Submission) -> Said:
    verb, fields = submission.verb, dict(submission.fields)
    number = submission.about.number or fields.pop(choosing.NUMBER, None)
    parts = forms.submitted(verb, fields)
    lacking = tuple(part for part in verb.parts if part.needed and part.name not in parts and "picked" not in parts)
    return led(Said(verb, number, parts, lacking)).complete()


def _named(name: str) -> Verb:
    found = named(name)
    assert found is not None, "a verb of the table"
    return found


async def reply_form(front: Front, submission: Submission, person: Person) -> Answer:
    """The Reply form's first step: on to the exact letter, or back with what is lacking."""
    words = replies.written(submission.fields, submission.about.verb)
    if not words.whole:
        return update(await ticked(front, submission, person))
    if not words.text.strip():
        raise Missing(field="text")
    try:
        about, letter = await _previewed(front, submission.about, words, person)
    except Stale as stale:
        return update(await _stale_form(front, submission, stale, person))
    return {"response_action": "push", "view": replies.letter(about, letter, person.language)}


async def _previewed(front: Front, about: About, words: Written, person: Person) -> tuple[About, Letter]:
    number, by = about.number or "", actor(person.id)
    files = await front.desk.database.read(sendable, number) if words.attached else []
    attached = [each.file for each in files if each.id in words.attached]
    letter = await front.preview(
        number, words.intent, words.text, by=by, update_due=words.update_due, resolution=words.resolution, attached=attached
    )
    detail = detail_of(words.intent, words.update_due, words.resolution, words.attached)
    draft = await front.desk.database.run(keep_draft, number, words.text, letter.frozen(), about.seen, detail, by=by)
    return replace(about, draft=draft.id), letter


async def _stale_form(front: Front, submission: Submission, stale: Stale, person: Person) -> Block:
    """The same words, below what somebody else wrote; the next attempt knows of it."""
    view = await front.desk.database.read(show, submission.about.number or "")
    about = replace(submission.about, seen=view.last.id if view.last else 0)
    language = person.language
    error = await front.explained(stale, language)
    note = say(language, "slack.form.stale_hint")
    newer = str(stale.values["text"])
    return replies.form(
        about, submission.fields, language, offers=await offers_of(front, view, again=True), note=note, newer=newer, error=error
    )


async def ticked(front: Front, submission: Submission, person: Person) -> Block:
    """The form with the parts of a result, or without them, as the tick is."""
    view = await front.desk.database.read(show, submission.about.number or "")
    offers, typed, why = await offers_of(front, view, again=True), dict(submission.fields), ""
    known: dict[str, Any] = {}
    if typed.get(replies.TICK):
        known, why = await started(front, view, offers.found, {"text": "", **typed}, person)
    return replies.form(submission.about, known | typed, person.language, offers=offers, why=why)


async def templated(front: Front, submission: Submission, person: Person) -> Block:
    """The form with a letter of the playbook, in the customer's language, or a note, below what was written."""
    view = await front.desk.database.read(show, submission.about.number or "")
    offers, fields, letters = await offers_of(front, view, again=True), submission.fields, templates(front, view)
    wanted = str(fields.get(replies.TEMPLATE, ""))
    if wanted.isdigit():
        known = {"text": replies.joined(fields, "".join(text for _, text in letters[int(wanted) : int(wanted) + 1]))}
    else:
        known = replies.picked(offers.found, wanted, fields)
    return _renewed(replies.form(submission.about, {**fields, **known}, person.language, offers=offers), known)


def _renewed(view: Block, known: Mapping[str, Any]) -> Block:
    """With what was filled in under new ids."""
    return view | {"blocks": forms.refilled(view["blocks"], known)}


async def letter_form(front: Front, submission: Submission, person: Person) -> Answer:
    """The second step: send exactly what was shown."""
    number, draft = submission.about.number or "", submission.about.draft or ""
    try:
        await front.desk.database.run(send_draft, number, draft, by=actor(person.id))
    except (Refusal, TryAgain) as refusal:
        return update(await _unsent(front, submission, refusal, person))
    return CLEAR


async def _unsent(front: Front, submission: Submission, refusal: Refusal | TryAgain, person: Person) -> Block:
    """The letter again, with why it did not leave; the words stay in the form below."""
    language = person.language
    error = await front.explained(refusal, language, person.zone)
    kept = await front.desk.database.read(draft_of, submission.about.number or "", by=actor(person.id))
    if kept is None or not kept.letter:
        return forms.result(say(language, "slack.form.preview"), error, language)
    stale = isinstance(refusal, Stale)
    if stale:
        error = f"{error} {say(language, 'slack.form.stale_back')}"
    newer = str(refusal.values.get("text") or "") if isinstance(refusal, Stale) else ""
    return replies.letter(
        submission.about, Letter.thawed(kept.letter), language, error=error, newer=newer, sendable=isinstance(refusal, TryAgain)
    )


async def pressed(front: Front, said: Said, person: Person, trigger_id: str, key: str | None) -> Post | None:
    """A button: the verb at once, or its form. What a press did, the card shows."""
    if said.verb.form:
        return await open_form(front, said, person, trigger_id)
    done = await act(front, said, person, key=key)
    return done if said.verb.name == "show" else None


async def late(front: Front, submission: Submission, answer: Answer) -> None:
    """Show in the open view what could not be answered in time. https://docs.slack.dev/reference/methods/views.update"""
    language = front.people.spoken(submission.person_id)
    errors = answer.get("errors") or ({"": answer["text"]} if "text" in answer else {})
    view = answer.get("view") or (_again(submission, next(iter(errors.values())), language) if errors else None)
    view = view or forms.result(say(language, "slack.form.done"), say(language, "slack.answer.late"), language)
    await front.client.views_update(view_id=submission.view["id"], view=view)


def _again(submission: Submission, error: str, language: str) -> Block:
    """The form as it was typed, with the error on top."""
    if submission.view["callback_id"] == replies.CALLBACK:
        return replies.form(submission.about, submission.fields, language, error=error)
    if submission.view["callback_id"] == phone.CALLBACK:
        return phone.form(submission.about, submission.fields, Known(), language, error=error)
    if submission.view["callback_id"] == forms.CALLBACK:
        return forms.form(submission.verb, submission.about.number, _typed(submission), language, error=error)
    return forms.result(say(language, "slack.form.preview"), error, language)


def _typed(submission: Submission) -> dict[str, Any]:
    fields = dict(submission.fields)
    return fields | {"settings": fields} if submission.verb.name == "customer" else fields


def working(language: str) -> Answer:
    """Instead of the form while it takes longer than Slack waits."""
    return update(forms.result(say(language, "slack.form.send"), say(language, "slack.answer.working"), language))
