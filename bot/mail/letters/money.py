"""Letters about money: what is offered, what it came to, what was given back."""

from datetime import datetime
from typing import Any

from bot import words
from bot.mail.letters.occasion import Body, Occasion, paragraphs


def quote(of: Occasion) -> Body:
    """What we offer and at most for how much; whoever may approve gets the link to do it, nobody else."""
    detail, say = of.detail, of.reader.say
    offer = say("quote.text", **_figures(of))
    first = {"quote_reminded": "quote.reminded"}.get(of.intent)
    return Body(
        paragraphs(
            say(first, until=_until(of)) if first else "",
            offer,
            say("quote.excluded", excluded=detail["excluded"]) if detail.get("excluded") else "",
            _answer(of),
        )
    )


def _answer(of: Occasion) -> str:
    if of.intent == "quote_standing":
        return of.reader.say("quote.standing")
    if of.detail.get("approver") is None:
        return of.reader.say("quote.asked")
    return of.reader.say("quote.approve", link=of.links.approver(of.view.claim.number, int(of.detail["approver"]))).strip()


def _figures(of: Occasion) -> dict[str, Any]:
    detail, reader = of.detail, of.reader
    supply, vat = detail["supply"], detail["vat"]
    named = {
        name: _money(of, amount) for name, amount in (("supply", supply), ("vat", vat), ("total", supply + vat), ("rate", detail["rate"]))
    }
    return {
        **named,
        "reason": detail.get("reason") or reader.say(f"quote.why.{detail['claim_class']}"),
        "number": detail["number"],
        "scope": detail["scope"],
        "time": reader.worked(detail["minutes"]),
        "until": _until(of),
    }


def expired(of: Occasion) -> Body:
    """Over without an answer, and without a charge."""
    return Body(of.reader.say("quote.expired", number=of.detail["number"]))


def reclassed(of: Occasion) -> Body:
    """It is another kind of matter than we said, and whether that one costs anything."""
    detail, language, say = of.detail, of.reader.language, of.reader.say
    was, now = (words.say(language, f"page.class.{detail[name]}") for name in ("was", "claim_class"))
    void = say("reclassed.void", number=detail["quote"]) if detail.get("quote") else ""
    return Body(paragraphs(say("reclassed.text", was=was, now=now), void, say("reclassed.free" if detail["free"] else "reclassed.charged")))


def statement(of: Occasion) -> Body:
    """What the work came to, and until when a line may be disputed."""
    detail, reader = of.detail, of.reader
    figures = {"supply": detail["supply"], "vat": detail["vat"], "total": detail["supply"] + detail["vat"]}
    named = {name: _money(of, amount) for name, amount in figures.items()}
    times = {name: reader.worked(detail[name]) for name in ("raw", "covered")}
    return Body(reader.say("statement.text", number=detail["number"], until=_until(of), **named, **times))


def credited(of: Occasion) -> Body:
    """How much less it is, why, and what is left."""
    detail, say = of.detail, of.reader.say
    amounts = {"amount": _money(of, detail["amount"]), "total": _money(of, detail["total"])}
    why = say("statement.reason", text=detail["text"]) if detail.get("text") else say("statement.ours")
    return Body(paragraphs(say("statement.credited", number=detail["number"], **amounts), why))


def upheld(of: Occasion) -> Body:
    """A disputed line that stays, and why."""
    say = of.reader.say
    return Body(paragraphs(say("statement.upheld", number=of.detail["number"]), say("statement.reason", text=of.detail["text"])))


def _money(of: Occasion, amount: int) -> str:
    return of.reader.money(amount, str(of.detail["currency"]))


def _until(of: Occasion) -> str:
    return of.reader.day(datetime.fromisoformat(str(of.detail["until"])))
