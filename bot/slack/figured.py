"""Figures as people read them: shares, spans of business time, and "too little data" where there is."""

from bot.slack import vocabulary
from bot.words import say
from claims.claim import ClaimClass
from claims.metrics import Figure, Metric, Unit
from claims.stages import Stage


def figure(found: Figure, language: str) -> str:
    """The value, or how little data there is."""
    if not found.n and found.metric.unit is not Unit.COUNT:
        return say(language, "summary.little", n=0)
    return value(found.metric, found.value, language) if found.enough else say(language, "summary.little", n=found.n)


def value(metric: Metric, amount: float | None, language: str) -> str:
    """`75.0 %`, `3시간 20분`, `12`, `1.1`."""
    if amount is None:
        return say(language, "summary.nothing")
    match metric.unit:
        case Unit.SHARE:
            return share(amount, language)
        case Unit.MINUTES:
            return span(round(amount), language)
        case Unit.COUNT | Unit.MONEY:
            return f"{round(amount):,}"
        case Unit.RATIO:
            return f"{amount:.2f}"


def share(amount: float, language: str) -> str:
    return say(language, "summary.share", value=f"{100 * amount:.1f}")


def target(metric: Metric, language: str) -> str:
    assert metric.target is not None
    return say(language, "summary.share", value=f"{100 * metric.target:g}")


def span(minutes: int, language: str) -> str:
    """Minutes as hours and minutes."""
    hours, rest = divmod(minutes, 60)
    key = "hours_minutes" if hours and rest else "hours" if hours else "minutes"
    return say(language, f"summary.{key}", hours=f"{hours:,}", minutes=rest)


def stage(which: Stage, language: str) -> str:
    return say(language, f"summary.stage.{which}")


def metric(which: Metric, language: str) -> str:
    return say(language, f"summary.metric.{which.id}")


def claim_class(name: str | None, language: str) -> str:
    return vocabulary.claim_class(ClaimClass(name), language) if name else say(language, "summary.unclassified")


def factor(name: str | None, language: str) -> str:
    return say(language, f"slack.factor.{name}") if name else say(language, "summary.unclassified")


def department(name: str | None, language: str) -> str:
    return say(language, f"slack.department.{name}") if name else say(language, "summary.unclassified")


def customer(name: str | None, language: str) -> str:
    return name or say(language, "summary.no_customer")
