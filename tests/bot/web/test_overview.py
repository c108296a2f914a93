"""All requests of one company on one page: for the contacts a lead allows, and for nobody else."""

import pytest

from claims.actor import person
from claims.errors import NotAllowed, NotFound
from claims.lifecycle import CloseReason
from claims.roles import Role
from commands import know
from commands.close import close
from commands.show import Person
from tests.bot.web.house import JUN, MINA, House

LEA = person("ULEA")
JOON = "joon@hanbit.example"


async def allowed(house: House, value: str = MINA) -> str:
    """The path of the page after a lead allowed it."""
    await house.database.run(know.person, Person("ULEA", "정레아", "ko", "Asia/Seoul", None, Role.LEAD, active=True))
    found = await house.database.run(know.customer, "hanbit.example", page=value, by=LEA)
    reader = found.readers[0]
    assert reader.overview
    address = house.desk.links.overview(reader.id, reader.overview, house.desk.clock(), 30)
    return address.removeprefix(house.desk.links.public_url)


async def test_only_this_organisations_claims(house: House) -> None:
    mine, theirs = await house.taken(subject="로그인 문의"), await house.write(subject="결제 문의", address=JOON, name="김준")
    other = await house.write(subject="남의 회사 문의", address="lee@other.example", name="이")
    page = await house.get(await allowed(house))
    assert page.status == 200
    assert all(word in page.text for word in ("로그인 문의", "결제 문의", mine.number, theirs.number))
    assert page.text.count("<dd>0원</dd>") == 2, "what each costs so far"
    assert "남의 회사" not in page.text
    assert other.number not in page.text
    assert house.link(mine) in page.text
    assert house.link(theirs) not in page.text, "nobody acts in a colleague's name"
    assert f"/s/{theirs.number}" in page.text
    assert not any(word in page.text for word in (JOON, "어제부터 로그인이 안 됩니다."))


async def test_it_is_linked_from_the_own_conversation_alone(house: House) -> None:
    mine, theirs = await house.write(), await house.write(address=JOON, name="김준")
    assert "/o/" not in (await house.get(house.link(mine))).text
    path = await allowed(house)
    assert path in (await house.get(house.link(mine))).text
    assert "/o/" not in (await house.get(house.link(theirs))).text


@pytest.mark.parametrize("reader", ["adviser@elsewhere.example", JOON])
async def test_who_reads_along_is_not_led_on(house: House, reader: str) -> None:
    """Not even a colleague: the page leads to all conversations of the one who may see it."""
    mine = await house.write(parties=((reader, ""),))
    await allowed(house)
    assert "/o/" not in (await house.get(house.link(mine))).text


async def test_a_link_is_taken_back_and_given_anew(house: House) -> None:
    await house.write()
    path = await allowed(house)
    await house.database.run(know.customer, "hanbit.example", page=f"-{MINA}", by=LEA)
    assert (await house.get(path)).status == 404
    again = await allowed(house)
    assert again != path
    assert (await house.get(path)).status == 404
    assert (await house.get(again)).status == 200
    await house.database.run(know.customer, "hanbit.example", page="off", by=LEA)
    assert (await house.get(again)).status == 404


async def test_a_link_ends_by_itself(house: House) -> None:
    await house.write()
    path = await allowed(house)
    house.desk.clock.move(days=31)  # type: ignore[attr-defined]
    assert (await house.get(path)).status == 404


async def test_forged_links_open_nothing(house: House) -> None:
    mine = await house.write()
    path = await allowed(house)
    identity, key, last, signature = path.removeprefix("/o/").split(".")
    forged = (
        f"{int(identity) + 1}.{key}.{last}.{signature}",
        f"{identity}.{key}.{int(last) + 1}.{signature}",
        f"{identity}.{'0' * 16}.{last}.{signature}",
        f"{identity}.{key}.{last}",
        house.token(mine),
        "x",
        "....",
        "１.a.1.b",
    )
    for token in forged:
        assert (await house.get(f"/o/{token}")).status == 404, token


async def test_only_a_lead_allows_it_and_only_its_own_contacts(house: House) -> None:
    await house.taken()
    await house.write(address="lee@other.example", name="이")
    with pytest.raises(NotAllowed):
        await house.database.run(know.customer, "hanbit.example", page=MINA, by=JUN)
    with pytest.raises(NotFound):
        await allowed(house, "lee@other.example")


async def test_what_is_long_over_or_spam_is_not_listed(house: House) -> None:
    spam = await house.write(subject="광고")
    await house.database.run(know.person, Person("ULEA", "정레아", "ko", "Asia/Seoul", None, Role.LEAD, active=True))
    await house.database.run(close, spam.number, CloseReason.SPAM, by=LEA)
    assert spam.number not in (await house.get(await allowed(house))).text
