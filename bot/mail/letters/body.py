"""What each kind of letter says between its greeting and its closing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from bot.mail.letters import money
from bot.mail.letters.occasion import Body, Occasion, paragraphs
from bot.words import times
from claims.claim import ClaimClass
from claims.lifecycle import CloseReason
from commands.show import Design

_CAME = {"phone": "called", "slack": "noted"}
"""How the desk has it, where the customer did not send it."""


def acknowledged(of: Occasion) -> Body:
    """We have it, its number is this, and you hear from us by then."""
    say, claim = of.reader.say, of.view.claim
    first = [say(f"acknowledged.{_CAME.get(claim.channel, 'received')}"), say("acknowledged.number", number=claim.number)]
    if of.view.follows:
        first.append(say("acknowledged.follows", number=of.view.follows))
    return Body(paragraphs("\n".join([*first, _first_answer(of)]), _issue(of), _closed_now(of)))


def _issue(of: Occasion) -> str:
    """What many have while a surge lasts."""
    surge = of.view.surge
    return of.reader.say("acknowledged.issue", text=surge.text(of.reader.language)) if surge else ""


def _first_answer(of: Occasion) -> str:
    due = of.view.claim.first_due
    if due is None or due <= of.at or of.view.claim.first_answered_at:
        return of.reader.say("acknowledged.soon")
    return of.reader.say("acknowledged.first_answer", at=of.reader.when(due))


def _closed_now(of: Occasion) -> str:
    """Out of hours: when we work, and when we are back."""
    calendar = of.hours
    if calendar.is_open(of.at):
        return ""
    opening = of.reader.when(calendar.next_opening(of.at))
    return of.reader.say("acknowledged.out_of_hours", hours=_hours(of), opening=opening)


def _hours(of: Occasion) -> str:
    calendar, reader = of.hours, of.reader
    hours = times.hours(calendar, reader.language)
    if reader.zone == calendar.zone and not reader.named:
        return hours
    return reader.say("acknowledged.hours_there", hours=hours, zone=times.zone_name(of.at, reader.language, calendar.zone))


def said(of: Occasion) -> Body:
    """A person's answer or question, in their own words."""
    return Body(of.words)


def resolved(of: Occasion) -> Body:
    """What was done, and whether it helped: silence until the announced day means yes."""
    say, until = of.reader.say, of.view.closing
    if of.view.claim.claim_class is ClaimClass.WAD and of.view.design and of.view.design.document:
        return designed(of, of.view.design)
    text = paragraphs(f"{say('resolved.done')}\n{of.words}", say("resolved.question"))
    return Body(
        text, (say("resolved.yes"), say("resolved.no")), say("resolved.silence", until=of.reader.day(until)) if until else "", _rate(of)
    )


def _rate(of: Occasion) -> str:
    return of.reader.say("resolved.rate") if of.view.asks else ""


def designed(of: Occasion, design: Design) -> Body:
    """What we saw, what the document says, how to reach the goal, and what the customer can do."""
    say, until = of.reader.say, of.view.closing
    where = {"document": design.document, "section": design.section, "edition": design.edition}
    text = paragraphs(f"{say('designed.seen')}\n{design.seen}", say("designed.document", **where), f"{say('designed.goal')}\n{of.words}")
    choices = (say("resolved.yes"), say("resolved.no"))
    options = paragraphs(say("designed.options", until=of.reader.day(until)) if until else "", say("designed.feature"))
    return Body(paragraphs(text, say("resolved.question")), choices, options, _rate(of))


def transferred(of: Occasion) -> Body:
    """It is a request now, with its own number and day of decision."""
    due = of.reader.day(datetime.fromisoformat(str(of.detail["due"])))
    return Body(of.reader.say("transferred.text", feature=of.detail["feature"], due=due))


def feature_decided(of: Occasion) -> Body:
    """What the product owner decided, in their words."""
    say, detail = of.reader.say, of.detail
    return Body(
        paragraphs(say(f"feature_decided.{detail['decision']}", feature=detail["feature"], title=detail["title"]), str(detail["text"]))
    )


def fixed(of: Occasion) -> Body:
    """In which version, and what a person wrote of it to everybody."""
    say, detail = of.reader.say, of.detail
    day = times.on(date.fromisoformat(str(detail["day"])), of.reader.language)
    return Body(paragraphs(say("fixed.intro", version=detail["version"], day=day), of.words, say("fixed.still")))


def objected(of: Occasion) -> Body:
    """Who looks at it again, and until when they answer."""
    return Body(of.reader.say("objected.text", due=of.reader.day(datetime.fromisoformat(str(of.detail["due"])))))


def upheld(of: Occasion) -> Body:
    """The product owner's last word: it is as documented."""
    say, design = of.reader.say, of.view.design
    known = design is not None and design.document is not None
    where = say("affirm.document", document=design.document, section=design.section, edition=design.edition) if design and known else ""
    return Body(paragraphs(say("affirm.intro"), where, of.words, say("affirm.final")))


def overturned(of: Occasion) -> Body:
    """It is a defect after all: sorry, what we do now, and that nothing is charged."""
    say = of.reader.say
    return Body(paragraphs(say("overturn.intro"), of.words, say("overturn.free")))


def closed(of: Occasion) -> Body:
    """Why it is over, and how to speak up still."""
    reason = CloseReason(of.detail.get("reason") or of.view.claim.close_reason or CloseReason.CONFIRMED)
    # The last day that is wholly within the span, which ends at the hour at which it began.
    last = (of.view.claim.closed_at or of.at) + timedelta(days=of.rules.days.reopen - 1)
    values = {"until": of.reader.day(last), "reason": str(of.detail.get("text", "")).strip()}
    return Body(of.reader.say(f"closed.{reason}", **values))


def redirected(of: Occasion) -> Body:
    """It reached one of us; the desk has it now, under this number, and this is where to write to."""
    say, claim = of.reader.say, of.view.claim
    first = [say("redirected.text", desk=of.detail["desk"]), say("acknowledged.number", number=claim.number), _first_answer(of)]
    return Body(paragraphs("\n".join(first), _issue(of), _closed_now(of)))


def kin(of: Occasion) -> Body:
    """What was done with another claim: joined with it, parted from it again, split off it."""
    other = of.detail.get("into") or of.detail.get("origin")
    return Body(of.reader.say(f"{of.intent}.text", number=of.view.claim.number, into=other, origin=other))


def later(of: Occasion) -> Body:
    """Sorry before it is late: why, and when instead."""
    say, reader = of.reader.say, of.reader
    told, due = of.detail.get("from"), of.view.claim.update_due
    sorry = say("later.sorry", at=reader.when(datetime.fromisoformat(str(told)))) if told else say("later.longer")
    return Body(paragraphs(sorry, f"{say('later.reason')}\n{of.words}", say("later.instead", at=reader.when(due)) if due else ""))


def nonews(of: Occasion) -> Body:
    """Not solved yet: so far, what next, and when."""
    say, due = of.reader.say, of.view.claim.update_due
    return Body(paragraphs(say("nonews.intro"), of.words, say("nonews.next", at=of.reader.when(due)) if due else ""))


def reminded(of: Occasion) -> Body:
    """We wait for an answer, and until when."""
    until = datetime.fromisoformat(str(of.detail["until"]))
    return Body(of.reader.say("reminded.text", until=of.reader.day(until)))


def assigned(of: Occasion) -> Body:
    """Who looks after them."""
    return Body(of.reader.say("assigned.text", name=of.view.owner.name if of.view.owner else ""))


BODIES: Mapping[str, Callable[[Occasion], Body]] = {
    "acknowledged": acknowledged,
    "reply": said,
    "ask": said,
    "resolved": resolved,
    "objected": objected,
    "fixed": fixed,
    "transferred": transferred,
    "feature_decided": feature_decided,
    "affirm": upheld,
    "overturn": overturned,
    "later": later,
    "nonews": nonews,
    "closed": closed,
    "redirected": redirected,
    "reminded": reminded,
    "assigned": assigned,
    "merged": kin,
    "unmerged": kin,
    "split": kin,
    **dict.fromkeys(("quote", "quote_reminded", "quote_standing"), money.quote),
    "quote_expired": money.expired,
    "reclassed": money.reclassed,
    "statement": money.statement,
    "credited": money.credited,
    "dispute_answered": money.upheld,
}
