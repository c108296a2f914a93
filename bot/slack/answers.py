"""What only the asker sees: results, lists, one claim at a glance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from bot.links import Links
from bot.slack import blocks, vocabulary
from bot.slack.cards import card, customer_of, owner_of
from bot.slack.post import Block, Post
from bot.slack.text import escape, escaped, one_line, pieces
from bot.words import knows, say
from bot.words.times import marked, when
from claims.claim import Claim, ClaimClass, priority_of
from claims.lifecycle import Move, State, legal
from claims.quotes import QuoteState
from commands.fees import Account
from commands.know import Customer
from commands.link import Mates
from commands.note import Changed
from commands.show import Entry, Event, Listed, Person, View
from commands.soon import Soon

SHOWN = 12
"""Claims of a list that are shown; the rest is counted."""
SUBJECT = 70
CHANGED = 5
"""Notes that were edited or deleted, and versions of each, that are shown."""
_NEXT = (Move.TRIAGE, Move.ASK, Move.RESUME, Move.RESOLVE, Move.HAND, Move.RELEASE, Move.REOPEN)


def done(verb: str, number: str, person: Person, claim: Claim | None = None, first: Sequence[str] = (), **values: str) -> Post:
    """A verb was run; with what is possible next where the claim is at hand, the verbs `first` before the others."""
    language = person.language
    subject = escaped(claim.subject, SUBJECT) if claim else ""
    priority = str(claim.priority) if claim else ""
    told = say(language, f"slack.answer.{verb}", number=claim.number if claim else number, subject=subject, priority=priority, **values)
    if verb == "triage" and claim and claim.update_due:
        told += " " + say(language, "slack.answer.triage_next", at=marked(claim.update_due, language, person.zone))
    handed = verb == "hand" and claim is not None and claim.owner != person.id
    following = _next(claim, language, first) if claim and claim.owner and not handed else ""
    return Post(f"{told}\n{following}" if following else told)


def undone(told: Post, before: Account, after: Account, person: Person) -> Post:
    """The receipt of a triage, with the quotes that it voided and a lead's priority that it replaced."""
    was, now, language = before.claim, after.claim, person.language
    void = {each.number for each in after.quotes if each.state is QuoteState.VOID}
    quotes = [each.number for each in before.quotes if each.state is not QuoteState.VOID and each.number in void]
    said = [say(language, "slack.answer.quotes_voided", quotes=", ".join(quotes))] if quotes else []
    if was.priority != now.priority and _by_lead(was):
        said.append(say(language, "slack.answer.priority_replaced", was=was.priority, now=now.priority))
    return Post(" ".join([told.text, *said]))


def _by_lead(claim: Claim) -> bool:
    """Whether its priority is not the one that its class, severity and impact come to."""
    if not (claim.claim_class and claim.severity and claim.impact):
        return False
    return claim.priority != priority_of(claim.claim_class, claim.severity, claim.impact)


def another_class(was: ClaimClass | None, now: ClaimClass, language: str) -> str:
    """That the result is of another class than was triaged, where it is."""
    if was in (None, now):
        return ""
    return " " + say(
        language, "slack.answer.class_changed", was=vocabulary.claim_class(was, language), now=vocabulary.claim_class(now, language)
    )


def promised(claim: Claim, was: datetime | None, reason: str, person: Person, zone: str) -> Post:
    """What the customer reads now, in their `zone`, and what they read before."""
    language = person.language
    times = [when(at, language, zone, home=person.zone, named=True) for at in (claim.update_due, was) if at]
    told = [say(language, "slack.answer.promise", number=claim.number, at=times[0])]
    if was and was != claim.update_due:
        told.append(say(language, "slack.answer.promise_moved", was=times[-1]))
    if reason.strip():
        told.append(say(language, "slack.answer.promise_reason", reason=escape(reason.strip())))
    return Post(" ".join(told))


UNDO = "undo"
"""The action_id of the button that takes an answer back; its value is the answer's id."""


def leaving(number: str, soon: Soon, seconds: float, language: str, more: str = "") -> Post:
    """An answer or a result leaves in some seconds, with the button that takes it back; `more`: what else there is to tell."""
    key = "slack.answer.leaving_result" if soon.resolves else "slack.answer.leaving"
    told = say(language, key, number=number, seconds=f"{seconds:g}") + more
    button = blocks.button(UNDO, say(language, "slack.answer.undo"), soon.id)
    return Post(told, (blocks.section(told), blocks.actions("leaving", [button])))


def taken_back(soon: Soon, language: str) -> Post:
    """It did not leave; the words, to be used again."""
    told, text = say(language, "slack.answer.undone_result" if soon.resolves else "slack.answer.undone"), soon.text
    return Post(f"{told}\n{escape(text)}", (blocks.section(told), *(blocks.quote(each) for each in pieces(text, blocks.TEXT))))


def mates(found: Mates, language: str, *, off: bool) -> Post:
    """Two claims were linked, or with `off` parted."""
    key = ("unlink" if off else "link") + ("" if found.changed else "_already")
    claim, other = found.claim, found.other
    values = {"number": claim.number, "other": other.number, "subject": escaped(other.subject, SUBJECT), "one": claim.id, "two": other.id}
    return Post(say(language, f"slack.answer.{key}", **values))


def _next(claim: Claim, language: str, first: Sequence[str] = ()) -> str:
    """What its owner, or whoever takes it, can do with the claim now."""
    return _following(claim.state, bool(claim.owner), language, tuple(first))


@cache
def _following(state: State, owned: bool, language: str, first: tuple[str, ...]) -> str:
    moves = [each for each in _NEXT if each in legal(state)] if owned else [Move.TAKE]
    verbs = vocabulary.verbs(moves, language, first=first)
    return say(language, "slack.answer.next", verbs=verbs) if verbs else ""


def listed(title: str, views: Sequence[Listed], person: Person, links: Links, foot: str = "") -> Post:
    """`title` with {count} filled in already; `foot` says what is to be known of it."""
    return said([f"*{title}*", *lines(views, person, links), *([f"_{foot}_"] if foot else [])])


def found(words: str, views: Sequence[Listed], person: Person, links: Links) -> Post:
    """Where nothing is found, what was looked for is told again, so that a slip is seen."""
    if not views:
        return Post(say(person.language, "slack.list.found_nothing", words=escaped(words, SUBJECT)))
    return listed(say(person.language, "slack.list.found", count=len(views)), views, person, links)


def lines(views: Sequence[Listed], person: Person, links: Links, *, following: bool = False) -> list[str]:
    language = person.language
    if not views:
        return [say(language, "slack.list.none")]
    lines = [line(each, person, links) + (f" · {_next(each.claim, language)}" if following else "") for each in views[:SHOWN]]
    left = len(views) - SHOWN
    return [*lines, say(language, "slack.list.more", count=left)] if left > 0 else lines


def line(view: Listed, person: Person, links: Links) -> str:
    """A claim in one line: number, priority, state, owner, subject, customer, and what is due next."""
    claim, language = view.claim, person.language
    told = say(
        language,
        "slack.list.line",
        number=f"<{links.claim(view)}|{claim.number}>",
        priority=claim.priority,
        state=vocabulary.state(claim.state, language),
        owner=escaped(owner_of(view, language), 60),
        subject=escaped(claim.subject, SUBJECT),
        customer=escaped(customer_of(view), 60),
    )
    if view.owed is None:
        return told
    what, at = view.owed
    key = "overdue" if view.is_overdue else "due"
    due = say(language, f"slack.list.{key}", what=say(language, f"slack.card.{what}"), at=marked(at, language, person.zone))
    return f"{told} · {due}"


def shown(
    view: View, story: Sequence[Entry], names: dict[str, str], person: Person, links: Links, versions: Sequence[Changed] = ()
) -> Post:
    """One claim at a glance: its card in the reader's language and zone, the last steps, and what its notes said before."""
    drawn = card(view, language=person.language, zone=person.zone, links=links)
    contact = escaped(f"{one_line(view.contact.name, 100)} {view.contact.address}", 400)
    opened = marked(view.claim.opened_at, person.language, person.zone)
    facts = {"contact": contact, "opened": opened, "thread": links.thread(view), "page": links.staff(view.claim.number)}
    said = [f"*{say(person.language, f'slack.show.{name}')}* {value}" for name, value in facts.items() if value]
    steps = _steps(story, names, person)
    texts = ["\n".join(said), "\n".join([f"*{say(person.language, 'slack.show.story')}*", *steps[-8:]])]
    texts += [text for text in [_versions(versions, person)] if text]
    return Post(drawn.text, (*drawn.blocks, *(blocks.section(each) for each in texts)))


def _versions(versions: Sequence[Changed], person: Person) -> str:
    """The last notes that were edited or deleted, each with what it said, as far as it has room."""
    lines = [line for each in versions[-CHANGED:] for line in _version(each, person)]
    return "\n".join([f"*{say(person.language, 'slack.show.versions')}*", *lines]) if lines else ""


def _version(changed: Changed, person: Person) -> Iterable[str]:
    note, language = changed.note, person.language

    def line(key: str, at: datetime, text: str) -> str:
        told = escaped(one_line(text, SUBJECT), SUBJECT * 5)
        name = escaped(note.name, 60)
        return say(language, f"slack.show.note_{key}", at=when(at, language, person.zone), name=name, text=told)

    older = len(changed.before) - CHANGED
    if older > 0:
        yield say(language, "slack.show.note_older", count=older)
    for each in changed.before[-CHANGED:]:
        yield line("before", each.until, each.text)
    yield line("deleted", note.deleted_at, note.text) if note.deleted_at else line("now", note.at, note.text)


def _steps(story: Sequence[Entry], names: dict[str, str], person: Person) -> list[str]:
    """What happened, with the class where it became another one."""
    told: list[str] = []
    known: str | None = None
    for event in (each.event for each in story if each.event):
        now = event.detail.get("claim_class")
        changed = (known, now) if known and now and known != now else None
        told.append(_step(event, changed, names, person))
        known = now or known
    return told


def _step(event: Event, changed: tuple[str, str] | None, names: dict[str, str], person: Person) -> str:
    key = f"slack.what.{event.what}"
    what = say(person.language, key if knows(key) else "slack.what.other", what=event.what)
    if event.what == "rated":
        what = f"{what} ({vocabulary.vote(event.detail, person.language)})"
    if changed:
        what += " (" + " → ".join(vocabulary.claim_class(ClaimClass(each), person.language) for each in changed) + ")"
    who = escaped(names.get(event.actor.id, event.actor.id), 100)
    return say(person.language, "slack.show.event", at=when(event.at, person.language, person.zone), what=what, who=who)


def customer_card(found: Customer, language: str, pages: Iterable[str] = ()) -> Post:
    """An organisation as it is known. `pages`: where those who may see all its claims see them, reader by reader."""
    unset, organisation = say(language, "slack.customer.unset"), found.organisation
    head = say(
        language, "slack.customer.found", name=f"*{escaped(organisation.name, 300)}*", domains=escaped(", ".join(found.domains), 1000)
    )
    settings = say(
        language,
        "slack.customer.settings",
        speaks=vocabulary.tongue(organisation.language) if organisation.language else unset,
        owner=escaped(found.account_owner.name, 100) if found.account_owner else unset,
        product=escaped(organisation.product or unset, 300),
        plan=escaped(organisation.plan or unset, 100),
    )
    shown = zip(found.readers, pages, strict=True) if found.readers else ()
    readers = [say(language, "slack.customer.reader", address=escaped(each.address, 254), page=page) for each, page in shown]
    return Post("\n".join([head, settings, _approvers(found, language), *readers]))


def _approvers(found: Customer, language: str) -> str:
    addresses = ", ".join(escaped(each.address, 254) for each in found.approvers)
    return say(language, "slack.customer.approver", addresses=addresses) if addresses else say(language, "slack.customer.no_approver")


def said(lines: Iterable[str]) -> Post:
    """One post of these lines."""
    text = "\n".join(lines)
    drawn: list[Block] = [blocks.section(each) for each in pieces(text, blocks.TEXT)]
    return Post(text, tuple(drawn))
