"""Who acts: a person of the team, a customer, the clock or the operator."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"
    CUSTOMER = "customer"
    CLOCK = "clock"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is a Slack user id, a customer's address, a job's name or an operating system user."""

    kind: ActorKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Actor":
        """The inverse of str(), as the timeline keeps it."""
        kind, _, identity = text.partition(":")
        return cls(ActorKind(kind), identity)


def person(identity: str) -> Actor:
    return Actor(ActorKind.PERSON, identity)


def customer(address: str) -> Actor:
    return Actor(ActorKind.CUSTOMER, address)


def clock(job: str) -> Actor:
    return Actor(ActorKind.CLOCK, job)


def operator(name: str) -> Actor:
    return Actor(ActorKind.OPERATOR, name)
