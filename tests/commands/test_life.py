"""Random lives: any verb in any order by anybody never leads anywhere the process does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool

from claims.actor import Actor
from claims.actor import clock as job
from claims.claim import Claim, ClaimClass, Factor, Impact, Priority, Severity
from claims.errors import Refusal
from claims.lifecycle import STEPS, CloseReason, State
from claims.rules import Rules
from commands import clocks
from commands.close import close, close_silent, confirm, reopen
from commands.hand import hand, invite
from commands.hear import hear
from commands.note import note
from commands.receive import receive
from commands.release import release
from commands.reply import ask, reply, resume
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage import claims, people, search, timeline
from storage.database import Tx
from storage.sqlite import prepare
from storage.tables import metadata
from storage.timeline import Event
from tests.clocks import StillClock
from tests.making import ANNA, BEN, KIM, LEA, envelope, open_one, team, told

PEOPLE = some.sampled_from([ANNA, BEN, LEA])
WORDS = some.sampled_from(["", "확인했습니다."])
WAYS = {(step.frm, step.to) for step in STEPS if step.to} | {
    (State.WAITING_CUSTOMER, state) for state in (State.NEW, State.TRIAGE, State.IN_PROGRESS)
}
PAUSED = (State.WAITING_CUSTOMER, State.WAITING_APPROVAL)
NO_UPDATES = (*PAUSED, State.WAITING_RELEASE, State.RESOLVED, State.CLOSED)


class Life(RuleBasedStateMachine):
    """A desk in memory, its people, one customer and time."""

    numbers = Bundle("numbers")

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        event.listen(self.engine, "connect", lambda raw, record: prepare(raw))
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            search.create(connection)
        self.clock, self.mails = StillClock(), 0

    def teardown(self) -> None:
        self.engine.dispose()

    @contextmanager
    def tx(self) -> Iterator[Tx]:
        with self.engine.begin() as connection:
            yield self._tx(connection)

    def _tx(self, connection: Connection) -> Tx:
        return Tx(connection, self.clock.now, Rules())

    def tried(self, command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Whatever it says, it says it as a refusal."""
        try:
            with self.tx() as tx:
                return command(tx, *args, **kwargs)
        except Refusal:
            return None

    @initialize()
    def hire(self) -> None:
        with self.tx() as tx:
            team(tx)

    @rule(target=numbers, subject=some.sampled_from(["장애", "문의"]))
    def opens(self, subject: str) -> str:
        with self.tx() as tx:
            return open_one(tx, subject=subject).number

    @rule(target=numbers, number=numbers)
    def writes(self, number: str) -> str:
        """By mail, quoting the number: the claim it joined, or the one that follows."""
        self.mails += 1
        mail = envelope(message_id=f"{self.mails}@hanbit.example", subject=f"[{number}]")
        with self.tx() as tx:
            became = receive(tx, mail, f"{self.mails}".encode(), wire="smtp", desk=())
        assert became.claim
        return became.claim

    @rule(number=numbers)
    def says(self, number: str) -> None:
        with self.tx() as tx:
            claim = claims.find(tx, int(number.partition("-")[0]))
            assert claim
            hear(tx, claim, told())

    @rule(minutes=some.sampled_from([1, 45, 60 * 24, 60 * 24 * 7, 60 * 24 * 31]))
    def waits(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)

    @rule(number=numbers, verb=some.sampled_from([take, resume]), by=PEOPLE)
    def acts(self, number: str, verb: Callable[..., Any], by: Actor) -> None:
        self.tried(verb, number, by=by)

    @rule(number=numbers, verb=some.sampled_from([release, reopen, reply, ask, note]), words=WORDS, by=PEOPLE)
    def speaks(self, number: str, verb: Callable[..., Any], words: str, by: Actor) -> None:
        self.tried(verb, number, words, by=by)

    @rule(number=numbers, verb=some.sampled_from([hand, invite]), to=PEOPLE, words=WORDS, by=PEOPLE)
    def involves(self, number: str, verb: Callable[..., Any], to: Actor, words: str, by: Actor) -> None:
        self.tried(verb, number, to.id, words, by=by)

    @rule(
        number=numbers,
        claim_class=some.sampled_from(ClaimClass),
        severity=some.sampled_from(Severity),
        impact=some.sampled_from(Impact),
        priority=some.sampled_from([None, *Priority]),
        reason=WORDS,
        by=PEOPLE,
    )
    def triages(self, number: str, claim_class: ClaimClass, severity: Severity, impact: Impact, **rest: Any) -> None:
        self.tried(triage, number, claim_class, severity, impact, **rest)

    @rule(number=numbers, claim_class=some.sampled_from(ClaimClass), text=WORDS, minutes=some.integers(-1, 100_001), by=PEOPLE)
    def resolves(self, number: str, claim_class: ClaimClass, text: str, minutes: int, by: Actor) -> None:
        self.tried(resolve, number, Resolution(claim_class, Factor.OTHER, "원인", text, minutes, chargeable=False), by=by)

    @rule(number=numbers, reason=some.sampled_from(CloseReason), text=WORDS, by=some.sampled_from([ANNA, BEN, LEA, KIM]))
    def closes(self, number: str, reason: CloseReason, text: str, by: Actor) -> None:
        self.tried(close, number, reason, text, by=by)

    @rule(number=numbers, verb=some.sampled_from([confirm, reopen]))
    def decides(self, number: str, verb: Callable[..., Any]) -> None:
        self.tried(verb, number, by=KIM)

    @rule(number=numbers)
    def falls_silent(self, number: str) -> None:
        self.tried(close_silent, number, by=job("close"))

    @invariant()
    def every_claim_is_as_the_process_says(self) -> None:
        with self.tx() as tx:
            ids = {person.id for person in people.everyone(tx)}
            for identity in tx.connection.exec_driver_sql("SELECT id FROM claims").scalars().all():
                claim = claims.find(tx, identity)
                assert claim
                events = timeline.of_claim(tx, identity)
                assert claim.owner is None or claim.owner in ids
                self.states_chain_up(claim, events)
                self.what_is_kept_fits_the_state(claim)
                self.owners_follow(claim, events)
                self.clocks_are_what_follows(tx, claim)

    def states_chain_up(self, claim: Claim, events: list[Event]) -> None:
        assert (events[0].what, events[0].from_state, events[0].to_state) == ("received", None, State.NEW)
        for before, after in pairwise(events):
            assert before.at <= after.at
            assert (after.from_state or after.to_state) == before.to_state
            assert before.to_state == after.to_state or (before.to_state, after.to_state) in WAYS
        assert events[-1].to_state is claim.state
        assert [each.what for each in events].count("reopened") == claim.reopened

    def what_is_kept_fits_the_state(self, claim: Claim) -> None:
        assert (claim.owner is None) or claim.state is not State.NEW
        assert (claim.owner is not None) or claim.state is not State.TRIAGE
        assert (claim.state is State.WAITING_CUSTOMER) == (claim.before is not None)
        assert (claim.state is State.CLOSED) == (claim.closed_at is not None) == (claim.close_reason is not None)
        assert claim.state is not State.RESOLVED or (claim.resolved_at and claim.claim_class and claim.cause)
        assert not claim.is_open or claim.resolved_at is None

    def owners_follow(self, claim: Claim, events: list[Event]) -> None:
        owner = None
        for each in events:
            if each.what == "taken":
                assert owner is None, "nobody takes what somebody has"
            if each.what in ("taken", "handed"):
                owner = each.detail["owner"]
            elif each.what == "released":
                assert owner == each.detail["owner"]
                owner = None
        assert claim.owner == owner

    def clocks_are_what_follows(self, tx: Tx, claim: Claim) -> None:
        assert (claim.state in NO_UPDATES) == (claim.update_due is None)
        if claim.is_open:
            if claim.state in PAUSED:
                assert claim.resolution_due is None or claim.resolution_due < tx.now, "what was late before the wait stays late"
            else:
                assert claim.resolution_due
            again = clocks.refresh(tx, claim)
            assert (again.resolution_due, again.update_due) == (claim.resolution_due, claim.update_due)
        if claim.first_answered_at:
            assert claim.first_answered_at >= claim.opened_at


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
