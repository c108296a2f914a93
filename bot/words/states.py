"""What a customer reads about the state of a claim, on the page and at the head of every letter."""

from bot.words import say
from bot.words.times import day, on, when
from claims.feature import Decision
from claims.lifecycle import CloseReason, State
from commands.show import Direction, Feature, Seen


def state(view: Seen, language: str, zone: str, *, home: str | None = None, named: bool = False) -> str:
    """The public wording of the state, such as "처리 중 – 다음 안내 예정: 11월 24일(화) 오후 3:00"; `home`, `named`: see times.when."""
    claim = view.claim
    at = when(claim.update_due, language, zone, home=home, named=named) if claim.update_due else ""
    until = day(view.closing, language, zone) if view.closing else ""
    number = view.joined.claim.number if view.joined else ""
    if view.feature:
        return _requested(view.feature, language, zone, overdue=view.overdue)
    if view.release:
        release = view.release
        return say(language, "states.release", version=release.version, until=on(release.day, language))
    if view.offered:
        return say(language, "states.offered", quote=view.offered)
    return say(language, f"states.{_key(view)}", at=at, until=until, number=number)


def _requested(feature: Feature, language: str, zone: str, *, overdue: bool) -> str:
    """What became of a feature request, or until when it is decided; a day that is over is told nobody."""
    key = f"closed_transferred_{feature.decision or ('overdue' if overdue else 'open')}"
    return say(language, f"states.{key}", feature=feature.name, until=day(feature.due, language, zone))


def _key(view: Seen) -> str:
    claim = view.claim
    if claim.state is State.CLOSED:
        return f"closed_{claim.close_reason or CloseReason.CONFIRMED}"
    if claim.state is State.IN_PROGRESS and claim.reopened and (view.last is None or view.last.direction is Direction.IN):
        return "reopened"
    if claim.state is State.IN_PROGRESS and not claim.update_due:
        return "in_progress_undated"
    return str(claim.state)


def ball(view: Seen, language: str) -> str:
    """Whose move it is: 당사, 고객님, us, you; a dash where nothing is left to do."""
    over = view.feature is not None and view.feature.decision in (Decision.DECLINED, Decision.SHIPPED)
    return say(language, f"states.ball_{'none' if over else view.ball or 'none'}")
