"""A refusal in the reader's language: what is wrong, who has it, and what is possible instead."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.slack import vocabulary
from bot.words import knows, say
from bot.words.times import dated, marked, on
from claims.errors import (
    Ambiguous,
    Away,
    Elsewhere,
    Guarded,
    Illegal,
    Invalid,
    Missing,
    NotAllowed,
    NotFound,
    NotOwner,
    Refusal,
    Stale,
    Untimely,
)
from claims.lifecycle import State
from commands.verbs import Verb
from commands.verbs import named as verb_named

Names = Mapping[str, str]
"""People's names by id."""


def who(refusal: Refusal) -> tuple[str, ...]:
    """The ids of the people a refusal names."""
    return tuple(str(refusal.values[key]) for key in ("owner", "deputy") if refusal.values.get(key))


def sentence(refusal: Refusal, language: str, names: Names, zone: str = "UTC") -> str:
    """One or two short sentences, times in `zone`."""
    if isinstance(refusal, Untimely):
        return _untimely(refusal, language, zone)
    for kind, write in _WRITERS.items():
        if isinstance(refusal, kind):
            return write(refusal, language, names)
    return say(language, f"refusals.{refusal.key}", **_values(refusal, language, names))


def _values(refusal: Refusal, language: str, names: Names) -> dict[str, object]:
    owner, deputy = (refusal.values.get(key) for key in ("owner", "deputy"))
    given: dict[str, object] = {key: value for key, value in refusal.values.items() if value is not None}
    if until := given.get("until"):
        given["until"] = on(date.fromisoformat(str(until)), language)
    unknown = say(language, "slack.unknown_person")
    return given | {"owner": names.get(str(owner)) or unknown, "deputy": names.get(str(deputy)) or unknown}


def _not_found(refusal: Refusal, language: str, names: Names) -> str:
    name, text = (refusal.values.get(key) or "" for key in ("name", "text"))
    told = say(language, f"refusals.not_found_{refusal.values['what']}", name=name, text=text)
    near = refusal.values.get("near")
    return f"{told} {say(language, 'refusals.near', names=', '.join(near))}" if isinstance(near, tuple) and near else told


def _not_owner(refusal: Refusal, language: str, names: Names) -> str:
    key = "not_owner" if refusal.values.get("owner") else "not_owner_nobody"
    return say(language, f"refusals.{key}", **_values(refusal, language, names))


def _away(refusal: Refusal, language: str, names: Names) -> str:
    key = "away" if refusal.values.get("deputy") else "away_nobody"
    return say(language, f"refusals.{key}", **_values(refusal, language, names))


def _not_allowed(refusal: Refusal, language: str, names: Names) -> str:
    return say(language, f"refusals.not_allowed_{refusal.values['role']}", name=refusal.values.get("name") or "")


def _illegal(refusal: Refusal, language: str, names: Names) -> str:
    state = vocabulary.state(State(str(refusal.values["state"])), language)
    name = str(refusal.values["verb"])
    by_reason = name in vocabulary.CLOSING
    verb = vocabulary.closing(name, language) if by_reason else vocabulary.verb(name, language)
    told = say(language, "refusals.illegal", number=refusal.values["number"], state=state, verb=verb)
    legal = refusal.values.get("legal")
    possible = vocabulary.verbs(legal, language, by_reason=by_reason) if isinstance(legal, tuple) else ""
    return f"{told} {say(language, 'refusals.illegal_next', verbs=possible)}" if possible else told


def _missing(refusal: Refusal, language: str, names: Names) -> str:
    field = str(refusal.values["field"])
    key, verb = f"refusals.missing_{field}", verb_named(str(refusal.values.get("verb") or ""))
    told = {"field": vocabulary.field(field, language), "verb": _typed(verb, language)}
    return say(language, key if knows(key) and (verb or field != "number") else "refusals.missing", **told)


def _typed(verb: Verb | None, language: str) -> str:
    """A verb as it is typed in a language."""
    return "" if verb is None else verb.korean[0] if language == "ko" and verb.korean else verb.name


def _invalid(refusal: Refusal, language: str, names: Names) -> str:
    field, value, allowed = (refusal.values.get(key) for key in ("field", "value", "allowed"))
    if field == "verb":
        return say(language, "refusals.unknown_verb", value=value)
    named, how = vocabulary.field(str(field), language), f"refusals.how_{field}"
    value = _spelled(str(value), language) if field in ("days", "decided_day") else value
    hint = f" {say(language, how)}" if knows(how) else ""
    if not isinstance(allowed, tuple) or not allowed:
        own = f"refusals.invalid_{field}"
        return say(language, own if knows(own) else "refusals.invalid", field=named, value=value) + hint
    possible = ", ".join(vocabulary.choice(each, language) for each in allowed)
    return say(language, "refusals.invalid_allowed", field=named, value=value, allowed=possible) + hint


def _spelled(days: str, language: str) -> str:
    """`2026-12-01..2026-12-03` as people write it; anything else as it is."""
    try:
        return " ~ ".join(dict.fromkeys(dated(date.fromisoformat(each), language) for each in days.split("..")))
    except ValueError:
        return days


def _ambiguous(refusal: Refusal, language: str, names: Names) -> str:
    choices = refusal.values.get("choices")
    shown = ", ".join(vocabulary.verb(each, language) for each in choices) if isinstance(choices, tuple) else ""
    return say(language, "refusals.ambiguous", value=refusal.values["value"], choices=shown)


def _elsewhere(refusal: Refusal, language: str, names: Names) -> str:
    verb = vocabulary.verb(str(refusal.values["verb"]), language)
    return say(language, "refusals.elsewhere", **_values(refusal, language, names) | {"verb": verb})


def _untimely(refusal: Refusal, language: str, zone: str) -> str:
    """What is wrong with the time, and what can be promised instead."""
    values = {key: value for key, value in refusal.values.items() if value is not None}
    values |= {"day": on(date.fromisoformat(str(values["day"])), language)} if "day" in values else {}
    times = {key: _time(values[key], language, zone) for key in ("at", "was", "before", "after") if key in values}
    key = "closed_next" if values["why"] == "closed" and "before" not in times else values["why"]
    return say(language, f"refusals.untimely_{key}", **(values | times | {"field": vocabulary.field(str(values["field"]), language)}))


def _time(value: object, language: str, zone: str) -> str:
    return marked(datetime.fromisoformat(str(value)), language, zone)


def _guarded(refusal: Refusal, language: str, names: Names) -> str:
    return say(language, f"refusals.guarded_{refusal.values['what']}", **_values(refusal, language, names))


def _stale(refusal: Refusal, language: str, names: Names) -> str:
    key = f"refusals.stale_{refusal.values['what']}"
    return say(language, key if knows(key) else "refusals.stale", **_values(refusal, language, names))


_WRITERS: Mapping[type[Refusal], Callable[[Refusal, str, Names], str]] = {
    Away: _away,
    NotFound: _not_found,
    NotOwner: _not_owner,
    NotAllowed: _not_allowed,
    Illegal: _illegal,
    Missing: _missing,
    Invalid: _invalid,
    Ambiguous: _ambiguous,
    Elsewhere: _elsewhere,
    Stale: _stale,
    Guarded: _guarded,
}
