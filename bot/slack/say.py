"""What a person typed → the verb, the claim's number and the parts. The verbs are those of commands/verbs.py, in any language.

take 1042 | 1042 take | take #1042 | 담당 1042 | ㅅ마ㄷ 1042        in a thread without the number: !take, @claimdesk take
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from bot.slack import when
from bot.slack.keyboard import slip
from bot.slack.parts import ALLOWED, READERS, Reading, plain
from claims.claim import ClaimClass
from claims.errors import Ambiguous, Invalid, Missing, NotFound, Refusal, Untimely
from claims.lifecycle import CloseReason
from commands.verbs import VERBS, Kind, Part, Verb, named

_NUMBER = re.compile(r"#?\d{1,12}(?:-[0-9A-Za-z]{6})?")
_SURE = re.compile(r"#\d{1,12}|#?\d{1,12}-[0-9A-Za-z]{6}")
_COUNTED = re.compile(r"(?<!\S)(#?\d{1,12}(?:-[0-9A-Za-z]{6})?)(?:번|건|번건)(?!\S)")
_ANOTHER = re.compile(r"\d{4,12}")
_NOTES = ("note", "step", "callback")
"""Verbs whose words stay in the house and may well begin with another claim's number."""
_CHANNEL = re.compile(r"<#\w+\|(\d{1,12})>")
_ON = re.compile(r"(?:on|켜기|시작)\s+", re.IGNORECASE)
_NOBODY = re.compile(r"(?:\w+\s?=\s?)?(@\S+)")
_GAP = re.compile(r"\s+")
_QUOTED = re.compile(r"[\"“][^\"“”]+[\"”]")
_BESIDE = (Kind.FOCUS, Kind.STATE, Kind.GROUP, Kind.PERIOD, Kind.PERSON, Kind.CLASS)
"""Parts that may stand behind a customer's name."""
_FIRST = re.compile(r"(\S+)\s*")
UNREAD = 300
"""Characters of what was not understood that a refusal repeats, so that they can be copied."""


@dataclass(frozen=True, slots=True)
class Said:
    """`given` by the command's argument names; `lacking`: the needed parts that were not given, `left`: what was not understood;
    `language`: that of a question in plain words, in which it is answered."""

    verb: Verb
    number: str | None = None
    given: dict[str, Any] = field(default_factory=dict)
    lacking: tuple[Part, ...] = ()
    left: str = ""
    language: str | None = None

    def complete_or_form(self) -> "Said":
        """Itself where it is complete or a form can ask for the rest. Raises as complete() does."""
        return self if self.verb.form and self.lacking and not self.left else self.complete()

    def complete(self) -> "Said":
        """Itself. Raises Missing, Invalid or Untimely where a needed part is not there, or words are left over."""
        if self.left:
            raise self._unread()
        if self.lacking:
            raise Missing(field=self.lacking[0].name)
        return self

    def _unread(self) -> Refusal:
        """Why what is left over cannot be what it stands for."""
        parts = self.verb.parts
        timed = next((part for part in parts if part.kind is Kind.WHEN), None)
        if timed and any(part.kind is Kind.TEXT for part in parts):
            return Untimely(field=timed.name, why="unread", value=self.left[:UNREAD])
        setting = next((part for part in parts if part.kind is Kind.HABITS and "=" in self.left), None)
        part = setting or next((part for part in parts if part.name not in self.given), parts[-1])
        allowed = ALLOWED.get(part.kind, ())
        unread = self.left.split()[0] if allowed else self.left  # of choices the first is the one that is none
        return Invalid(field=part.name, value=unread[:80], allowed=allowed)


def led(said: Said) -> Said:
    """Where triage leads: spam is closed, and a duplicate joins the claim that it repeats."""
    claim_class = said.given.get("claim_class") if said.verb.name == "triage" else None
    if claim_class is ClaimClass.SPAM:
        return Said(_verb("close"), said.number, {"reason": CloseReason.SPAM})
    if claim_class is ClaimClass.DUPLICATE:
        merge = _verb("merge")
        return Said(merge, said.number, lacking=merge.parts)
    return said


def parse(line: str, *, now: datetime, zone: str, thread: str | None = None) -> Said:
    """Read one line; `thread`: the number of the claim in whose thread it was typed.

    Raises Ambiguous for an unknown verb with its near ones, Invalid for one like no other, Missing where no claim is named.
    """
    first, rest = _split(_uncounted(_CHANNEL.sub(r"#\1", line.strip())))
    if not first:
        return Said(_verb("show"), thread) if thread else Said(_verb("help"))
    if _NUMBER.fullmatch(first):
        number, (word, rest) = first, _split(rest)
        verb = _verb(word) if word else _verb("show")
    else:
        verb, number = _verb(first), thread or ""
        second, after = _split(rest)
        if verb.numbered and (_SURE if thread and verb.parts else _NUMBER).fullmatch(second) and not _is_part(verb, thread, after):
            number, rest = second, after
    if verb.numbered and not number:
        raise Missing(field="number", verb=verb.name)
    return _read(verb, number if verb.numbered else None, rest, Reading(now, zone), thread)


def _uncounted(line: str) -> str:
    """`1042번 담당` and `담당 1042번` are spoken of 1042; what stands further behind is left as it is."""
    return " ".join([*(_COUNTED.sub(r"\1", word) for word in line.split(" ")[:2]), *line.split(" ")[2:]])


def _is_part(verb: Verb, thread: str | None, after: str) -> bool:
    """In a thread a lone number is the verb's own part, where it has such a one: `!merge #1042`."""
    return thread is not None and any(part.kind is Kind.NUMBER for part in verb.parts) and not _NUMBER.fullmatch(_split(after)[0])


def _split(text: str) -> tuple[str, str]:
    found = _FIRST.match(text)
    return (found[1], text[found.end() :]) if found else ("", "")


def _verb(word: str) -> Verb:
    typed = plain(word).strip(".,:;!?")
    found = named(typed) or _slipped(typed)
    if found:
        return found
    near = near_verbs(typed)
    if near:
        raise Ambiguous(value=word[:40], choices=near)
    raise Invalid(field="verb", value=word[:40])


def is_unknown(refusal: Refusal) -> bool:
    """Whether a line begins with no verb there is."""
    return isinstance(refusal, Ambiguous) or (isinstance(refusal, Invalid) and refusal.values["field"] == "verb")


def is_addressed(line: str) -> bool:
    """Whether a line outside a claim's thread is meant for the desk: it begins with a verb, or with what is nearly one and a number."""
    first, rest = _split(_uncounted(_CHANNEL.sub(r"#\1", line.strip())))
    second, _ = _split(rest)
    word, number = (second, first) if _NUMBER.fullmatch(first) else (first, second)
    try:
        return bool(_verb(word))
    except Ambiguous:
        return bool(_NUMBER.fullmatch(number))
    except Invalid:
        return False


def meant_elsewhere(said: Said) -> str | None:
    """In a thread, the number that stands where the verb's own parts begin: it may be another claim's."""
    if said.verb.name in _NOTES:
        return None
    first = _split(said.left or str(next((said.given[each.name] for each in said.verb.parts if _is_text(each, said)), "")))[0]
    return first if _ANOTHER.fullmatch(first) else None


def _is_text(part: Part, said: Said) -> bool:
    return part.kind is Kind.TEXT and part.name in said.given


def asked_about(words: str) -> Verb | None:
    """The verb that the first word behind `help` names; None where it is like none. Raises Ambiguous for what is nearly one."""
    try:
        return _verb(_split(words)[0].lstrip("!/")) if words.strip() else None
    except Invalid:
        return None


def _slipped(word: str) -> Verb | None:
    """The verb that was meant where the keyboard stood in the other language: ㅅ마ㄷ is take, ekaekd is 담당."""
    meant = slip(word, _spoken())
    return named(meant) if meant else None


def _spoken() -> dict[str, str]:
    """Every name a verb is called by, and the verb's own."""
    return {name: verb.name for verb in VERBS for name in (verb.name, *verb.korean)}


def near_verbs(word: str) -> tuple[str, ...]:
    """Names of the verbs that `word` may be meant for: those it begins, else those it resembles."""
    spoken = _spoken()
    begun = [spoken[name] for name in spoken if word and name.startswith(word)]
    alike = [spoken[name] for name in get_close_matches(word, spoken, n=3, cutoff=0.6)]
    return tuple(dict.fromkeys(begun or alike))[:5]


def _read(verb: Verb, number: str | None, rest: str, reading: Reading, thread: str | None) -> Said:
    """Parts in any order; text is what is left when no other part fits any more. In a thread the customer is the claim's."""
    given: dict[str, Any] = {}
    text = next((part for part in verb.parts if part.kind is Kind.TEXT), None)
    free = (Kind.TEXT, Kind.TEXTS) if text else (Kind.TEXT,)
    waiting = sorted((part for part in verb.parts if part.kind not in free), key=lambda part: part.kind is Kind.TEXTS)
    whole = rest
    if not _ends(verb, rest, reading):
        waiting = [part for part in waiting if part.kind is not Kind.OFF]
    rest = _begun(verb, rest, reading)
    while rest and (found := _next(waiting, rest, reading)):
        part, value, end = found
        given[part.name] = value
        waiting.remove(part)
        rest = rest[end:].lstrip()
    if (nobody := _NOBODY.match(rest)) and any(part.kind in (Kind.PERSON, Kind.DEPUTY) for part in waiting):
        raise NotFound(what="named", name=nobody[1], text=f"{number or ''} {whole.strip()}"[:UNREAD].strip())
    if text and rest.strip() and not _mistimed(verb, given, rest, reading):
        given[text.name] = rest.strip()
        rest = ""
    if thread and verb.name == "customer":
        given.setdefault("which", f"#{thread}")
    lacking = () if given.get("off") else tuple(part for part in verb.parts if part.needed and part.name not in given)
    return Said(verb, number, given, lacking, rest.strip() if verb.parts else "")


def _ends(verb: Verb, rest: str, reading: Reading) -> bool:
    """Whether a word such as `off` or 취소 is meant so, and does not begin the words that the verb also takes: where it is the first of a
    call's, the only one of a surge's, and the last of any other's."""
    kinds = {part.kind for part in verb.parts}
    words = rest.split()
    if Kind.TEXT not in kinds or not words:
        return True
    if Kind.WHEN in kinds:
        return READERS[Kind.OFF](words[0], reading) is not None
    return len(words) <= (1 if Kind.UNTIL in kinds else 2) and READERS[Kind.OFF](words[-1], reading) is not None


def _begun(verb: Verb, rest: str, reading: Reading) -> str:
    """`on REASON until TIME KE-3`: what stands behind the reason is read before it."""
    if not any(part.kind is Kind.UNTIL for part in verb.parts):
        return rest
    rest = _ON.sub("", rest) if any(part.kind is Kind.OFF for part in verb.parts) else rest
    for place in (0, *(found.end() for found in _GAP.finditer(rest))):
        if READERS[Kind.UNTIL](rest[place:], reading):
            return f"{rest[place:]} {rest[:place]}".strip()
    return rest


def _mistimed(verb: Verb, given: dict[str, Any], rest: str, reading: Reading) -> bool:
    """Whether a time stands where the words would begin: one that is not understood does not become words that a customer reads."""
    wanted = next((part for part in verb.parts if part.kind is Kind.WHEN), None)
    if wanted is None or given.get("off"):
        return False
    return wanted.name not in given or when.is_like(rest, reading.now, reading.zone)


def _next(waiting: list[Part], rest: str, reading: Reading) -> tuple[Part, Any, int] | None:
    for part in waiting:
        found = READERS[part.kind](_name(waiting, rest, reading) if part.kind is Kind.CUSTOMER else rest, reading)
        if found:
            return part, *found
    return None


def _name(waiting: list[Part], rest: str, reading: Reading) -> str:
    """A customer's name ends where another part begins, such as in `hanbit month 결함`; quotes hold together what is one."""
    if quoted := _QUOTED.match(rest):
        return quoted[0]
    others = [part for part in waiting if part.kind in _BESIDE]
    for gap in _GAP.finditer(rest):
        behind = rest[gap.end() :]
        if _NOBODY.match(behind) or any(READERS[part.kind](behind, reading) for part in others):
            return rest[: gap.start()]
    return rest
