"""Put a customer under another plan: an event on each of their claims that is not over, so that clocks stay derivable."""

from claims.actor import Actor
from claims.errors import Invalid
from commands import clocks
from commands.acting import happened, require_lead
from storage import claims, customers
from storage.customers import Organisation
from storage.database import Tx


def put_under(tx: Tx, organisation: Organisation, plan: str, *, by: Actor) -> Organisation:
    """Change the plan and reckon the customer's claims anew. Raises NotAllowed, Invalid naming the plans there are.

    What is over by then is late from this moment, not from before; a first answer's time never moves later.
    """
    require_lead(tx, by)
    if plan not in tx.rules.plan_names:
        raise Invalid(field="plan", value=plan, allowed=tx.rules.plan_names)
    changed = customers.change_organisation(tx, organisation.id, plan=plan)
    for identity in claims.unclosed_of(tx, organisation.id):
        claim = claims.find(tx, identity, lock=True)
        if claim and claim.closed_at is None and claim.plan != plan:
            put = claims.change(tx, claim, plan=plan)
            happened(tx, put, "planned", by=by, visible=False, was=claim)
            clocks.refresh(tx, put)
    return changed
