"""What goes wrong on the command line, as one plain line for the operator, and the exit code that goes with it."""

from claims.errors import DeskError, Invalid, Refusal, TryAgain

EX_TEMPFAIL = 75  # sysexits.h: the mail server should try again


def line(trouble: DeskError | OSError) -> str:
    """In English; values as they are typed here, not as people in Slack read them."""
    if isinstance(trouble, OSError):
        return f"claimdesk: {trouble.filename}: {trouble.strerror}" if trouble.filename else f"claimdesk: {trouble.strerror or trouble}"
    if not isinstance(trouble, Refusal):
        return f"claimdesk: {trouble}"
    return f"claimdesk: {_refused(trouble)}"


def code(trouble: DeskError | OSError) -> int:
    return EX_TEMPFAIL if isinstance(trouble, TryAgain) else 1


def _refused(refusal: Refusal) -> str:
    from bot.slack import vocabulary
    from bot.slack.refused import sentence
    from bot.words import say

    allowed = refusal.values.get("allowed")
    if not isinstance(refusal, Invalid) or not isinstance(allowed, tuple):
        return sentence(refusal, "en", {})
    named = vocabulary.field(str(refusal.values["field"]), "en")
    return say("en", "refusals.invalid_allowed", field=named, value=refusal.values["value"], allowed=", ".join(allowed))
