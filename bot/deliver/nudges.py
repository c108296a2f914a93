"""What a message of nudges says, asked anew at each attempt and never frozen: what is over by then is not said."""

from bot.links import Links
from bot.slack.nudges import nudge
from bot.slack.post import Post
from commands.dispatch import MENTION, standing
from commands.show import Person, Role
from storage import lists, people
from storage.database import Tx
from storage.lists import Listed
from storage.outbox import Intent


def drawn(tx: Tx, intent: Intent, links: Links) -> Post | None:
    """The message as it stands now; None where nothing of it holds any more."""
    lines = [(each, Listed(each.claim, *lists.around(tx, each.claim.id), tx.now)) for each in standing(tx, intent.detail["nudges"])]
    if not lines:
        return None
    mention = intent.recipient if intent.detail["how"] == MENTION else None
    return nudge(lines, _reader(tx, intent.recipient), links, mention=mention)


def _reader(tx: Tx, identity: str | None) -> Person:
    """A person, or the channel in the desk's own language and zone."""
    desk = tx.rules.desk
    known = people.find(tx, identity) if identity else None
    return known or Person("", "", desk.language, desk.zone, None, Role.AGENT, active=True)
