"""Claims with all that their nudges follow from, read for many at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from claims.claim import Claim
from claims.lifecycle import State
from claims.likeness import Said, tokens
from claims.nudges import Scene
from commands.calendars import book
from storage import claims, designs, nudges, statements, surveys
from storage.claims import Came
from storage.database import Tx
from storage.nudges import Past

_FREED = ("released", "departed", "reopened")
_GIVEN = ("taken", "handed", "assigned")
_SPOKEN = ("replied", "asked", "triaged", "promised", "resumed")
_CHUNK = 500


def scenes(tx: Tx, looked: Sequence[Claim]) -> dict[int, Scene]:
    """By the claims' ids."""
    found: dict[int, Scene] = {}
    held, surging = book(tx), _surging(tx, looked)
    for begin in range(0, len(looked), _CHUNK):
        some = looked[begin : begin + _CHUNK]
        ids = [each.id for each in some if each.is_open]
        past = nudges.past(tx, ids, (*_FREED, *_GIVEN, *_SPOKEN)) if ids else {}
        disputed = statements.open_disputes(tx, [each.id for each in some])
        low = surveys.low(tx, [each.id for each in some])
        calls = nudges.calls(tx, ids) if ids else {}
        designed = designs.of_claims(tx, ids) if ids else {}
        for claim in some:
            lines = past.get(claim.id, ())
            rules = tx.rules
            found[claim.id] = Scene(
                claim=claim,
                held=held.of(claim),
                now=tx.now,
                nudges=rules.nudges,
                night=rules.night,
                days=rules.days,
                unowned=_last(lines, _FREED) or claim.opened_at,
                began=_last((each for each in lines if each.from_state == State.CLOSED), ("reopened",)) or claim.opened_at,
                asked=_last(lines, ("asked",)),
                taken=next((each.at for each in lines if each.what in _GIVEN), None),
                spoke=_last(lines, _SPOKEN),
                triaged=_last(lines, ("triaged",)),
                callbacks=tuple(calls.get(claim.id, ())),
                surge=surging.get(claim.id),
                design=designed.get(claim.id),
                alone=rules.design.alone,
                voted_low=low.get(claim.id),
                review=rules.survey.review,
                disputes=disputed.get(claim.id, ()),
            )
    return found


def scenes_of(tx: Tx, ids: Iterable[int]) -> dict[int, Scene]:
    return scenes(tx, claims.many(tx, sorted(set(ids))))


def _last(lines: Iterable[Past], whats: Sequence[str]) -> datetime | None:
    return max((each.at for each in lines if each.what in whats), default=None)


def _surging(tx: Tx, looked: Sequence[Claim]) -> dict[int, int]:
    """Claims whose words several organisations wrote within the same hours, each with the first of those; only new ones that nobody has
    are compared."""
    night, span = tx.rules.night, timedelta(minutes=tx.rules.night.within)
    fresh = [each for each in looked if each.owner is None and each.is_open and each.organisation_id and tx.now - each.opened_at < span]
    if not fresh:
        return {}
    came = claims.recent(tx, tx.now - 2 * span)
    said = Said((each.subject for each in came), night.alike)
    close = ((each, [came[place] for place in said.alike(tokens(each.subject))]) for each in fresh)
    return {
        each.id: min(other.claim_id for other in others)
        for each, others in close
        if _wrote(each.opened_at, others, span) >= night.organisations
    }


def _wrote(at: datetime, others: Iterable[Came], span: timedelta) -> int:
    """How many organisations wrote within the span before or after a claim, that one too."""
    before, after = set[int](), set[int]()
    for each in others:
        if timedelta() <= at - each.at < span:
            before.add(each.organisation_id)
        if timedelta() <= each.at - at < span:
            after.add(each.organisation_id)
    return max(len(before), len(after))
