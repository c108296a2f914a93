"""Random lives of money: in whatever order the commands come, no minute is charged that was not approved, and no bill passes its cap."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from claims.actor import Actor, customer
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.errors import Refusal
from claims.lifecycle import State
from claims.quotes import Channel, on_offer
from claims.rules import Rules
from claims.worklog import Charge
from claims.workyear import MINUTE
from commands import credit
from commands.approve import approve, decline, tend
from commands.bill import bill, dispute
from commands.close import reopen
from commands.fees import account
from commands.know import customer as settle
from commands.log import correct, log, start, stop
from commands.quote import endorse, quote, unquote
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage import claims, quotes, search, statements, work
from storage.database import Tx
from storage.sqlite import prepare
from storage.tables import metadata
from tests.clocks import StillClock
from tests.making import ANNA, KIM, LEA, open_one, team

BOSS = customer("boss@hanbit.example")
PEOPLE = some.sampled_from([ANNA, LEA])


class Money(RuleBasedStateMachine):
    """One claim of a customer whose boss may approve; sums in won."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        event.listen(self.engine, "connect", lambda raw, record: prepare(raw))
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            search.create(connection)
        self.clock = StillClock()

    def teardown(self) -> None:
        self.engine.dispose()

    def run(self, command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.engine.begin() as connection:
            return command(Tx(connection, self.clock.now, Rules()), *args, **kwargs)

    def tried(self, command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return self.run(command, *args, **kwargs)
        except Refusal:
            return None

    @initialize()
    def begin(self) -> None:
        self.run(team)
        self.number = self.run(open_one).number
        self.id = int(self.number.partition("-")[0])
        self.run(take, self.number, by=ANNA)
        self.run(triage, self.number, ClaimClass.ENV, Severity.S3, Impact.I2, by=ANNA)
        self.run(settle, "hanbit.example", approver=BOSS.id, by=LEA)

    @rule(minutes=some.sampled_from([1, 7, 30, 90, 600, 3000, 20000]))
    def waits(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)
        self.tried(tend, self.clock.now)

    @rule(minutes=some.integers(1, 600), cap=some.sampled_from([None, 1, 50_000, 300_000, 2_000_000]), by=PEOPLE)
    def quotes(self, minutes: int, cap: int | None, by: Actor) -> None:
        self.tried(quote, self.number, minutes, "작업", cap=cap, by=by)

    @rule(verb=some.sampled_from([endorse, unquote, start, bill]), by=PEOPLE)
    def acts(self, verb: Callable[..., Any], by: Actor) -> None:
        self.tried(verb, self.number, by=by)

    @rule(act=some.sampled_from([approve, approve, decline]), by=some.sampled_from([BOSS, BOSS, KIM]), old=some.booleans())
    def answers(self, act: Callable[..., Any], by: Actor, old: bool) -> None:
        offered = self.run(quotes.of_claim, self.id)
        last = (offered[0] if old else on_offer(offered)) if offered else None
        if last:
            self.tried(act, self.number, last.version, last.digest, channel=Channel.PAGE, evidence="", by=by)

    @rule(minutes=some.integers(1, 400), charge=some.sampled_from(Charge), by=PEOPLE)
    def logs(self, minutes: int, charge: Charge, by: Actor) -> None:
        self.tried(log, self.number, minutes, charge, "작업", by=by)

    @rule(charge=some.sampled_from(Charge), by=PEOPLE)
    def stops(self, charge: Charge, by: Actor) -> None:
        self.tried(stop, self.number, charge, "작업", by=by)

    @rule(entry=some.integers(1, 20), minutes=some.integers(0, 30), by=PEOPLE)
    def corrects(self, entry: int, minutes: int, by: Actor) -> None:
        self.tried(correct, self.number, entry, minutes, "정정", by=by)

    @rule(line=some.integers(1, 8))
    def disputes(self, line: int) -> None:
        self.tried(dispute, self.number, line, "많습니다", by=KIM)

    @rule(line=some.integers(1, 3), amount=some.integers(1, 100_000))
    def credits(self, line: int, amount: int) -> None:
        self.tried(credit.credit_line, self.number, line, amount, "조정", by=LEA)

    @rule(claim_class=some.sampled_from([ClaimClass.ENV, ClaimClass.HOWTO, ClaimClass.DEFECT]), chargeable=some.booleans())
    def resolves(self, claim_class: ClaimClass, chargeable: bool) -> None:
        self.tried(resolve, self.number, Resolution(claim_class, Factor.OTHER, "원인", "했습니다.", 10, chargeable), by=ANNA)

    @rule(claim_class=some.sampled_from([ClaimClass.ENV, ClaimClass.HOWTO, ClaimClass.DEFECT]))
    def triages(self, claim_class: ClaimClass) -> None:
        self.tried(reopen, self.number, "다시", by=ANNA)
        self.tried(triage, self.number, claim_class, Severity.S3, Impact.I2, by=ANNA)

    @invariant()
    def no_minute_is_charged_that_was_not_approved(self) -> None:
        known = {each.id: each for each in self.run(quotes.of_claim, self.id)}
        for entry in self.run(work.of_claim, self.id):
            if entry.charge is Charge.CHARGEABLE and entry.minutes:
                offered = known[entry.quote_id]
                (said,) = self.run(quotes.decisions, offered.id)
                assert said.approved
                assert said.actor == BOSS
                assert said.digest == offered.digest
                assert said.at <= entry.start + MINUTE
                assert entry.start >= said.at.replace(second=0, microsecond=0)
                assert offered.ended_at is None or entry.end <= offered.ended_at

    @invariant()
    def no_bill_passes_what_was_approved(self) -> None:
        claim = self.run(claims.find, self.id)
        known = self.run(account, claim)
        if known.approved:
            assert known.due.sum.supply <= known.approved.offer.cap
        else:
            assert known.due.sum.total == 0
        for each in self.run(statements.of_claim, self.id):
            assert 0 <= each.sum.supply <= each.first_sum.supply <= (each.cap or 0)
        if claim.claim_class is ClaimClass.DEFECT:
            assert known.cost == 0

    @invariant()
    def who_waits_for_an_approval_can_get_one(self) -> None:
        claim, offered = self.run(claims.find, self.id), self.run(quotes.of_claim, self.id)
        last = on_offer(offered)
        if claim.state is State.WAITING_APPROVAL:
            assert last
            assert last.ended_at is None


TestMoney = Money.TestCase
TestMoney.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
