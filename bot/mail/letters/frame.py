"""What stands around the words of every letter: state first, then whom we greet; at the end who writes, and where to look."""

import re
from dataclasses import dataclass

from bot.mail.letters.names import one_line, spoken
from bot.mail.letters.occasion import Body, Occasion
from bot.mail.letters.prose import Block, blocks, clean

_GREETS = re.compile(r"안녕하|(?:dear|hello|hi|good (?:morning|afternoon|evening))(?=[ ,!]|$)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A letter as its templates see it: every text clean, none of it markup."""

    language: str
    number: str
    page: str
    desk: str
    head: tuple[str, ...]
    greeting: str
    text: str
    choices: tuple[str, ...]
    after: str
    rate: str
    closing: tuple[str, ...]
    foot: "Foot"

    @property
    def answer(self) -> str:
        """Where the page asks the same question: opening it decides nothing, a mail scanner opens every link."""
        return f"{self.page}#answer"

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks(self.text)


@dataclass(frozen=True, slots=True)
class Foot:
    """`follow`: what the link is called; `progress`: the same with the link itself, for plain text."""

    number: str
    follow: str
    progress: str
    add: str


def framed(of: Occasion, body: Body) -> Frame:
    number, page = of.view.claim.number, of.page
    return Frame(
        language=of.reader.language,
        number=number,
        page=page,
        desk=desk_name(of),
        head=_head(of),
        greeting="" if _GREETS.match(clean(body.text)) else _greeting(of),
        text=clean(body.text),
        choices=body.choices,
        after=body.after,
        rate=body.rate,
        closing=_closing(of),
        foot=_foot(of, number, page),
    )


def desk_name(of: Occasion) -> str:
    desk = of.rules.desk
    return one_line(desk.name_ko if of.reader.language == "ko" else desk.name_en)


def _head(of: Occasion) -> tuple[str, ...]:
    """State, next update and cost so far."""
    reader, view = of.reader, of.view
    state = reader.state(view)
    told = reader.when(view.claim.update_due) if view.claim.update_due else ""
    lines = [state]
    if told and told not in state:
        lines.append(reader.say("head.next_update", at=told))
    elif view.ball == "customer":
        lines.append(reader.say("head.next_step", ball=reader.ball(view)))
    return (*lines, reader.say("head.cost", cost=reader.money(view.cost, view.currency)))


def _greeting(of: Occasion) -> str:
    say, organisation = of.reader.say, of.view.organisation
    name = spoken(of.view.contact.name) if of.is_asker else None
    if name:
        return say("greeting.person", name=name)
    company = spoken(organisation.name) if organisation else None
    return say("greeting.company", name=company) if company else say("greeting.nobody")


def _closing(of: Occasion) -> tuple[str, ...]:
    """A person's letter is signed by who wrote it, and names the owner where that is somebody else."""
    say, desk = of.reader.say, desk_name(of)
    if of.message is None:
        return tuple(say("closing.desk", desk=desk).split("\n"))
    owner, writer = of.view.owner, one_line(of.message.name)
    signed = say("closing.person", desk=desk, name=writer).split("\n")
    other = owner and owner.id != of.message.author.id
    return (*signed, say("closing.owner", name=one_line(owner.name))) if owner and other else tuple(signed)


def _foot(of: Occasion, number: str, page: str) -> Foot:
    say = of.reader.say
    return Foot(say("foot.number", number=number), say("foot.follow"), say("foot.progress", page=page), say("foot.add"))
