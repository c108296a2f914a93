"""The playbook as it is read while working."""

from claims.claim import ClaimClass
from claims.playbook import Page
from storage.database import Tx


def playbook(tx: Tx, claim_class: ClaimClass | None = None, *, language: str) -> Page:
    """The page of a class; without one the page of what has no class yet, which asks for it."""
    return tx.rules.guide.page(language, claim_class)
