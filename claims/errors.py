"""Every way the desk says no.

DeskError                       anything named that goes wrong in the desk
├── Refusal                     a person asked for what cannot be done: a door shows it in the reader's language
│   ├── NotFound                there is no such claim, person, message or page
│   ├── Taken                   somebody else owns the claim
│   │   └── Helping             … and the asker helps with it already
│   ├── NotOwner                only the owner (or a lead) may do this
│   ├── Away                    somebody is on leave and cannot be given a claim
│   ├── NotAllowed              the asker's role does not allow it
│   ├── Illegal                 the claim's state does not allow the verb
│   ├── Answered                a customer who was answered cannot have sent spam
│   ├── Missing                 a required part was not given
│   ├── Invalid                 a part was given that is not understood
│   ├── Untimely                a time that cannot be promised: over, too far away, or when nobody works
│   ├── Ambiguous               the words fit several verbs, people or claims
│   ├── Elsewhere               words in one claim's thread begin with another claim's number
│   ├── OtherCustomer           claims of two customers are never joined
│   ├── Unapproved              no quote that the customer approved covers this work
│   ├── CapReached              the approved cap is used up: more work needs a new version
│   ├── FreeOfCharge            this kind of matter is never charged
│   ├── NoApprover              nobody at the customer's may approve a quote
│   ├── Joined                  the claim was joined with another one, where it goes on
│   ├── Unjoined                the claim was neither joined with another one nor split from one: nothing can be taken back
│   ├── TooLate                 the days within which it can be taken back are over
│   ├── Guarded                 what works as designed has its rules: a second person, an objection, days to object
│   ├── TooLarge                the letter with its files is more than the mail server takes
│   └── Stale                   somebody else's change came first
├── Misconfigured               a setting is missing or wrong: told to the operator at the start
└── TryAgain                    the desk cannot keep it durably right now: the wire is told to come back
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

Value = str | int | None | tuple[str, ...]


class DeskError(Exception):
    """The root of the family."""


class Refusal(DeskError):
    """Carries a key into the words files and the values for its placeholders, never prose."""

    key: ClassVar[str] = "refused"

    def __init__(self, **values: Value) -> None:
        super().__init__(self.key, values)
        self.values: Mapping[str, Value] = values

    def __reduce__(self) -> tuple[Any, ...]:
        """A refusal may come from another process."""
        return partial(type(self), **self.values), ()


class NotFound(Refusal):
    """`what`: claim, call, person, message, page, draft or file; `name`: as it was asked for; `text`: the line around it; `near`: names
    that there are and that are like it."""

    key = "not_found"


class Taken(Refusal):
    """`number`; `owner`: the person's id."""

    key = "taken"


class Helping(Taken):
    """The same."""

    key = "taken_helping"


class NotOwner(Refusal):
    """`number`; `owner`: the person's id, or None where nobody owns the claim."""

    key = "not_owner"


class Away(Refusal):
    """`owner`: the id of somebody who is on leave `until` a day (ISO 8601); `deputy`: who acts for them, or None."""

    key = "away"


class NotAllowed(Refusal):
    """`role`: the role that may, or `named` where `name` is nobody who can be named."""

    key = "not_allowed"


class Illegal(Refusal):
    """`number`, `verb`, `state`; `legal`: the verbs that are possible next."""

    key = "illegal"


class Answered(Refusal):
    """`number`."""

    key = "answered"


class Missing(Refusal):
    """`field`: the part that was not given; `verb`: the one that a number was not given for, where one was typed."""

    key = "missing"


class Invalid(Refusal):
    """`field`: the part; `value`: what was given; `allowed`: what would be understood, where it is a short list."""

    key = "invalid"


class Untimely(Refusal):
    """`field`; `why`: unread (with `value`, as it was typed), past, far, earlier (than `was`) or closed (with the working times `before`
    and `after`), and of periods long (more than `days`), span (`value` is none) or future (it begins on `day`); times are ISO 8601, the
    one that was meant is `at`."""

    key = "untimely"


class Ambiguous(Refusal):
    """`value`: what was given; `choices`: what it may mean."""

    key = "ambiguous"


class Elsewhere(Refusal):
    """`number`: the claim whose number it is, `value`: as it was typed, `verb`."""

    key = "elsewhere"


class OtherCustomer(Refusal):
    """`number`, `into`: two claims of different organisations, or of two people who belong to none."""

    key = "other_customer"


class Unapproved(Refusal):
    """`number`."""

    key = "unapproved"


class CapReached(Refusal):
    """`number`; `quote`: whose cap it is."""

    key = "cap_reached"


class FreeOfCharge(Refusal):
    """`number`; `claim_class`: the kind of matter."""

    key = "free_of_charge"


class NoApprover(Refusal):
    """`number`; `customer`: the organisation's name."""

    key = "no_approver"


class Joined(Refusal):
    """`number`; `into`: the claim it was joined with."""

    key = "joined"


class Unjoined(Refusal):
    """`number`."""

    key = "unjoined"


class TooLate(Refusal):
    """`number`; `days`: how long it could be taken back."""

    key = "too_late"


class Guarded(Refusal):
    """`number`; `what`: second (a lead alone after `hours`), objected (answered by the day `until`), window (open until then),
    class (of what works as designed, by a result), decided (a feature request), leaving (a result that may be taken back yet)."""

    key = "guarded"


class TooLarge(Refusal):
    """`size` and `allowed`: megabytes, as they are read."""

    key = "too_large"


class Stale(Refusal):
    """`number`; `what`: what changed meanwhile."""

    key = "stale"


class Misconfigured(DeskError):
    """The message is plain English for the operator: what is wrong, and what to write instead."""


class TryAgain(DeskError):
    """Nothing was kept; the sender should try again (SMTP 451, exit 75)."""
