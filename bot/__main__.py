"""The command line: `claimdesk …`. Every command imports what it needs when it runs, so that a mail pipe starts quickly."""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import told
from claims.errors import DeskError, Misconfigured, TryAgain

if TYPE_CHECKING:
    from bot.desk import Desk

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The claim desk: one address, one owner, every step visible.",
)


@app.command()
def demo(
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page; the next free one where it is taken.")] = 8686,
) -> None:
    """Run the whole desk on this machine with no account anywhere."""
    from bot.sandbox.demo import run_demo

    asyncio.run(run_demo(port=port, browser=not no_browser))


@app.command()
def run() -> None:
    """Run the desk: Slack, mail, tracking page and clock."""
    gc.disable()  # imports leave next to nothing behind, and looking for it takes a sixth of the start
    from bot.run import serve

    asyncio.run(serve())


@app.command()
def check(
    mail: Annotated[bool, typer.Option("--mail", help="Send a test mail to DESK_ADDRESS and wait for it; look at SPF and DMARC.")] = False,
    slack: Annotated[bool, typer.Option("--slack", help="Post a test card and delete it.")] = False,
    clocks: Annotated[bool, typer.Option("--clocks", help="Only hold all due times against the timelines.")] = False,
    mend: Annotated[bool, typer.Option("--mend", help="With --clocks: write the due times that the timelines give.")] = False,
    playbook: Annotated[bool, typer.Option("--playbook", help="Only read the pages of the playbook.")] = False,
) -> None:
    """Name everything that is missing, with its fix; exit 1 if anything is."""
    from bot import logs
    from bot.check import check_all

    logs.quiet()
    if clocks:
        raise typer.Exit(0 if asyncio.run(_compare_clocks(mend=mend)) else 1)
    if playbook:
        raise typer.Exit(0 if _read_playbook() else 1)
    raise typer.Exit(0 if asyncio.run(check_all(mail=mail, slack=slack)) else 1)


def _read_playbook() -> bool:
    """Print each fault of a page; whether there is none."""
    from bot.settings import Settings

    try:
        rules = Settings.read().rules()
        pages = rules.guide.pages
    except Misconfigured as trouble:
        typer.echo(str(trouble))
        return False
    typer.echo(f"{len(pages)} pages are well{f', with those of {rules.playbook.folder}' if rules.playbook.folder else ''}")
    return True


async def _compare_clocks(*, mend: bool) -> bool:
    """Print every due time that does not follow from its timeline; whether none is left."""
    from commands.check_clocks import compare

    count = wrong = 0
    async with _desk() as desk:
        found = await desk.database.run(compare, mend=mend)
        while found.last is not None:
            count, wrong = count + found.count, wrong + len(found.differences)
            for each in found.differences:
                typer.echo(f"{each.number} {each.clock}: {each.kept or 'none'}, by the timeline {each.reckoned or 'none'}")
            found = await desk.database.run(compare, found.last, mend=mend)
    typer.echo(f"{count} claims, {wrong} differences{' mended' if mend and wrong else ''}")
    return mend or not wrong


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema (`run` does it too)."""

    async def bring_up() -> None:
        async with _desk():
            typer.echo("The database is up to date.")

    asyncio.run(bring_up())


@app.command()
def figures() -> None:
    """Derive what summaries are made of anew from the timelines: facts, backlogs of 13 weeks, weekly figures."""
    from commands import publish

    async def derive() -> None:
        async with _desk() as desk:
            last, changed = await desk.database.run(publish.rebuild, 0)
            while last:
                last, more = await desk.database.run(publish.rebuild, last)
                changed += more
            typer.echo(f"{changed} claims had other facts; {await desk.database.run(publish.republish)} days and weeks were written.")

    asyncio.run(derive())


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The .tar to write.")]) -> None:
    """Write everything to one file; the desk may run meanwhile."""
    from storage.backup import dump

    async def write() -> None:
        if file.is_dir() or not file.parent.is_dir():
            raise Misconfigured(f"{file}: name a file to write, in a folder that is there")
        async with _desk() as desk:
            counts = await desk.database.read(dump, desk.files, file)
            typer.echo(f"{file}: {counts['claims']} claims, {counts['messages']} messages, {counts['raw_mails']} mails")

    asyncio.run(write())


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A .tar that backup wrote.")]) -> None:
    """Read a backup into an empty database, SQLite or PostgreSQL."""
    from tarfile import is_tarfile

    from storage.backup import load

    async def read() -> None:
        if not is_tarfile(file):
            raise Misconfigured(f"{file} is no backup: restore reads the .tar files that claimdesk backup writes")
        async with _desk() as desk:
            counts = await desk.database.run(load, desk.files, file)
            typer.echo(f"{counts['claims']} claims, {counts['messages']} messages, {counts['raw_mails']} mails are back.")

    asyncio.run(read())


@app.command()
def receive(files: Annotated[list[str] | None, typer.Argument(help="RFC 5322 files; - or nothing: standard input.")] = None) -> None:
    """Take mails in; durable before exit 0, exit 75: try again. One JSON line a mail."""
    from bot.intake import opened_intake

    async def take_in() -> bool:
        async with _desk() as desk, opened_intake(desk) as intake:
            kept = [await _take_one(intake, name) for name in files or ["-"]]
            if all(kept) and not desk.settings.desk_address:
                typer.echo("claimdesk: kept, but DESK_ADDRESS is missing: no letter leaves until it is given", err=True)
            return all(kept)

    try:
        kept = asyncio.run(take_in())
    except (DeskError, OSError) as trouble:  # whatever is wrong with the desk, the mail server keeps the mail
        _say(trouble)
        kept = False
    if not kept:
        raise typer.Exit(told.EX_TEMPFAIL)


async def _take_one(intake: Any, name: str) -> bool:
    try:
        received = await intake.take_in(_bytes(name), "receive")
    except (TryAgain, OSError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else trouble
        typer.echo(f"claimdesk: {name}: not kept, try again ({why})", err=True)
        return False
    typer.echo(json.dumps({"file": name, "became": received.became, "claim": received.claim, "why": received.why}, ensure_ascii=False))
    return True


@app.command("import")
def import_(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day, such as 2026-01-31.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many mails there are.")] = False,
    threads: Annotated[bool, typer.Option("--threads", help="Also give each claim its Slack thread.")] = False,
) -> None:
    """Take in mail that stood in the IMAP mailbox before the desk began, as silent history: closed claims, and nobody is written to."""
    from bot.mail.history import bring_in

    async def bring() -> None:
        async with _desk() as desk:
            await bring_in(desk, since.date(), dry_run=dry_run, threads=threads)

    asyncio.run(bring())


@app.command()
def explain(files: Annotated[list[str], typer.Argument(help="RFC 5322 files; -: standard input.")]) -> None:
    """Show what the reader sees in mails; stores nothing. One JSON line a mail."""
    from bot.mail.explain import explained
    from bot.mail.limits import Desk, Limits
    from bot.settings import Settings

    settings = Settings.read()
    desk = Desk(frozenset(settings.addresses), settings.authserv_id)
    limits = Limits.of(settings.rules().limits)

    missing: list[OSError] = []

    async def tell() -> None:
        async with aclosing(explained(_mails(files, missing), desk, limits)) as mails:
            async for mail in mails:
                typer.echo(json.dumps(mail, ensure_ascii=False))

    asyncio.run(tell())
    if missing:
        raise missing[0]


def _mails(names: list[str], missing: list[OSError]) -> Iterator[tuple[str, bytes]]:
    """A file that cannot be read must not hide those behind it."""
    for name in names:
        try:
            yield name, _bytes(name)
        except OSError as trouble:
            missing.append(trouble)


@app.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="NEW, TRIAGE, IN_PROGRESS, … ; else all that are not closed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """List claims, the most urgent first."""
    from claims.errors import Invalid
    from claims.lifecycle import State
    from commands.find import list_claims
    from commands.show import summary_json

    if state and state.upper() not in list(State):
        raise Invalid(field="state", value=state, allowed=tuple(State))
    wanted = State(state.upper()) if state else None
    views = asyncio.run(_read(list_claims, state=wanted, limit=100_000))
    rows = [summary_json(view) for view in views]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['number']:<14} {row['priority']} {row['state']:<16} {row['owner'] or '-':<14} {row['subject']}")


@app.command()
def show(number: str, as_json: Annotated[bool, typer.Option("--json", help="One JSON object with the timeline.")] = False) -> None:
    """Show a claim with its timeline."""
    from commands.show import story_json

    story = asyncio.run(_read(story_json, number))
    if as_json:
        typer.echo(json.dumps(story, ensure_ascii=False, indent=1))
        return
    typer.echo(
        f"{story['number']}  {story['subject']}\n{story['state']}  {story['priority']}  owner: {story['owner'] or '-'}  {story['customer']}"
    )
    for line in story["timeline"]:
        typer.echo(f"  {line['at']}  {line['what']:<16} {line['by']}")


@app.command()
def due(
    start: Annotated[str, typer.Option("--from", help="ISO 8601; without an offset in the calendar's zone.")],
    minutes: Annotated[int, typer.Option(help="Business minutes.")],
    pause: Annotated[list[str] | None, typer.Option(help="ISO/ISO; may be given several times.")] = None,
    calendar: Annotated[str, typer.Option(help="default, nolunch, 24x7 or one of desk.toml.")] = "default",
) -> None:
    """When a target falls due: prints one ISO 8601 time with its offset."""
    from bot.settings import Settings
    from claims import due as reckoning

    typer.echo(reckoning.due(start, minutes, pause or [], Settings.read().rules().calendar(calendar)).isoformat())


Log = Annotated[bool, typer.Option("--log", help="Print who took in which file, and when.")]


@app.command()
def customers(
    file: Annotated[Path | None, typer.Argument(help="A CSV file to take in; without one they are printed.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look at the lines.")] = False,
    log: Log = False,
) -> None:
    """Print customers with their contracts and approvers as CSV, or take them in: all of them, or none where a line is bad."""
    from commands.registry import customers_in, customers_out

    _table(file, "customers", customers_out, customers_in, dry_run=dry_run, log=log)


@app.command()
def rates(
    file: Annotated[Path | None, typer.Argument(help="A CSV file to take in; without one they are printed.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look at the lines.")] = False,
    log: Log = False,
) -> None:
    """Print the rate cards as CSV, or take them in."""
    from commands.ratecards import rates_in, rates_out

    _table(file, "rates", rates_out, rates_in, dry_run=dry_run, log=log)


Month = Annotated[str, typer.Argument(help="As 2026-11.")]
Which = Annotated[str, typer.Option("--customer", help="Only one, by name or domain.")]


@app.command()
def statements(
    month: Month, customer: Which = "", claim: Annotated[int, typer.Option(help="Only one, by its running number.")] = 0
) -> None:
    """Print the lines of a month's statements as CSV."""
    from commands.invoice import statements_out

    typer.echo(asyncio.run(_read(statements_out, month, customer, claim or None)), nl=False)


@app.command()
def invoices(month: Month, customer: Which = "") -> None:
    """Print the fields of a month's tax invoices as CSV; they are issued elsewhere."""
    from commands.invoice import invoices_out

    typer.echo(asyncio.run(_read(invoices_out, month, customer)), nl=False)


@app.command()
def invoice(
    month: Month,
    customer: Annotated[str, typer.Argument(help="By name or domain.")],
    number: Annotated[str, typer.Argument(help="The invoice's number (승인번호).")],
    on: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day on which it was issued or paid.")],
    kind: Annotated[str, typer.Option(help="issued, amended, paid or written_off.")] = "issued",
    reason: Annotated[str, typer.Option(help="Why it was amended or written off.")] = "",
    currency: Annotated[str, typer.Option(help="Where the month is in several.")] = "",
    vat: Annotated[int | None, typer.Option(help="Percent, where the month is at several.")] = None,
) -> None:
    """Keep that a month's tax invoice was issued, amended, paid or written off, and print its fields."""
    from getpass import getuser

    from claims.actor import operator
    from commands.invoice import invoice as keep
    from commands.invoice import invoices_out, kind_of

    async def kept() -> str:
        async with _desk() as desk:
            by = operator(getuser())
            which: dict[str, Any] = {"currency": currency, "vat": vat}
            await desk.database.run(keep, month, customer, number, on.date(), reason, kind=kind_of(kind), **which, by=by)
            return await desk.database.read(invoices_out, month, customer)

    typer.echo(asyncio.run(kept()), nl=False)


def _table(file: Path | None, what: str, out: Any, taken: Any, *, dry_run: bool, log: bool) -> None:
    """Every bad line is named; exit 1 if any is."""
    from getpass import getuser

    from claims.actor import operator
    from commands.taken_in import taken_in

    if log and file:
        raise typer.BadParameter("--log prints what was taken in; it takes no file.")
    if log:
        typer.echo(asyncio.run(_read(taken_in, what)), nl=False)
        return
    if file is None:
        typer.echo(asyncio.run(_read(out)), nl=False)
        return
    text = _decoded(file.read_bytes())

    async def take() -> Any:
        async with _desk() as desk:
            return await desk.database.run(taken, text, dry_run=dry_run, by=operator(getuser()))

    brought = asyncio.run(take())
    for fault in brought.faults:
        typer.echo(f"{file}:{fault.line}: {fault.field}: {fault.value!r} is not understood", err=True)
    if brought.faults:
        typer.echo(f"Nothing was written: {len(brought.faults)} bad lines, {brought.good} good ones.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{brought.good} lines {'are good' if dry_run else 'were taken in'}.")


def _decoded(content: bytes) -> str:
    """UTF-8, or what a Korean spreadsheet saves. Raises Misconfigured for neither."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Misconfigured("The file is neither UTF-8 nor CP949: save it as “CSV UTF-8”.")


person = typer.Typer(no_args_is_help=True, help="One customer's data: told, or erased.")
app.add_typer(person, name="person")


@person.command("export")
def export_person(
    address: str, notes: Annotated[bool, typer.Option("--notes", help="With the team's internal notes about them.")] = False
) -> None:
    """Print everything the desk keeps of a customer as JSON: contact, claims, messages, files listed, mails in base64."""
    from commands.person_data import export

    typer.echo(json.dumps(asyncio.run(_read(export, address, notes=notes)), ensure_ascii=False, indent=1))


@person.command("erase")
def erase_person(address: str, yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False) -> None:
    """Erase a customer: name, address and words go, for good; numbers, times and states stay."""
    from bot.erase import erase_asking

    async def erase() -> bool:
        async with _desk() as desk:
            return await erase_asking(desk, address, sure=yes)

    if not asyncio.run(erase()):
        raise typer.Exit(1)


def _bytes(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


@asynccontextmanager
async def _desk() -> "AsyncIterator[Desk]":
    from bot import logs
    from bot.desk import opened_desk
    from bot.settings import Settings

    logs.quiet()
    async with opened_desk(Settings.read()) as desk:
        yield desk


def _read(query: Any, *args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
    async def read() -> Any:
        async with _desk() as desk:
            return await desk.database.read(query, *args, **kwargs)

    return read()


def main() -> None:
    """Run a command; what goes wrong is one plain line, not a traceback."""
    try:
        app()
    except (DeskError, OSError) as trouble:
        sys.exit(_say(trouble))
    except KeyboardInterrupt:
        sys.exit(130)


def _say(trouble: DeskError | OSError) -> int:
    typer.echo(told.line(trouble), err=True)
    return told.code(trouble)


if __name__ == "__main__":
    main()
