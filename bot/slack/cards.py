"""The card of a claim, the first message of its thread: drawn anew at every change, always as the claim stands."""

from datetime import datetime

from bot.links import Links
from bot.slack import blocks, vocabulary
from bot.slack.post import Block, Post
from bot.slack.text import escaped, one_line
from bot.words import say
from bot.words.times import marked, worked
from claims.claim import Claim, ClaimClass
from claims.lifecycle import Move, State
from commands.show import Direction, Entitlement, Listed, View

SUBJECT = 200
LAST_WORD = 240
NAME = 80
FACT = 200
BUTTONS = 3
MORE = 5
"""What an overflow menu holds. https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element"""

ACTION = "verb:"
"""Every button's action_id is this and its verb's name; its value is the claim's number."""
MENU = "more"
"""The menu's action_id; an option's value is `verb:number`."""

_ANSWERED = (State.RESOLVED, State.CLOSED)


def card(view: View, *, language: str, zone: str, links: Links) -> Post:
    """The card, mention-free, in the desk's language and zone."""
    drawn = [_head(view, language, links), blocks.fields(_facts(view, language, zone))]
    undelivered = say(language, "slack.card.undelivered") if view.undelivered else ""
    drawn += [
        blocks.context(each)
        for each in (
            _step(view, language, zone),
            _kin(view, language),
            _doubt(view, language),
            _design(view, language),
            undelivered,
            _last_word(view, language),
        )
        if each
    ]
    buttons = _buttons(view, language)
    if buttons:
        drawn.append(blocks.actions("card", buttons))
    return Post(_text(view, language), tuple(drawn))


def customer_of(view: Listed) -> str:
    """Who it is for: the person, and the organisation where there is one."""
    return f"{one_line(view.contact.name, NAME)} · {one_line(view.organisation.name, NAME)}" if view.organisation else view.contact.name


def priority_of(claim: Claim, language: str) -> str:
    return f"{claim.priority} · {vocabulary.claim_class(claim.claim_class, language)}" if claim.claim_class else str(claim.priority)


def owner_of(view: Listed, language: str) -> str:
    return view.owner.name if view.owner else say(language, "slack.nobody")


def legal_verbs(view: View) -> tuple[str, ...]:
    """Names of the verbs a card may offer now, the likeliest first."""
    claim = view.claim
    wanted = (
        (*guarded(view), *_FIRST[claim.state]) if claim.owner else ("take", *(each for each in _FIRST[claim.state] if each != "triage"))
    )
    others = (each for each in _OTHERS if each not in wanted)
    return tuple(each for each in (*wanted, *others) if _possible(each, view))


def guarded(view: View) -> tuple[str, ...]:
    """What comes first of what works as designed: the reference, the agreement, the answer to an objection."""
    design, claim = view.design, view.claim
    if not claim.is_open:
        return ()
    if design and design.pending:
        return ("affirm", "overturn")
    if claim.claim_class is ClaimClass.WAD and design is None:
        return ("design",)
    return ("agree",) if design and design.agreed_at is None else ()


def _possible(verb: str, view: View) -> bool:
    if verb in _GUARDED:
        return verb in guarded(view)
    if view.claim.state is State.CLOSED:
        return verb in _AFTER and (verb != "reopen" or Move.REOPEN in view.legal) and (verb != "revert" or view.joined is not None)
    if verb == "take":
        return view.claim.owner is None and Move.TAKE in view.legal
    if verb == "release":
        return view.claim.owner is not None and Move.RELEASE in view.legal
    if verb == "close":
        return any(each in view.legal for each in (Move.CONFIRM, Move.WITHDRAW, Move.SPAM))
    if verb == "resolve":
        return Move.RESOLVE in view.legal or (view.claim.state is State.NEW and view.claim.owner is None)
    return verb in _ALWAYS or Move(verb) in view.legal


_FIRST: dict[State, tuple[str, ...]] = {
    State.NEW: ("reply", "resolve"),
    State.TRIAGE: ("triage", "reply", "resolve"),
    State.IN_PROGRESS: ("reply", "resolve", "ask"),
    State.WAITING_CUSTOMER: ("reply", "resume"),
    State.WAITING_APPROVAL: ("reply",),
    State.WAITING_RELEASE: ("reply", "resolve"),
    State.RESOLVED: ("reply", "reopen", "close"),
    State.CLOSED: ("revert", "reopen"),
}
_OTHERS = ("resolve", "hand", "triage", "ask", "invite", "release", "close", "customer", "merge", "split", "show")
_ALWAYS = ("invite", "reply", "split", "customer", "show")
_GUARDED = ("design", "agree", "affirm", "overturn")
_AFTER = ("revert", "reopen", "customer", "show")


def _head(view: View, language: str, links: Links) -> Block:
    claim = view.claim
    return blocks.section(
        f"*<{links.staff(claim.number)}|{claim.number}>*  {escaped(claim.subject.strip() or say(language, 'letters.no_subject'), SUBJECT)}"
    )


def _facts(view: View, language: str, zone: str) -> list[str]:
    claim = view.claim
    facts = [
        ("customer", escaped(customer_of(view), FACT)),
        ("owner", escaped(owner_of(view, language), FACT)),
        ("state", _state(view, language)),
        ("priority", priority_of(claim, language)),
        ("move", say(language, f"slack.ball.{view.ball or 'none'}")),
        *((name, _due(view, name, at, language, zone)) for name, at in _times(view)),
    ]
    if view.helpers:
        facts.append(("helpers", escaped(", ".join(each.name for each in view.helpers), FACT)))
    if view.contract:
        facts.append(("contract", _contract(view.contract, language)))
    return [f"*{say(language, f'slack.card.{name}')}*\n{value}" for name, value in facts]


def _contract(held: Entitlement, language: str) -> str:
    """Until when, and what is left of it; nothing for a kind of matter that it does not cover."""
    until = say(language, "slack.card.contract_until", day=held.contract.valid_to.isoformat())
    if held.covered is False:
        return f"{until} · {say(language, 'slack.card.not_covered')}"
    if held.incidents is not None:
        return f"{until} · {say(language, 'slack.card.incidents', count=held.incidents)}"
    return f"{until} · {say(language, 'slack.card.left', time=worked(held.minutes, language))}"


def _step(view: View, language: str, zone: str) -> str:
    """What comes next, who does it, by when."""
    claim = view.claim
    if not claim.next_step or claim.state in _ANSWERED:
        return ""
    who = escaped(view.stepper.name if view.stepper else owner_of(view, language), NAME)
    parts = [escaped(claim.next_step, LAST_WORD), who, *([_due(view, "step", claim.next_by, language, zone)] if claim.next_by else [])]
    return f"*{say(language, 'slack.card.step')}* {' · '.join(parts)}"


def _kin(view: View, language: str) -> str:
    """Other claims that it has to do with."""
    kin = {
        "joined": view.joined.claim.number if view.joined else "",
        "absorbed": ", ".join(view.absorbed[:10]),
        "linked": ", ".join(view.linked[:10]),
        "split_from": view.split_from or "",
        "follows": view.follows or "",
        "problem": f"{view.problem.name} {escaped(view.problem.title, NAME)}" if view.problem else "",
    }
    return " · ".join(f"*{say(language, f'slack.card.{name}')}* {value}" for name, value in kin.items() if value)


def _state(view: View, language: str) -> str:
    claim = view.claim
    told = vocabulary.state(claim.state, language)
    if claim.close_reason:
        told += f" · {say(language, f'slack.reason.{claim.close_reason}')}"
    if claim.reopened:
        told += f" · {say(language, 'slack.card.reopened', count=claim.reopened)}"
    return told


def _due(view: View, name: str, at: datetime, language: str, zone: str) -> str:
    """When it is due, with a mark where that is over."""
    told = marked(at, language, zone)
    over = name != "closes" and view.read_at is not None and at < view.read_at
    return say(language, "slack.card.over", at=told) if over else told


def _times(view: View) -> list[tuple[str, datetime]]:
    """What is due when; what is over is left out."""
    claim = view.claim
    if claim.state in _ANSWERED:
        return [("closes", view.closing)] if view.closing else []
    first = claim.first_due if claim.first_answered_at is None else None
    times = [("first", first), ("update", claim.update_due if claim.update_due != first else None), ("resolution", claim.resolution_due)]
    return [(name, at) for name, at in times if at]


def _design(view: View, language: str) -> str:
    """Where it is written that it works as designed, and how far that is agreed on."""
    design = view.design
    if design is None or not view.claim.is_open:
        return ""
    where = " ".join(escaped(each, NAME) for each in (design.document, design.section, design.edition) if each)
    how = "objected" if design.pending else "agreed" if design.agreed_at else "waits"
    return f"*{say(language, f'slack.card.design_{how}')}* {where}".strip()


def _doubt(view: View, language: str) -> str:
    """Nobody should take the sender's word for who they are."""
    return f":warning: *{say(language, f'notes.{view.doubt}')}*" if view.doubt else ""


def _last_word(view: View, language: str) -> str:
    last = view.last
    if last is None:
        return ""
    key = "from_customer" if last.direction is Direction.IN else "from_us"
    shown = escaped(last.new_text or last.text, LAST_WORD)
    return say(language, f"slack.card.{key}", name=f"*{escaped(last.name, NAME)}*", words=shown)


def _buttons(view: View, language: str) -> list[Block]:
    verbs, number = legal_verbs(view), view.claim.number
    shown = [
        blocks.button(f"{ACTION}{each}", say(language, f"slack.verb.{each}.label"), number, primary=index == 0)
        for index, each in enumerate(verbs[:BUTTONS])
    ]
    more = [blocks.option(f"{each}:{number}", say(language, f"slack.verb.{each}.label")) for each in verbs[BUTTONS : BUTTONS + MORE]]
    return [*shown, blocks.overflow(MENU, more)] if more else shown


def _text(view: View, language: str) -> str:
    claim = view.claim
    return say(
        language,
        "slack.card.text",
        number=claim.number,
        priority=claim.priority,
        state=vocabulary.state(claim.state, language),
        owner=escaped(owner_of(view, language), NAME),
        subject=escaped(claim.subject, SUBJECT),
        customer=escaped(customer_of(view), FACT),
    )
