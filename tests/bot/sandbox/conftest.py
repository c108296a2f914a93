from collections.abc import AsyncIterator

import pytest

from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.desk import Desk

PEOPLE = [
    Person("UANA", "ana", "Ana Silva", "ana@desk.example", tz="Europe/Lisbon", locale="en-US"),
    Person("UBEN", "ben", "김벤", "ben@desk.example"),
    Person("UGUEST", "guest", "Guest", is_restricted=True),
]


def make_workspace(**settings: object) -> Workspace:
    channels = [
        Channel("CDESK", "claims"),
        Channel("COTHER", "other", members=["UANA"]),
        Channel("GSECRET", "secret", members=["UANA"], is_private=True),
    ]
    return Workspace(people=PEOPLE, channels=channels, **settings)  # type: ignore[arg-type]


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    workspace = make_workspace(redelivery=(0.0, 0.01), ack_timeout=60)
    await workspace.start()
    yield workspace
    await workspace.stop()


@pytest.fixture
async def desk(workspace: Workspace) -> AsyncIterator[Desk]:
    desk = Desk(workspace)
    await desk.connect()
    yield desk
    await desk.close()
