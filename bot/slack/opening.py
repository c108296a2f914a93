"""Open a verb's form at once, while the trigger lives, filled with what is known of the claim."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack import blocks, forms, notices, phone, replies, suggesting
from bot.slack.act import plain
from bot.slack.forms import About
from bot.slack.front import Front
from bot.slack.joining import merge_form, split_form
from bot.slack.post import Block, Post
from bot.slack.say import Said
from bot.slack.text import escape, pieces, shorten
from bot.slack.usual import started
from bot.slack.vocabulary import vote
from bot.words import LANGUAGES, say
from claims.actor import person as actor
from claims.article import Use
from claims.errors import Illegal
from claims.lifecycle import Move, State
from commands.acting import may_work, possible, require_lead
from commands.clocks import further, next_update, proposed
from commands.course import NO_UPDATES
from commands.feature import readers
from commands.find import mates
from commands.objection import may_decide
from commands.phone import Known
from commands.problem import described
from commands.problem import named as named_problem
from commands.product import require_product
from commands.reply import draft_of
from commands.send import sendable
from commands.show import Person, View, show
from commands.split import theirs
from commands.survey import low_vote, voted
from commands.verbs import Verb

BEYOND = 10
"""Pieces of what does not fit into its field."""
SHOWN = 100
"""Options of a menu. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""

WORDS = ("reply", "ask", "resolve", "later", "nonews", *replies.DECISIONS)
"""The verbs whose words go to the customer: they share the Reply form."""
_CHECKED = ("hand", "triage", "release", "reopen", "ask", "merge")

_HELPERS = ("reply", "ask", "split", "later", "nonews", "promise", "design", "step")
_OWNERS = (*_HELPERS, "triage", "resolve", "release", "hand", "merge", "split")
"""The verbs that a claim's owner runs, or a lead; nobody writes in a form that would refuse them at its end."""

_PREVIEWED = (*replies.UNFINISHED, *replies.DECISIONS, "notice", "known", "surge", "decide")
"""Verbs whose words stand within a letter of ours, or are read in both languages: their form opens also where everything was given."""

_GONE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")


def wants_form(said: Said) -> bool:
    """Whether needed parts are lacking that a form can ask for."""
    asks = said.verb.name in _PREVIEWED and not said.given.get("off")
    return said.verb.form and not said.left and (bool(said.lacking) or asks)


async def open_form(front: Front, said: Said, person: Person, trigger: str) -> Post | None:
    """Open it; what to tell where Slack no longer lets us. Raises NotFound, Illegal where the verb is not possible now.

    https://docs.slack.dev/reference/methods/views.open
    """
    view = await drawn(front, said, person)
    try:
        await front.client.views_open(trigger_id=trigger, view=view)
    except SlackApiError as error:
        if error.response.get("error") in _GONE:
            return Post(say(person.language, "slack.answer.too_late"))
        raise
    return None


async def drawn(front: Front, said: Said, person: Person) -> Block:
    """The form as it opens; below, what was typed and does not fit into its field, to be copied."""
    given = await plain(front, said.verb, said.given)
    await _entitled(front, said, person)
    view = await _drawn(front, said, given, person)
    return view | {"blocks": [*view["blocks"], *_beyond(given, person.language)]}


async def _entitled(front: Front, said: Said, person: Person) -> None:
    """Nobody writes in a form that would refuse them at its end. Raises NotAllowed, NotFound."""
    by, read = actor(person.id), front.desk.database.read
    if said.verb.lead:
        await read(require_lead, by)
    if said.verb.name == "decide":
        await read(require_product, by)
    if said.verb.name == "dsat" and said.number:
        await read(low_vote, said.number)


def _beyond(given: Mapping[str, Any], language: str) -> list[Block]:
    texts = [text for each in given.values() for text in (each.values() if isinstance(each, dict) else [each]) if isinstance(text, str)]
    rest = [piece for text in texts for piece in pieces(text[blocks.TYPED :], blocks.TEXT)][:BEYOND]
    return [blocks.section(say(language, "slack.form.beyond", most=f"{blocks.TYPED:,}")), *map(blocks.quote, rest)] if rest else []


async def _drawn(front: Front, said: Said, given: dict[str, Any], person: Person) -> Block:
    if said.verb.name == "phone":
        return phone.form(About("phone"), given, Known(), person.language)
    if said.verb.name == "notice":
        return await notices.opened(front, given, person)
    if not said.number:
        begun = given | await _begun(front, said.verb, given, person)
        return forms.form(said.verb, None, begun, person.language, above=await _read_by(front, said.verb, given, person))
    view = await front.desk.database.read(show, said.number)
    _check(said.verb, view)
    if said.verb.name in _OWNERS:
        await front.desk.database.read(may_work, said.number, helpers=said.verb.name in _HELPERS, by=actor(person.id))
    if said.verb.name in replies.DECISIONS:
        await front.desk.database.read(may_decide, said.number, by=actor(person.id))
    if said.verb.name in WORDS:
        return await _reply(front, said, given, view, person)
    if said.verb.name == "merge":
        others = await front.desk.database.read(mates, said.number)
        return merge_form(view.claim.number, others, given, person, front.desk.rules.days.undo)
    if said.verb.name == "split":
        return split_form(view.claim.number, await front.desk.database.read(theirs, said.number, SHOWN), given, person)
    above = await suggestions(front, said.verb, view.claim.number, person.language)
    return forms.form(said.verb, view.claim.number, await _known(front, said.verb, view) | given, person.language, above=above)


async def _read_by(front: Front, verb: Verb, given: Mapping[str, Any], person: Person) -> list[Block]:
    """How many customers read a decision in which language, on top of its form. Raises NotAllowed, NotFound, Invalid."""
    if verb.name != "decide" or not given.get("wish"):
        return []
    count = await front.desk.database.read(readers, given["wish"], by=actor(person.id))
    return [blocks.section(say(person.language, "slack.features.readers", count=count.total(), ko=count["ko"], en=count["en"]))]


async def suggestions(front: Front, verb: Verb, number: str, language: str) -> list[Block]:
    """What stands on top of a form that needs it: what past claims suggest, or the vote that is looked into."""
    if verb.name == "dsat":
        found = await front.desk.database.read(voted, number)
        return [blocks.section(f"{vote(found, language)}\n{escape(shorten(found['comment'], SHOWN * 20))}".strip())] if found else []
    return suggesting.above(await front.remembered.look(front.desk, number), language) if verb.name == "triage" else []


def _check(verb: Verb, view: View) -> None:
    claim = view.claim
    over = {
        "design": not claim.is_open,
        "step": not claim.is_open,
        "promise": claim.state in NO_UPDATES,
        "resolve": claim.state is State.RESOLVED,
        "quote": not (view.feature or Move.QUOTE in view.legal),
    }
    closed = over.get(verb.name, False) or (claim.state is State.CLOSED and verb.name in (*WORDS, "split"))
    if closed or (verb.name in _CHECKED and verb.move not in view.legal):
        if verb.name == "ask" and claim.owner is None and claim.is_open:
            return
        raise Illegal(number=claim.number, verb=verb.name, state=claim.state, legal=possible(claim))


async def _known(front: Front, verb: Verb, view: View) -> dict[str, Any]:
    """What a form may start from."""
    if verb.name == "customer" and view.organisation:
        return {"which": view.organisation.name, "settings": asdict(view.organisation)}
    claim = view.claim
    if verb.name == "step":
        known = {"text": claim.next_step, "who": claim.next_who or claim.owner, "until": claim.next_by}
        return {name: value for name, value in known.items() if value}
    if verb.name == "promise":
        return {"update_due": claim.update_due} if claim.update_due else {}
    if verb.name != "triage":
        return {}
    known = {"claim_class": claim.claim_class, "severity": claim.severity, "impact": claim.impact, "product": claim.product}
    due = await front.desk.database.read(proposed, claim)
    return {name: value for name, value in known.items() if value} | {"update_due": due}


async def _begun(front: Front, verb: Verb, given: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """What the form about a problem starts from: what was typed, else what customers read of it already."""
    if verb.name not in ("known", "surge") or not given.get("problem"):
        return {}
    read, problem = front.desk.database.read, given["problem"]
    found = await (read(described, problem, by=actor(person.id)) if verb.name == "known" else read(named_problem, problem))
    texts = {each: text for each in LANGUAGES if (text := found.workaround(each))} | (given.get("texts") or {})
    cause = given.get("cause") or found.cause
    return {"texts": texts} | ({"cause": cause} if cause and verb.name == "known" else {})


async def _reply(front: Front, said: Said, given: Mapping[str, Any], view: View, person: Person) -> Block:
    """The Reply form; an unsent draft comes back where nothing else was typed."""
    language, claim = person.language, view.claim
    about = About(said.verb.name, claim.number, seen=view.last.id if view.last else 0)
    draft = None if given.get("text") else await front.desk.database.read(draft_of, claim.number, by=actor(person.id))
    offers, why = await offers_of(front, view), ""
    start: dict[str, Any] = {"kind": {"ask": "question", "later": "later", "nonews": "nonews"}.get(said.verb.name, "answer")}
    proposal = further if said.verb.name == "later" else next_update
    start["update_due"] = await front.desk.database.read(proposal, claim)
    if said.verb.name == "nonews":
        start["text"] = say(claim.language, "letters.nonews.template")
    if said.verb.name == "resolve":
        usual, why = await started(front, view, offers.found, given, person)
        start |= usual | {replies.TICK: True}
    if draft:
        start |= {"text": draft.text, replies.FILES: draft.detail.get("attached")} | _drafted(draft.detail)
    return replies.form(
        about, start | _split(given), language, offers=offers, note=say(language, "slack.form.draft") if draft else "", why=why
    )


def _drafted(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The result that stood in the form, where one did."""
    kept = dict(detail.get("resolution") or {})
    if not kept:
        return {}
    note = ":".join(filter(None, (kept.pop("use", Use.NEW), kept.pop("article", ""))))
    return kept | {"chargeable": "chargeable" if kept["chargeable"] else "free", replies.NOTE: note}


async def offers_of(front: Front, view: View, *, again: bool = False) -> replies.Offers:
    """What the letters to this claim's customer are called, the files of its thread, and what past claims suggest.

    `again`: for a form that is open.
    """
    named, number = tuple(name for name, _ in templates(front, view)), view.claim.number
    found = await (front.remembered.again if again else front.remembered.look)(front.desk, number)
    return replies.Offers(named, tuple(await front.desk.database.read(sendable, number)), found)


def templates(front: Front, view: View) -> list[tuple[str, str]]:
    """(name, text): what is known of the problem it comes from, then the playbook's letters, in the customer's language."""
    language, problem = view.claim.language, view.problem
    known = problem.workaround(language) if problem else ""
    first = [(f"{problem.name} {problem.title}", known)] if problem and known else []
    return [*first, *((each.name, each.text) for each in front.desk.rules.guide.letters(language, view.claim.claim_class))]


def _split(given: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a typed result as the form has them."""
    parts = dict(given)
    if "cause" in parts:
        parts["factor"], parts["cause"] = parts["cause"]
    if "noted" in parts:
        parts[replies.NOTE] = ":".join(filter(None, parts.pop("noted")))
    if "chargeable" in parts:
        parts["chargeable"] = "chargeable" if parts["chargeable"] else "free"
    return parts
