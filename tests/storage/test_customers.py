"""Customers."""

from storage import customers
from storage.database import Database
from tests.making import row


async def test_organisations_and_domains(database: Database) -> None:
    hanbit = await database.run(customers.add_organisation, "한빛", "hanbit.example")
    assert await database.read(customers.organisation, hanbit.id) == hanbit
    assert await database.read(customers.organisation, None) is None
    assert await database.read(customers.organisation, 77) is None
    assert await database.read(customers.organisation_of_domain, "hanbit.example") == hanbit
    assert await database.read(customers.organisation_of_domain, "bit.example") is None
    assert await database.read(customers.domains_of, hanbit.id) == ("hanbit.example",)
    changed = await database.run(lambda tx: customers.change_organisation(tx, hanbit.id, product="SPOOL"))
    assert changed.product == "SPOOL"


async def test_contacts(database: Database) -> None:
    kim = await database.run(customers.add_contact, "kim@hanbit.example", "김하늘", None)
    assert await database.read(customers.contact, kim.id) == kim
    assert await database.read(customers.contact_of_address, "kim@hanbit.example") == kim
    assert await database.read(customers.contact_of_address, "lee@hanbit.example") is None


async def test_parties_once_each(database: Database) -> None:
    claim = await database.run(row)
    await database.run(customers.add_parties, claim.id, [("b@x.example", "B"), ("a@x.example", "A"), ("b@x.example", "")])
    await database.run(customers.add_parties, claim.id, [("a@x.example", "other")])
    assert await database.read(customers.parties_of, claim.id) == [("a@x.example", "A"), ("b@x.example", "B")]
