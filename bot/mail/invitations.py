"""What an invitation says (RFC 5545, RFC 5546): what, when, where, and what is asked or answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.mail.params import parse as params

FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"(?P<name>[A-Za-z-]{1,40})(?P<params>(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(?P<value>.*)")
ESCAPED = re.compile(r"\\([\\;,nN])")
LONGEST = 256 * 1024
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """`what` is invitation, accepted, declined, tentative, cancelled or calendar; `when` in the zone that it names."""

    what: str
    summary: str
    when: str
    where: str
    description: str

    @property
    def line(self) -> str:
        """All in one line, for a note."""
        return ", ".join(" ".join(each.split())[:120] for each in (self.summary, self.when, self.where) if each)

    @property
    def text(self) -> str:
        """All of it, for a mail that says nothing else."""
        head = "\n".join(each for each in (self.summary, self.when, self.where) if each)
        return "\n\n".join(each for each in (head, self.description) if each)


def read(text: str) -> Invitation:
    """The first event of a calendar file, whatever is in it."""
    said: dict[str, tuple[dict[str, str], str]] = {}
    for name, given, value in _lines(text[:LONGEST]):
        said.setdefault(name, (given, value))
        if name == "END" and value.upper() == "VEVENT":
            break
    plain = {name: ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip() for name, (_, value) in said.items()}
    return Invitation(
        _what(plain.get("METHOD", "").upper(), said.get("ATTENDEE", ({}, ""))[0].get("partstat", "").upper()),
        plain.get("SUMMARY", ""),
        _when(said),
        plain.get("LOCATION", ""),
        plain.get("DESCRIPTION", ""),
    )


def _lines(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Lines of the event; those of its zones and alarms say nothing to people."""
    nested = 0
    for line in FOLD.sub("", text).splitlines():
        found = LINE.fullmatch(line.strip())
        if not found:
            continue
        name, value = found["name"].upper(), found["value"]
        if name in ("BEGIN", "END") and value.strip().upper() in ("VTIMEZONE", "VALARM", "STANDARD", "DAYLIGHT"):
            nested += 1 if name == "BEGIN" else -1
        elif nested <= 0:
            yield name, params(found["params"])[1], value.strip()


def _what(method: str, answer: str) -> str:
    if method == "REPLY":
        return ANSWERS.get(answer, "calendar")
    return {"REQUEST": "invitation", "CANCEL": "cancelled"}.get(method, "calendar")


def _when(said: dict[str, tuple[dict[str, str], str]]) -> str:
    begins, ends = (_time(*said[name]) if name in said else "" for name in ("DTSTART", "DTEND"))
    if begins and ends[:10] == begins[:10] and ends[11:]:
        return f"{begins[:16]}–{ends[11:]}"
    return " – ".join(filter(None, (begins, ends)))


def _time(given: dict[str, str], value: str) -> str:
    """ "2026-11-25 10:00 Korea Standard Time"."""
    zone = "UTC" if value.endswith("Z") else given.get("tzid", "")[:60]
    try:
        if len(value) == 8:
            return datetime.strptime(value, "%Y%m%d").strftime("%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
        moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone stands beside it
    except ValueError:
        return ""
    return f"{moment:%Y-%m-%d %H:%M} {zone}".strip()
