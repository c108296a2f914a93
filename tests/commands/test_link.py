"""Claims that have to do with each other."""

from claims.errors import Invalid, NotFound
from commands.link import link
from commands.merge import merge
from commands.show import show, story
from tests.commands.desk import Desk
from tests.making import BEN


async def test_both_say_so_until_they_are_parted(desk: Desk) -> None:
    one, other = await desk.open(), await desk.open(address="cho@other.example")
    assert [(await desk.do(link, one, other, by=BEN)).changed for _ in range(2)] == [True, False]
    assert (await desk.database.read(show, one)).linked == (other,)
    assert (await desk.database.read(show, other)).linked == (one,)
    assert (await desk.whats(one)).count("linked") == 1, "the second time changed nothing"
    assert not [each for each in await desk.database.read(story, one, public=True) if each.event and each.event.what == "linked"]
    await desk.do(link, other, one, off=True, by=BEN)
    assert (await desk.database.read(show, one)).linked == ()


async def test_beside_those_that_were_joined(desk: Desk) -> None:
    one, repeat, other = await desk.open(), await desk.open(), await desk.open()
    await desk.do(merge, repeat, one, by=BEN)
    await desk.do(link, one, other, by=BEN)
    view = await desk.database.read(show, one)
    assert (view.absorbed, view.linked) == ((repeat,), (other,))


async def test_with_itself_or_with_none(desk: Desk) -> None:
    one = await desk.open()
    assert await desk.refused(Invalid, link, one, one, by=BEN) == {"field": "other", "value": one}
    await desk.refused(NotFound, link, one, "9999", by=BEN)
