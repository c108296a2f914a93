"""A claim: anything a customer sends to the representative mailbox, owned by one engineer or visibly by nobody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from claims.lifecycle import CloseReason, State


class ClaimClass(StrEnum):
    """What kind of matter it is, in the fixed order in which triage asks."""

    SPAM = "SPAM"
    DUPLICATE = "DUPLICATE"
    BILLING = "BILLING"
    HOWTO = "HOWTO"
    DEFECT = "DEFECT"
    DEFECT_DOC = "DEFECT_DOC"
    WAD = "WAD"
    ENV = "ENV"
    FEATURE = "FEATURE"


class Severity(StrEnum):
    """How bad, technically: S1 stopped or data loss … S4 cosmetic or a question."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class Impact(StrEnum):
    """How wide: I1 everybody, or several organisations; I2 a group; I3 one person or a test system."""

    I1 = "I1"
    I2 = "I2"
    I3 = "I3"


class Priority(StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Factor(StrEnum):
    """The first level of a cause: where along the whole process it lies."""

    CUSTOMER = "CUSTOMER"
    PROCESS = "PROCESS"
    BUSINESS = "BUSINESS"
    AGENT = "AGENT"
    OTHER = "OTHER"


class Department(StrEnum):
    """Who has to do something about a cause."""

    SUPPORT = "support"
    DEV = "dev"
    QA = "qa"
    SALES = "sales"
    FINANCE = "finance"
    CUSTOMER = "customer"


FREE_OF_CHARGE = (ClaimClass.SPAM, ClaimClass.DUPLICATE, ClaimClass.BILLING, ClaimClass.DEFECT, ClaimClass.DEFECT_DOC)
"""Kinds of matter that are never charged, also where they were taken for something else before."""
_PRIORITY = {
    Severity.S1: (Priority.P1, Priority.P1, Priority.P2),
    Severity.S2: (Priority.P1, Priority.P2, Priority.P3),
    Severity.S3: (Priority.P2, Priority.P3, Priority.P3),
    Severity.S4: (Priority.P3, Priority.P4, Priority.P4),
}
_HIGHEST = {ClaimClass.WAD: Priority.P3, ClaimClass.HOWTO: Priority.P3, ClaimClass.FEATURE: Priority.P4}


def priority_of(claim_class: ClaimClass, severity: Severity, impact: Impact) -> Priority:
    """Severity × impact; works-as-designed and how-to are at most P3, a feature request is P4."""
    return capped(_PRIORITY[severity][list(Impact).index(impact)], claim_class)


def capped(priority: Priority, claim_class: ClaimClass) -> Priority:
    """What a class allows of a priority."""
    return max(priority, _HIGHEST.get(claim_class, Priority.P1))


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as it stands. Times are aware UTC; `before` is the state to return to after WAITING_CUSTOMER.

    `plan` names what its customer is promised; None, from before there were plans, is the desk's own.
    `first_due`, `update_due` and `resolution_due` are a cache of what follows from the timeline. `minutes` is hands-on work.
    `follows`, `merged_into` and `split_from` are ids of other claims: the one before it, the one it was joined with, the one it was
    part of.
    `undelivered_at`: when the desk last heard that a letter did not reach its reader.
    `next_step`: the team's plan line, `next_who` does it, None for the owner, `next_by` then.
    """

    id: int
    number: str
    subject: str
    state: State
    before: State | None
    close_reason: CloseReason | None
    claim_class: ClaimClass | None
    severity: Severity | None
    impact: Impact | None
    priority: Priority
    plan: str | None
    owner: str | None
    contact_id: int
    organisation_id: int | None
    product: str | None
    language: str
    channel: str
    opened_at: datetime
    changed_at: datetime
    first_due: datetime | None
    first_answered_at: datetime | None
    update_due: datetime | None
    resolution_due: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopened: int
    factor: Factor | None
    cause: str | None
    resolution: str | None
    minutes: int | None
    chargeable: bool | None
    department: Department | None
    follows: int | None
    merged_into: int | None
    split_from: int | None
    undelivered_at: datetime | None
    version: int
    next_step: str | None = None
    next_who: str | None = None
    next_by: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Open in the sense of the backlog: neither resolved nor closed."""
        return self.state not in (State.RESOLVED, State.CLOSED)
