"""What comes of the notice's form: its words kept, every letter shown, and on the next press all of them sent."""

from dataclasses import replace

from bot.slack import forms
from bot.slack.forms import TEXTS
from bot.slack.front import Answer, Front
from bot.slack.notices import letters_shown, title
from bot.slack.submit import CLEAR, Submission, update
from bot.words import say
from claims.actor import person as actor
from claims.errors import Refusal, Stale, TryAgain
from claims.letter import Letter
from commands.notice import announced, draft, notify, write
from commands.show import Person


async def notice_form(front: Front, submission: Submission, person: Person) -> Answer:
    """Keep the words, and show every letter as it would leave."""
    about, by, run = submission.about, actor(person.id), front.desk.database.run
    name = about.number or ""
    texts = {each: str(submission.fields[key]) for each, key in TEXTS.items() if key in submission.fields}
    problem = await run(write, name, texts, by=by)
    ready = await front.desk.database.read(announced, name, by=by)
    letters: list[tuple[str, str, Letter]] = []
    for claim in ready.claims:
        text = problem.notice(claim.language) or problem.notice("en") or problem.notice("ko")
        letters.append((claim.number, text, await front.preview(claim.number, "fixed", text, by=by)))
    key = await run(draft, name, [(number, text, letter.frozen()) for number, text, letter in letters], by=by)
    shown = letters_shown(replace(about, draft=key), [letter for _, _, letter in letters], person.language)
    return {"response_action": "push", "view": shown}


async def letters_form(front: Front, submission: Submission, person: Person) -> Answer:
    """Send them all, each once."""
    about = submission.about
    try:
        count = await front.desk.database.run(notify, about.number or "", about.draft or "", by=actor(person.id))
    except (Refusal, TryAgain) as refusal:
        told = await front.explained(refusal, person.language, person.zone)
        if isinstance(refusal, Stale):
            told = f"{told} {say(person.language, 'slack.notice.back')}"
        return update(forms.result(title(about, person.language), told, person.language))
    if not count:
        return update(forms.result(title(about, person.language), say(person.language, "slack.notice.nobody"), person.language))
    return CLEAR
