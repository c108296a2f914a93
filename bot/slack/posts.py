"""What the desk says in a claim's thread: mails as they came, letters as they left, and calls to those who must act."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.links import Links
from bot.slack import blocks
from bot.slack.cards import ACTION
from bot.slack.offers import OFFER, RUN, packed
from bot.slack.post import Block, Post
from bot.slack.say import Said
from bot.slack.text import cut, escape, escaped, one_line, pieces, shorten, size
from bot.slack.vocabulary import vote
from bot.words import say
from bot.words.notes import noted
from bot.words.times import when
from claims.actor import Actor, ActorKind
from commands.show import Message, Person, View
from commands.verbs import Verb, named

CHARACTERS = 3000
LINES = 60
"""How much of a mail stands in the thread; the whole of it is a click away."""
TEXT = 1000
"""Characters of the plain text beside the blocks."""
NOTE = 700
NAME = 120


Call = Callable[[Mapping[str, Any], View, Actor, str, str], str]


def post(
    intent: str,
    detail: Mapping[str, Any],
    view: View,
    message: Message | None,
    *,
    actor: Person | None,
    by: Actor,
    language: str,
    zone: str,
    links: Links,
) -> Post:
    """The post for an intent of the outbox: mail_in, letter_out, joined, or one of `_CALLS`.

    `actor` is the person behind `by`, where it is one. Nobody is mentioned about their own act, or once the claim is resolved.
    """
    if message is not None:
        where = str(detail.get("number") or view.claim.number)  # what a joined claim heard stands on its own page
        return _words(_head(intent, detail, view, message, by, language), message, language, links.staff(where))
    name = escaped(actor.name if actor else by.id, NAME)
    told = _CALLS[intent](detail, view, by, name, language)
    if intent in _OFFERS:
        return Post(told, (blocks.section(told), blocks.actions(intent, [_OFFERS[intent](detail, view, language)])))
    return Post(told, (blocks.section(told), _choices(intent, view, language))) if intent in _CHOICES else Post(told)


def _choices(intent: str, view: View, language: str) -> Block:
    """Buttons of the verbs that answer a post."""
    verbs, number = _CHOICES[intent], view.claim.number
    labels = [(each, say(language, f"slack.verb.{each}.label")) for each in verbs]
    return blocks.actions(intent, [blocks.button(f"{ACTION}{each}", label, number, primary=each == verbs[0]) for each, label in labels])


def _words(head: str, message: Message, language: str, page: str) -> Post:
    """A mail or a letter: who, the words, what came with them."""
    whole = message.new_text.strip() or message.text.strip()
    shown, left = cut(whole, CHARACTERS, LINES)
    foot = _foot(message, left, language, page)
    drawn: list[Block] = [blocks.section(head), *(blocks.quote(each) for each in pieces(shown, blocks.TEXT))]
    if foot:
        drawn.append(blocks.context(*foot))
    text = f"{head}\n{escape(shorten(shown, TEXT // 2))}" if shown else head
    return Post(text, tuple(drawn))


def _head(intent: str, detail: Mapping[str, Any], view: View, message: Message, by: Actor, language: str) -> str:
    name = f"*{escaped(message.name, NAME)}*"
    if intent == "mail_in":
        return say(language, f"slack.post.{detail.get('via') or 'mail'}_in", name=name)
    if intent == "joined":
        return say(language, "slack.post.joined", name=name, number=detail["number"], to=_owner(view, by, language)).strip()
    to = escaped(view.contact.address, 320)
    head = say(language, "slack.post.letter_out", name=name, to=to)
    copies = ", ".join(address for address, _ in view.parties)
    return f"{head} · {say(language, 'slack.post.copies', addresses=escaped(copies, 300))}" if copies else head


def _foot(message: Message, left: int, language: str, page: str) -> list[str]:
    foot = []
    if left:
        foot.append(f"{say(language, 'slack.post.left_out', lines=left)} · <{page}|{say(language, 'slack.post.whole')}>")
    if message.attachments:
        names = ", ".join(f"{one_line(each.file.name, 80)} ({size(each.file.size)})" for each in message.attachments[:20])
        foot.append(say(language, "slack.post.files", names=escaped(names, 2000)))
    if message.notes:
        foot.append(say(language, "slack.post.notes", notes=escaped("; ".join(noted(message.notes, language)), 500)))
    return foot


def _mention(identity: str, view: View, by: Actor, language: str) -> str:
    """Calls somebody, unless it is their own act or there is nothing left to do."""
    if identity != by.id and view.claim.is_open:
        return f"<@{identity}>"
    known = next((each for each in (view.owner, *view.helpers) if each and each.id == identity), None)
    return escaped(known.name, NAME) if known else say(language, "slack.unknown_person")


def _note(given: object) -> str:
    """What somebody wrote beside an act, whole lines kept."""
    return escape(shorten(str(given), NOTE))


def _released(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.released", name=name, reason=_note(detail["reason"]))


def _handed(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    to = _mention(str(detail["to"]), view, by, language)
    return say(language, "slack.post.handed", name=name, to=to, note=_note(detail["note"]))


def _assigned(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.assigned", to=_mention(str(detail["to"]), view, by, language))


def _invited(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    to, note = _mention(str(detail["to"]), view, by, language), _note(detail.get("note") or "")
    return say(language, "slack.post.invited" if note else "slack.post.invited_plain", name=name, to=to, note=note)


def _call_owner(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, f"slack.post.{detail['reason']}", to=_called(detail, view, by, language)).strip()


def _cap(key: str) -> Call:
    """How much of what was approved is used."""

    def told(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
        to = _owner(view, Actor(ActorKind.CLOCK, ""), language)
        return say(language, f"slack.post.{key}", to=to, quote=detail["quote"], percent=detail["percent"]).strip()

    return told


def _quote_held(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.quote_held", name=name, quote=detail["quote"])


def _undelivered(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.undelivered", to=_owner(view, by, language), why=_note(detail["why"])).strip()


def _kept_back(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.kept_back", to=_mention(str(detail["to"]), view, by, language))


def _designed(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    where = {key: escaped(str(detail[key]), NAME) for key in ("document", "section", "edition")}
    return say(language, "slack.post.designed", name=name, text=_note(detail["text"]), **where)


def _disagreed(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.disagreed", to=_owner(view, by, language), name=name, reason=_note(detail["reason"])).strip()


def _objected(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    to = " ".join(_mention(str(each), view, by, language) for each in detail["to"])
    zone = view.terms.calendar.zone if view.terms else "UTC"
    due = when(datetime.fromisoformat(str(detail["due"])), language, zone)
    return say(language, "slack.post.objected", to=to or say(language, "slack.post.leads"), due=due)


def _escalated(key: str) -> Call:
    """Calls those who lead."""

    def told(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
        to = " ".join(_mention(str(each), view, by, language) for each in detail["to"]) or say(language, "slack.post.leads")
        return say(language, f"slack.post.{key}", to=to, name=name, reason=_note(detail.get("reason") or ""))

    return told


def _transferred(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    values = {"name": name, "feature": detail["feature"], "title": escaped(str(detail["title"]), NAME)}
    if detail.get("decision"):
        return say(language, "slack.post.transferred_decided", decision=say(language, f"slack.decision.{detail['decision']}"), **values)
    return say(language, "slack.post.transferred", **values)


def _rated_low(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.rated_low", vote=vote(detail, language), comment=_note(detail["comment"])).strip(" :")


def _linked(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    return say(language, "slack.post.problem_linked", name=name, problem=detail["problem"], title=escaped(str(detail["title"]), NAME))


def _alike(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    """Which claim this one may repeat, and why one may think so."""
    owner = escaped(str(detail["owner"]), NAME) or say(language, "slack.nobody")
    return say(language, "slack.post.alike", number=detail["number"], owner=owner, words=_shared(detail))


def _recognised(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
    title, version = escaped(str(detail["title"]), NAME), escaped(str(detail["version"]), NAME)
    key = "recognised_fixed" if version else "recognised"
    return say(language, f"slack.post.{key}", problem=detail["problem"], title=title, version=version, words=_shared(detail))


def _shared(detail: Mapping[str, Any]) -> str:
    return escaped(", ".join(map(str, detail["words"])), NOTE)


def _merging(detail: Mapping[str, Any], view: View, language: str) -> Block:
    """Opens the form in which it is joined, where that is told once more before it is done."""
    said = Said(_verb("merge"), view.claim.number, {"into": detail["number"]})
    return blocks.button(OFFER, say(language, "slack.verb.merge.label"), packed(said), primary=True)


def _linking(detail: Mapping[str, Any], view: View, language: str) -> Block:
    value = packed(Said(_verb("problem"), view.claim.number, {"problem": detail["problem"]}))
    return blocks.button(RUN, say(language, "slack.answer.link_button"), value, primary=True)


def _verb(name: str) -> Verb:
    found = named(name)
    assert found is not None, "a verb of the table"
    return found


def _called(detail: Mapping[str, Any], view: View, by: Actor, language: str) -> str:
    """The owner, or whoever acts for them while they are away."""
    return _mention(str(detail["to"]), view, by, language) if "to" in detail else _owner(view, by, language)


def _owner(view: View, by: Actor, language: str) -> str:
    return _mention(view.claim.owner, view, by, language) if view.claim.owner else ""


def _kin(key: str) -> Call:
    """What was done with another claim, or with this one by telephone."""

    def told(detail: Mapping[str, Any], view: View, by: Actor, name: str, language: str) -> str:
        other = detail.get("into") or detail.get("number")
        return say(language, f"slack.post.{key}", name=name, number=other, to=_called(detail, view, by, language)).strip()

    return told


_CALLS: Mapping[str, Call] = {
    "released": _released,
    "handed": _handed,
    "invited": _invited,
    "assigned": _assigned,
    "call_owner": _call_owner,
    "quote_held": _quote_held,
    "cap_near": _cap("cap_near"),
    "cap_reached": _cap("cap_reached"),
    "undelivered": _undelivered,
    "kept_back": _kept_back,
    "designed": _designed,
    "disagreed": _disagreed,
    "objected": _objected,
    "rated_low": _rated_low,
    "transferred": _transferred,
    "problem_linked": _linked,
    "alike": _alike,
    "recognised": _recognised,
    "escalated": _escalated("escalated"),
    "appealed": _escalated("appealed"),
    "taken_back": lambda detail, view, by, name, language: say(language, "slack.post.taken_back", name=name),
    "departed": lambda detail, view, by, name, language: say(language, "slack.post.departed", name=escaped(str(detail["name"]), NAME)),
    "moved": lambda detail, view, by, name, language: say(language, "slack.post.moved", before=detail["before"]),
    **{key: _kin(key) for key in ("merged", "unmerged", "parted", "split", "called", "agreed", "agreed_alone", "overturned")},
}
_OFFERS: Mapping[str, Callable[[Mapping[str, Any], View, str], Block]] = {"alike": _merging, "recognised": _linking}
"""The button that does what a post proposes."""
_CHOICES: Mapping[str, tuple[str, ...]] = {"designed": ("agree", "disagree"), "objected": ("affirm", "overturn"), "rated_low": ("dsat",)}
