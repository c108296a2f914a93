"""Who appoints whom, and what a user group changes."""

import pytest

from claims.errors import Invalid, NotAllowed, NotFound
from claims.roles import Right, Role
from claims.rules import People, Rules
from commands.appoint import appoint, by_group, entitle, is_admin
from commands.staff import staff
from storage import people
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, LEA


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(admins=(LEA.id,)))


async def role(desk: Desk, identity: str) -> Role:
    person = await desk.database.read(people.find, identity)
    assert person
    return person.role


async def test_an_admin_appoints_and_a_lead_does_not(desk: Desk) -> None:
    assert await desk.refused(NotAllowed, appoint, BEN.id, "lead", by=ANNA) == {"role": Role.ADMIN}
    await desk.do(appoint, ANNA.id, "lead", by=LEA)
    await desk.refused(NotAllowed, appoint, BEN.id, "lead", by=ANNA)
    await desk.do(appoint, ANNA.id, "admin", by=LEA)
    await desk.do(appoint, BEN.id, "lead", by=ANNA)
    assert (await role(desk, ANNA.id), await role(desk, BEN.id)) == (Role.ADMIN, Role.LEAD)


async def test_a_role_is_taken_back_by_off(desk: Desk) -> None:
    assert (await desk.do(staff, BEN.id, {"role": "lead"}, by=LEA)).role is Role.LEAD
    assert (await desk.do(staff, BEN.id, {"role": "off"}, by=LEA)).role is Role.AGENT


async def test_nobody_changes_their_own_role(desk: Desk) -> None:
    assert await desk.refused(NotAllowed, appoint, LEA.id, "agent", by=LEA) == {"role": "other_admin"}
    assert await desk.refused(NotAllowed, appoint, ANNA.id, "lead", by=ANNA) == {"role": Role.ADMIN}


async def test_what_is_no_role_or_nobody(desk: Desk) -> None:
    assert (await desk.refused(Invalid, appoint, ANNA.id, "king", by=LEA))["allowed"] == tuple(Role)
    await desk.refused(NotFound, appoint, "USTRANGER", "lead", by=LEA)


async def test_a_lead_gives_rights_and_takes_them(desk: Desk) -> None:
    await desk.refused(NotAllowed, entitle, BEN.id, ["quality"], by=ANNA)
    assert (await desk.refused(Invalid, entitle, BEN.id, ["money"], by=LEA))["allowed"] == tuple(Right)
    told = await desk.do(staff, BEN.id, {"rights": "Quality, finance"}, by=LEA)
    assert told.rights == (Right.FINANCE, Right.QUALITY)
    assert (await desk.do(staff, BEN.id, {"rights": "off"}, by=LEA)).rights == ()


async def test_a_group_gives_the_role_and_takes_it_back(desk: Desk) -> None:
    assert await desk.do(by_group, Role.LEAD, {ANNA.id, "USTRANGER"}) == 1
    assert await role(desk, ANNA.id) is Role.LEAD
    assert await desk.do(by_group, Role.LEAD, {ANNA.id}) == 0
    assert await desk.do(by_group, Role.ADMIN, {ANNA.id}) == 1
    assert await desk.do(by_group, Role.LEAD, {ANNA.id}) == 0, "of two groups the higher role counts"
    assert await role(desk, ANNA.id) is Role.ADMIN
    assert await desk.do(by_group, Role.ADMIN, ()) == 1
    assert await role(desk, ANNA.id) is Role.AGENT


async def test_what_a_person_gave_no_group_takes(desk: Desk) -> None:
    await desk.do(appoint, BEN.id, "lead", by=LEA)
    assert await desk.do(by_group, Role.LEAD, {BEN.id}) == 0
    assert await desk.do(by_group, Role.LEAD, ()) == 0
    assert await role(desk, BEN.id) is Role.LEAD


class TestWithoutAnAdmin:
    @pytest.fixture
    def rules(self) -> Rules:
        return Rules(people=People(leads=(BEN.id,)))

    async def test_the_leads_of_the_file_appoint_the_first_one(self, desk: Desk) -> None:
        assert await desk.database.read(lambda tx: (is_admin(tx, BEN), is_admin(tx, LEA))) == (True, False)
        await desk.do(appoint, ANNA.id, "admin", by=BEN)
        await desk.refused(NotAllowed, appoint, LEA.id, "agent", by=BEN)
