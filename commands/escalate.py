"""Call somebody to a claim: an expert, or those who lead. Its owner stays its owner, whoever works on it."""

from claims.actor import Actor
from claims.claim import Claim
from claims.errors import Illegal, Missing
from commands.acting import happened, locked, possible, post, require_owner
from commands.crew import Crew
from commands.hand import invite
from commands.word import add_word
from storage import seen
from storage.database import Tx


def escalate(tx: Tx, number: str, to: str | None = None, reason: str = "", *, by: Actor) -> Claim:
    """With a reason, to the leads, or to an expert, who becomes a helper. Raises Missing, Illegal where it is over, NotOwner, Away."""
    claim = locked(tx, number)
    if not reason.strip():
        raise Missing(field="reason")
    require_owner(tx, claim, by, helpers=True)
    _check_open(claim)
    if to:
        invite(tx, number, to, reason.strip(), by=by)
    else:
        post(tx, claim, "escalated", by=by, to=leads(tx), reason=reason.strip())
    happened(tx, claim, "escalated", by=by, visible=False, to=to or "lead", reason=reason.strip())
    return claim


def leads(tx: Tx) -> list[str]:
    """Who is asked where nobody is named."""
    return list(Crew.read(tx).leads)


def appeal(tx: Tx, number: str, text: str = "", *, form: str, by: Actor) -> Claim:
    """The customer asks on the page that somebody responsible looks at it; words are kept as any they write. Once a form.

    Raises Illegal where it is over, Invalid where the words are too many.
    """
    claim = locked(tx, number)
    _check_open(claim)
    if not seen.first_time(tx, "form", f"{form} appeal"):
        return claim
    if text.strip():
        claim = add_word(tx, number, text, form=form, by=by)
    happened(tx, claim, "appealed", by=by, visible=True)
    post(tx, claim, "appealed", by=by, to=leads(tx))
    return claim


def _check_open(claim: Claim) -> None:
    if not claim.is_open:
        raise Illegal(number=claim.number, verb="escalate", state=claim.state, legal=possible(claim))
