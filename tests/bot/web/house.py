"""A desk with its web door open on this machine, and claims made by the desk's own commands."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import ClientResponse, ClientSession, CookieJar, web

from bot.desk import Desk
from bot.links import Links
from bot.settings import Settings
from bot.web import Health, make_web
from claims.actor import Actor, customer, person
from claims.claim import Claim, ClaimClass, Factor, Impact, Severity
from claims.envelope import Attachment
from claims.roles import Role
from claims.rules import Rules
from commands import hand, know, note, open, reply, resolve, take, triage
from commands.open import Told
from commands.resolve import Resolution
from commands.show import Person, View, show
from storage.database import Database
from storage.files import FileStore
from tests.clocks import StillClock

JUN, HANA, SORI = person("U1"), person("U2"), person("U3")
TEAM = {"U1": "김준", "U2": "이하나", "U3": "박소리"}
MINA = "mina@hanbit.example"


@dataclass(slots=True)
class House:
    """`get`, `post` speak HTTP to the running door; the verbs below them are the team's and the customers'."""

    desk: Desk
    url: str
    session: ClientSession
    health: Health = field(default_factory=Health)

    @property
    def database(self) -> Database:
        return self.desk.database

    async def get(self, path: str, **options: Any) -> "Answer":
        async with self.session.get(self.url + path, allow_redirects=options.pop("follow", False), **options) as response:
            return await _answer(response)

    async def post(self, path: str, data: Any, **options: Any) -> "Answer":
        async with self.session.post(self.url + path, data=data, allow_redirects=options.pop("follow", False), **options) as response:
            return await _answer(response)

    def token(self, claim: Claim | str) -> str:
        return self.desk.links.token(claim if isinstance(claim, str) else claim.number)

    def link(self, claim: Claim | str) -> str:
        return f"/c/{self.token(claim)}"

    async def view(self, number: str) -> View:
        return await self.database.read(show, number)

    async def write(self, subject: str = "로그인이 되지 않습니다", text: str = "어제부터 로그인이 안 됩니다.", **more: Any) -> Claim:
        """A customer's mail, as the mail door would have it."""
        told = {"address": MINA, "name": "정미나", "language": "ko"} | more
        return await self.database.run(open.open_claim, Told(subject=subject, text=text, **told), by=customer(told["address"]))

    async def taken(self, **more: Any) -> Claim:
        claim = await self.write(**more)
        return await self.database.run(take.take, claim.number, by=JUN)

    async def worked(self, **more: Any) -> Claim:
        claim = await self.taken(**more)
        return await self.database.run(triage.triage, claim.number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=JUN)

    async def reply(self, claim: Claim, text: str, *, by: Actor = JUN, attached: tuple[Attachment, ...] = ()) -> None:
        await self.database.run(reply.reply, claim.number, text, attached=attached, by=by)

    async def ask(self, claim: Claim, text: str) -> None:
        await self.database.run(reply.ask, claim.number, text, by=JUN)

    async def note(self, claim: Claim, text: str, **more: Any) -> None:
        await self.database.run(note.note, claim.number, text, by=JUN, **more)

    async def hand(self, claim: Claim, to: Actor, why: str) -> None:
        await self.database.run(hand.hand, claim.number, to.id, why, by=JUN)

    async def resolved(self, **more: Any) -> Claim:
        claim = await self.worked(**more)
        how = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "설정 누락", "설정을 바로잡았습니다. 이제 로그인하실 수 있습니다.", 30, False)
        await self.database.run(resolve.resolve, claim.number, how, by=JUN)
        return (await self.view(claim.number)).claim

    def file(self, name: str, content: bytes = b"bytes", type: str = "text/plain") -> Attachment:
        return Attachment(name, type, len(content), self.desk.files.keep(content))

    async def form(self, claim: Claim | str, purpose: str) -> str:
        """The token of a form as it stands on the page now."""
        text = (await self.get(self.link(claim))).text
        after = text.partition(f"/{purpose}")[2].partition('name="form" value="')[2]
        return after.partition('"')[0]

    async def say(self, claim: Claim | str, word: str, *, form: str | None = None, files: Mapping[str, bytes] | None = None) -> "Answer":
        """Send the box at the end of the page as a browser does."""
        fields = {"form": await self.form(claim, "word") if form is None else form, "word": word}
        body = BytesIO(multipart(fields, {"": b""} if files is None else files))
        return await self.post(f"{self.link(claim)}/word", body, headers={"Content-Type": "multipart/form-data; boundary=edge"})


def multipart(fields: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """A form as browsers send it: names as UTF-8, with only quotes and line ends escaped."""
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode("utf-8", "surrogatepass") for name, value in fields.items()]
    for name, content in files.items():
        safe = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        parts.append(f'form-data; name="files"; filename="{safe}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content)
    return b"".join(b"--edge\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--edge--\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    body: bytes
    cookies: Mapping[str, Any]

    @property
    def location(self) -> str:
        return unquote(self.headers["Location"])


async def _answer(response: ClientResponse) -> Answer:
    body = await response.read()
    return Answer(response.status, response.headers, body.decode("utf-8", "replace"), body, dict(response.cookies))


def settings(folder: Path, **more: Any) -> Settings:
    values = {"public_url": "http://desk.example", "secret_key": "a secret of the tests", "desk_address": "help@vendor.example"}
    return Settings(_env_file=None, data_dir=folder, **values | more)


@asynccontextmanager
async def opened_house(database: Database, clock: StillClock, rules: Rules, folder: Path, **more: Any) -> AsyncIterator[House]:
    chosen = settings(folder, **more)
    secret = chosen.secret_key.get_secret_value()
    desk = Desk(chosen, rules, database, FileStore(folder / "files"), Links(chosen.public_url, secret), clock)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        house = House(desk, "", session)

        async def health() -> Health:
            return house.health

        runner = web.AppRunner(make_web(desk, health=health, routes=[web.get("/broken", _broken)]), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        house.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await database.run(_staffed)
        try:
            yield house
        finally:
            await runner.cleanup()


async def _broken(_: web.Request) -> web.Response:
    raise RuntimeError("a customer's secret words")


def _staffed(tx: Any) -> None:
    for identity, name in TEAM.items():
        know.person(tx, Person(identity, name, "ko", "Asia/Seoul", f"{identity.lower()}@vendor.example", Role.AGENT, True))
