"""Money as its page shows it: every amount, time and state already in the reader's words, and nothing that is ours alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.web.wording import said
from bot.words.times import day, money, when, worked
from claims.quotes import Quote, QuoteState
from claims.statements import CHARGED, DisputeState, LineKind, StatementLine
from claims.worklog import Charge, Entry
from commands.bill import Statement
from commands.fees import Account
from commands.priced import Priced


@dataclass(frozen=True, slots=True)
class OfferShown:
    """A version of a quote. `version` and `digest` go back with an answer; `open`: it can be answered now."""

    number: str
    version: int
    digest: str
    state: str
    reason: str
    scope: str
    excluded: str
    time: str
    rate: str
    rules: str
    supply: str
    vat: str
    total: str
    until: str
    open: bool


@dataclass(frozen=True, slots=True)
class EntryShown:
    at: str
    time: str
    charge: str
    what: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """`told`: what became of a dispute; `open`: it can be disputed now."""

    id: int
    text: str
    amount: str
    told: str
    open: bool


@dataclass(frozen=True, slots=True)
class StatementShown:
    number: str
    issued: str
    until: str
    worked: str
    supply: str
    vat: str
    total: str
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    cost: str
    left: str
    used: str
    quotes: tuple[OfferShown, ...]
    entries: tuple[EntryShown, ...]
    statements: tuple[StatementShown, ...]


def shown(found: Priced, now: datetime, language: str, zone: str) -> Shown:
    known = found.account
    approved = known.approved
    return Shown(
        cost=money(known.cost, found.view.currency, language),
        left=_left(known, language),
        used=said(language)("fees.used", percent=min(known.percent, 100), number=approved.number) if approved else "",
        quotes=tuple(_offer(each, now, language, zone) for each in reversed(known.quotes) if each.sent_at),
        entries=tuple(_entry(each, language, zone) for each in known.entries),
        statements=tuple(_statement(each, now, language, zone) for each in reversed(known.statements)),
    )


def _left(known: Account, language: str) -> str:
    if known.contract is None:
        return ""
    return said(language)("fees.incidents", count=known.incidents) if known.incidents is not None else worked(known.left, language)


def _offer(quote: Quote, now: datetime, language: str, zone: str) -> OfferShown:
    offer, t = quote.offer, said(language)
    amounts = (offer.sum.supply, offer.sum.vat, offer.sum.total, offer.card.rate)
    supply, vat, total, rate = (money(each, offer.currency, language) for each in amounts)
    state = quote.state if quote.is_open(now) or quote.state is not QuoteState.SENT else QuoteState.EXPIRED
    return OfferShown(
        number=quote.number,
        version=quote.version,
        digest=quote.digest,
        state=t(f"fees.state.{state}"),
        reason=offer.reason or (t(f"fees.why.{offer.claim_class}") if offer.claim_class else ""),
        scope=offer.scope,
        excluded=offer.excluded,
        time=worked(offer.estimate, language),
        rate=rate,
        rules=_rules(quote, language),
        supply=supply,
        vat=vat,
        total=total,
        until=day(quote.valid_until, language, zone) if quote.valid_until else "",
        open=quote.is_open(now),
    )


def _rules(quote: Quote, language: str) -> str:
    """How minutes are counted, and which hours may be dearer."""
    t, card = said(language), quote.offer.card
    if quote.offer.fixed:
        return t("fees.fixed")
    dear = ", ".join(t("fees.times", kind=t(f"fees.kind.{kind}"), multiplier=card.multiplier(kind)) for kind in sorted(quote.offer.kinds))
    counted = t("fees.counted", unit=card.unit, minimum=card.minimum)
    return f"{counted} {t('fees.dearer', kinds=dear) if dear else t('fees.no_dearer')}"


def _entry(entry: Entry, language: str, zone: str) -> EntryShown:
    """What was noted of free work stays in the house."""
    charge = said(language)(f"fees.charge.{entry.charge}")
    what = "" if entry.charge is Charge.FREE else entry.what
    return EntryShown(when(entry.start, language, zone), worked(entry.minutes, language), charge, what)


def _statement(statement: Statement, now: datetime, language: str, zone: str) -> StatementShown:
    amounts = (statement.sum.supply, statement.sum.vat, statement.sum.total)
    supply, vat, total = (money(each, statement.currency, language) for each in amounts)
    spent = {"raw": worked(statement.raw, language), "covered": worked(statement.covered, language)}
    return StatementShown(
        number=statement.number,
        issued=day(statement.issued_at, language, zone),
        until=day(statement.dispute_until, language, zone),
        worked=said(language)("fees.worked", **spent),
        supply=supply,
        vat=vat,
        total=total,
        lines=tuple(_lines(statement, now, language)),
    )


def _lines(statement: Statement, now: datetime, language: str) -> Iterator[LineShown]:
    for line in statement.lines:
        dispute = statement.dispute_of(line.id)
        told = said(language)(f"fees.dispute.{dispute.state}") if dispute else ""
        if dispute and dispute.state is not DisputeState.OPEN:
            told = f"{told} {dispute.answer}".strip()
        may = line.kind in CHARGED and dispute is None and now <= statement.dispute_until and line.amount > 0
        yield LineShown(line.id, _text(line, statement, language), money(line.amount, statement.currency, language), told, may)


def _text(line: StatementLine, statement: Statement, language: str) -> str:
    t = said(language)
    if line.kind is LineKind.WORK:
        rate, time = money(line.rate, statement.currency, language), worked(line.minutes, language)
        text = t("fees.line", time=time, rate=rate, multiplier=line.multiplier)
        return f"{text} {t('fees.rounding', time=worked(line.rounding, language))}" if line.rounding else text
    if line.kind is LineKind.INCIDENT:
        return t("fees.incident", time=worked(line.minutes, language))
    if line.kind is LineKind.CREDIT:
        return t("fees.credit", text=t("fees.ours") if line.of is None else line.reason)
    return t("fees.cap")
