"""Who acts, on the timeline and back."""

import pytest

from claims.actor import Actor, ActorKind, clock, customer, operator, person


@pytest.mark.parametrize(
    ("actor", "kind", "text"),
    [
        (person("U1"), ActorKind.PERSON, "person:U1"),
        (customer("kim@hanbit.example"), ActorKind.CUSTOMER, "customer:kim@hanbit.example"),
        (customer(""), ActorKind.CUSTOMER, "customer:"),
        (customer("a:b@hanbit.example"), ActorKind.CUSTOMER, "customer:a:b@hanbit.example"),
        (clock("close"), ActorKind.CLOCK, "clock:close"),
        (operator("root"), ActorKind.OPERATOR, "operator:root"),
    ],
)
def test_there_and_back(actor: Actor, kind: ActorKind, text: str) -> None:
    assert actor.kind is kind
    assert str(actor) == text
    assert Actor.parse(text) == actor
