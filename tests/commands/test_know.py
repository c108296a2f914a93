"""Who is who."""

import pytest

from claims.errors import Ambiguous, Invalid, Missing, NotFound
from claims.roles import Role
from commands.know import contact, customer, domain_of, is_address, near, person, settle
from storage import customers, people
from storage.people import Person
from tests.commands.desk import Desk
from tests.making import ANNA


@pytest.mark.parametrize(
    ("address", "domain"), [("kim@hanbit.example", "hanbit.example"), ("a@b@HANBIT.example", "hanbit.example"), ("", "")]
)
def test_domain(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("text", "whether"), [("a@b", True), ("김@한빛.example", True), ("", False), ("@b", False), ("a@", False), ("a @b", False)]
)
def test_what_is_an_address(text: str, whether: bool) -> None:
    assert is_address(text) is whether


async def test_a_company_domain_makes_an_organisation(desk: Desk) -> None:
    kim = await desk.do(contact, "Kim@Hanbit.example", "김하늘")
    lee = await desk.do(contact, "lee@hanbit.example", "")
    assert kim.organisation_id
    assert lee.organisation_id == kim.organisation_id
    assert (kim.address, lee.name) == ("kim@hanbit.example", "lee@hanbit.example")
    assert await desk.do(contact, "kim@hanbit.example", "다른 이름") == kim
    organisation = await desk.database.read(customers.organisation, kim.organisation_id)
    assert organisation
    assert (organisation.name, organisation.language) == ("hanbit.example", None)


@pytest.mark.parametrize("address", ["kim@gmail.com", "kim@naver.com", "kim@hanmail.net", "kim@GMAIL.com"])
async def test_free_mail_never_does(desk: Desk, address: str) -> None:
    assert (await desk.do(contact, address, "")).organisation_id is None


async def test_a_customers_record(desk: Desk) -> None:
    await desk.open()
    changed = await desk.do(customer, "hanbit.example", name="한빛", language="en", account_owner=ANNA.id, product="SPOOL", by=ANNA)
    assert (changed.organisation.name, changed.organisation.language, changed.organisation.product) == ("한빛", "en", "SPOOL")
    assert changed.account_owner
    assert (changed.account_owner.name, changed.domains) == ("Anna Park", ("hanbit.example",))
    for which in ("한빛", "HANBIT", "hanbit.example", " 빛 "):
        assert await desk.do(customer, which, by=ANNA) == changed, "asked without anything to change, it is only shown"
    assert (await desk.do(customer, "한빛", product="SCAN", by=ANNA)).organisation.language == "en"


async def test_an_exact_name_goes_before_those_that_hold_it(desk: Desk) -> None:
    for domain in ("bit.example", "hanbit.example"):
        await desk.do(contact, f"kim@{domain}", "")
    assert (await desk.do(customer, "bit.example", by=ANNA)).domains == ("bit.example",)
    assert await desk.refused(Ambiguous, customer, "bit", by=ANNA) == {"value": "bit", "choices": ("bit.example", "hanbit.example")}


async def test_records_refused(desk: Desk) -> None:
    await desk.open()
    assert await desk.refused(Missing, customer, " ", by=ANNA) == {"field": "which"}
    assert await desk.refused(NotFound, customer, "없음", by=ANNA) == {"what": "customer", "name": "없음", "near": ()}
    assert await desk.refused(NotFound, customer, "hanbit", account_owner="UNOBODY", by=ANNA) == {"what": "person", "name": "UNOBODY"}
    assert await desk.refused(Invalid, customer, "hanbit", language="fr", by=ANNA) == {
        "field": "language",
        "value": "fr",
        "allowed": ("ko", "en"),
    }


async def test_a_person_is_known_by_acting(desk: Desk) -> None:
    met = Person("UNEW", "Nari", "ko", "Asia/Seoul", "Nari@Desk.example", Role.AGENT, active=True)
    assert (await desk.do(person, met)).address == "nari@desk.example"
    assert await desk.database.read(people.by_address, "nari@desk.example")


async def test_a_persons_own_settings(desk: Desk) -> None:
    changed = await desk.do(settle, ANNA.id, language="en", zone="Europe/Berlin")
    assert (changed.language, changed.zone) == ("en", "Europe/Berlin")
    assert await desk.do(settle, ANNA.id) == changed
    assert (await desk.refused(Invalid, settle, ANNA.id, language="fr"))["field"] == "language"
    assert await desk.refused(Invalid, settle, ANNA.id, zone="Mars/Olympus") == {"field": "zone", "value": "Mars/Olympus"}
    await desk.refused(NotFound, settle, "UNOBODY", language="ko")


def test_one_customer_of_many_names_takes_no_others_place() -> None:
    known = [(1, "Acme Corp", ("acmecorp", "acmecorpx", "acmecor")), (2, "Acne Corp", ("acnecorp",)), (3, "Acma Copr", ("acmacopr",))]
    assert near("acmecorq", known) == ("Acme Corp", "Acne Corp", "Acma Copr")
